/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/canonical.h"

enum { DIGITS_MAX = 17 }; /* enough for any double to read back as itself */

static bool reads_back(const char *text, double number)
{
    const double back = strtod(text, NULL);

    return !(back < number || back > number);
}

static bool is_power_of_two(double number)
{
    int exponent;

    return !(frexp(number, &exponent) > 0.5);
}

/* The next larger significand of as many digits; false when there is none. */
static bool round_up(char *text)
{
    for (char *p = strchr(text, 'e'); p > text;) {
        p--;
        if (*p >= '0' && *p < '9') {
            ++*p;
            return true;
        }
        if (*p == '9') {
            *p = '0';
        }
    }
    return false;
}

/*
 * "d.ddde+xx" with as few digits as read back as the number. Below a power of two, doubles stand twice as close as
 * above it: there the nearest text of a length may miss while the next larger one, farther away, hits.
 */
static void shortest_text(double number, char *text, size_t size)
{
    for (int precision = 0; precision < DIGITS_MAX; precision++) {
        (void)snprintf(text, size, "%.*e", precision, number);
        if (reads_back(text, number) ||
            (is_power_of_two(number) && round_up(text) && reads_back(text, number))) {
            return;
        }
    }
}

/* The digits of the shortest text without a point, and the decimal exponent of the first. */
static size_t shortest_digits(double number, char ret_digits[DIGITS_MAX + 1], int *ret_exponent)
{
    char text[40];
    size_t len = 0;

    shortest_text(number, text, sizeof(text));

    const char *e = strchr(text, 'e');

    for (const char *p = text; p < e; p++) {
        if (*p >= '0' && *p <= '9') { /* the locale's point is not a digit, whatever it is */
            ret_digits[len++] = *p;
        }
    }
    while (len > 1 && ret_digits[len - 1] == '0') {
        len--;
    }
    ret_digits[len] = '\0';
    *ret_exponent = (int)strtol(e + 1, NULL, 10);
    return len;
}

/* ECMAScript Number::toString steps 6 to 10; k digits, n = position of the point. */
static int lay_out(char *text, const char *digits, int k, int n)
{
    const size_t size = WRIT_NUMBER_TEXT_SIZE - 1;

    if (k <= n && n <= 21) {
        return snprintf(text, size, "%s%.*s", digits, n - k, "000000000000000000000");
    }
    if (0 < n && n <= 21) {
        return snprintf(text, size, "%.*s.%s", n, digits, digits + n);
    }
    if (-6 < n && n <= 0) {
        return snprintf(text, size, "0.%.*s%s", -n, "000000", digits);
    }
    return snprintf(text, size, "%c%s%se%+d", digits[0], k > 1 ? "." : "", digits + 1, n - 1);
}

size_t writ_number_format(double number, char ret_text[WRIT_NUMBER_TEXT_SIZE])
{
    char digits[DIGITS_MAX + 1];
    int exponent;

    if (!isfinite(number)) {
        return 0;
    }
    if (fabs(number) < 1e15 && !(number < floor(number)) && !(number > floor(number))) {
        return (size_t)snprintf(ret_text, WRIT_NUMBER_TEXT_SIZE, "%" PRId64, (int64_t)number);
    }

    const int sign = number < 0 ? 1 : 0;
    const size_t k = shortest_digits(fabs(number), digits, &exponent);

    ret_text[0] = '-';
    return (size_t)(sign + lay_out(ret_text + sign, digits, (int)k, exponent + 1));
}
