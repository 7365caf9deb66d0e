/* SPDX-License-Identifier: Apache-2.0
 *
 * base/owned.h - an object that is handed out in one piece, with everything it points at.
 */
#ifndef WRIT_BASE_OWNED_H
#define WRIT_BASE_OWNED_H

#include "base/arena.h"

/** First member of such an object: its memory. */
struct writ_owned {
    struct writ_alloc alloc;
    struct writ_arena arena;
};

/** An object of so many bytes, zeroed but for its struct writ_owned. NULL when memory is out. */
void *writ_owned_new(size_t bytes);

/** Its arena, then the object. @param bytes  as it was made  @param object  NULL is fine */
void writ_owned_free(void *object, size_t bytes);

#endif
