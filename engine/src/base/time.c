/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include <time.h>

enum { MS_PER_SECOND = 1000, NS_PER_SECOND = 1000000000, SECONDS_PER_DAY = 86400 };

/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z: what has a text */
static const int64_t first_ms = -62167219200000;
static const int64_t last_ms = 253402300799999;

static int64_t read_ms(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

static int64_t system_now_ms(void *ctx)
{
    (void)ctx;
    return read_ms(CLOCK_REALTIME);
}

int64_t writ_time_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

uint64_t writ_time_monotonic_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

struct writ_clock writ_clock_system(void)
{
    return (struct writ_clock){.now_ms = system_now_ms};
}

/* Days since 1970-01-01 of a proleptic Gregorian date; the year starts in March so that leap days
 * come last. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t year_of_era = y - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static void date_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
    const int64_t shifted = days + 719468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int64_t doe = shifted - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int64_t mp = (5 * doy + 2) / 153;

    *ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *ret_year = (int)(yoe + era * 400 + (*ret_month <= 2));
}

/* The number with so many digits and the byte behind them; where to go on. */
static char *put_digits(char *at, int number, int count, char after)
{
    for (int i = count; i-- > 0; number /= 10) {
        at[i] = (char)('0' + number % 10);
    }
    at[count] = after;
    return at + count + 1;
}

void writ_time_format(int64_t time_ms, char ret_text[WRIT_TIME_TEXT_SIZE])
{
    const int64_t told_ms = time_ms < first_ms ? first_ms : time_ms > last_ms ? last_ms : time_ms;
    const int64_t ms = ((told_ms % MS_PER_SECOND) + MS_PER_SECOND) % MS_PER_SECOND;
    const int64_t seconds = (told_ms - ms) / MS_PER_SECOND;
    const int64_t of_day = ((seconds % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY;
    char *at = ret_text;
    int year, month, day;

    date_from_days((seconds - of_day) / SECONDS_PER_DAY, &year, &month, &day);
    at = put_digits(at, year, 4, '-');
    at = put_digits(at, month, 2, '-');
    at = put_digits(at, day, 2, 'T');
    at = put_digits(at, (int)(of_day / 3600), 2, ':');
    at = put_digits(at, (int)(of_day / 60 % 60), 2, ':');
    at = put_digits(at, (int)(of_day % 60), 2, ms == 0 ? 'Z' : '.');
    if (ms != 0) {
        at = put_digits(at, (int)ms, 3, 'Z');
    }
    *at = '\0';
}

/* Exactly `count` digits at *at, moved past; -1 when they are not there. */
static int64_t digits(struct writ_str text, size_t *at, size_t count)
{
    int64_t value = 0;

    if (*at + count > text.len) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        const int digit = text.ptr[*at + i] - '0';

        if (digit < 0 || digit > 9) {
            return -1;
        }
        value = value * 10 + digit;
    }
    *at += count;
    return value;
}

static bool skip(struct writ_str text, size_t *at, const char *one_of)
{
    if (*at >= text.len || text.ptr[*at] == '\0' || strchr(one_of, text.ptr[*at]) == NULL) {
        return false;
    }
    (*at)++;
    return true;
}

static bool parse_date(struct writ_str text, size_t *at, int64_t *ret_days)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int64_t year = digits(text, at, 4);
    const bool dash = skip(text, at, "-");
    const int64_t month = digits(text, at, 2);
    const bool dash2 = skip(text, at, "-");
    const int64_t day = digits(text, at, 2);

    if (year < 0 || !dash || month < 1 || month > 12 || !dash2 || day < 1) {
        return false;
    }

    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    *ret_days = days_from_date(year, month, day);
    return day <= lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

/* ".123456" in milliseconds; digits past the third are dropped. */
static bool parse_fraction(struct writ_str text, size_t *at, int64_t *ret_ms)
{
    int64_t scale = 100;
    const size_t start = *at + 1;

    *ret_ms = 0;
    if (!skip(text, at, ".")) {
        return true;
    }
    while (*at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9') {
        *ret_ms += (text.ptr[*at] - '0') * scale;
        scale /= 10;
        (*at)++;
    }
    return *at > start;
}

static bool parse_offset(struct writ_str text, size_t *at, int64_t *ret_seconds)
{
    *ret_seconds = 0;
    if (skip(text, at, "Zz")) {
        return true;
    }

    const bool is_west = *at < text.len && text.ptr[*at] == '-';

    if (!skip(text, at, "+-")) {
        return false;
    }

    const int64_t hours = digits(text, at, 2);
    const bool colon = skip(text, at, ":");
    const int64_t minutes = digits(text, at, 2);

    *ret_seconds = (hours * 3600 + minutes * 60) * (is_west ? -1 : 1);
    return hours >= 0 && hours <= 23 && colon && minutes >= 0 && minutes <= 59;
}

/* ":05.123"; left out, if it may be, it is no milliseconds. */
static bool parse_seconds(struct writ_str text, size_t *at, bool is_optional, int64_t *ret_ms)
{
    int64_t fraction = 0;

    *ret_ms = 0;
    if (!skip(text, at, ":")) {
        return is_optional;
    }

    const int64_t second = digits(text, at, 2);

    if (second < 0 || second > 60 || !parse_fraction(text, at, &fraction)) {
        return false;
    }
    *ret_ms = (second == 60 ? 59 : second) * MS_PER_SECOND + fraction;
    return true;
}

static bool parse_clock(struct writ_str text, size_t *at, bool may_omit_seconds, int64_t *ret_ms)
{
    const int64_t hour = digits(text, at, 2);
    const bool colon = skip(text, at, ":");
    const int64_t minute = digits(text, at, 2);
    int64_t seconds_ms;

    if (hour < 0 || hour > 23 || !colon || minute < 0 || minute > 59 ||
        !parse_seconds(text, at, may_omit_seconds, &seconds_ms)) {
        return false;
    }
    *ret_ms = (hour * 3600 + minute * 60) * MS_PER_SECOND + seconds_ms;
    return true;
}

static bool parse(struct writ_str text, bool may_omit_seconds, int64_t *ret_time_ms)
{
    size_t at = 0;
    int64_t days, of_day = 0, offset = 0;

    if (!parse_date(text, &at, &days)) {
        return false;
    }
    if (at < text.len &&
        (!skip(text, &at, "Tt ") || !parse_clock(text, &at, may_omit_seconds, &of_day) ||
         !parse_offset(text, &at, &offset))) {
        return false;
    }
    if (at != text.len) {
        return false;
    }

    const int64_t time_ms = (days * SECONDS_PER_DAY - offset) * MS_PER_SECOND + of_day;

    if (time_ms < first_ms || time_ms > last_ms) {
        return false; /* an offset at either end of the calendar */
    }
    *ret_time_ms = time_ms;
    return true;
}

bool writ_time_parse(struct writ_str text, int64_t *ret_time_ms)
{
    return parse(text, false, ret_time_ms);
}

bool writ_time_parse_minutes(struct writ_str text, int64_t *ret_time_ms)
{
    return parse(text, true, ret_time_ms);
}
