/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/owned.h"

struct parcel {
    struct writ_owned own;
    int number;
    const char *text;
};

static void what_it_points_at_goes_with_it(void **state)
{
    struct parcel *parcel = writ_owned_new(sizeof(*parcel));

    (void)state;
    assert_non_null(parcel);
    assert_int_equal(parcel->number, 0);
    assert_null(parcel->text);
    parcel->text = writ_arena_alloc(&parcel->own.arena, 9000);
    assert_non_null(parcel->text);
    assert_true(parcel->own.alloc.used_bytes > 9000);
    writ_owned_free(parcel, sizeof(*parcel));
}

static void nothing_is_freed_of_nothing(void **state)
{
    (void)state;
    writ_owned_free(NULL, sizeof(struct parcel));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_points_at_goes_with_it),
        cmocka_unit_test(nothing_is_freed_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
