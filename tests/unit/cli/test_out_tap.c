/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "rendered.h"

static void a_test_point_for_each_entry(void **state)
{
    const struct writ_outcome outcome = writ_cli_outcome_check(&fixture_entries[1], 2, 15);

    (void)state;
    assert_rendered("tap", &outcome,
                    "TAP version 14\n1..2\nnot ok 1 - \n  ---\n"
                    "  - {\"source\":\"/srv/b.json\",\"line\":0,\"column\":0,\"severity\":"
                    "\"error\",\"policy\":\"\",\"code\":\"\",\"message\":\"not a descriptor\","
                    "\"hint\":\"\",\"note\":\"\",\"docs\":\"\"}\n  ...\nok 2 - dpds: royalties\n");
}

static void a_name_cannot_skip_its_test(void **state)
{
    const struct writ_entry entry = {"a",  "n # SKIP \\ \nok 2", "g", WRIT_ENTRY_FAIL, NULL, 0,
                                     false};
    const struct writ_outcome outcome = writ_cli_outcome_test(&entry, 1, 1);

    (void)state;
    assert_rendered("tap", &outcome, "TAP version 14\n1..1\nnot ok 1 - g: n \\# SKIP \\\\ ?ok 2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_test_point_for_each_entry),
        cmocka_unit_test(a_name_cannot_skip_its_test),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
