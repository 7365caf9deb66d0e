/* SPDX-License-Identifier: Apache-2.0 */
#include "script/heap.h"

#include <string.h>

void writ_heap_init(struct writ_heap *heap, size_t head_bytes, size_t room_bytes)
{
    *heap = (struct writ_heap){.room_bytes = room_bytes,
                               .used_bytes = writ_round_up(head_bytes, WRIT_GRAIN)};
}

static void push(struct writ_heap *heap, void *block, size_t index)
{
    memcpy(block, &heap->free[index], sizeof(void *));
    heap->free[index] = block;
}

static void *pop(struct writ_heap *heap, size_t index)
{
    void *block = heap->free[index];

    if (block != NULL) {
        memcpy(&heap->free[index], block, sizeof(void *));
    }
    return block;
}

/* Bytes that need not be the size of one class: cut into blocks that are. */
static void give_pieces(struct writ_heap *heap, char *block, size_t bytes)
{
    while (bytes >= WRIT_GRAIN) {
        size_t whole = writ_size_class_floor(bytes);

        push(heap, block, writ_size_class(whole, &whole));
        block += whole;
        bytes -= whole;
    }
}

/* Cut the block out of a larger free one. */
static void *split(struct writ_heap *heap, size_t index, size_t whole)
{
    for (size_t larger = index + 1; larger < WRIT_SIZE_CLASSES; larger++) {
        char *block = pop(heap, larger);

        if (block != NULL) {
            give_pieces(heap, block + whole, writ_size_class_bytes(larger) - whole);
            return block;
        }
    }
    return NULL;
}

void *writ_heap_take(struct writ_heap *heap, size_t bytes)
{
    size_t whole;
    const size_t index = writ_size_class(bytes, &whole);
    void *block = pop(heap, index);

    if (block != NULL) {
        return block;
    }
    if (whole > heap->room_bytes - heap->used_bytes) {
        return split(heap, index, whole);
    }
    block = (char *)heap + heap->used_bytes;
    heap->used_bytes += whole;
    return block;
}

void *writ_heap_fit(struct writ_heap *heap, size_t bytes)
{
    size_t whole;
    const size_t index = writ_size_class(bytes, &whole);
    void *block = heap->free[index] != NULL ? NULL : split(heap, index, whole);

    return block != NULL ? block : writ_heap_take(heap, bytes);
}

void writ_heap_give(struct writ_heap *heap, void *block, size_t bytes)
{
    size_t whole;

    push(heap, block, writ_size_class(bytes, &whole));
}

void writ_heap_give_back(struct writ_heap *heap, void *block, size_t bytes)
{
    size_t whole;

    (void)writ_size_class(bytes, &whole);
    if ((const char *)block + whole == (const char *)heap + heap->used_bytes) {
        heap->used_bytes -= whole;
    } else {
        writ_heap_give(heap, block, bytes);
    }
}

void writ_heap_shrink(struct writ_heap *heap, void *block, size_t old_bytes, size_t new_bytes)
{
    size_t old_whole;
    size_t new_whole;

    (void)writ_size_class(old_bytes, &old_whole);
    (void)writ_size_class(new_bytes, &new_whole);
    give_pieces(heap, (char *)block + new_whole, old_whole - new_whole);
}

/* Extend the block that was handed out last, which is how buffers and the stack usually grow. */
static bool extend(struct writ_heap *heap, const void *block, size_t old_bytes, size_t new_bytes)
{
    size_t old_whole;
    size_t new_whole;

    (void)writ_size_class(old_bytes, &old_whole);
    (void)writ_size_class(new_bytes, &new_whole);
    if (old_whole == new_whole) {
        return true;
    }
    if ((const char *)block + old_whole != (const char *)heap + heap->used_bytes ||
        new_whole - old_whole > heap->room_bytes - heap->used_bytes) {
        return false;
    }
    heap->used_bytes += new_whole - old_whole;
    return true;
}

void *writ_heap_grow(struct writ_heap *heap, void *block, size_t old_bytes, size_t new_bytes)
{
    if (extend(heap, block, old_bytes, new_bytes)) {
        return block;
    }

    void *larger = writ_heap_take(heap, new_bytes);

    if (larger != NULL) {
        memcpy(larger, block, old_bytes);
        writ_heap_give(heap, block, old_bytes);
    }
    return larger;
}

void writ_heap_go_on(struct writ_heap *heap)
{
    memset(heap->free, 0, sizeof(heap->free));
}
