/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh/uri_pattern.h - the paths of service.http.routes: "/orders/" with all below it,
 * "/products/{product}/rows" with a part that stands for any one.
 * Layer: mesh (may include base, data, codec, crypto, script, descriptor).
 */
#ifndef WRIT_MESH_URI_PATTERN_H
#define WRIT_MESH_URI_PATTERN_H

#include "base/arena.h"

enum { WRIT_URI_PARTS_MAX = 8 };

/** What the names in braces stand for in one path. All of it is borrowed. */
struct writ_uri_parts {
    struct writ_str names[WRIT_URI_PARTS_MAX];
    struct writ_str values[WRIT_URI_PARTS_MAX];
    size_t count;
};

/** It begins with '/', and braces hold a whole part between two '/', with a name that appears once.
 */
bool writ_uri_pattern_is_valid(struct writ_str pattern);

/** Whether every name in braces of a text is one of the pattern's. */
bool writ_uri_pattern_names(struct writ_str pattern, struct writ_str text);

/** Whether the pattern means the path. @param path  decoded; an empty part, or one with '#', is no
 * value of a name */
bool writ_uri_pattern_match(struct writ_str pattern, struct writ_str path,
                            struct writ_uri_parts *ret_parts);

/** A text with the values in place of the names. ptr is NULL when memory is out. */
struct writ_str writ_uri_pattern_fill(struct writ_arena *arena, struct writ_str text,
                                      const struct writ_uri_parts *parts);

#endif
