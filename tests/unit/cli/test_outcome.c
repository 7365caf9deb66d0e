/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "fixture.h"

static const struct writ_finding warning = {"a", 1,  1,  WRIT_WARNING, "p",  "",
                                            "m", "", "", "",           false};
static const struct writ_entry pass = {"a", "", "", WRIT_ENTRY_PASS, NULL, 0, false};
static const struct writ_entry warned = {"a", "", "", WRIT_ENTRY_PASS, &warning, 1, false};
static const struct writ_entry denied = {"a", "", "", WRIT_ENTRY_FAIL, NULL, 0, false};
static const struct writ_entry unreadable = {"a", "", "", WRIT_ENTRY_UNREADABLE, NULL, 0, false};

static const struct {
    const char *label;
    const struct writ_entry *entries[3];
    enum writ_exit lenient;
    enum writ_exit strict;
} cases[] = {
    {"nothing", {NULL}, WRIT_EXIT_PASS, WRIT_EXIT_PASS},
    {"pass", {&pass}, WRIT_EXIT_PASS, WRIT_EXIT_PASS},
    {"a warning", {&pass, &warned}, WRIT_EXIT_PASS, WRIT_EXIT_DENY},
    {"denied", {&denied, &pass}, WRIT_EXIT_DENY, WRIT_EXIT_DENY},
    {"unreadable", {&pass, &unreadable}, WRIT_EXIT_INPUT, WRIT_EXIT_INPUT},
    {"denied counts before unreadable", {&unreadable, &denied}, WRIT_EXIT_DENY, WRIT_EXIT_DENY},
    {"unreadable counts before warnings", {&warned, &unreadable}, WRIT_EXIT_INPUT, WRIT_EXIT_INPUT},
};

static void the_worst_entry_decides_the_exit_code(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_entry entries[3];
        size_t count = 0;

        for (; count < 3 && cases[i].entries[count] != NULL; count++) {
            entries[count] = *cases[i].entries[count];
        }

        const struct writ_outcome outcome = writ_cli_outcome_check(entries, count, 1);

        if (writ_cli_outcome_exit(&outcome, false) != cases[i].lenient ||
            writ_cli_outcome_exit(&outcome, true) != cases[i].strict) {
            fail_msg("%s", cases[i].label);
        }
    }
}

static void assert_summary(const struct writ_outcome *outcome, const char *expected)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    assert_non_null(out);
    writ_cli_outcome_summary(out, outcome);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
}

static const struct writ_finding changes[] = {
    {"a", 1, 1, WRIT_ERROR, "", "REMOVED", "m", "", "breaking", "", false},
    {"a", 1, 1, WRIT_NOTE, "", "COLUMN_ADDED", "m", "", "compatible", "", false},
    {"a", 1, 1, WRIT_ERROR, "", "VERSION", "m", "", "", "", false}};
static const struct writ_entry changed = {"a", "", "", WRIT_ENTRY_FAIL, changes, 3, false};

static void the_summary_counts_everything(void **state)
{
    const struct writ_outcome diff = writ_cli_outcome_diff(&changed, 1);
    const struct writ_outcome several = writ_cli_outcome_check(fixture_entries, 3, 15);
    const struct writ_outcome one = writ_cli_outcome_test(&denied, 1, 1);

    (void)state;
    assert_summary(&several, "3 products: 1 pass, 1 denied, 1 unreadable; 1 warning, 1 waived "
                             "(15 policies)");
    assert_summary(&one, "1 test: 0 pass, 1 failed, 0 unreadable; 0 warnings, 0 waived (1 policy)");
    assert_summary(&diff, "1 breaking, 1 compatible, 0 documentation");
}

static void every_status_has_an_exit_code(void **state)
{
    static const enum writ_status internal[] = {WRIT_E_NOMEM, WRIT_E_BUG, WRIT_E_TIMEOUT};
    static const enum writ_status input[] = {WRIT_E_LIMIT,    WRIT_E_SYNTAX, WRIT_E_SCHEMA,
                                             WRIT_E_POLICY,   WRIT_E_IO,     WRIT_E_CRYPTO,
                                             WRIT_E_NOTFOUND, WRIT_E_CORRUPT};

    (void)state;
    assert_int_equal(writ_cli_exit_of(WRIT_OK), WRIT_EXIT_PASS);
    for (size_t i = 0; i < sizeof(internal) / sizeof(internal[0]); i++) {
        assert_int_equal(writ_cli_exit_of(internal[i]), WRIT_EXIT_INTERNAL);
    }
    for (size_t i = 0; i < sizeof(input) / sizeof(input[0]); i++) {
        assert_int_equal(writ_cli_exit_of(input[i]), WRIT_EXIT_INPUT);
    }
    assert_int_equal(writ_cli_exit_of_log(WRIT_E_CORRUPT), WRIT_EXIT_DENY);
    assert_int_equal(writ_cli_exit_of_log(WRIT_E_CRYPTO), WRIT_EXIT_DENY);
    assert_int_equal(writ_cli_exit_of_log(WRIT_E_IO), WRIT_EXIT_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_entry_decides_the_exit_code),
        cmocka_unit_test(the_summary_counts_everything),
        cmocka_unit_test(every_status_has_an_exit_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
