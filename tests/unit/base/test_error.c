/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/error.h"
#include "base/str.h"

static void first_error_wins(void **state)
{
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_fail(&err, WRIT_E_SCHEMA, NULL, "field '%s' is missing", "owner"),
                     WRIT_E_SCHEMA);
    assert_int_equal(writ_fail(&err, WRIT_E_LIMIT, NULL, "too late"), WRIT_E_LIMIT);
    assert_int_equal(err.status, WRIT_E_SCHEMA);
    assert_string_equal(err.text, "field 'owner' is missing");
}

static void a_missing_record_still_passes_the_status_on(void **state)
{
    (void)state;
    assert_int_equal(writ_fail(NULL, WRIT_E_IO, NULL, "x"), WRIT_E_IO);
    assert_int_equal(writ_hint(NULL, WRIT_E_IO, "x"), WRIT_E_IO);
}

static void first_hint_wins_and_keeps_the_status(void **state)
{
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_hint(&err, writ_fail(&err, WRIT_E_SYNTAX, NULL, "x"), "line %d", 3),
                     WRIT_E_SYNTAX);
    assert_int_equal(writ_hint(&err, WRIT_E_SYNTAX, "second"), WRIT_E_SYNTAX);
    assert_string_equal(err.hint, "line 3");
}

static void quoted_input_cannot_forge_a_line(void **state)
{
    static const struct {
        const char *input, *want;
    } rows[] = {
        {"a\nerror: b", "a?error: b"},
        {"\x1b[31m\x7f", "?[31m?"},
        {"\xc2\x9b"
         "31m",
         "??31m"},                       /* CSI as one C1 character */
        {"\xe2\x82", "??"},              /* a sequence cut short */
        {"\xff \xc3\xa9", "? \xc3\xa9"}, /* what is well formed stays */
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_error err = {0};
        const struct writ_loc loc = writ_loc_at(rows[i].input, 1, 1);

        assert_int_equal(writ_hint(&err, writ_fail(&err, WRIT_E_SYNTAX, &loc, "%s", rows[i].input),
                                   "%s", rows[i].input),
                         WRIT_E_SYNTAX);
        assert_string_equal(err.text, rows[i].want);
        assert_string_equal(err.hint, rows[i].want);
        assert_string_equal(err.loc.source, rows[i].want);
    }
}

/* A cut in the middle of a character would make the record unfit for JSON. */
static void cut_texts_stay_utf8(void **state)
{
    char text[2 * 400 + 2];
    struct writ_error err = {0};

    (void)state;
    for (size_t shift = 0; shift < 2; shift++) {
        struct writ_loc loc;

        text[0] = 'x';
        for (size_t i = shift; i + 1 < sizeof(text) - 1; i += 2) {
            memcpy(text + i, "\xc3\xa9", 2);
        }
        text[sizeof(text) - 1] = '\0';
        text[sizeof(text) - 2] = '.';
        loc = writ_loc_at(text, 1, 1);
        err = (struct writ_error){0};
        assert_int_equal(writ_fail(&err, WRIT_E_SYNTAX, &loc, "%s", text), WRIT_E_SYNTAX);
        assert_true(writ_str_is_utf8(writ_str_from(err.text)));
        assert_true(writ_str_is_utf8(writ_str_from(err.loc.source)));
    }
}

static void a_long_source_keeps_its_tail(void **state)
{
    char path[400];
    struct writ_loc loc;

    (void)state;
    memset(path, 'd', sizeof(path));
    memcpy(path + sizeof(path) - 12, "/orders.yml", 12);
    loc = writ_loc_at(path, 3, 4);
    assert_int_equal(strlen(loc.source), sizeof(loc.source) - 1);
    assert_string_equal(loc.source + strlen(loc.source) - 11, "/orders.yml");
    assert_int_equal(loc.line, 3);
    assert_int_equal(loc.column, 4);
}

static void an_error_without_a_place_is_within_its_input(void **state)
{
    const struct writ_loc at = writ_loc_at("a.json", 3, 4);
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_within(&err, "receipt", WRIT_OK), WRIT_OK);
    assert_string_equal(err.loc.source, "");
    assert_int_equal(writ_within(&err, "receipt", writ_fail(&err, WRIT_E_SYNTAX, NULL, "not one")),
                     WRIT_E_SYNTAX);
    assert_string_equal(err.loc.source, "receipt");
    err = (struct writ_error){0};
    assert_int_equal(writ_within(&err, "receipt", writ_fail(&err, WRIT_E_SYNTAX, &at, "not one")),
                     WRIT_E_SYNTAX);
    assert_string_equal(err.loc.source, "a.json");
    assert_int_equal(writ_within(NULL, "receipt", WRIT_E_SYNTAX), WRIT_E_SYNTAX);
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(writ_status_name(WRIT_OK), "WRIT_OK");
    assert_string_equal(writ_status_name(WRIT_E_CORRUPT), "WRIT_E_CORRUPT");
    assert_string_equal(writ_status_name((enum writ_status)99), "WRIT_E_UNKNOWN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_error_wins),
        cmocka_unit_test(a_missing_record_still_passes_the_status_on),
        cmocka_unit_test(first_hint_wins_and_keeps_the_status),
        cmocka_unit_test(quoted_input_cannot_forge_a_line),
        cmocka_unit_test(cut_texts_stay_utf8),
        cmocka_unit_test(a_long_source_keeps_its_tail),
        cmocka_unit_test(an_error_without_a_place_is_within_its_input),
        cmocka_unit_test(every_status_has_a_name),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
