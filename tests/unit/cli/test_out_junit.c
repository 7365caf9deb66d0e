/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "rendered.h"

static void is_one_suite_of_cases(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);

    (void)state;
    assert_rendered(
        "junit", &outcome,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"writ check\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\">\n"
        "    <testcase name=\"plays\" classname=\"odcs\" file=\"./products/a.yaml\">\n"
        "      <failure message=\"no &lt;owner&gt; &amp; &quot;no&quot;&#10;second [31mline "
        "\xef\xbf\xbd\" type=\"NO_OWNER\">products/a.yaml:14:3: error: no &lt;owner&gt; &amp; "
        "&quot;no&quot;&#10;second [31mline \xef\xbf\xbd\n"
        "  hint: add an owner\n"
        "  see docs/p.md#purpose\n"
        "</failure>\n"
        "      <system-out>products/a.yaml:2:0: warning: 100% bare (in grace until 2027-01-01)\n"
        "  see https://example.org/p#docs\n"
        "products/b \xc3\xa9.yaml:3:7: note: no basis (waived until 2027-01-01 by dpo)\n"
        "  see docs/p.md#purpose\n"
        "</system-out>\n"
        "    </testcase>\n"
        "    <testcase name=\"/srv/b.json\" classname=\"unknown\" file=\"/srv/b.json\">\n"
        "      <error message=\"not a descriptor\" type=\"unreadable\">/srv/b.json: error: not a "
        "descriptor\n"
        "</error>\n"
        "    </testcase>\n"
        "    <testcase name=\"royalties\" classname=\"dpds\" file=\"c.yaml\">\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

static void what_xml_cannot_hold_is_dropped(void **state)
{
    const struct writ_entry entry = {
        "a", "x\x01\x1f\t\xef\xbf\xbey", "g", WRIT_ENTRY_PASS, NULL, 0, false};
    const struct writ_outcome outcome = writ_cli_outcome_test(&entry, 1, 1);
    char *text = rendered("junit", &outcome, false);

    (void)state;
    assert_non_null(strstr(text, "<testcase name=\"x&#9;y\" classname=\"g\""));
    free(text);
}

static void a_failure_without_findings_still_fails(void **state)
{
    const struct writ_entry entry = {"a", "n", "g", WRIT_ENTRY_FAIL, NULL, 0, false};
    const struct writ_outcome outcome = writ_cli_outcome_test(&entry, 1, 1);
    char *text = rendered("junit", &outcome, false);

    (void)state;
    assert_non_null(strstr(text, "<failure message=\"failed\" type=\"failed\"></failure>"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_one_suite_of_cases),
        cmocka_unit_test(what_xml_cannot_hold_is_dropped),
        cmocka_unit_test(a_failure_without_findings_still_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
