/* SPDX-License-Identifier: Apache-2.0
 *
 * data/pointer.h - JSON Pointer (RFC 6901).
 */
#ifndef WRIT_DATA_POINTER_H
#define WRIT_DATA_POINTER_H

#include "base/buf.h"
#include "data/value.h"

/** The value that `pointer` ("", "/a/0/b~1c") names, or NULL: no such member, or not a pointer. */
const struct writ_value *writ_pointer_find(const struct writ_value *root, struct writ_str pointer);

/** Append the pointer of a document's node, found through its parents. */
void writ_pointer_of(struct writ_buf *buf, const struct writ_value *value);

/** Append "/key" with ~ and / escaped. */
void writ_pointer_add_key(struct writ_buf *buf, struct writ_str key);

#endif
