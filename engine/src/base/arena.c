/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum { FIRST_BLOCK = 4096, LAST_BLOCK = 256 * 1024, ALIGN = 16 };

struct writ_arena_block {
    struct writ_arena_block *older;
    size_t used;
    size_t cap;
    size_t padding; /* keeps bytes[] aligned */
    char bytes[];
};

void writ_arena_init(struct writ_arena *arena, struct writ_alloc *alloc)
{
    *arena = (struct writ_arena){.alloc = alloc, .next_bytes = FIRST_BLOCK};
}

void writ_arena_done(struct writ_arena *arena)
{
    while (arena->blocks != NULL) {
        struct writ_arena_block *older = arena->blocks->older;

        writ_free(arena->alloc, arena->blocks, sizeof(*older) + arena->blocks->cap);
        arena->blocks = older;
    }
}

void writ_arena_reset(struct writ_arena *arena)
{
    struct writ_arena_block *kept = arena->blocks;

    if (kept == NULL) {
        return;
    }
    arena->blocks = kept->older;
    writ_arena_done(arena);
    kept->used = 0;
    kept->older = NULL;
    arena->blocks = kept;
}

static struct writ_arena_block *add_block(struct writ_arena *arena, size_t bytes)
{
    const size_t cap = bytes > arena->next_bytes ? bytes : arena->next_bytes;
    struct writ_arena_block *block = writ_realloc(arena->alloc, NULL, 0, sizeof(*block) + cap);

    if (block == NULL) {
        return NULL;
    }
    *block = (struct writ_arena_block){.older = arena->blocks, .cap = cap};
    arena->blocks = block;
    if (arena->next_bytes < LAST_BLOCK) {
        arena->next_bytes *= 2;
    }
    return block;
}

/* As writ_arena_alloc(), but the bytes may be anything. */
static void *take(struct writ_arena *arena, size_t bytes)
{
    struct writ_arena_block *block = arena->blocks;

    if (bytes > SIZE_MAX / 2) {
        return NULL;
    }

    const size_t rounded = (bytes + ALIGN - 1) / ALIGN * ALIGN;

    if (block == NULL || rounded > block->cap - block->used) {
        block = add_block(arena, rounded);
    }
    if (block == NULL) {
        return NULL;
    }

    void *object = block->bytes + block->used;

    block->used += rounded;
    return object;
}

void *writ_arena_alloc(struct writ_arena *arena, size_t bytes)
{
    void *object = take(arena, bytes);

    return object == NULL ? NULL : memset(object, 0, bytes);
}

void *writ_arena_array(struct writ_arena *arena, size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / 2 / bytes) {
        return NULL;
    }
    return writ_arena_alloc(arena, count * bytes);
}

void *writ_arena_more(struct writ_arena *arena, void *items, size_t count, size_t bytes)
{
    if ((count & (count - 1)) != 0) {
        return items;
    }

    void *grown = writ_arena_array(arena, count == 0 ? 1 : count * 2, bytes);

    if (grown != NULL && count > 0) {
        memcpy(grown, items, count * bytes);
    }
    return grown;
}

struct writ_str writ_arena_str(struct writ_arena *arena, struct writ_str text)
{
    char *copy = take(arena, text.len + 1);

    if (copy == NULL) {
        return (struct writ_str){NULL, 0};
    }
    if (text.len != 0) {
        memcpy(copy, text.ptr, text.len);
    }
    copy[text.len] = '\0';
    return (struct writ_str){copy, text.len};
}

const char *writ_arena_text(struct writ_arena *arena, struct writ_str text)
{
    return text.len == 0 ? "" : writ_arena_str(arena, text).ptr;
}

const char *writ_arena_printf(struct writ_arena *arena, const char *fmt, ...)
{
    char text[4096];
    va_list args;

    va_start(args, fmt);
    const int len = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof(text)) {
        return NULL;
    }
    return writ_arena_str(arena, (struct writ_str){text, (size_t)len}).ptr;
}
