/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/str.h - a borrowed view of bytes, and bytes that the library hands to the caller.
 */
#ifndef WRIT_STR_H
#define WRIT_STR_H

#include <stddef.h>

#include "writ/error.h"

/** Borrowed view of bytes; not NUL-terminated. Passed by value. */
struct writ_str {
    const char *ptr;
    size_t len;
};

/** Bytes the caller owns, with a NUL behind them. Release with writ_bytes_free(). */
struct writ_bytes {
    char *ptr;
    size_t len;
};

/** Empties it too; an empty one is fine. */
WRIT_API void writ_bytes_free(struct writ_bytes *bytes);

#endif
