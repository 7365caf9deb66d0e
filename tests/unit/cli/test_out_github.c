/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "rendered.h"

static void writes_one_escaped_command_per_finding(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);

    (void)state;
    assert_rendered(
        "github", &outcome,
        "::error file=products/a.yaml,line=14,col=3,title=privacy.purpose NO_OWNER::no <owner> & "
        "\"no\"%0Asecond ?[31mline \xff%0Ahint: add an owner%0Asee docs/p.md#purpose\n"
        "::warning file=products/a.yaml,line=2,col=0,title=usability.docs A%2CB%3AC::100%25 bare "
        "(in grace until 2027-01-01)%0Asee https://example.org/p#docs\n"
        "::notice file=products/b \xc3\xa9.yaml,line=3,col=7,title=privacy.purpose NO_BASIS::no "
        "basis (waived until 2027-01-01 by dpo)%0Asee docs/p.md#purpose\n"
        "::error file=/srv/b.json::not a descriptor\n"
        "3 products: 1 pass, 1 denied, 1 unreadable; 1 warning, 1 waived (15 policies)\n");
}

static void a_finding_cannot_start_a_command_of_its_own(void **state)
{
    const struct writ_finding finding = {"a", 1,  1,  WRIT_ERROR, "p", "", "x\r\n::add-mask::y",
                                         "",  "", "", false};
    const struct writ_entry entry = {"a", "", "", WRIT_ENTRY_FAIL, &finding, 1, false};
    const struct writ_outcome outcome = writ_cli_outcome_check(&entry, 1, 1);
    char *text = rendered("github", &outcome, false);

    (void)state;
    assert_non_null(strstr(text, "::x%0D%0A::add-mask::y\n"));
    free(text);
}

static void a_failure_without_findings_still_shows(void **state)
{
    const struct writ_entry entry = {"a", "n", "g", WRIT_ENTRY_FAIL, NULL, 0, false};
    const struct writ_outcome outcome = writ_cli_outcome_test(&entry, 1, 1);
    char *text = rendered("github", &outcome, false);

    (void)state;
    assert_non_null(strstr(text, "::error file=a::failed\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_escaped_command_per_finding),
        cmocka_unit_test(a_finding_cannot_start_a_command_of_its_own),
        cmocka_unit_test(a_failure_without_findings_still_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
