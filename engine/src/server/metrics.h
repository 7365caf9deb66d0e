/* SPDX-License-Identifier: Apache-2.0
 *
 * server/metrics.h - what the service counts. One board in shared memory: each worker adds to it, and any of them shows
 * the sum of all, in the text format of Prometheus (version 0.0.4).
 */
#ifndef WRIT_SERVER_METRICS_H
#define WRIT_SERVER_METRICS_H

#include <stdint.h>

#include "base/buf.h"

enum writ_counter {
#define WRIT_COUNTER(name, metric, labels, help) WRIT_COUNT_##name,
#include "server/metrics.def"
#undef WRIT_COUNTER
    WRIT_COUNTERS
};

enum writ_timer {
    WRIT_TIME_EVALUATION, /**< from a request's value to its decision document */
    WRIT_TIME_REQUEST,    /**< from a whole request to its answer, the recording included */
    WRIT_TIMERS
};

struct writ_metrics;

/** Shared with every process that is forked afterwards. NULL when memory is out. */
struct writ_metrics *writ_metrics_new(void);
void writ_metrics_free(struct writ_metrics *metrics);

void writ_metrics_count(struct writ_metrics *metrics, enum writ_counter counter, uint64_t more);
void writ_metrics_time(struct writ_metrics *metrics, enum writ_timer timer, uint64_t ns);

/** Append the text of all. */
void writ_metrics_write(const struct writ_metrics *metrics, struct writ_buf *buf);

#endif
