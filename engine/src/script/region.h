/* SPDX-License-Identifier: Apache-2.0
 *
 * script/region.h - the memory of one Lua state: it can be copied and put back, as a whole or by
 * what differs from the whole. Layer: script.
 *
 * The region has two heaps. Compiled code is immutable and lives in the cold heap, which nobody can
 * write to once the region is sealed; everything a text can change, the lua_State itself included,
 * lives in the hot heap, which is what undoing an evaluation copies.
 *
 * writ_region_keep() makes the state at hand the base. Beyond the base there can be parts: states
 * that were reached from the base, one at a time, and are kept as what differs from it. A part
 * knows nothing of another, and the time that putting it back takes does not depend on others.
 */
#ifndef WRIT_SCRIPT_REGION_H
#define WRIT_SCRIPT_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct writ_region_head; /* bookkeeping inside the hot heap, so that undoing an evaluation undoes it
                            too */
struct writ_heap;

struct writ_region_limits {
    size_t live_bytes;
    size_t total_bytes;
    size_t object_bytes;
};

/** A part. */
struct writ_region_part {
    struct writ_str difference; /**< from the base, as writ_region_differ() wrote it */
    size_t code_from, code_to;  /**< its stretch of the cold heap */
};

/** What an evaluation starts with, as far as its limits count from there. */
struct writ_region_start {
    size_t live_bytes;
    size_t stack_bytes;
    size_t largest_text;
    size_t largest_hash;
};

struct writ_region {
    struct writ_region_head *head; /**< where the hot heap starts */
    struct writ_heap *cold;
    size_t hot_bytes; /**< address space; memory is used only when touched */
    size_t cold_bytes;
    char *base; /**< the copy of the hot heap */
    size_t base_room;
    size_t base_bytes;
    size_t base_code; /**< where in the cold heap the base's code ends */
    size_t own_code;  /**< from here on it is the part's own, up to own_code_end once sealed */
    size_t own_code_end;
    char *rescued; /**< code of base and part, as it was when memory ran out; usually NULL */
    size_t rescued_bytes;
    struct writ_region_start start;
    struct writ_region_limits limits;
    size_t asked_bytes; /**< since writ_region_begin(): the total that limits.total_bytes bounds */
    size_t carried_bytes; /**< left behind by what went before; see writ_region_carry() */
    uint64_t pressure;    /**< how many instructions one counts as more; see region.c */
    size_t
        seed_at; /**< offset of Lua's hash seed in its first block, 0 when not known: see seed.c */
    bool is_residing;  /**< blocks asked for now are never written after sealing */
    bool is_noting;    /**< blocks asked for now hold no keys of a text's choice */
    bool is_compiling; /**< blocks asked for now are code */
    bool is_armed;     /**< limits hold */
    bool is_over;      /**< a limit was reached; stays until writ_region_begin() */
    bool is_sealed;
    bool is_lost; /**< the state could not be put back: is_over for good */
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

/** Make the state the base. False when there is no memory for the copy; the base is the old one. */
WRIT_NODISCARD bool writ_region_keep(struct writ_region *region);

/** Put the base back, from where a new part begins. */
void writ_region_begin_part(struct writ_region *region);

/** Append what the state differs in from the base. */
void writ_region_differ(const struct writ_region *region, struct writ_buf *ret_difference);

/** Go back to a part that was kept, or to the base: a part without a difference. */
void writ_region_restore(struct writ_region *region, const struct writ_region_part *part);

/** The part, which was the last to begin, is no more: its code's room is free. Restore another
 * then.
 */
void writ_region_drop_part(struct writ_region *region, const struct writ_region_part *part);

/** From now on nothing is compiled, and the code cannot be written to. */
WRIT_NODISCARD bool writ_region_seal(struct writ_region *region);

/**
 * Go on without restoring: what was allocated since then stays, but counts against no limit.
 * False when too much of it would stay, or when it could be noticed: restore then.
 */
WRIT_NODISCARD bool writ_region_carry(struct writ_region *region);

/** How far the code goes in the cold heap. */
size_t writ_region_code_bytes(const struct writ_region *region);

size_t writ_region_live_bytes(const struct writ_region *region);

/** How large Lua's stack is; it grows with the depth of calls and never shrinks within an
 * evaluation. */
size_t writ_region_stack_bytes(const struct writ_region *region);

#endif
