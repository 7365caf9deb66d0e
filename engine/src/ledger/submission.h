/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/submission.h - what a log sends to a witness (c2sp.org/tlog-witness, add-checkpoint): the size the witness knows,
 * the proof that leads from there, and the checkpoint.
 */
#ifndef WRIT_LEDGER_SUBMISSION_H
#define WRIT_LEDGER_SUBMISSION_H

#include "ledger/receipt.h"

/** Room for 16 signatures of any kind in use; a body that is longer is malformed. */
enum { WRIT_SUBMISSION_MAX = 256 << 10 };

struct writ_submission {
    uint64_t old_size;
    struct writ_proof proof; /**< at most 63 hashes */
    struct writ_str note;    /**< the signed checkpoint; borrowed from the body */
    struct writ_str text;    /**< of the note; nobody has checked a signature yet */
    struct writ_checkpoint checkpoint;
};

void writ_submission_write(struct writ_buf *buf, uint64_t old_size, const struct writ_proof *proof, struct writ_str note);

/** @retval WRIT_E_SYNTAX  not such a body */
WRIT_NODISCARD enum writ_status writ_submission_parse(struct writ_str body, struct writ_submission *ret_submission,
                                                      struct writ_error *err);

#endif
