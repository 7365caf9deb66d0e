/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/scalar.h"

#include <langinfo.h>
#include <math.h>
#include <stdlib.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* The position behind the digits that start at `at`. */
static size_t skip_digits(struct writ_str text, size_t at)
{
    while (at < text.len && is_digit(text.ptr[at])) {
        at++;
    }
    return at;
}

/* The position behind the exponent at `at`; `at` itself when there is none. */
static size_t skip_exponent(struct writ_str text, size_t at)
{
    size_t digits = at + 1;

    if (at >= text.len || (text.ptr[at] != 'e' && text.ptr[at] != 'E')) {
        return at;
    }
    if (digits < text.len && (text.ptr[digits] == '+' || text.ptr[digits] == '-')) {
        digits++;
    }

    const size_t end = skip_digits(text, digits);

    return end > digits ? end : at;
}

size_t writ_scalar_json_number(struct writ_str text)
{
    const size_t start = text.len > 0 && text.ptr[0] == '-' ? 1 : 0;
    size_t at = skip_digits(text, start);

    if (at == start) {
        return 0;
    }
    if (text.ptr[start] == '0') {
        at = start + 1; /* a second digit is then left over, and refused as what follows */
    }
    if (at < text.len && text.ptr[at] == '.' && skip_digits(text, at + 1) > at + 1) {
        at = skip_digits(text, at + 1);
    }
    return skip_exponent(text, at);
}

bool writ_scalar_to_double(struct writ_arena *arena, struct writ_str lexeme, double *ret_number)
{
    const struct writ_str point = writ_str_from(nl_langinfo(RADIXCHAR));
    const size_t at = writ_str_find(lexeme, '.');
    char *copy;

    if (at == lexeme.len || writ_str_is(point, ".")) {
        *ret_number = strtod(lexeme.ptr, NULL);
        return true;
    }
    copy = writ_arena_alloc(arena, lexeme.len + point.len); /* the point goes, the NUL comes */
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, lexeme.ptr, at);
    memcpy(copy + at, point.ptr, point.len);
    memcpy(copy + at + point.len, lexeme.ptr + at + 1, lexeme.len - at - 1);
    *ret_number = strtod(copy, NULL);
    return true;
}

static bool is_one_of(struct writ_str word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (writ_str_is(word, *words)) {
            return true;
        }
    }
    return false;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? without codes such as "0123" */
static bool is_decimal(struct writ_str word)
{
    const size_t start = word.len > 0 && (word.ptr[0] == '-' || word.ptr[0] == '+') ? 1 : 0;
    const size_t whole = skip_digits(word, start);
    size_t at = whole;
    size_t digits = whole - start;

    if (digits > 1 && word.ptr[start] == '0') {
        return false;
    }
    if (at < word.len && word.ptr[at] == '.') {
        at = skip_digits(word, whole + 1);
        digits += at - whole - 1;
    }
    return digits > 0 && skip_exponent(word, at) == word.len;
}

static int digit_of(char byte)
{
    if (is_digit(byte)) {
        return byte - '0';
    }
    if (byte >= 'a' && byte <= 'f') {
        return byte - 'a' + 10;
    }
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : 16;
}

/* "0o17" and "0xff", up to 2^53 */
static bool read_prefixed(struct writ_str word, double *ret_number)
{
    const uint64_t most = (uint64_t)1 << 53;
    const bool is_octal = writ_str_starts(word, WRIT_LIT("0o"));
    const int base = is_octal ? 8 : 16;
    uint64_t number = 0;

    if (word.len < 3 || !(is_octal || writ_str_starts(word, WRIT_LIT("0x")))) {
        return false;
    }
    for (size_t i = 2; i < word.len; i++) {
        const int digit = digit_of(word.ptr[i]);

        if (digit >= base) {
            return false;
        }
        number = number * (uint64_t)base + (uint64_t)digit;
        if (number > most) {
            return false;
        }
    }
    *ret_number = (double)number;
    return true;
}

bool writ_scalar_resolve(struct writ_arena *arena, struct writ_str word,
                         struct writ_value *ret_scalar)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    double number = 0;

    *ret_scalar = (struct writ_value){.kind = WRIT_STRING, .is_plain = true, .text = word};
    if (is_one_of(word, nulls)) {
        ret_scalar->kind = WRIT_NULL;
        return true;
    }
    if (is_one_of(word, trues) || is_one_of(word, falses)) {
        ret_scalar->kind = WRIT_BOOL;
        ret_scalar->as.boolean = is_one_of(word, trues);
        return true;
    }
    if (is_decimal(word)) {
        if (!writ_scalar_to_double(arena, word, &number)) {
            return false;
        }
    } else if (!read_prefixed(word, &number)) {
        return true;
    }
    if (isfinite(number)) {
        ret_scalar->kind = WRIT_NUMBER;
        ret_scalar->as.number = number;
    }
    return true;
}
