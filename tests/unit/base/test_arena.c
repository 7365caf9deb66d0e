/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/arena.h"
#include "base/try.h"
#include "oom.h"

static void objects_are_zeroed_and_aligned_for_any_type(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const char zero[97] = {0};

    (void)state;
    writ_arena_init(&arena, &alloc);
    for (size_t bytes = 1; bytes < sizeof(zero); bytes++) {
        const void *object = writ_arena_alloc(&arena, bytes);

        assert_non_null(object);
        assert_int_equal((uintptr_t)object % _Alignof(max_align_t), 0);
        assert_memory_equal(object, zero, bytes);
    }
}

static void objects_never_overlap(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    enum { COUNT = 500, SIZE = 40 };
    char *objects[COUNT];

    (void)state;
    writ_arena_init(&arena, &alloc);
    for (int i = 0; i < COUNT; i++) {
        objects[i] = writ_arena_alloc(&arena, SIZE);
        assert_non_null(objects[i]);
        memset(objects[i], i & 0xff, SIZE);
    }
    for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < SIZE; k++) {
            assert_int_equal((unsigned char)objects[i][k], i & 0xff);
        }
    }
}

static void an_object_larger_than_any_block_gets_its_own(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const size_t large = 1u << 20;
    char *object;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_non_null(writ_arena_alloc(&arena, 8));
    object = writ_arena_alloc(&arena, large);
    assert_non_null(object);
    memset(object, 1, large);
    assert_non_null(writ_arena_alloc(&arena, 8));
}

static void sizes_that_wrap_are_refused(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_null(writ_arena_alloc(&arena, SIZE_MAX));
    assert_null(writ_arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(writ_arena_array(&arena, 3, SIZE_MAX / 2));
    assert_int_equal(alloc.used_bytes, 0);
}

static void an_array_grows_by_one_and_moves_seldom(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    size_t *items = NULL;
    size_t moves = 0;

    (void)state;
    writ_arena_init(&arena, &alloc);
    for (size_t i = 0; i < 1000; i++) {
        size_t *more = writ_arena_more(&arena, items, i, sizeof(*more));

        assert_non_null(more);
        moves += more == items ? 0 : 1;
        items = more;
        items[i] = i;
    }
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(items[i], i);
    }
    assert_int_equal(moves, 11); /* at 0, and at 2^0 to 2^9 */
}

static void texts_are_copied_with_a_nul_behind_them(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    char source[] = "domain-orders";
    struct writ_str copy;

    (void)state;
    writ_arena_init(&arena, &alloc);
    copy = writ_arena_str(&arena, (struct writ_str){source, 6});
    source[0] = 'X';
    assert_int_equal(copy.len, 6);
    assert_string_equal(copy.ptr, "domain");

    copy = writ_arena_str(&arena, (struct writ_str){NULL, 0});
    assert_non_null(copy.ptr);
    assert_string_equal(copy.ptr, "");
}

static void printf_refuses_what_does_not_fit_instead_of_cutting(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_string_equal(writ_arena_printf(&arena, "%s/%d", "port", 7), "port/7");
    assert_null(writ_arena_printf(&arena, "%5000d", 1));
}

static void done_twice_is_fine(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_arena arena;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_non_null(writ_arena_alloc(&arena, 1));
    writ_arena_done(&arena);
    writ_arena_done(&arena);
    assert_int_equal(alloc.used_bytes, 0);
}

static enum writ_status fill(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;

    writ_arena_init(&arena, alloc);
    for (int i = 0; i < 40; i++) {
        if (writ_arena_alloc(&arena, 1000) == NULL) {
            return WRIT_E_NOMEM;
        }
    }
    return writ_arena_printf(&arena, "%5d", 1) == NULL ? WRIT_E_NOMEM : WRIT_OK;
}

static void reset_forgets_objects_and_zeroes_what_comes(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_arena_reset(&arena); /* an empty one stays empty */
    assert_int_equal(alloc.used_bytes, 0);
    for (int round = 0; round < 100; round++) {
        unsigned char *bytes = writ_arena_alloc(&arena, 3000);

        for (size_t i = 0; i < 3000; i++) {
            assert_int_equal(bytes[i], 0);
        }
        memset(bytes, 0xff, 3000);
        assert_non_null(writ_arena_alloc(&arena, 5000));
        writ_arena_reset(&arena);
    }
    assert_true(alloc.used_bytes < 64 * 1024); /* one block is kept, the others go */
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(fill, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_zeroed_and_aligned_for_any_type),
        cmocka_unit_test(objects_never_overlap),
        cmocka_unit_test(an_object_larger_than_any_block_gets_its_own),
        cmocka_unit_test(sizes_that_wrap_are_refused),
        cmocka_unit_test(an_array_grows_by_one_and_moves_seldom),
        cmocka_unit_test(texts_are_copied_with_a_nul_behind_them),
        cmocka_unit_test(printf_refuses_what_does_not_fit_instead_of_cutting),
        cmocka_unit_test(done_twice_is_fine),
        cmocka_unit_test(reset_forgets_objects_and_zeroes_what_comes),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
