/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/alloc.h"

static void used_and_peak_follow_every_resize(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    void *block = writ_realloc(&alloc, NULL, 0, 100);

    (void)state;
    block = writ_realloc(&alloc, block, 100, 300);
    assert_int_equal(alloc.used_bytes, 300);
    block = writ_realloc(&alloc, block, 300, 50);
    assert_int_equal(alloc.used_bytes, 50);
    assert_int_equal(alloc.peak_bytes, 300);
    writ_free(&alloc, block, 50);
    assert_int_equal(alloc.used_bytes, 0);
}

static void budget_is_reached_exactly_and_never_passed(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(64);
    void *block = writ_calloc(&alloc, 64);

    (void)state;
    assert_non_null(block);
    assert_null(writ_calloc(&alloc, 1));
    assert_int_equal(alloc.used_bytes, 64);
    writ_free(&alloc, block, 64);
}

static void refused_growth_leaves_the_block_alone(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(16);
    char *block = writ_realloc(&alloc, NULL, 0, 16);

    (void)state;
    assert_non_null(block);
    memcpy(block, "0123456789abcdef", 16);
    assert_null(writ_realloc(&alloc, block, 16, 17));
    assert_memory_equal(block, "0123456789abcdef", 16);
    writ_free(&alloc, block, 16);
}

static void impossible_sizes_do_not_wrap_the_budget(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(64);
    void *block = writ_calloc(&alloc, 32);

    (void)state;
    assert_null(writ_calloc(&alloc, SIZE_MAX));
    assert_null(writ_calloc(&alloc, SIZE_MAX - 31));
    assert_int_equal(alloc.used_bytes, 32);
    writ_free(&alloc, block, 32);
}

static void injected_failure_hits_the_nth_growing_call(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    void *first;

    (void)state;
    alloc.fail_after = 1;
    first = writ_calloc(&alloc, 8);
    assert_non_null(first);
    first = writ_realloc(&alloc, first, 8, 4); /* shrinking does not count */
    assert_non_null(first);
    assert_null(writ_calloc(&alloc, 8));
    assert_null(writ_calloc(&alloc, 8));
    writ_free(&alloc, first, 4);
}

static void calloc_zeroes_what_it_hands_out(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const char zero[256] = {0};
    void *block = writ_calloc(&alloc, sizeof(zero));

    (void)state;
    assert_memory_equal(block, zero, sizeof(zero));
    writ_free(&alloc, block, sizeof(zero));
}

static void freeing_nothing_is_fine(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    (void)state;
    writ_free(&alloc, NULL, 0);
    assert_null(writ_realloc(&alloc, NULL, 0, 0));
    assert_int_equal(alloc.used_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(used_and_peak_follow_every_resize),
        cmocka_unit_test(budget_is_reached_exactly_and_never_passed),
        cmocka_unit_test(refused_growth_leaves_the_block_alone),
        cmocka_unit_test(impossible_sizes_do_not_wrap_the_budget),
        cmocka_unit_test(injected_failure_hits_the_nth_growing_call),
        cmocka_unit_test(calloc_zeroes_what_it_hands_out),
        cmocka_unit_test(freeing_nothing_is_fine),
    };
    return cmocka_run_group_tests_name("base/alloc", tests, NULL, NULL);
}
