/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "rendered.h"

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("'%s' is not in %s", part, text);
    }
}

static void names_the_tool_and_each_rule_once(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);
    char *text = rendered("sarif", &outcome, false);

    (void)state;
    assert_has(text, "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"writ\","
                     "\"version\":\"" WRIT_VERSION "\",");
    assert_has(text, "\"rules\":[{\"id\":\"descriptor\"},{\"id\":\"privacy.purpose\",\"help\":{"
                     "\"text\":\"see docs/p.md#purpose\"}},"
                     "{\"id\":\"usability.docs\",\"helpUri\":\"https://example.org/p#docs\"}]}}");
    free(text);
}

static void a_result_has_rule_level_text_and_place(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);
    char *text = rendered("sarif", &outcome, false);

    (void)state;
    assert_has(text, "{\"ruleId\":\"privacy.purpose\",\"ruleIndex\":1,\"level\":\"error\","
                     "\"message\":{\"text\":\"no <owner> & \\\"no\\\"\\nsecond \\u001b[31mline "
                     "\\ufffd\\nhint: add an owner\"},\"locations\":[{\"physicalLocation\":"
                     "{\"artifactLocation\":{\"uri\":\"products/a.yaml\"},"
                     "\"region\":{\"startLine\":14,\"startColumn\":3}}}],\"suppressions\":[],");
    assert_has(text, "\"region\":{\"startLine\":2}}"); /* a column 0 would be invalid */
    free(text);
}

static void paths_become_uris(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);
    char *text = rendered("sarif", &outcome, false);

    (void)state;
    assert_has(text, "\"uri\":\"products/b%20%C3%A9.yaml\"");
    assert_has(text, "{\"artifactLocation\":{\"uri\":\"file:///srv/b.json\"}}"); /* no region */
    free(text);
}

static void a_waived_finding_is_suppressed_with_its_reason(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);
    char *text = rendered("sarif", &outcome, false);

    (void)state;
    assert_has(text, "\"suppressions\":[{\"kind\":\"external\",\"status\":\"accepted\","
                     "\"justification\":\"waived until 2027-01-01 by dpo\"}]");
    free(text);
}

static void a_path_longer_than_the_uri_is_cut_not_overrun(void **state)
{
    static char path[20000];
    const struct writ_finding finding = {path, 1, 1, WRIT_ERROR, "p", "", "m", "", "", "", false};
    const struct writ_entry entry = {"a", "", "", WRIT_ENTRY_FAIL, &finding, 1, false};
    const struct writ_outcome outcome = writ_cli_outcome_check(&entry, 1, 1);

    (void)state;
    memset(path, ' ', sizeof(path) - 1);
    char *text = rendered("sarif", &outcome, false);

    assert_has(text, "%20%20\"}");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_tool_and_each_rule_once),
        cmocka_unit_test(a_result_has_rule_level_text_and_place),
        cmocka_unit_test(paths_become_uris),
        cmocka_unit_test(a_waived_finding_is_suppressed_with_its_reason),
        cmocka_unit_test(a_path_longer_than_the_uri_is_cut_not_overrun),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
