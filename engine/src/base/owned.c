/* SPDX-License-Identifier: Apache-2.0 */
#include "base/owned.h"

void *writ_owned_new(size_t bytes)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_owned *own = writ_calloc(&alloc, bytes);

    if (own != NULL) {
        own->alloc = WRIT_ALLOC_INIT(0);
        writ_arena_init(&own->arena, &own->alloc);
    }
    return own;
}

void writ_owned_free(void *object, size_t bytes)
{
    struct writ_alloc alloc = {.used_bytes = bytes, .fail_after = (size_t)-1};
    struct writ_owned *own = object;

    if (own != NULL) {
        writ_arena_done(&own->arena);
        writ_free(&alloc, own, bytes);
    }
}
