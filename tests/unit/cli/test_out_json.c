/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "json_out.h"
#include "rendered.h"

static void is_one_versioned_object_on_one_line(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(fixture_entries, 3, 15);

    (void)state;
    assert_rendered(
        "json", &outcome,
        "{\"version\":1,\"command\":\"check\",\"entries\":["
        "{\"path\":\"./products/a.yaml\",\"name\":\"plays\",\"group\":\"odcs\",\"state\":\"fail\","
        "\"findings\":["
        "{\"source\":\"products/a.yaml\",\"line\":14,\"column\":3,\"severity\":\"error\","
        "\"policy\":\"privacy.purpose\",\"code\":\"NO_OWNER\","
        "\"message\":\"no <owner> & \\\"no\\\"\\nsecond \\u001b[31mline \\ufffd\","
        "\"hint\":\"add an owner\",\"note\":\"\",\"docs\":\"docs/p.md#purpose\"},"
        "{\"source\":\"products/a.yaml\",\"line\":2,\"column\":0,\"severity\":\"warning\","
        "\"policy\":\"usability.docs\",\"code\":\"A,B:C\",\"message\":\"100% bare\",\"hint\":\"\","
        "\"note\":\"in grace until 2027-01-01\",\"docs\":\"https://example.org/p#docs\"},"
        "{\"source\":\"products/b \xc3\xa9.yaml\",\"line\":3,\"column\":7,\"severity\":\"note\","
        "\"policy\":\"privacy.purpose\",\"code\":\"NO_BASIS\",\"message\":\"no basis\","
        "\"hint\":\"\",\"note\":\"waived until 2027-01-01 by "
        "dpo\",\"docs\":\"docs/p.md#purpose\"}]},"
        "{\"path\":\"/srv/b.json\",\"name\":\"\",\"group\":\"\",\"state\":\"unreadable\","
        "\"findings\":["
        "{\"source\":\"/srv/"
        "b.json\",\"line\":0,\"column\":0,\"severity\":\"error\",\"policy\":\"\","
        "\"code\":\"\",\"message\":\"not a "
        "descriptor\",\"hint\":\"\",\"note\":\"\",\"docs\":\"\"}]},"
        "{\"path\":\"c.yaml\",\"name\":\"royalties\",\"group\":\"dpds\",\"state\":\"pass\","
        "\"findings\":[]}],"
        "\"summary\":{\"entries\":3,\"pass\":1,\"fail\":1,\"unreadable\":1,\"errors\":2,"
        "\"warnings\":1,\"notes\":1,\"waived\":1,\"policies\":15}}\n");
}

static void an_empty_report_is_an_object_too(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_test(NULL, 0, 0);

    (void)state;
    assert_rendered(
        "json", &outcome,
        "{\"version\":1,\"command\":\"test\",\"entries\":[],\"summary\":{\"entries\":0,"
        "\"pass\":0,\"fail\":0,\"unreadable\":0,\"errors\":0,\"warnings\":0,\"notes\":0,"
        "\"waived\":0,\"policies\":0}}\n");
}

static void escapes_what_json_asks_for(void **state)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct writ_json_out json = {out, false};
    const char *parts[] = {"a\"", "\\b", NULL};

    (void)state;
    assert_non_null(out);
    writ_cli_json_open(&json, '[');
    writ_cli_json_bytes(&json, (struct writ_str){"\0\b\t\r\n\x7f", 6});
    writ_cli_json_text(&json, "\xed\xa0\x80");
    writ_cli_json_texts(&json, parts);
    writ_cli_json_number(&json, UINT64_MAX);
    writ_cli_json_bool(&json, true);
    writ_cli_json_verbatim(&json, (struct writ_str){"{}", 2});
    writ_cli_json_close(&json, ']');
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "[\"\\u0000\\u0008\\t\\r\\n\\u007f\",\"\\ufffd\\ufffd\\ufffd\","
                              "\"a\\\"\\\\b\",18446744073709551615,true,{}]");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_one_versioned_object_on_one_line),
        cmocka_unit_test(an_empty_report_is_an_object_too),
        cmocka_unit_test(escapes_what_json_asks_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
