/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench.h - a clock, and how a benchmark that cannot go on says why.
 */
#ifndef WRIT_BENCH_H
#define WRIT_BENCH_H

#include <stdio.h>
#include <time.h>

#include "writ/error.h"

static inline double now_us(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static inline int die(const struct writ_error *err)
{
    fprintf(stderr, "%s:%u:%u: error: %s [%s]\n", err->loc.source, err->loc.line, err->loc.column,
            err->text, writ_status_name(err->status));
    return 1;
}

#endif
