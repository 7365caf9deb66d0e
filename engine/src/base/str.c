/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <endian.h>

int writ_str_cmp(struct writ_str a, struct writ_str b)
{
    const size_t shared = a.len < b.len ? a.len : b.len;
    const int order = shared == 0 ? 0 : memcmp(a.ptr, b.ptr, shared);

    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool writ_str_starts(struct writ_str text, struct writ_str prefix)
{
    return text.len >= prefix.len && writ_str_eq(writ_str_cut(text, 0, prefix.len), prefix);
}

bool writ_str_ends(struct writ_str text, struct writ_str suffix)
{
    return text.len >= suffix.len &&
           writ_str_eq(writ_str_cut(text, text.len - suffix.len, text.len), suffix);
}

/* FNV-1a */
uint32_t writ_str_hash(struct writ_str text)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * 16777619u;
    }
    return hash;
}

size_t writ_str_find(struct writ_str text, char byte)
{
    const char *hit = text.len == 0 ? NULL : memchr(text.ptr, byte, text.len);

    return hit == NULL ? text.len : (size_t)(hit - text.ptr);
}

size_t writ_str_find_last(struct writ_str text, char byte)
{
    for (size_t i = text.len; i > 0; i--) {
        if (text.ptr[i - 1] == byte) {
            return i - 1;
        }
    }
    return text.len;
}

static char folded(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool writ_str_eq_fold(struct writ_str a, struct writ_str b)
{
    bool is_equal = a.len == b.len;

    for (size_t i = 0; is_equal && i < a.len; i++) {
        is_equal = folded(a.ptr[i]) == folded(b.ptr[i]);
    }
    return is_equal;
}

struct writ_str writ_str_cut(struct writ_str text, size_t from, size_t to)
{
    const size_t end = to < text.len ? to : text.len;
    const size_t start = from < end ? from : end;

    if (start == 0) {
        return (struct writ_str){text.ptr, end}; /* an empty view may have no pointer to add to */
    }
    return (struct writ_str){text.ptr + start, end - start};
}

struct writ_str writ_str_first_line(struct writ_str text)
{
    return writ_str_cut(text, 0, writ_str_find(text, '\n'));
}

bool writ_str_split(struct writ_str *rest, char separator, struct writ_str *ret_part)
{
    if (rest->len == 0) {
        return false;
    }

    const size_t at = writ_str_find(*rest, separator);

    *ret_part = writ_str_cut(*rest, 0, at);
    *rest = writ_str_cut(*rest, at + 1, rest->len);
    return true;
}

bool writ_str_to_u64(struct writ_str text, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (text.len == 0 || text.len > 20 || (text.len > 1 && text.ptr[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        const unsigned digit = (unsigned)(unsigned char)text.ptr[i] - '0';

        if (digit > 9 || value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

bool writ_str_has_word(struct writ_str text, struct writ_str word)
{
    for (size_t i = 0; i + word.len <= text.len; i++) {
        const size_t end = i + word.len;

        if (memcmp(text.ptr + i, word.ptr, word.len) == 0 &&
            (i == 0 || !is_word_byte(text.ptr[i - 1])) &&
            (end == text.len || !is_word_byte(text.ptr[end]))) {
            return true;
        }
    }
    return false;
}

/* The number of bytes of the sequence at p, 0 when it is malformed (RFC 3629, section 4). */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    static const struct {
        unsigned char first, last, low, high; /* lead byte range; range of the second byte */
        size_t len;
    } forms[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (p[0] < forms[i].first || p[0] > forms[i].last) {
            continue;
        }
        if (forms[i].len > left ||
            (forms[i].len > 1 && (p[1] < forms[i].low || p[1] > forms[i].high))) {
            return 0;
        }
        for (size_t k = 2; k < forms[i].len; k++) {
            if ((p[k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return forms[i].len;
    }
    return 0;
}

/* Eight bytes at once, where there are as many; the first is the lowest. */
enum { WORD_BYTES = sizeof(uint64_t) };

static const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;

static uint64_t word_at(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    return le64toh(word);
}

static bool is_verbatim(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/* Where in the word the first byte is that is not verbatim, or its end. In each difference the top
 * bit of a byte is set when the byte is the one that is looked for, or less, or not ASCII; above
 * one that is found, others may be set as well. */
static size_t verbatim_in_word(uint64_t word)
{
    const uint64_t control = word - ones * 0x20;
    const uint64_t quote = (word ^ ones * '"') - ones;
    const uint64_t backslash = (word ^ ones * '\\') - ones;
    const uint64_t found = (word | control | quote | backslash) & tops;

    return found == 0 ? WORD_BYTES : (size_t)__builtin_ctzll(found) / 8;
}

/* The first and the last four bytes of a text of four to eight. */
static uint64_t short_word(struct writ_str text)
{
    uint32_t halves[2];

    memcpy(&halves[0], text.ptr, sizeof(halves[0]));
    memcpy(&halves[1], text.ptr + text.len - sizeof(halves[1]), sizeof(halves[1]));
    return (uint64_t)halves[0] << 32 | halves[1];
}

static size_t short_verbatim_end(struct writ_str text)
{
    size_t at = 0;

    if (text.len >= WORD_BYTES / 2 && verbatim_in_word(short_word(text)) == WORD_BYTES) {
        return text.len;
    }
    while (at < text.len && is_verbatim((unsigned char)text.ptr[at])) {
        at++;
    }
    return at;
}

/* The last word overlaps the one before. */
size_t writ_str_verbatim_end(struct writ_str text)
{
    size_t at = 0;

    if (text.len < WORD_BYTES) {
        return short_verbatim_end(text);
    }
    for (; at < text.len - WORD_BYTES; at += WORD_BYTES) {
        const size_t end = verbatim_in_word(word_at(text.ptr + at));

        if (end < WORD_BYTES) {
            return at + end;
        }
    }
    at = text.len - WORD_BYTES;
    return at + verbatim_in_word(word_at(text.ptr + at));
}

size_t writ_str_utf8_end(struct writ_str text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t at = 0;

    while (at < text.len) {
        if (text.len - at >= WORD_BYTES && (word_at(text.ptr + at) & tops) == 0) {
            at += WORD_BYTES;
            continue;
        }

        const size_t step = p[at] < 0x80 ? 1 : utf8_length(p + at, text.len - at);

        if (step == 0) {
            return at;
        }
        at += step;
    }
    return at;
}

bool writ_str_is_zeros(struct writ_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\0') {
            return false;
        }
    }
    return true;
}

bool writ_str_is_utf8(struct writ_str text)
{
    return writ_str_utf8_end(text) == text.len;
}
