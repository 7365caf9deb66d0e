/* SPDX-License-Identifier: Apache-2.0
 *
 * Where two documents part, as a JSON Pointer.
 */
#include "cmocka_all.h"

#include "audit/difference.h"
#include "reading.h"

static void the_first_difference_has_a_pointer(void **state)
{
    static const struct {
        const char *was;
        const char *now;
        const char *pointer; /* NULL: nothing differs */
    } cases[] = {
        {"{\"a\":[1,{\"b\":2}]}", "{\"a\":[1,{\"b\":2}]}", NULL},
        {"{\"a\":1}", "{\"a\":2}", "/a"},
        {"{\"a\":1}", "[1]", ""},
        {"{\"a\":{\"b\":1},\"c\":2}", "{\"a\":{\"b\":1},\"c\":3}", "/c"},
        {"{\"a/b\":{\"~\":1}}", "{\"a/b\":{\"~\":2}}", "/a~1b/~0"},
        {"{\"a\":1}", "{}", "/a"},
        {"{}", "{\"a\":1}", "/a"},
        {"[[0],[1,{\"b\":2}]]", "[[0],[1,{\"b\":3}]]", "/1/1/b"},
        {"[0,1,2,3,4,5,6,7,8,9,10,11]", "[0,1,2,3,4,5,6,7,8,9,10,12]", "/11"},
        {"[0,1]", "[0]", "/1"},
        {"[0]", "[0,1]", "/1"},
        {"{\"source\":\"request\",\"line\":1}", "{\"source\":\"request\",\"line\":2}", NULL},
        {"{\"source\":\"a.yaml\",\"line\":1}", "{\"source\":\"a.yaml\",\"line\":2}", "/line"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        WRIT_AUTO(reading) struct reading was;
        WRIT_AUTO(reading) struct reading now;
        struct writ_error err = {0};
        const char *pointer = "not set";

        reading_start(&was, writ_json_read, writ_str_from(cases[i].was));
        reading_start(&now, writ_json_read, writ_str_from(cases[i].now));
        assert_int_equal(writ_first_difference(&was.arena, was.root, now.root, &pointer, &err),
                         WRIT_OK);
        if (cases[i].pointer == NULL) {
            assert_null(pointer);
        } else {
            assert_non_null(pointer);
            assert_string_equal(pointer, cases[i].pointer);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_difference_has_a_pointer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
