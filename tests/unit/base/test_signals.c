/* SPDX-License-Identifier: Apache-2.0 */
#include "base/signals.h"
#include <stdbool.h>

#include "cmocka_all.h"

static bool is_blocked(int signal)
{
    sigset_t mask;

    (void)pthread_sigmask(SIG_SETMASK, NULL, &mask);
    return sigismember(&mask, signal) == 1;
}

static void what_a_fault_raises_is_still_taken(void **state)
{
    sigset_t before;

    (void)state;
    writ_signals_block(&before);
    assert_true(is_blocked(SIGTERM));
    assert_true(is_blocked(SIGCHLD));
    assert_false(is_blocked(SIGSEGV));
    assert_false(is_blocked(SIGABRT));
    writ_signals_restore(&before);
    assert_false(is_blocked(SIGTERM));
}

static void what_was_blocked_stays_blocked(void **state)
{
    sigset_t before, own;

    (void)state;
    (void)sigemptyset(&own);
    (void)sigaddset(&own, SIGUSR1);
    (void)pthread_sigmask(SIG_BLOCK, &own, NULL);
    writ_signals_block(&before);
    writ_signals_restore(&before);
    assert_true(is_blocked(SIGUSR1));
    (void)pthread_sigmask(SIG_UNBLOCK, &own, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_fault_raises_is_still_taken),
        cmocka_unit_test(what_was_blocked_stays_blocked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
