/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/cosigned.h - a log before its witnesses: what it sends them, and the last checkpoint that enough of them cosigned.
 *
 * DIR/checkpoint.cosigned  a checkpoint of the log and the signature lines of witnesses; older than DIR/checkpoint or the same
 */
#ifndef WRIT_LEDGER_COSIGNED_H
#define WRIT_LEDGER_COSIGNED_H

#include "ledger/log.h"

/**
 * Append the body of add-checkpoint for the published checkpoint.
 *
 * @param old_size  what the witness has cosigned
 * @retval WRIT_E_CORRUPT   that is more than the log has: it was rolled back
 * @retval WRIT_E_NOTFOUND  the log has no checkpoint yet
 */
WRIT_NODISCARD enum writ_status writ_log_submission(struct writ_log *log, uint64_t old_size, struct writ_buf *ret_body,
                                                    struct writ_error *err);

/** Keep a cosigned checkpoint, durably. May run beside the process that appends. */
WRIT_NODISCARD enum writ_status writ_log_keep_cosigned(const struct writ_log *log, struct writ_str note, struct writ_error *err);

/** The one that was kept when the log was opened, which refuses a log that does not extend it; NULL when none was. */
const struct writ_checkpoint *writ_log_cosigned(const struct writ_log *log);

/** Its note, with the cosignatures; empty when none was kept. */
struct writ_str writ_log_cosigned_note(const struct writ_log *log);

/** As writ_log_receipt(), under the cosigned checkpoint where that covers the leaf. */
WRIT_NODISCARD enum writ_status writ_log_witnessed_receipt(struct writ_log *log, uint64_t index, struct writ_buf *ret_receipt,
                                                           struct writ_error *err);

#endif
