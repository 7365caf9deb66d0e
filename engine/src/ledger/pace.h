/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/pace.h - when a checkpoint goes where others read it: within 20 ms of being signed, durable
 * within a second, so that many commits share one publication.
 */
#ifndef WRIT_LEDGER_PACE_H
#define WRIT_LEDGER_PACE_H

#include "ledger/log.h"

struct writ_pace {
    bool is_waiting;    /**< a checkpoint was signed and is not published */
    int64_t signed_ms;  /**< when the oldest such one was */
    int64_t durable_ms; /**< when one was last made durable */
};

/** For a log that was just opened, which publishes durably. */
void writ_pace_init(struct writ_pace *pace);

/** After a commit. */
void writ_pace_signed(struct writ_pace *pace);

/** When writ_pace_turn() has something to do, by the monotonic clock; INT64_MAX: not before the next commit. */
int64_t writ_pace_due_ms(const struct writ_pace *pace, const struct writ_log *log);

/** Publish if it is time. A failure closes the log, and whoever commits next is told. */
void writ_pace_turn(struct writ_pace *pace, struct writ_log *log);

#endif
