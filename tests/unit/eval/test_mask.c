/* SPDX-License-Identifier: Apache-2.0
 *
 * The lattice of masks, as docs/reference/obligations.md draws it, and as the library has it.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "eval/parts.h"

enum { KINDS = 8 };

static const char *const kinds[KINDS] = {
    "MASK_NULL",           "MASK",   "MASK_SHOW_LAST_4", "MASK_SHOW_FIRST_4", "MASK_HASH",
    "MASK_DATE_SHOW_YEAR", "CUSTOM", "MASK_NONE"};

/* hides[a][b]: kind a hides at least what kind b hides */
static const char *const hides[KINDS] = {"11111111", "01110001", "00100001", "00010001",
                                         "00001001", "00000101", "00000011", "00000001"};

struct masks {
    struct writ_alloc alloc;
    struct writ_arena arena;
    const struct writ_value *of[KINDS];
};

static void masks_make(struct masks *masks)
{
    masks->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&masks->arena, &masks->alloc);
    for (size_t i = 0; i < KINDS; i++) {
        struct writ_build build;

        writ_build_object(&build, &masks->arena);
        writ_build_put_text(&build, "column", WRIT_LIT("c"));
        writ_build_put_text(&build, "kind", writ_str_from(kinds[i]));
        masks->of[i] = writ_build_end(&build);
        assert_non_null(masks->of[i]);
    }
}

static void the_stricter_one_hides_at_least_what_the_other_hides(void **state)
{
    struct masks masks;

    (void)state;
    masks_make(&masks);
    for (size_t a = 0; a < KINDS; a++) {
        for (size_t b = 0; b < KINDS; b++) {
            const struct writ_value *stricter = writ_mask_stricter(masks.of[a], masks.of[b]);

            if (hides[a][b] == '1') {
                assert_ptr_equal(stricter, masks.of[a]);
            } else if (hides[b][a] == '1') {
                assert_ptr_equal(stricter, masks.of[b]);
            } else {
                assert_null(stricter);
            }
        }
    }
    writ_arena_done(&masks.arena);
}

static void the_order_is_one(void **state)
{
    (void)state;
    for (size_t a = 0; a < KINDS; a++) {
        assert_int_equal(hides[a][a], '1');
        for (size_t b = 0; b < KINDS; b++) {
            assert_false(a != b && hides[a][b] == '1' && hides[b][a] == '1');
            for (size_t c = 0; c < KINDS; c++) {
                assert_true(hides[a][b] != '1' || hides[b][c] != '1' || hides[a][c] == '1');
            }
        }
    }
}

static void only_these_kinds_are_known(void **state)
{
    static const char *const others[] = {"", "mask", "MASK_", "MASK_SHOW_LAST_5", "NULL", " MASK"};

    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        assert_true(writ_mask_is_known(writ_str_from(kinds[i])));
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(writ_mask_is_known(writ_str_from(others[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stricter_one_hides_at_least_what_the_other_hides),
        cmocka_unit_test(the_order_is_one),
        cmocka_unit_test(only_these_kinds_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
