/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/notary.h - who signs a log's checkpoints: a key in this process, or somebody whom it asks.
 *
 * A notary is told what the tree grew from and by which leaves, so that one of its own mind can
 * append them to what it signed last and sign nothing else.
 */
#ifndef WRIT_LEDGER_NOTARY_H
#define WRIT_LEDGER_NOTARY_H

#include "ledger/receipt.h"

/** From the tree that was signed last to the one that is to be signed. */
struct writ_growth {
    struct writ_frontier from;        /**< of the checkpoint signed last; empty: none was */
    struct writ_str from_note;        /**< that checkpoint, signed; empty: none was */
    const struct writ_digest *hashes; /**< of the leaves since, in their order; borrowed */
    size_t count;
    struct writ_str text; /**< of the checkpoint to sign */
};

struct writ_notary {
    const struct writ_verifier *verifier; /**< of its key, whose name is the log's origin */

    /** Append growth->text as a signed note. A failure closes the log, as that of a write does. */
    enum writ_status (*note)(void *ctx, const struct writ_growth *growth, struct writ_buf *note,
                             struct writ_error *err);

    /** Append a detached JWS over growth->text, which is the checkpoint it grew from: no leaves. */
    enum writ_status (*jws)(void *ctx, const struct writ_growth *growth, struct writ_buf *jws,
                            struct writ_error *err);
    void *ctx;
};

/** A key of this process, which signs what it is given. @param signer  borrowed */
struct writ_notary writ_notary_of(const struct writ_signer *signer);

#endif
