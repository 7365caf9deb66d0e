/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory of a state: blocks do not overlap, limits hold, and restoring brings every byte back.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "script/region.h"

enum { SLOTS = 200, STEPS = 20000, TAG_TEXT = 4 };

static const struct writ_region_limits roomy = {
    .live_bytes = 4u << 20, .total_bytes = (size_t)-1 / 2, .object_bytes = 1u << 20};

struct slot {
    unsigned char *ptr;
    size_t bytes;
    unsigned char mark;
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void check_mark(const struct slot *slot)
{
    for (size_t i = 0; i < slot->bytes; i++) {
        assert_int_equal(slot->ptr[i], slot->mark);
    }
}

static void fill(const struct slot *slot, unsigned char byte)
{
    for (size_t i = 0; i < slot->bytes; i++) {
        slot->ptr[i] = byte;
    }
}

/* Resize one slot; the bytes both sizes have must survive. */
static void resize_slot(struct writ_region *region, struct slot *slot, size_t bytes,
                        unsigned char mark)
{
    unsigned char *ptr =
        writ_region_lua_alloc(region, slot->ptr, slot->ptr == NULL ? TAG_TEXT : slot->bytes, bytes);
    const size_t kept = slot->bytes < bytes ? slot->bytes : bytes;

    if (ptr == NULL && bytes > 0) { /* the region is full: the block stays as it was */
        assert_true(bytes > slot->bytes);
        return;
    }
    assert_true(ptr != NULL || bytes == 0);
    for (size_t i = 0; i < kept; i++) {
        assert_int_equal(ptr[i], slot->mark);
    }
    if (bytes > 0) {
        memset(ptr, mark, bytes);
    }
    *slot = (struct slot){.ptr = ptr, .bytes = bytes, .mark = mark};
}

static void blocks_never_overlap(void **state)
{
    struct writ_region region;
    struct slot slots[SLOTS] = {{0}};
    uint32_t seed = 7;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    for (int i = 0; i < STEPS; i++) {
        struct slot *slot = &slots[next_random(&seed) % SLOTS];
        const uint32_t kind = next_random(&seed) % 8;
        const size_t bytes = kind == 0 ? 0 : next_random(&seed) % (kind < 6 ? 300 : 20000);

        check_mark(slot);
        resize_slot(&region, slot, bytes, (unsigned char)i);
    }
    for (size_t i = 0; i < SLOTS; i++) {
        check_mark(&slots[i]);
        resize_slot(&region, &slots[i], 0, 0);
    }
    assert_int_equal(writ_region_live_bytes(&region), 0);
    writ_region_done(&region);
}

static void blocks_are_aligned(void **state)
{
    struct writ_region region;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    for (size_t bytes = 1; bytes < 3000; bytes += 7) {
        assert_int_equal((uintptr_t)writ_region_lua_alloc(&region, NULL, TAG_TEXT, bytes) % 16, 0);
    }
    writ_region_done(&region);
}

static void restoring_brings_back_what_was_kept(void **state)
{
    struct writ_region region;
    struct slot kept = {0};
    struct slot later = {0};

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    resize_slot(&region, &kept, 5000, 1);
    region.is_compiling = true; /* code lives elsewhere, and comes back as well */
    unsigned char *code = writ_region_lua_alloc(&region, NULL, 0, 1000);
    region.is_compiling = false;
    assert_non_null(code);
    memset(code, 5, 1000);
    assert_true(writ_region_keep(&region));

    const size_t live = writ_region_live_bytes(&region);

    for (int round = 0; round < 3; round++) {
        fill(&kept, 9);
        resize_slot(&region, &later, 3000, 2);
        (void)writ_region_lua_alloc(&region, code, 1000, 0);
        writ_region_restore(&region);
        check_mark(&kept);
        assert_int_equal(code[999], 5);
        assert_int_equal(writ_region_live_bytes(&region), live);
        later = (struct slot){0};
    }
    writ_region_done(&region);
}

static void limits_are_sticky(void **state)
{
    static const struct writ_region_limits limits = {
        .live_bytes = 100000, .total_bytes = 300000, .object_bytes = 60000};
    struct writ_region region;
    void *block;

    (void)state;
    assert_true(writ_region_init(&region, &limits));
    writ_region_begin(&region);
    assert_null(writ_region_realloc(&region, NULL, 0, 60001)); /* one piece */
    assert_true(region.is_over);
    assert_null(writ_region_realloc(&region, NULL, 0, 1));

    writ_region_begin(&region);
    block = writ_region_realloc(&region, NULL, 0, 60000);
    assert_non_null(block);
    assert_null(writ_region_realloc(&region, NULL, 0, 50000)); /* at one time */
    assert_ptr_equal(writ_region_realloc(&region, block, 60000, 100),
                     block); /* shrinking always works */
    assert_null(writ_region_realloc(&region, block, 100, 0));

    writ_region_begin(&region);
    for (int i = 0; i < 5; i++) {
        block = writ_region_realloc(&region, NULL, 0, 60000);
        assert_non_null(block);
        assert_null(writ_region_realloc(&region, block, 60000, 0));
    }
    assert_false(region.is_over);
    assert_null(writ_region_realloc(&region, NULL, 0, 60000)); /* together */
    writ_region_done(&region);
}

static void large_objects_raise_the_price_of_instructions(void **state)
{
    struct writ_region region;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    (void)writ_region_lua_alloc(&region, NULL, 0, 640); /* the first of these is the stack */
    assert_int_equal(region.pressure, 0);
    (void)writ_region_lua_alloc(&region, NULL, TAG_TEXT, 8000);
    (void)writ_region_lua_alloc(&region, NULL, 0, (size_t)24 * 256);
    assert_int_equal(region.pressure, 0);
    (void)writ_region_lua_alloc(&region, NULL, TAG_TEXT, 80000);
    assert_int_equal(region.pressure, 9);
    (void)writ_region_lua_alloc(&region, NULL, 0, (size_t)24 * 1024);
    assert_int_equal(region.pressure, 11);
    writ_region_done(&region);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_never_overlap),
        cmocka_unit_test(blocks_are_aligned),
        cmocka_unit_test(restoring_brings_back_what_was_kept),
        cmocka_unit_test(limits_are_sticky),
        cmocka_unit_test(large_objects_raise_the_price_of_instructions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
