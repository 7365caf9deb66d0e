/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "coverage.h"

static const struct writ_cover_line lines[] = {{3, 2}, {4, 0}, {9, 1}, {10, 1}};
static const struct writ_cover_point branches[] = {
    {3, 6, "a == b", 1, 1}, {4, 9, "x", 0, 0}, {9, 2, "y", 1, 0}, {10, 2, "z", 0, 7}};
static const struct writ_cover_point effects[] = {{9, 5, "out.deny", 3, 0},
                                                  {11, 5, "out.warn", 0, 0}};
static const struct writ_cover_file files[] = {
    {"a.b", "policies/a/b.lua", lines, 4, branches, 4, effects, 2},
    {"a.c", "policies/a/c.lua", lines, 1, branches, 1, effects, 1},
};

static void shares_are_counted_by_outcome(void **state)
{
    const struct writ_cover_totals totals = writ_cli_coverage_totals(files, 2);

    (void)state;
    assert_int_equal(totals.effects.all, 3);
    assert_int_equal(totals.effects.reached, 2);
    assert_int_equal(totals.lines.all, 5);
    assert_int_equal(totals.lines.reached, 4);
    assert_int_equal(totals.branches.all, 10);
    assert_int_equal(totals.branches.reached, 6);
}

static const struct {
    struct writ_cover_totals totals;
    unsigned percent;
    bool is_met;
} thresholds[] = {
    {{{1, 1}, {10, 10}, {10, 10}}, 100, true}, {{{1, 1}, {10, 9}, {10, 10}}, 100, false},
    {{{1, 1}, {10, 9}, {10, 9}}, 90, true},    {{{1, 1}, {10, 10}, {10, 8}}, 90, false},
    {{{2, 1}, {10, 10}, {10, 10}}, 0, false}, /* an effect that no test produces */
    {{{0, 0}, {0, 0}, {0, 0}}, 100, true},     {{{1, 1}, {1000, 949}, {1, 1}}, 95, false},
};

static void a_threshold_asks_for_all_effects(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(thresholds) / sizeof(thresholds[0]); i++) {
        assert_int_equal(writ_cli_coverage_meets(&thresholds[i].totals, thresholds[i].percent),
                         thresholds[i].is_met);
    }
}

static void what_is_missed_is_named(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    const struct writ_term term = {out, false};

    (void)state;
    writ_cli_coverage_show(&term, files, 1, true);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(
        text, "policies/a/b.lua:11:5: error: 'out.warn' is produced by no test [a.b COVERAGE]\n"
              "policies/a/b.lua:4:1: error: the line is never run by a test [a.b COVERAGE]\n"
              "policies/a/b.lua:4:9: error: 'x' is never reached by a test [a.b COVERAGE]\n"
              "policies/a/b.lua:9:2: error: 'y' is never false in a test [a.b COVERAGE]\n"
              "policies/a/b.lua:10:2: error: 'z' is never true in a test [a.b COVERAGE]\n"
              "coverage of 1 policy: effects 1 of 2 (50.0 %), lines 3 of 4 (75.0 %), "
              "branches 4 of 8 (50.0 %)\n");
    free(text);
}

static void lcov_has_lines_and_branches(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    assert_true(writ_cli_coverage_lcov(out, files, 1));
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "TN:\nSF:policies/a/b.lua\n"
                              "BRDA:3,0,0,1\nBRDA:3,0,1,1\nBRDA:4,1,0,-\nBRDA:4,1,1,-\n"
                              "BRDA:9,2,0,1\nBRDA:9,2,1,0\nBRDA:10,3,0,0\nBRDA:10,3,1,7\n"
                              "BRF:8\nBRH:4\nDA:3,2\nDA:4,0\nDA:9,1\nDA:10,1\n"
                              "LF:4\nLH:3\nend_of_record\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_counted_by_outcome),
        cmocka_unit_test(a_threshold_asks_for_all_effects),
        cmocka_unit_test(what_is_missed_is_named),
        cmocka_unit_test(lcov_has_lines_and_branches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
