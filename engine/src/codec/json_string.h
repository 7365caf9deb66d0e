/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/json_string.h - a JSON string: where it ends, what is wrong with it, what it says.
 * Layer: codec, internal.
 */
#ifndef WRIT_CODEC_JSON_STRING_H
#define WRIT_CODEC_JSON_STRING_H

#include "base/arena.h"

struct writ_json_string {
    struct writ_str raw; /**< between the quotes */
    size_t len;          /**< with the quotes */
    bool has_escapes;
    size_t error_at;   /**< from the opening quote */
    const char *error; /**< when the scan failed */
};

/** Scan the string whose opening quote is text.ptr[0]; false with error and error_at set. The text
 * must be UTF-8. */
bool writ_json_string_scan(struct writ_str text, struct writ_json_string *ret_string);

/** The text of a scanned string, in the arena with a NUL behind it; ptr is NULL when memory is out.
 */
struct writ_str writ_json_string_decode(struct writ_arena *arena,
                                        const struct writ_json_string *string);

#endif
