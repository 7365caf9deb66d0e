/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rounds.h"

#include <limits.h>
#include <pthread.h>

#include "cmocka_all.h"

enum { WAITERS = 8, ROUNDS = 400 };

struct shared {
    struct writ_rounds rounds;
    struct writ_rounds heard[WAITERS]; /* each waiter's own, for who ends the rounds */
    unsigned number;                   /* of the round that is over: no lock protects it */
};

struct waiter {
    struct shared *shared;
    size_t index;
    pthread_t thread;
    unsigned wrong;
};

static void *wait_for_all(void *ctx)
{
    struct waiter *waiter = ctx;
    struct shared *shared = waiter->shared;

    for (unsigned round = 1; round <= ROUNDS; round++) {
        writ_rounds_wait(&shared->rounds, round);
        waiter->wrong += shared->number != round;
        writ_rounds_end(&shared->heard[waiter->index]);
    }
    return NULL;
}

/* A round begins when all have heard the end of the one before: who misses one hangs. */
static void everybody_hears_the_end_of_every_round(void **state)
{
    struct shared shared = {.number = 0};
    struct waiter waiters[WAITERS];

    (void)state;
    for (size_t i = 0; i < WAITERS; i++) {
        waiters[i] = (struct waiter){.shared = &shared, .index = i};
        assert_int_equal(pthread_create(&waiters[i].thread, NULL, wait_for_all, &waiters[i]), 0);
    }
    for (unsigned round = 1; round <= ROUNDS; round++) {
        shared.number = round;
        writ_rounds_end(&shared.rounds);
        for (size_t i = 0; i < WAITERS; i++) {
            writ_rounds_wait(&shared.heard[i], round);
        }
    }
    for (size_t i = 0; i < WAITERS; i++) {
        assert_int_equal(pthread_join(waiters[i].thread, NULL), 0);
        assert_int_equal(waiters[i].wrong, 0);
    }
}

static void *wait_for_last(void *ctx)
{
    writ_rounds_wait(ctx, ROUNDS);
    return NULL;
}

static void who_waits_for_a_later_round_waits_on(void **state)
{
    struct writ_rounds rounds = {.ended = 0};
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, wait_for_last, &rounds), 0);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        writ_rounds_end(&rounds);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void numbers_begin_again(void **state)
{
    struct writ_rounds rounds = {.ended = UINT_MAX - 1};

    (void)state;
    writ_rounds_wait(&rounds, UINT_MAX - 1);
    writ_rounds_end(&rounds);
    writ_rounds_end(&rounds);
    writ_rounds_wait(&rounds, UINT_MAX); /* or this test hangs */
    writ_rounds_wait(&rounds, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_hears_the_end_of_every_round),
        cmocka_unit_test(who_waits_for_a_later_round_waits_on),
        cmocka_unit_test(numbers_begin_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
