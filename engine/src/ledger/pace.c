/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/pace.h"

#include "base/time.h"
#include "ledger/state.h"

enum { PUBLISH_MS = 20, DURABLE_MS = 1000 };

void writ_pace_init(struct writ_pace *pace)
{
    *pace = (struct writ_pace){.durable_ms = writ_time_monotonic_ms()};
}

void writ_pace_signed(struct writ_pace *pace)
{
    if (!pace->is_waiting) {
        pace->is_waiting = true;
        pace->signed_ms = writ_time_monotonic_ms();
    }
}

int64_t writ_pace_due_ms(const struct writ_pace *pace, const struct writ_log *log)
{
    if (log->is_failed) {
        return INT64_MAX;
    }
    if (log->is_unpublished) {
        return pace->signed_ms + PUBLISH_MS;
    }
    return log->is_unsynced ? pace->durable_ms + DURABLE_MS : INT64_MAX;
}

void writ_pace_turn(struct writ_pace *pace, struct writ_log *log)
{
    const int64_t now_ms = writ_time_monotonic_ms();
    const bool is_durable = now_ms >= pace->durable_ms + DURABLE_MS;

    if (now_ms < writ_pace_due_ms(pace, log)) {
        return;
    }

    const enum writ_status ignored = writ_log_publish(log, is_durable, NULL);

    (void)ignored;
    pace->is_waiting = false;
    pace->durable_ms = is_durable ? now_ms : pace->durable_ms;
}
