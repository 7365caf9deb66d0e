/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jobs.h"

#include <assert.h>
#include <pthread.h>
#include <unistd.h>

#include "base/signals.h"

size_t writ_jobs_count(unsigned wanted)
{
    const long cores = wanted != 0 ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
    const size_t count = cores > 0 ? (size_t)cores : 1;

    return count < WRIT_JOBS_MAX ? count : WRIT_JOBS_MAX;
}

struct one {
    void (*job)(void *ctx, size_t index);
    void *ctx;
    size_t index;
    pthread_t thread;
};

static void *run(void *ctx)
{
    const struct one *one = ctx;

    one->job(one->ctx, one->index);
    return NULL;
}

void writ_jobs_run(size_t count, void (*job)(void *ctx, size_t index), void *ctx)
{
    struct one all[WRIT_JOBS_MAX];
    size_t started = 1;
    sigset_t before;

    assert(count <= WRIT_JOBS_MAX);
    for (size_t i = 0; i < count; i++) {
        all[i] = (struct one){.job = job, .ctx = ctx, .index = i};
    }
    writ_signals_block(&before);
    while (started < count && pthread_create(&all[started].thread, NULL, run, &all[started]) == 0) {
        started++;
    }
    writ_signals_restore(&before);
    if (count > 0) {
        job(ctx, 0);
    }
    for (size_t i = started; i < count; i++) {
        job(ctx, i);
    }
    while (started > 1) {
        (void)pthread_join(all[--started].thread, NULL);
    }
}
