/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/receipt.h - checkpoints (c2sp.org/tlog-checkpoint) and receipts (c2sp.org/tlog-proof@v1).
 */
#ifndef WRIT_LEDGER_RECEIPT_H
#define WRIT_LEDGER_RECEIPT_H

#include "crypto/note.h"
#include "ledger/tree.h"

struct writ_checkpoint {
    char origin[256]; /**< "<mesh>/<node>/<period>" */
    uint64_t size;
    struct writ_digest root;
};

/** Append the note text (origin, size, root; a newline each) without signatures. */
void writ_checkpoint_text(const struct writ_checkpoint *checkpoint, struct writ_buf *buf);
WRIT_NODISCARD enum writ_status writ_checkpoint_parse(struct writ_str text, struct writ_checkpoint *ret_checkpoint, struct writ_error *err);

/** The checkpoint in a note that this key signed. @retval WRIT_E_CRYPTO  not signed by it, or of another log than the key */
WRIT_NODISCARD enum writ_status writ_checkpoint_open(struct writ_str note, const struct writ_verifier *verifier,
                                                     struct writ_checkpoint *ret_checkpoint, struct writ_error *err);

/** Append a receipt: index, inclusion path and the signed checkpoint note. */
void writ_receipt_write(struct writ_buf *buf, uint64_t index, const struct writ_proof *proof, struct writ_str signed_checkpoint);

struct writ_receipt {
    uint64_t index;
    struct writ_proof proof;
    struct writ_str signed_checkpoint; /**< borrowed from the text */
};
WRIT_NODISCARD enum writ_status writ_receipt_parse(struct writ_str text, struct writ_receipt *ret_receipt, struct writ_error *err);

/**
 * The whole check: the checkpoint is signed by this key, its origin is the key's name, and the leaf is under its root.
 *
 * @param ret_index  place of the leaf in the log
 */
WRIT_NODISCARD enum writ_status writ_receipt_verify(struct writ_str receipt, struct writ_str leaf, const struct writ_verifier *verifier,
                                                    struct writ_checkpoint *ret_checkpoint, uint64_t *ret_index, struct writ_error *err);

#endif
