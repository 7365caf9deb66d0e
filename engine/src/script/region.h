/* SPDX-License-Identifier: Apache-2.0
 *
 * script/region.h - the memory of one Lua state: a contiguous region that can be copied and put
 * back. Layer: script.
 *
 * The region has two heaps. Compiled code is immutable and lives in the cold heap; everything a
 * text can change, the lua_State itself included, lives in the hot heap, which is what undoing an
 * evaluation copies.
 */
#ifndef WRIT_SCRIPT_REGION_H
#define WRIT_SCRIPT_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "writ/error.h"

struct writ_region_head; /* bookkeeping inside the hot heap, so that undoing an evaluation undoes it
                            too */

struct writ_region_limits {
    size_t live_bytes;
    size_t total_bytes;
    size_t object_bytes;
};

struct writ_region {
    char *hot;
    char *cold;
    size_t hot_bytes; /**< address space; memory is used only when touched */
    size_t cold_bytes;
    char *shadow; /**< the copies: hot first, then cold */
    size_t shadow_bytes;
    size_t kept_hot; /**< bytes of the copy */
    size_t kept_cold;
    struct writ_region_limits limits;
    size_t asked_bytes; /**< since writ_region_begin(): the total that limits.total_bytes bounds */
    struct writ_region_head *head;
    size_t carried_bytes; /**< left behind by what went before; see writ_region_carry() */
    uint64_t pressure;    /**< how many instructions one counts as more; see region.c */
    size_t
        seed_at; /**< offset of Lua's hash seed in its first block, 0 when not known: see seed.c */
    bool is_residing;   /**< blocks asked for now are never written after sealing */
    bool is_noting;     /**< blocks asked for now hold no keys of a text's choice */
    bool is_compiling;  /**< blocks asked for now are code */
    bool is_armed;      /**< limits hold */
    bool is_over;       /**< a limit was reached; stays until writ_region_begin() */
    bool is_cold_stale; /**< the cold heap is no longer what was kept */
};

/** Reserve the address space. False when the system refuses. Set seed_at before the Lua state is
 * made. */
bool writ_region_init(struct writ_region *region, const struct writ_region_limits *limits);
void writ_region_done(struct writ_region *region);

/** A lua_Alloc; ctx is a struct writ_region. In `old_bytes` Lua passes a type tag when ptr is NULL.
 */
void *writ_region_lua_alloc(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes);

/** The same for the library's own buffers. NULL when a limit is reached: raise then. */
void *writ_region_realloc(struct writ_region *region, void *ptr, size_t old_bytes,
                          size_t new_bytes);

/** Limits count from here. */
void writ_region_begin(struct writ_region *region);

/** Copy what is in use: the state that writ_region_restore() goes back to. False when there is no
 * memory for it. */
WRIT_NODISCARD bool writ_region_keep(struct writ_region *region);
void writ_region_restore(struct writ_region *region);

/**
 * Go on without restoring: what was allocated since the copy stays, but counts against no limit.
 * False when too much of it would stay, or when it could be noticed: restore then.
 */
WRIT_NODISCARD bool writ_region_carry(struct writ_region *region);

size_t writ_region_live_bytes(const struct writ_region *region);

/** How large Lua's stack is; it grows with the depth of calls and never shrinks within an
 * evaluation. */
size_t writ_region_stack_bytes(const struct writ_region *region);

#endif
