/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "base/try.h"
#include "crypto/digest.h"

const struct column_row columns[COLUMN_COUNT] = {
    [TEXT] = {"t.text", "te\"x`t", WRIT_SQL_TEXT},
    [DIGITS] = {"t.digits", "digits", WRIT_SQL_TEXT},
    [BARE] = {"t.bare", "select", WRIT_SQL_UNKNOWN},
    [WHOLE] = {"t.whole", "whole", WRIT_SQL_INTEGER},
    [REAL] = {"t.real", "real", WRIT_SQL_NUMBER},
    [FLAG] = {"t.flag", "flag", WRIT_SQL_BOOLEAN},
    [DAY] = {"t.day", "day", WRIT_SQL_DATE},
    [MOMENT] = {"t.moment", "moment", WRIT_SQL_TIMESTAMP},
};

static const char *const texts[TEXT_ROWS] = {NULL,
                                             "",
                                             " ",
                                             "a",
                                             "A",
                                             "aa",
                                             "ab",
                                             "a%",
                                             "a_",
                                             "%",
                                             "_",
                                             "%%",
                                             "a\\",
                                             "\\",
                                             "\\%",
                                             "\\_",
                                             "'",
                                             "''",
                                             "' OR 1=1 --",
                                             "\"",
                                             "`",
                                             "*",
                                             "?",
                                             "[",
                                             "[a]",
                                             "\xc3\xa9",
                                             "e\xcc\x81",
                                             "\xd0\x96\xd1\x83\xd0\xba",
                                             "\xe6\x9d\xb1\xe4\xba\xac",
                                             "\xf0\x9f\x98\x80z",
                                             "line\nbreak",
                                             "tab\there",
                                             "FI",
                                             "Alice 123-X/y"};

static const char *const digit_texts[DIGIT_ROWS] = {
    NULL,   "0",     "-0",  "1",        "10",   "9",     "09",    "1.0",     "1.50",
    "-7",   "-7.25", "1e2", "1E+2",     "+1",   " 1",    "1 ",    "1.",      ".5",
    "0x10", "1_000", "NaN", "Infinity", "true", "false", "10abc", "\xd9\xa1"};

static const char *const wholes[] = {NULL, "0", "1", "-1", "9", "10", "42", "9007199254740992"};
static const char *const reals[] = {NULL, "0", "-0.5", "0.1", "1.5", "10", "1e10", "NaN"};
static const char *const flags[] = {NULL, "true", "false"};
static const char *const days[] = {NULL, "2024-02-29", "2025-12-31", "2026-01-01", "1999-07-04"};
static const char *const moments[] = {NULL, "2024-02-29 12:00:00", "2025-12-31 23:59:59.999",
                                      "2026-01-01 00:00:00", "1999-07-04 06:30:00.25"};

#define PICK(list, at) (list)[(at) % (sizeof(list) / sizeof((list)[0]))]

struct cell cell_at(size_t row, enum column column)
{
    const char *text = NULL;

    switch (column) {
    case TEXT:
        text = PICK(texts, row);
        break;
    case DIGITS:
        text = PICK(digit_texts, row);
        break;
    case BARE:
        text = row % 2 == 0 ? PICK(texts, row * 7 + 3) : PICK(digit_texts, row * 5 + 1);
        break;
    case WHOLE:
        text = PICK(wholes, row * 3);
        break;
    case REAL:
        text = PICK(reals, row * 5 + 2);
        break;
    case FLAG:
        text = PICK(flags, row);
        break;
    case DAY:
        text = PICK(days, row * 2);
        break;
    case MOMENT:
        text = PICK(moments, row * 3 + 1);
        break;
    case COLUMN_COUNT:
        break;
    }
    return (struct cell){text == NULL, writ_str_from(text)};
}

static size_t skip_digits(struct writ_str text, size_t at)
{
    while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9') {
        at++;
    }
    return at;
}

/* A number in JSON's form, of at most 30 characters and two digits of exponent. */
static bool number_of(struct writ_str text, double *ret_number)
{
    const size_t start = text.len > 0 && text.ptr[0] == '-' ? 1 : 0;
    size_t at = skip_digits(text, start);

    if (at == start || (text.ptr[start] == '0' && at > start + 1) || text.len > 30) {
        return false;
    }
    if (at < text.len && text.ptr[at] == '.') {
        const size_t fraction = at + 1;

        at = skip_digits(text, fraction);
        if (at == fraction) {
            return false;
        }
    }
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        size_t exponent = at + 1;

        exponent += exponent < text.len && (text.ptr[exponent] == '+' || text.ptr[exponent] == '-');
        at = skip_digits(text, exponent);
        if (at == exponent || at > exponent + 2) {
            return false;
        }
    }
    *ret_number = at == text.len ? strtod(text.ptr, NULL) : 0;
    return at == text.len;
}

static bool instant_of(struct writ_str text, double *ret_number)
{
    char copy[40] = "";
    int64_t time_ms;

    if (text.len > 10) {
        (void)snprintf(copy, sizeof(copy), "%.10sT%.*sZ", text.ptr, (int)(text.len - 11),
                       text.ptr + 11);
    } else {
        (void)snprintf(copy, sizeof(copy), "%.*s", (int)text.len, text.ptr);
    }
    if (!writ_time_parse(writ_str_from(copy), &time_ms)) {
        return false;
    }
    *ret_number = (double)time_ms;
    return true;
}

static bool boolean_of(struct writ_str text, double *ret_number)
{
    *ret_number = writ_str_is(text, "true") ? 1 : 0;
    return writ_str_is(text, "true") || writ_str_is(text, "false");
}

/* The sign of cell compared with value; false: unknown. */
static bool compare(struct cell cell, enum writ_sql_family family, const struct writ_value *value,
                    int *ret_sign)
{
    const bool is_time = family == WRIT_SQL_DATE || family == WRIT_SQL_TIMESTAMP;
    double left = 0, right = 0;
    bool is_known = !cell.is_null;
    int64_t right_ms = 0;

    if (value->kind == WRIT_STRING && !is_time) {
        *ret_sign = is_known ? writ_str_cmp(cell.text, value->text) : 0;
        return is_known;
    }
    if (value->kind == WRIT_STRING) {
        is_known =
            is_known && instant_of(cell.text, &left) && writ_time_parse(value->text, &right_ms);
        right = (double)right_ms;
    } else if (value->kind == WRIT_BOOL) {
        is_known = is_known && boolean_of(cell.text, &left);
        right = value->as.boolean ? 1 : 0;
    } else {
        is_known = is_known && number_of(cell.text, &left);
        right = value->as.number;
    }
    *ret_sign = (left > right) - (left < right);
    return is_known;
}

static size_t character(struct writ_str text, size_t at)
{
    size_t len = 1;

    while (at + len < text.len && ((unsigned char)text.ptr[at + len] & 0xC0) == 0x80) {
        len++;
    }
    return len;
}

static bool is_like(struct writ_str text, struct writ_str pattern)
{
    if (pattern.len == 0) {
        return text.len == 0;
    }

    const struct writ_str rest = writ_str_cut(pattern, 1, pattern.len);

    if (pattern.ptr[0] == '%') {
        return is_like(text, rest) ||
               (text.len > 0 && is_like(writ_str_cut(text, 1, text.len), pattern));
    }
    if (text.len == 0) {
        return false;
    }
    if (pattern.ptr[0] == '_') {
        return is_like(writ_str_cut(text, character(text, 0), text.len), rest);
    }
    return text.ptr[0] == pattern.ptr[0] && is_like(writ_str_cut(text, 1, text.len), rest);
}

static enum column column_of(const struct writ_value *predicate)
{
    const struct writ_value *path = writ_value_member(predicate, "column");
    enum column column = TEXT;

    while (!writ_value_is_text(path, columns[column].path)) {
        column++;
    }
    return column;
}

static enum truth of_sign(struct writ_str op, int sign)
{
    const bool holds = writ_str_is(op, "eq")   ? sign == 0
                       : writ_str_is(op, "ne") ? sign != 0
                       : writ_str_is(op, "lt") ? sign < 0
                       : writ_str_is(op, "le") ? sign <= 0
                       : writ_str_is(op, "gt") ? sign > 0
                                               : sign >= 0;

    return holds ? YES : NO;
}

static enum truth not(enum truth truth) {
    return truth == UNKNOWN ? UNKNOWN
           : truth == YES   ? NO
                            : YES;
}

/* `decides` is NO for and, YES for or. */
static enum truth joined(const struct writ_value *args, size_t row, enum truth decides)
{
    enum truth result = not(decides);

    for (size_t i = 0; i < writ_value_count(args); i++) {
        const enum truth one = truth_of(writ_value_item(args, i), row);

        if (one == decides) {
            return decides;
        }
        result = one == UNKNOWN ? UNKNOWN : result;
    }
    return result;
}

static enum truth compared(struct writ_str op, enum column column, size_t row,
                           const struct writ_value *value)
{
    int sign;

    return compare(cell_at(row, column), columns[column].family, value, &sign) ? of_sign(op, sign)
                                                                               : UNKNOWN;
}

static enum truth among(const struct writ_value *values, enum column column, size_t row)
{
    enum truth result = NO;

    for (size_t i = 0; i < writ_value_count(values); i++) {
        const enum truth one = compared(WRIT_LIT("eq"), column, row, writ_value_item(values, i));

        if (one == YES) {
            return YES;
        }
        result = one == UNKNOWN ? UNKNOWN : result;
    }
    return result;
}

enum truth truth_of(const struct writ_value *predicate, size_t row)
{
    const struct writ_str op = writ_value_text(writ_value_member(predicate, "op"));

    if (writ_str_is(op, "and") || writ_str_is(op, "or")) {
        return joined(writ_value_member(predicate, "args"), row, writ_str_is(op, "and") ? NO : YES);
    }
    if (writ_str_is(op, "not")) {
        return not(truth_of(writ_value_member(predicate, "arg"), row));
    }

    const enum column column = column_of(predicate);
    const struct cell cell = cell_at(row, column);

    if (writ_str_is(op, "is_null")) {
        return cell.is_null ? YES : NO;
    }
    if (writ_str_is(op, "in")) {
        return among(writ_value_member(predicate, "values"), column, row);
    }
    if (writ_str_is(op, "like")) {
        const struct writ_str pattern = writ_value_text(writ_value_member(predicate, "value"));

        return cell.is_null ? UNKNOWN : is_like(cell.text, pattern) ? YES : NO;
    }
    return compared(op, column, row, writ_value_member(predicate, "value"));
}

static size_t length(struct writ_str text)
{
    size_t count = 0;

    for (size_t at = 0; at < text.len; at += character(text, at)) {
        count++;
    }
    return count;
}

static char stand_in(struct writ_str text, size_t at)
{
    const char c = text.ptr[at];

    if (c >= 'A' && c <= 'Z') {
        return 'X';
    }
    if (c >= '0' && c <= '9') {
        return '0';
    }
    return (char)(c >= ' ' && c <= '~' && !(c >= 'a' && c <= 'z') ? c : 'x');
}

static void mask_part(struct writ_str text, size_t from, size_t to, bool is_blunt,
                      struct writ_buf *buf)
{
    size_t index = 0;

    for (size_t at = 0; at < text.len; at += character(text, at), index++) {
        if (index < from || index >= to) {
            writ_buf_add(buf, writ_str_cut(text, at, at + character(text, at)));
        } else {
            writ_buf_add_char(buf, (char)(is_blunt ? 'x' : stand_in(text, at)));
        }
    }
}

static void add_hash(struct writ_str text, struct writ_buf *buf)
{
    struct writ_digest digest;
    struct writ_error err = {0};

    if (writ_sha256(&text, 1, &digest, &err) != WRIT_OK) {
        abort();
    }
    for (size_t i = 0; i < sizeof(digest.bytes); i++) {
        writ_buf_addf(buf, "%02x", digest.bytes[i]);
    }
}

bool masked(const char *kind, struct cell cell, struct writ_buf *buf)
{
    const size_t count = length(cell.text);

    if (cell.is_null || strcmp(kind, "MASK_NULL") == 0) {
        return false;
    }
    if (strcmp(kind, "MASK_HASH") == 0) {
        add_hash(cell.text, buf);
    } else if (strcmp(kind, "MASK_SHOW_LAST_4") == 0) {
        mask_part(cell.text, 0, count <= 4 ? count : count - 4, true, buf);
    } else if (strcmp(kind, "MASK_SHOW_FIRST_4") == 0) {
        mask_part(cell.text, count <= 4 ? 0 : 4, count, true, buf);
    } else if (strcmp(kind, "MASK") == 0) {
        mask_part(cell.text, 0, count, false, buf);
    } else {
        writ_buf_add(buf, cell.text);
    }
    return true;
}
