/* SPDX-License-Identifier: Apache-2.0
 *
 * base/percent.h - texts in URIs (RFC 3986, section 2.1).
 */
#ifndef WRIT_BASE_PERCENT_H
#define WRIT_BASE_PERCENT_H

#include "base/arena.h"

enum writ_percent {
    WRIT_PERCENT_OK,
    WRIT_PERCENT_MALFORMED, /**< a '%' without two hexadecimal digits behind it, a NUL byte, or not
                               UTF-8 */
    WRIT_PERCENT_NO_MEMORY,
};

/** Decode what is percent-encoded. @param is_query  a '+' is a blank, as in forms */
enum writ_percent writ_percent_decode(struct writ_arena *arena, struct writ_str text, bool is_query,
                                      struct writ_str *ret_text);

#endif
