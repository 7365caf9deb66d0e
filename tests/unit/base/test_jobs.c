/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jobs.h"

#include <pthread.h>
#include <signal.h>

#include "cmocka_all.h"

struct seen {
    pthread_mutex_t lock;
    size_t times[WRIT_JOBS_MAX];
    size_t deaf; /* jobs by threads that no signal can interrupt */
};

static void note(void *ctx, size_t index)
{
    struct seen *seen = ctx;
    sigset_t mask;

    (void)pthread_sigmask(SIG_SETMASK, NULL, &mask);
    (void)pthread_mutex_lock(&seen->lock);
    seen->times[index]++;
    seen->deaf += sigismember(&mask, SIGTERM) == 1;
    (void)pthread_mutex_unlock(&seen->lock);
}

static struct seen run(size_t count)
{
    struct seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

    writ_jobs_run(count, note, &seen);
    (void)pthread_mutex_destroy(&seen.lock);
    return seen;
}

static void each_is_done_once(void **state)
{
    static const size_t counts[] = {0, 1, 2, 7, WRIT_JOBS_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        const struct seen seen = run(counts[i]);

        for (size_t job = 0; job < WRIT_JOBS_MAX; job++) {
            assert_int_equal(seen.times[job], job < counts[i] ? 1 : 0);
        }
    }
}

static void signals_are_left_to_the_threads_of_the_program(void **state)
{
    (void)state;
    assert_int_equal(run(4).deaf, 3);
    assert_int_equal(run(1).deaf, 0);
}

static void there_is_always_one_and_never_too_many(void **state)
{
    (void)state;
    assert_int_equal(writ_jobs_count(3), 3);
    assert_int_equal(writ_jobs_count(WRIT_JOBS_MAX + 1), WRIT_JOBS_MAX);
    assert_in_range(writ_jobs_count(0), 1, WRIT_JOBS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_done_once),
        cmocka_unit_test(signals_are_left_to_the_threads_of_the_program),
        cmocka_unit_test(there_is_always_one_and_never_too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
