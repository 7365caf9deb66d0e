/* SPDX-License-Identifier: Apache-2.0
 *
 * script/heap.h - blocks in one stretch of memory, the bookkeeping at its start: what copies the
 * stretch copies all there is to know. Layer: script. Private.
 *
 * Free blocks are kept by size class. They have no header: Lua always says how large a block is.
 */
#ifndef WRIT_SCRIPT_HEAP_H
#define WRIT_SCRIPT_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#include "script/size_class.h"

struct writ_heap {
    size_t room_bytes; /* of the stretch */
    size_t used_bytes; /* handed out so far, with the bookkeeping and the free blocks */
    void *free[WRIT_SIZE_CLASSES];
};

/* Begin with nothing in it. `head_bytes` at the start, this struct first, belong to its owner. */
void writ_heap_init(struct writ_heap *heap, size_t head_bytes, size_t room_bytes);

/* NULL when there is no room. */
void *writ_heap_take(struct writ_heap *heap, size_t bytes);

/* The same, but slower and rather from a larger free block than from the end: what is copied often
 * has fewer gaps. */
void *writ_heap_fit(struct writ_heap *heap, size_t bytes);
void writ_heap_give(struct writ_heap *heap, void *block, size_t bytes);

/* The same, and what lies last is room again: what was needed for a moment leaves no gap. */
void writ_heap_give_back(struct writ_heap *heap, void *block, size_t bytes);

/* The block becomes smaller, and stays where it is. */
void writ_heap_shrink(struct writ_heap *heap, void *block, size_t old_bytes, size_t new_bytes);

/* The block becomes larger. NULL when there is no room; then it is as it was. */
void *writ_heap_grow(struct writ_heap *heap, void *block, size_t old_bytes, size_t new_bytes);

/* What is free by now is not handed out any more: all that follows lies together at the end. */
void writ_heap_go_on(struct writ_heap *heap);

#endif
