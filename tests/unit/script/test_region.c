/* SPDX-License-Identifier: Apache-2.0
 *
 * The memory of a state: blocks do not overlap, limits hold, and restoring brings every byte back.
 */
#include "cmocka_all.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* What is copied for every evaluation has no gaps of what loading needed for a moment. */
static void memory_that_was_given_back_is_used_first(void **state)
{
    enum { SMALL = 100, LARGE = 8000 };
    struct writ_region region;
    char *large, *small;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    large = writ_region_lua_alloc(&region, NULL, TAG_TEXT, LARGE);
    assert_null(writ_region_lua_alloc(&region, large, LARGE, 0));
    small = writ_region_lua_alloc(&region, NULL, TAG_TEXT, SMALL);
    assert_ptr_equal(small, large); /* nothing lay behind it */

    large = writ_region_lua_alloc(&region, NULL, TAG_TEXT, LARGE);
    (void)writ_region_lua_alloc(&region, NULL, TAG_TEXT, SMALL);
    assert_null(writ_region_lua_alloc(&region, large, LARGE, 0));
    small = writ_region_lua_alloc(&region, NULL, TAG_TEXT, SMALL);
    assert_true(small >= large && small < large + LARGE);
    writ_region_done(&region);
}

static unsigned char *take_code(struct writ_region *region, size_t bytes, unsigned char mark)
{
    unsigned char *code;

    region->is_compiling = true;
    code = writ_region_lua_alloc(region, NULL, 0, bytes);
    region->is_compiling = false;
    assert_non_null(code);
    memset(code, mark, bytes);
    return code;
}

/* Parts are told apart by it. */
static void where_code_ends_does_not_move_back(void **state)
{
    struct writ_region region;
    size_t end;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));

    unsigned char *code = take_code(&region, 1000, 5);

    end = writ_region_code_bytes(&region);
    assert_null(writ_region_lua_alloc(&region, code, 1000, 0));
    assert_int_equal(writ_region_code_bytes(&region), end);
    writ_region_done(&region);
}

static const struct writ_region_part base = {.code_to = 0};

static void restoring_brings_back_what_was_kept(void **state)
{
    struct writ_region region;
    struct slot kept = {0};
    struct slot later = {0};

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    resize_slot(&region, &kept, 5000, 1);
    assert_true(writ_region_keep(&region));

    const size_t live = writ_region_live_bytes(&region);

    for (int round = 0; round < 3; round++) {
        fill(&kept, 9);
        resize_slot(&region, &later, 3000, 2);
        writ_region_restore(&region, &base);
        check_mark(&kept);
        assert_int_equal(writ_region_live_bytes(&region), live);
        later = (struct slot){0};
    }
    writ_region_done(&region);
}

/* Parts share addresses, and what one has written the other does not see. */
static void parts_know_nothing_of_each_other(void **state)
{
    enum { PARTS = 3, OWN = 2000 };
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_buf differences[PARTS];
    struct writ_region_part parts[PARTS] = {{{NULL, 0}, 0, 0}};
    struct slot shared = {0};
    struct slot own[PARTS] = {{0}};
    struct writ_region region;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));
    resize_slot(&region, &shared, 5000, 1);
    assert_true(writ_region_keep(&region));
    for (unsigned char i = 0; i < PARTS; i++) {
        writ_region_begin_part(&region);
        check_mark(&shared);
        shared.ptr[i * OWN] = i;
        resize_slot(&region, &own[i], OWN, i);
        writ_buf_init(&differences[i], &alloc, (size_t)-1);
        writ_region_differ(&region, &differences[i]);
        assert_int_equal(writ_buf_view(&differences[i], &parts[i].difference), WRIT_OK);
        assert_true(parts[i].difference.len < OWN + 1000);
    }
    for (unsigned char i = 0; i < PARTS; i++) {
        writ_region_restore(&region, &parts[i]);
        check_mark(&own[i]);
        for (unsigned char k = 0; k < PARTS; k++) {
            assert_int_equal(shared.ptr[k * OWN], k == i ? i : 1);
        }
        fill(&shared, 7);
        fill(&own[i], 7);
    }
    writ_region_restore(&region, &base);
    check_mark(&shared);
    for (size_t i = 0; i < PARTS; i++) {
        writ_buf_done(&differences[i]);
    }
    writ_region_done(&region);
}

/* When memory runs out Lua collects garbage, which writes to code: then only may it. */
static void code_comes_back_after_memory_has_run_out(void **state)
{
    struct writ_region region;
    struct writ_region_part part;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));

    unsigned char *shared = take_code(&region, 1000, 5);

    assert_true(writ_region_keep(&region));
    part = (struct writ_region_part){.code_from = writ_region_code_bytes(&region)};
    writ_region_begin_part(&region);

    unsigned char *own = take_code(&region, 500, 6);

    part.code_to = writ_region_code_bytes(&region);
    assert_true(writ_region_seal(&region));
    for (int round = 0; round < 3; round++) {
        writ_region_restore(&region, &part);
        writ_region_begin(&region);
        assert_null(writ_region_lua_alloc(&region, NULL, TAG_TEXT, roomy.object_bytes + 1));
        memset(shared, 9, 1000);
        memset(own, 9, 500);
        (void)writ_region_lua_alloc(&region, shared, 1000, 0);
        writ_region_restore(&region, &part);
        assert_int_equal(shared[0], 5);
        assert_int_equal(shared[999], 5);
        assert_int_equal(own[0], 6);
        assert_int_equal(own[499], 6);
    }
    writ_region_done(&region);
}

static void write_to(unsigned char *code)
{
    code[0] = 1;
}

/* The system holds it: a process that writes to sealed code is ended. */
static void sealed_code_cannot_be_written_to(void **state)
{
    struct writ_region region;
    int outcome = 0;

    (void)state;
    assert_true(writ_region_init(&region, &roomy));

    unsigned char *code = take_code(&region, 1000, 5);

    assert_true(writ_region_keep(&region));
    assert_true(writ_region_seal(&region));

    const pid_t child = fork();

    if (child == 0) {
        const struct rlimit none = {0, 0};

        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGSEGV, SIG_DFL); /* sanitizers report it */
        write_to(code);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &outcome, 0), child);
    assert_true(WIFSIGNALED(outcome));
    assert_int_equal(WTERMSIG(outcome), SIGSEGV);
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
        cmocka_unit_test(memory_that_was_given_back_is_used_first),
        cmocka_unit_test(where_code_ends_does_not_move_back),
        cmocka_unit_test(restoring_brings_back_what_was_kept),
        cmocka_unit_test(parts_know_nothing_of_each_other),
        cmocka_unit_test(code_comes_back_after_memory_has_run_out),
        cmocka_unit_test(sealed_code_cannot_be_written_to),
        cmocka_unit_test(limits_are_sticky),
        cmocka_unit_test(large_objects_raise_the_price_of_instructions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
