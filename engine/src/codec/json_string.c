/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json_string.h"

enum { NO_UNIT = -1 };

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f') {
        return (byte | 0x20) - 'a' + 10;
    }
    return NO_UNIT;
}

/* The UTF-16 unit of the escape \uXXXX at `at`, or NO_UNIT. */
static int unit_at(struct writ_str text, size_t at)
{
    int unit = 0;

    if (text.len < at + 6 || text.ptr[at] != '\\' || text.ptr[at + 1] != 'u') {
        return NO_UNIT;
    }
    for (size_t i = at + 2; i < at + 6; i++) {
        const int digit = hex_digit(text.ptr[i]);

        if (digit == NO_UNIT) {
            return NO_UNIT;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high(int unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(int unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

static const char *const short_names = "\"\\/bfnrt";
static const char *const short_values = "\"\\/\b\f\n\r\t";

/* The value of the two-byte escape with this name, NUL when there is none. */
static char short_escape(char name)
{
    const size_t at = writ_str_find(writ_str_from(short_names), name);

    return short_values[at]; /* the NUL behind it when not found */
}

/* The length of the escape at `at`; 0 with *ret_error set when it is none. */
static size_t escape_length(struct writ_str text, size_t at, const char **ret_error)
{
    const int unit = unit_at(text, at);

    if (at + 1 < text.len && short_escape(text.ptr[at + 1]) != '\0') {
        return 2;
    }
    if (unit == NO_UNIT) {
        *ret_error = "unknown escape in a text";
        return 0;
    }
    if (unit == 0) {
        *ret_error = "a text may not contain the character U+0000";
        return 0;
    }
    if (is_high(unit) && is_low(unit_at(text, at + 6))) {
        return 12;
    }
    if (is_high(unit) || is_low(unit)) {
        *ret_error = "half a surrogate pair in a text";
        return 0;
    }
    return 6;
}

static bool refuse(struct writ_json_string *string, size_t at, const char *error)
{
    string->error_at = at;
    string->error = error;
    return false;
}

bool writ_json_string_scan(struct writ_str text, struct writ_json_string *ret_string)
{
    size_t at = 1 + writ_str_verbatim_end(writ_str_cut(text, 1, text.len));

    *ret_string = (struct writ_json_string){0};
    while (at < text.len && text.ptr[at] != '"') {
        const char *error = NULL;
        size_t step = 1;

        if ((unsigned char)text.ptr[at] < 0x20) {
            return refuse(ret_string, at, "a text may not contain a control character or line end");
        }
        if (text.ptr[at] == '\\') {
            ret_string->has_escapes = true;
            step = escape_length(text, at, &error);
        }
        if (step == 0) {
            return refuse(ret_string, at, error);
        }
        at += step;
    }
    if (at >= text.len) {
        return refuse(ret_string, 0, "the text that begins here does not end");
    }
    ret_string->raw = writ_str_cut(text, 1, at);
    ret_string->len = at + 1;
    return true;
}

/* UTF-8 of a code point; at most as long as the escape it comes from. */
static size_t put_utf8(char *out, unsigned point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

/* Decode the escape at *at, moved past; returns the bytes written. */
static size_t put_escape(char *out, struct writ_str raw, size_t *at)
{
    const int unit = unit_at(raw, *at);
    unsigned point = (unsigned)unit;

    if (unit == NO_UNIT) {
        out[0] = short_escape(raw.ptr[*at + 1]);
        *at += 2;
        return 1;
    }
    *at += 6;
    if (is_high(unit)) {
        point = 0x10000 + (((unsigned)unit & 0x3ff) << 10 | ((unsigned)unit_at(raw, *at) & 0x3ff));
        *at += 6;
    }
    return put_utf8(out, point);
}

struct writ_str writ_json_string_decode(struct writ_arena *arena,
                                        const struct writ_json_string *string)
{
    const struct writ_str raw = string->raw;
    char *text;
    size_t len = 0;

    if (!string->has_escapes) {
        return writ_arena_str(arena, raw);
    }
    text = writ_arena_alloc(arena,
                            raw.len + 1); /* an escape is never shorter than what it stands for */
    if (text == NULL) {
        return (struct writ_str){NULL, 0};
    }
    for (size_t at = 0; at < raw.len;) {
        if (raw.ptr[at] == '\\') {
            len += put_escape(text + len, raw, &at);
        } else {
            text[len++] = raw.ptr[at++];
        }
    }
    return (struct writ_str){text, len};
}
