/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/time.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void valid_times_parse_to_their_instant(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
        const char *utc;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-01", 0, "1970-01-01T00:00:00Z"},
        {"2026-11-02T09:00:00Z", 1793610000000, "2026-11-02T09:00:00Z"},
        {"2026-11-02t09:00:00z", 1793610000000, "2026-11-02T09:00:00Z"},
        {"2026-11-02 09:00:00Z", 1793610000000, "2026-11-02T09:00:00Z"},
        {"2026-11-02T10:30:00+01:30", 1793610000000, "2026-11-02T09:00:00Z"},
        {"2026-11-01T23:00:00-10:00", 1793610000000, "2026-11-02T09:00:00Z"},
        {"2026-11-02T09:00:00.1Z", 1793610000100, "2026-11-02T09:00:00.100Z"},
        {"2026-11-02T09:00:00.0019Z", 1793610000001, "2026-11-02T09:00:00.001Z"},
        {"2000-02-29", 951782400000, "2000-02-29T00:00:00Z"},
        {"2016-12-31T23:59:60Z", 1483228799000, "2016-12-31T23:59:59Z"},
        {"1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"},
        {"0000-01-01", -62167219200000, "0000-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59.999Z", 253402300799999, "9999-12-31T23:59:59.999Z"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[WRIT_TIME_TEXT_SIZE];
        int64_t ms = 1;

        if (!writ_time_parse(writ_str_from(rows[i].text), &ms) || ms != rows[i].ms) {
            fail_msg("%s: got %lld", rows[i].text, (long long)ms);
        }
        writ_time_format(ms, text);
        assert_string_equal(text, rows[i].utc);
    }
}

static void anything_else_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "2026",
        "2026-11",
        "2026-1-02",
        "2026-13-01",
        "2026-00-01",
        "2026-11-00",
        "2026-11-31",
        "2026-02-29",
        "1900-02-29",
        "2026-11-02T",
        "2026-11-02T09:00:00", /* no offset: nobody knows which instant */
        "2026-11-02T09:00Z",
        "2026-11-02T24:00:00Z",
        "2026-11-02T09:60:00Z",
        "2026-11-02T09:00:61Z",
        "2026-11-02T09:00:00.Z",
        "2026-11-02T09:00:00,5Z",
        "2026-11-02T09:00:00+0100",
        "2026-11-02T09:00:00+24:00",
        "2026-11-02T09:00:00+01:60",
        "2026-11-02T09:00:00Zx",
        " 2026-11-02",
        "2026-11-02 ",
        "+2026-11-02",
        "2026/11/02",
        "2026-11-02T09:00:0xZ",
        "0000-01-01T00:00:00+00:01", /* the year before 0000 has no text */
        "9999-12-31T23:59:59-00:01", /* nor has the year after 9999 */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t ms = 42;

        if (writ_time_parse(writ_str_from(rows[i]), &ms) || ms != 42) {
            fail_msg("accepted '%s'", rows[i]);
        }
    }
}

static void seconds_may_be_left_out_where_that_is_said(void **state)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: refused */
    } rows[] = {
        {"2026-11-02T09:00Z", 1793610000000},
        {"2026-11-02T10:30+01:30", 1793610000000},
        {"2026-11-02T09:00:00.1Z", 1793610000100},
        {"2026-11-02", 1793577600000},
        {"2026-11-02T09:00", -1}, /* no offset */
        {"2026-11-02T09Z", -1},
        {"2026-11-02T09:00:Z", -1},
        {"2026-11-02T09:00.5Z", -1},
        {"2026-11-02T09:60Z", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t ms = -1;

        if (writ_time_parse_minutes(writ_str_from(rows[i].text), &ms) != (rows[i].ms != -1) ||
            ms != rows[i].ms) {
            fail_msg("%s: got %lld", rows[i].text, (long long)ms);
        }
    }
}

static void every_day_of_four_centuries_survives_the_round_trip(void **state)
{
    const int64_t day_ms = 86400000;

    (void)state;
    for (int64_t day = -75000; day < 75000; day++) {
        char text[WRIT_TIME_TEXT_SIZE];
        int64_t ms = 0;

        writ_time_format(day * day_ms + 1, text);
        assert_true(writ_time_parse(writ_str_from(text), &ms));
        assert_true(ms == day * day_ms + 1);
    }
}

static void the_system_clock_is_past_2020(void **state)
{
    const struct writ_clock clock = writ_clock_system();

    (void)state;
    assert_true(clock.now_ms(clock.ctx) > 1577836800000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_times_parse_to_their_instant),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(seconds_may_be_left_out_where_that_is_said),
        cmocka_unit_test(every_day_of_four_centuries_survives_the_round_trip),
        cmocka_unit_test(the_system_clock_is_past_2020),
    };
    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
