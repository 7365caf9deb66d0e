/* SPDX-License-Identifier: Apache-2.0
 *
 * A rotation that fails at any call: nothing recorded is lost, nothing can be recorded in two logs,
 * and running it again ends it. Linked with --wrap as test_log.c.
 */
#include "cmocka_all.h"

#include "disk_faults.h"
#include "rotating.h"

enum { MOST_CALLS = 128 };

/* What is special about writing itself is for test_log.c. */
static const enum fault_kind kinds[] = {FAULT_IO, FAULT_TORN};

/* Whoever decides before the rotation is run again is refused, unless all was done but said. */
static void expect_no_fork(struct rotating *rotating)
{
    struct writ_error err = {0};
    const enum writ_status status = open_next(rotating, &err);

    if (status == WRIT_OK) {
        close_engine(&rotating->audited);
        check_rotated(rotating, 1);
        return;
    }
    assert_true(status == WRIT_E_SCHEMA || status == WRIT_E_IO);
    assert_non_null(strstr(err.hint, "writ log rotate"));
}

/* False when no call was left to fail. */
static bool rotate_with_fault(enum fault_kind kind, size_t nth)
{
    WRIT_AUTO(rotating) struct rotating rotating;
    struct writ_rotated rotated;
    struct writ_error err = {0};

    rotating_make(&rotating);
    arm(kind, nth);

    const enum writ_status status = try_rotate(&rotating, &rotated, &err);
    const bool is_hit = fault.is_hit;

    disarm();
    assert_true(is_hit || status == WRIT_OK);
    if (status != WRIT_OK) {
        expect_no_fork(&rotating);
    }
    rotate(&rotating);
    check_rotated(&rotating, 1);
    return is_hit;
}

static void a_rotation_survives_a_fault_at_every_call(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
        size_t nth = 0;

        while (rotate_with_fault(kinds[kind], nth)) {
            nth++;
            assert_true(nth < MOST_CALLS);
        }
        assert_true(nth > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rotation_survives_a_fault_at_every_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
