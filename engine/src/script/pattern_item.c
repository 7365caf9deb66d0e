/* SPDX-License-Identifier: Apache-2.0
 *
 * script/pattern_item.c - the items of a pattern that match one byte, and texts that are no
 * patterns at all.
 */
#include <ctype.h>

#include "script/pattern.h"

MAY_RAISE const char *writ_pattern_item_end(const struct writ_pattern *match, const char *p)
{
    const char *end = match->pattern.ptr + match->pattern.len;
    const char first = *p++;

    if (first == '%') {
        if (p == end) {
            luaL_error(match->lua, "malformed pattern (ends with '%%')");
        }
        return p + 1;
    }
    if (first != '[') {
        return p;
    }
    p += p < end && *p == '^' ? 1 : 0;
    do { /* the first character stands for itself, even ']' */
        if (p >= end) {
            luaL_error(match->lua, "malformed pattern (missing ']')");
        }
        p += *p == '%' && p + 1 < end ? 2 : 1;
    } while (p >= end || *p != ']');
    return p + 1;
}

static bool is_in_class(unsigned char byte, unsigned char letter)
{
    bool is_in;

    switch (letter | 0x20) { /* lower case; no other byte becomes one of the letters below */
    case 'a':
        is_in = isalpha(byte) != 0;
        break;
    case 'c':
        is_in = iscntrl(byte) != 0;
        break;
    case 'd':
        is_in = isdigit(byte) != 0;
        break;
    case 'g':
        is_in = isgraph(byte) != 0;
        break;
    case 'l':
        is_in = islower(byte) != 0;
        break;
    case 'p':
        is_in = ispunct(byte) != 0;
        break;
    case 's':
        is_in = isspace(byte) != 0;
        break;
    case 'u':
        is_in = isupper(byte) != 0;
        break;
    case 'w':
        is_in = isalnum(byte) != 0;
        break;
    case 'x':
        is_in = isxdigit(byte) != 0;
        break;
    case 'z': /* not in the manual any more, and still in Lua */
        is_in = byte == 0;
        break;
    default:
        return letter == byte;
    }
    return isupper(letter) != 0 ? !is_in : is_in;
}

bool writ_pattern_is_in_set(unsigned char byte, const char *p, const char *close)
{
    const bool is_negated = p[1] == '^';

    for (p += is_negated ? 2 : 1; p < close; p++) {
        bool is_in;

        if (*p == '%') {
            p++;
            is_in = is_in_class(byte, (unsigned char)*p);
        } else if (p[1] == '-' && p + 2 < close) {
            is_in = (unsigned char)p[0] <= byte && byte <= (unsigned char)p[2];
            p += 2;
        } else {
            is_in = (unsigned char)*p == byte;
        }
        if (is_in) {
            return !is_negated;
        }
    }
    return is_negated;
}

bool writ_pattern_is_item(unsigned char byte, const char *p, const char *end)
{
    switch (*p) {
    case '.':
        return true;
    case '%':
        return is_in_class(byte, (unsigned char)p[1]);
    case '[':
        return writ_pattern_is_in_set(byte, p, end - 1);
    default:
        return (unsigned char)*p == byte;
    }
}

bool writ_pattern_is_plain(struct writ_str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] != '\0' && strchr("^$*+?.([%-", pattern.ptr[i]) != NULL) {
            return false;
        }
    }
    return true;
}

MAY_RAISE const char *writ_pattern_find_plain(lua_State *lua, struct writ_str text,
                                              struct writ_str needle)
{
    const char *end = text.ptr + text.len;
    const char *at = text.ptr;

    if (needle.len == 0) {
        return text.ptr;
    }
    while ((size_t)(end - at) >= needle.len) {
        const char *found = memchr(at, needle.ptr[0], (size_t)(end - at) - needle.len + 1);

        writ_gas_charge(lua,
                        1 + (size_t)((found == NULL ? end : found) - at) / 16 + needle.len / 16);
        if (found == NULL) {
            return NULL;
        }
        if (memcmp(found, needle.ptr, needle.len) == 0) {
            return found;
        }
        at = found + 1;
    }
    return NULL;
}
