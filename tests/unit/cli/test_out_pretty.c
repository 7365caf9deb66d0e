/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "rendered.h"

static void shows_each_entry_with_its_findings(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);

    (void)state;
    assert_rendered(
        "pretty", &outcome,
        "./products/a.yaml: denied  plays (odcs)\n"
        "products/a.yaml:14:3: error: no <owner> & \"no\"?second ?[31mline ? "
        "[privacy.purpose NO_OWNER]\n"
        "  hint: add an owner\n"
        "  see docs/p.md#purpose\n"
        "products/a.yaml:2:0: warning: 100% bare [usability.docs A,B:C] (in grace until "
        "2027-01-01)\n"
        "  see https://example.org/p#docs\n"
        "products/b \xc3\xa9.yaml:3:7: note: no basis [privacy.purpose NO_BASIS] "
        "(waived until 2027-01-01 by dpo)\n"
        "  see docs/p.md#purpose\n"
        "/srv/b.json: unreadable\n"
        "/srv/b.json: error: not a descriptor\n"
        "c.yaml: ok  royalties (dpds)\n"
        "3 products: 1 pass, 1 denied, 1 unreadable; 1 warning, 1 waived (15 policies)\n");
}

static void what_was_shown_is_not_shown_again(void **state)
{
    const struct writ_finding both = {.source = "c.yaml",
                                      .line = 3,
                                      .column = 5,
                                      .severity = WRIT_ERROR,
                                      .policy = "house.owner",
                                      .code = "NO_OWNER",
                                      .message = "no owner",
                                      .hint = "",
                                      .note = "",
                                      .docs = ""};
    struct writ_finding again = both;
    const struct writ_entry entries[] = {
        {"c.yaml", "plays-contract", "odcs", WRIT_ENTRY_FAIL, &both, 1, false},
        {"p.yaml", "plays", "odps", WRIT_ENTRY_FAIL, &again, 1, false}};

    (void)state;
    again.is_repeated = true;

    const struct writ_outcome outcome = writ_cli_outcome_check(entries, 2, 1);

    assert_rendered(
        "pretty", &outcome,
        "c.yaml: denied  plays-contract (odcs)\n"
        "c.yaml:3:5: error: no owner [house.owner NO_OWNER]\n"
        "p.yaml: denied  plays (odps)\n"
        "  and 1 finding that is shown above\n"
        "2 products: 0 pass, 2 denied, 0 unreadable; 0 warnings, 0 waived (1 policy)\n");
    assert_rendered(
        "github", &outcome,
        "::error file=c.yaml,line=3,col=5,title=house.owner NO_OWNER::no owner\n"
        "2 products: 0 pass, 2 denied, 0 unreadable; 0 warnings, 0 waived (1 policy)\n");
}

static void is_what_no_format_means(void **state)
{
    (void)state;
    assert_string_equal(writ_cli_renderer_find(NULL)->name, "pretty");
}

static void colour_is_only_added(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries + 2, 1, 1);
    char *text = rendered("pretty", &outcome, true);

    (void)state;
    assert_non_null(strstr(text, "c.yaml: \033[32mok\033[0m  royalties (dpds)\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_each_entry_with_its_findings),
        cmocka_unit_test(what_was_shown_is_not_shown_again),
        cmocka_unit_test(is_what_no_format_means),
        cmocka_unit_test(colour_is_only_added),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
