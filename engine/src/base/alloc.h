/* SPDX-License-Identifier: Apache-2.0
 *
 * base/alloc.h - allocator handle with a byte budget and failure injection.
 * The only file pair of the engine that names malloc, calloc, realloc or free.
 */
#ifndef WRIT_BASE_ALLOC_H
#define WRIT_BASE_ALLOC_H

#include <stddef.h>

/** Passed to everything that allocates. Not thread-safe: one per worker. */
struct writ_alloc {
    size_t used_bytes;
    size_t peak_bytes;
    size_t limit_bytes; /**< 0 means no limit */
    size_t fail_after;  /**< tests: fail the n-th growing call; SIZE_MAX means never */
};

#define WRIT_ALLOC_INIT(limit) ((struct writ_alloc){.limit_bytes = (limit), .fail_after = (size_t)-1})

/**
 * Resize a block: ptr NULL allocates, new_bytes 0 frees.
 *
 * @param old_bytes  the size the block was given; 0 when ptr is NULL
 * @return the block, or NULL when new_bytes is 0, the budget is spent or memory is out (ptr stays valid)
 */
void *writ_realloc(struct writ_alloc *alloc, void *ptr, size_t old_bytes, size_t new_bytes);

/** A zeroed block of `bytes`, or NULL. Release with writ_free() and the same size. */
void *writ_calloc(struct writ_alloc *alloc, size_t bytes);
void writ_free(struct writ_alloc *alloc, void *ptr, size_t bytes);

/** A block of `bytes` is `to`'s from here on, which has no limit. */
void writ_alloc_hand_over(struct writ_alloc *from, struct writ_alloc *to, size_t bytes);

/**
 * For a process whose memory is all its own: from here on large blocks go back to the system when they are freed. The
 * library would keep ever larger ones after each, for those to come.
 */
void writ_alloc_return_large(void);

#endif
