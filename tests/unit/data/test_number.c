/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "data/canonical.h"

static const struct {
    double number;
    const char *text;
} rows[] = {
    {0, "0"},
    {-0.0, "0"},
    {1, "1"},
    {-1, "-1"},
    {0.5, "0.5"},
    {4.10, "4.1"},
    {1e21, "1e+21"},
    {999999999999999900000.0, "999999999999999900000"},
    {1e15, "1000000000000000"},
    {123456789012345680000.0, "123456789012345680000"},
    {1e-6, "0.000001"},
    {1e-7, "1e-7"},
    {1.5e-7, "1.5e-7"},
    {-1.5e300, "-1.5e+300"},
    {5e-324, "5e-324"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {9007199254740993.0, "9007199254740992"},
    {0.1 + 0.2, "0.30000000000000004"},
    {333333333.33333329, "333333333.3333333"},
    /* bug: the shortest text of a power of two need not be the nearest of its length */
    {0x1p-44, "5.684341886080802e-14"},
    {0x1p-24, "5.960464477539063e-8"},
    {0x1p+89, "6.189700196426902e+26"},
};

static void text_is_what_ecmascript_prints(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[WRIT_NUMBER_TEXT_SIZE];
        const size_t len = writ_number_format(rows[i].number, text);

        assert_string_equal(text, rows[i].text);
        assert_int_equal(len, strlen(text));
    }
}

static void numbers_that_are_not_finite_have_no_text(void **state)
{
    char text[WRIT_NUMBER_TEXT_SIZE] = "kept";

    (void)state;
    assert_int_equal(writ_number_format((double)NAN, text), 0);
    assert_int_equal(writ_number_format((double)INFINITY, text), 0);
    assert_int_equal(writ_number_format((double)-INFINITY, text), 0);
    assert_string_equal(text, "kept");
}

static void every_power_of_two_reads_back_as_itself(void **state)
{
    (void)state;
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        const double number = ldexp(1, exponent);
        char text[WRIT_NUMBER_TEXT_SIZE];
        double back;

        assert_true(writ_number_format(number, text) > 0);
        back = strtod(text, NULL);
        assert_memory_equal(&back, &number, sizeof(back));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_what_ecmascript_prints),
        cmocka_unit_test(numbers_that_are_not_finite_have_no_text),
        cmocka_unit_test(every_power_of_two_reads_back_as_itself),
    };
    return cmocka_run_group_tests_name("data/number", tests, NULL, NULL);
}
