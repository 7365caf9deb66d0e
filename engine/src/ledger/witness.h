/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/witness.h - the witness of other logs (c2sp.org/tlog-witness): it remembers the last checkpoint of each, and cosigns
 * the next only if that extends it. Bytes in, answer out; HTTP is the business of others.
 *
 * DIR/<hex SHA-256 of an origin>  the last cosigned checkpoint, replaced durably before it is answered
 * DIR/lock                        locked by the process that cosigns: two memories would allow two histories
 */
#ifndef WRIT_LEDGER_WITNESS_H
#define WRIT_LEDGER_WITNESS_H

#include "base/time.h"
#include "ledger/key_list.h"
#include "ledger/submission.h"

struct writ_witness;

struct writ_witness_terms {
    const char *dir;                   /**< made when it is missing */
    const struct writ_signer *signer;  /**< borrowed until the witness is closed */
    const struct writ_key_list *logs;  /**< a key's name is its log's origin; copied */
    struct writ_clock clock;           /**< dates cosignatures */
};

/**
 * @retval WRIT_E_CORRUPT  a remembered checkpoint cannot be used: cosigning without it could cosign a fork
 * @retval WRIT_E_IO       another process has the folder, or the operating system refused
 */
WRIT_NODISCARD enum writ_status writ_witness_open(const struct writ_witness_terms *terms, struct writ_witness **ret_witness,
                                                  struct writ_error *err);
void writ_witness_close(struct writ_witness *witness);

/** What HTTP says. */
struct writ_witness_answer {
    unsigned status;
    const char *content_type; /**< static */
    struct writ_buf *body;    /**< the caller's; appended to */
};

/**
 * Judge a submission. May be called by many threads at a time. The answer is 200 with a cosignature; 400, 403, 404, 409 or
 * 422 with the reason.
 *
 * @retval other  there is no answer, and nothing was cosigned: memory is out, or the disk refused
 */
WRIT_NODISCARD enum writ_status writ_witness_add_checkpoint(struct writ_witness *witness, struct writ_str body,
                                                            struct writ_witness_answer *answer, struct writ_error *err);

/** The last cosigned checkpoint of the log whose origin has this SHA-256 (hex), or 404. Thread-safe too. */
WRIT_NODISCARD enum writ_status writ_witness_checkpoint(struct writ_witness *witness, struct writ_str origin_hash,
                                                        struct writ_witness_answer *answer, struct writ_error *err);

static inline void writ_witness_autop(struct writ_witness **witness)
{
    writ_witness_close(*witness);
}

#endif
