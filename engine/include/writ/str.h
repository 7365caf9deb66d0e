/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/str.h - a borrowed view of bytes, and bytes that the library hands to the caller.
 */
#ifndef WRIT_STR_H
#define WRIT_STR_H

#include <stddef.h>
#include <string.h>

#include "writ/error.h"

WRIT_BEGIN_C

/** Borrowed view of bytes; not NUL-terminated. Passed by value. */
struct writ_str {
    const char *ptr;
    size_t len;
};

/** A view of a NUL-terminated text, which must outlive it; NULL gives an empty one. */
static inline struct writ_str writ_str_from(const char *text)
{
    const struct writ_str str = {text, text == NULL ? 0 : strlen(text)};

    return str;
}

/** Bytes the caller owns, with a NUL behind them. Release with writ_bytes_free(). */
struct writ_bytes {
    char *ptr;
    size_t len;
};

/** A view of them, until they are released. */
static inline struct writ_str writ_bytes_str(struct writ_bytes bytes)
{
    const struct writ_str str = {bytes.ptr, bytes.len};

    return str;
}

/** Empties it too; an empty one is fine. What the library gave is released here, never with free(). */
WRIT_API void writ_bytes_free(struct writ_bytes *bytes);

WRIT_END_C

#endif
