/* SPDX-License-Identifier: Apache-2.0 */
#include "base/percent.h"

/* -1 for what is no hexadecimal digit. */
static int digit(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    if (byte >= 'a' && byte <= 'f') {
        return byte - 'a' + 10;
    }
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* The byte that two digits behind a '%' give; -1: none. */
static int encoded(struct writ_str text, size_t at)
{
    const int high = at + 2 < text.len ? digit(text.ptr[at + 1]) : -1;
    const int low = at + 2 < text.len ? digit(text.ptr[at + 2]) : -1;

    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

enum writ_percent writ_percent_decode(struct writ_arena *arena, struct writ_str text, bool is_query,
                                      struct writ_str *ret_text)
{
    char *out = writ_arena_alloc(arena, text.len + 1);
    size_t len = 0;

    if (out == NULL) {
        return WRIT_PERCENT_NO_MEMORY;
    }
    for (size_t i = 0; i < text.len; i++) {
        int byte = text.ptr[i] == '+' && is_query ? ' ' : (unsigned char)text.ptr[i];

        if (text.ptr[i] == '%') {
            byte = encoded(text, i);
            i += 2;
        }
        if (byte <= 0) {
            return WRIT_PERCENT_MALFORMED;
        }
        out[len++] = (char)byte;
    }
    *ret_text = (struct writ_str){out, len};
    return writ_str_is_utf8(*ret_text) ? WRIT_PERCENT_OK : WRIT_PERCENT_MALFORMED;
}
