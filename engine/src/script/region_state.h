/* SPDX-License-Identifier: Apache-2.0
 *
 * script/region_state.h - what region.c, which hands out blocks, and undo.c, which puts them back,
 * share. Layer: script. Private to the two.
 */
#ifndef WRIT_SCRIPT_REGION_STATE_H
#define WRIT_SCRIPT_REGION_STATE_H

#include "script/heap.h"
#include "script/region.h"

#define WRIT_PAGE_BYTES ((size_t)4096)

struct writ_region_head {
    struct writ_heap heap;
    size_t live_bytes;
    size_t largest_text;
    size_t largest_hash;
    void *stack; /* the block that is Lua's stack */
    size_t stack_bytes;
    void *last; /* the block without a type that was handed out last */
    size_t last_bytes;
};

/* region.c: after a change of what it depends on. */
void writ_region_update_pressure(struct writ_region *region);

/* undo.c: copy code that Lua is about to write to. */
void writ_region_rescue_code(struct writ_region *region);
void writ_region_drop_copies(struct writ_region *region);

#endif
