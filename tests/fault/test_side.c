/* SPDX-License-Identifier: Apache-2.0
 *
 * Erasing when the disk fails: nothing else is harmed, and running it again ends it.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "disk_faults.h"
#include "log_fixture.h"

static const uint64_t erased[] = {0, 3, 4};

static enum writ_status erase(const struct log_fixture *fixture)
{
    WRIT_AUTO(writ_log) struct writ_log *log = log_open_readonly(fixture);

    return writ_log_erase_sides(log, erased, 3, NULL);
}

static bool is_erased(uint64_t index)
{
    return index == 0 || index == 3 || index == 4;
}

/* Each is as it was, or erased, or damaged if it was to be erased. */
static void check(const struct log_fixture *fixture, bool is_ended)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);

    writ_arena_init(&arena, &alloc);
    for (uint64_t i = 0; i < writ_log_size(log); i++) {
        enum writ_side_state state = WRIT_SIDE_NONE;
        struct writ_str text = {"", 0};
        const enum writ_status status = writ_log_side(log, i, &arena, &state, &text, NULL);

        if (!is_erased(i)) {
            log_check_side(log, &arena, i);
        } else if (is_ended) {
            assert_int_equal(status, WRIT_OK);
            assert_int_equal(state, WRIT_SIDE_ERASED);
        }
    }
}

static bool survives(enum fault_kind kind, size_t nth)
{
    struct log_fixture fixture;

    log_fixture_init(&fixture);
    log_make(&fixture);
    arm(kind, nth);

    const enum writ_status status = erase(&fixture);
    const bool is_hit = fault.is_hit;

    disarm();
    assert_int_equal(status, is_hit ? WRIT_E_IO : WRIT_OK);
    check(&fixture, !is_hit);
    assert_int_equal(erase(&fixture), WRIT_OK);
    check(&fixture, true);
    log_fixture_done(&fixture);
    return is_hit;
}

static void erasing_survives_a_fault_at_every_call(void **state)
{
    static const enum fault_kind kinds[] = {FAULT_IO, FAULT_SPACE, FAULT_SHORT, FAULT_CRASH,
                                            FAULT_TORN};

    (void)state;
    for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
        size_t nth = 0;

        while (survives(kinds[kind], nth)) {
            nth++;
        }
        assert_int_equal(nth, 4); /* three writes and a sync */
    }
}

/* What a power cut makes of a rename that was not synced. */
static void an_empty_checkpoint_is_signed_again(void **state)
{
    struct log_fixture fixture;
    size_t len = 0;
    size_t len_again = 0;

    (void)state;
    log_fixture_init(&fixture);
    log_make(&fixture);

    char *before = log_file(&fixture, "checkpoint", &len);

    log_put_file(&fixture, "checkpoint", "", 0);
    writ_log_close(log_open(&fixture));

    char *again = log_file(&fixture, "checkpoint", &len_again);

    assert_int_equal(len_again, len);
    assert_memory_equal(before, again, len);
    free(before);
    free(again);
    log_fixture_done(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(erasing_survives_a_fault_at_every_call),
        cmocka_unit_test(an_empty_checkpoint_is_signed_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
