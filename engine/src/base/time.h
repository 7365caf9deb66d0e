/* SPDX-License-Identifier: Apache-2.0
 *
 * base/time.h - time as an input: an injected clock, and RFC 3339 text in UTC.
 */
#ifndef WRIT_BASE_TIME_H
#define WRIT_BASE_TIME_H

#include <stdint.h>

#include "base/str.h"

/** Milliseconds since 1970-01-01T00:00:00Z. Only the edges of the engine hold a clock; evaluation
 * takes a time. */
struct writ_clock {
    int64_t (*now_ms)(void *ctx);
    void *ctx;
};

struct writ_clock writ_clock_system(void);

/** Milliseconds since some moment, never going back: for intervals. */
int64_t writ_time_monotonic_ms(void);
uint64_t writ_time_monotonic_ns(void);

enum { WRIT_TIME_TEXT_SIZE = 32 };

/** "2026-11-02T09:00:00Z", with ".123" when the milliseconds are not zero. Years 0000 to 9999: what
 * lies outside is told as the nearest time inside. */
void writ_time_format(int64_t time_ms, char ret_text[WRIT_TIME_TEXT_SIZE]);

/** RFC 3339 date-time with any offset, or a full-date (midnight UTC); false when it is neither.
 * Leap second 60 is read as 59. */
bool writ_time_parse(struct writ_str text, int64_t *ret_time_ms);

/** The same, and ISO 8601 without seconds ("2025-06-27T18:03-07:00"), as the examples of AuthZEN 1.0 write times. */
bool writ_time_parse_minutes(struct writ_str text, int64_t *ret_time_ms);

#endif
