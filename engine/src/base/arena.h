/* SPDX-License-Identifier: Apache-2.0
 *
 * base/arena.h - many small objects with one lifetime: parse trees, products, one evaluation's
 * data.
 */
#ifndef WRIT_BASE_ARENA_H
#define WRIT_BASE_ARENA_H

#include "base/alloc.h"
#include "base/str.h"
#include "writ/error.h"

struct writ_arena_block;

/** Freed as a whole. Initialise with writ_arena_init(); costs nothing until first used. */
struct writ_arena {
    struct writ_alloc *alloc;
    struct writ_arena_block *blocks;
    size_t next_bytes; /**< size of the next block: doubles from 4 KiB to 256 KiB */
};

void writ_arena_init(struct writ_arena *arena, struct writ_alloc *alloc);
void writ_arena_done(struct writ_arena *arena);

/** Forget all objects but keep the newest block for those to come: for work that repeats. */
void writ_arena_reset(struct writ_arena *arena);

/** Zeroed, aligned for any type; NULL when the allocator refuses. */
void *writ_arena_alloc(struct writ_arena *arena, size_t bytes);

/** count objects of size bytes each; NULL also when the product would wrap. */
void *writ_arena_array(struct writ_arena *arena, size_t count, size_t bytes);

/** An array of `count` objects that grew only by this, with room for one more: `items` itself, or a copy where the count
 * is 0 or a power of two. NULL when the allocator refuses. */
void *writ_arena_more(struct writ_arena *arena, void *items, size_t count, size_t bytes);

/** A copy with a NUL behind it; ptr is NULL when the allocator refuses. */
struct writ_str writ_arena_str(struct writ_arena *arena, struct writ_str text);
const char *writ_arena_text(struct writ_arena *arena,
                            struct writ_str text); /**< its ptr; an empty text takes no memory */
WRIT_PRINTF(2, 3) const char *writ_arena_printf(struct writ_arena *arena, const char *fmt, ...);

static inline void writ_arena_autop(struct writ_arena *arena)
{
    writ_arena_done(arena);
}

#endif
