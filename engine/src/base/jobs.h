/* SPDX-License-Identifier: Apache-2.0
 *
 * base/jobs.h - the same work on several things at once, by threads that leave the signals of the
 * process alone.
 */
#ifndef WRIT_BASE_JOBS_H
#define WRIT_BASE_JOBS_H

#include <stddef.h>

enum { WRIT_JOBS_MAX = 64 };

/** How many jobs to make of some work: as many as wanted, or, for 0, one for each core; from 1 to
 * WRIT_JOBS_MAX. */
size_t writ_jobs_count(unsigned wanted);

/**
 * Run job(ctx, 0) to job(ctx, count - 1), each by a thread of its own, and return when all have.
 * The first is the caller's, and so is each that no thread can be started for.
 *
 * @param count  at most WRIT_JOBS_MAX
 */
void writ_jobs_run(size_t count, void (*job)(void *ctx, size_t index), void *ctx);

#endif
