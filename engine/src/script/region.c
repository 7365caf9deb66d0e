/* SPDX-License-Identifier: Apache-2.0 */
#include <lua.h>
#include <string.h>
#include <sys/mman.h>

#include "script/region_state.h"

enum {
    TAG_CODE = LUA_NUMTYPES + 1, /* what Lua 5.4 passes for a function prototype */
    TAG_NONE = 0,
    NODE_BYTES = 24, /* a hash slot: only blocks of 2^k of them can be a table's hash part */
};

#define ALIGN_BYTES   ((size_t)1 << 32)
#define SURPLUS_BYTES ((size_t)1 << 20)
#define CODE_BYTES    ((size_t)256 << 20) /* of address space: thousands of policies */

static struct writ_heap *heap_of(const struct writ_region *region, const void *block)
{
    const char *hot = (const char *)region->head;

    return (const char *)block >= hot && (const char *)block < hot + region->hot_bytes
               ? &region->head->heap
               : region->cold;
}

/*
 * How many instructions one instruction counts as. Some instructions take time in proportion to one
 * object and no library call is there to charge for it: comparing long texts, looking a key up in a
 * hash part whose keys were chosen to collide, passing thousands of arguments. So the larger the
 * largest such object, the dearer everything: an instruction over an object of n bytes takes about
 * n/16 ns, so that a unit of gas never buys more than 0.5 us.
 */
void writ_region_update_pressure(struct writ_region *region)
{
    const struct writ_region_head *head = region->head;
    const size_t nodes = head->largest_hash / NODE_BYTES;

    /* large hash parts do not fit into the fast caches: each step along a chain takes longer */
    region->pressure = head->largest_text / 8192 + (nodes < 4096 ? nodes / 512 : nodes / 256) +
                       head->stack_bytes / 16384;
}

static void note_block(struct writ_region *region, size_t tag, size_t bytes)
{
    struct writ_region_head *head = region->head;
    const size_t nodes = bytes / NODE_BYTES;

    if (tag == LUA_TSTRING && bytes > head->largest_text) {
        head->largest_text = bytes;
    } else if (tag == TAG_NONE && !region->is_noting && bytes > head->largest_hash &&
               nodes * NODE_BYTES == bytes && (nodes & (nodes - 1)) == 0) {
        head->largest_hash = bytes;
    } else {
        return;
    }
    writ_region_update_pressure(region);
}

static void note_stack(struct writ_region *region, void *block, size_t bytes)
{
    region->head->stack = block;
    region->head->stack_bytes = bytes;
    writ_region_update_pressure(region);
}

/*
 * The stack was resized in place, or given back: then the block asked for last is the new one, to
 * which Lua has just copied it.
 */
static void note_old_stack(struct writ_region *region, void *block, size_t bytes)
{
    const struct writ_region_head *head = region->head;

    if (block != NULL) {
        /* uncovered: only the collector shrinks a stack in place, and it runs at sealing only */
        note_stack(region, block, bytes);
    } else {
        note_stack(region, head->last, head->last_bytes);
    }
}

static bool is_refused(const struct writ_region *region, size_t grow_bytes, size_t new_bytes)
{
    const struct writ_region_limits *limits = &region->limits;

    if (new_bytes >> WRIT_LARGE_BITS != 0) {
        return true;
    }
    return region->is_armed &&
           (region->is_over || new_bytes > limits->object_bytes ||
            region->head->live_bytes - region->carried_bytes + grow_bytes > limits->live_bytes ||
            region->asked_bytes + new_bytes > limits->total_bytes);
}

/* Lua will collect garbage before it gives up, which writes marks into code too. */
static void *refuse(struct writ_region *region)
{
    region->is_over = true;
    writ_region_rescue_code(region);
    return NULL;
}

static void *fresh(struct writ_region *region, size_t tag, size_t bytes)
{
    const bool is_code = region->is_compiling && (tag == TAG_CODE || tag == TAG_NONE);

    /* texts are chained in Lua's table of strings, which relinks them when it grows: always hot */
    const bool is_cold = is_code || (region->is_residing && tag != LUA_TSTRING);

    struct writ_heap *heap = is_cold ? region->cold : &region->head->heap;

    return region->is_sealed ? writ_heap_take(heap, bytes) : writ_heap_fit(heap, bytes);
}

static void shrink(struct writ_region *region, void *block, size_t old_bytes, size_t new_bytes)
{
    struct writ_heap *heap = heap_of(region, block);

    if (new_bytes == 0 && heap == region->cold) {
        writ_heap_give(heap, block, old_bytes); /* how far code goes is known by others */
    } else if (new_bytes == 0) {
        writ_heap_give_back(heap, block, old_bytes);
    } else {
        writ_heap_shrink(heap, block, old_bytes, new_bytes);
    }
    region->head->live_bytes -= old_bytes - new_bytes;
}

/* Shrinking never fails and never moves: Lua relies on the first. */
static void *resize(struct writ_region *region, void *ptr, size_t tag, size_t old_bytes,
                    size_t new_bytes)
{
    if (new_bytes <= old_bytes) {
        if (ptr != NULL && old_bytes != 0) {
            shrink(region, ptr, old_bytes, new_bytes);
        }
        return new_bytes == 0 ? NULL : ptr;
    }
    if (is_refused(region, new_bytes - old_bytes, new_bytes)) {
        return refuse(region);
    }

    void *block = ptr == NULL ? fresh(region, tag, new_bytes)
                              : writ_heap_grow(heap_of(region, ptr), ptr, old_bytes, new_bytes);

    if (block == NULL) {
        return refuse(region);
    }
    region->head->live_bytes += new_bytes - old_bytes;
    region->asked_bytes += new_bytes;
    return block;
}

/* Where the first block is: right behind the bookkeeping. */
#define FIRST_BLOCK writ_round_up(sizeof(struct writ_region_head), WRIT_GRAIN)

/* The stack is what Lua asks for once the seed is set and before anything is hashed. */
static void fix_seed(const struct writ_region *region)
{
    static const uint32_t seed = 0x57726974; /* any value will do */

    if (region->seed_at != 0) {
        memcpy((char *)region->head + FIRST_BLOCK + region->seed_at, &seed, sizeof(seed));
    }
}

void *writ_region_lua_alloc(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes)
{
    struct writ_region *region = ctx;
    const size_t tag = ptr == NULL ? old_bytes : 0;
    void *block = resize(region, ptr, tag, ptr == NULL ? 0 : old_bytes, new_bytes);

    if (ptr != NULL && ptr == region->head->stack && (block != NULL || new_bytes == 0)) {
        note_old_stack(region, block, new_bytes);
    }
    if (block == NULL || ptr != NULL) {
        return block;
    }
    note_block(region, tag, new_bytes);
    if (tag == TAG_NONE) {
        region->head->last = block;
        region->head->last_bytes = new_bytes;
    }
    if (tag == TAG_NONE && region->head->stack == NULL) {
        fix_seed(region); /* the stack is the first thing Lua asks for after the state itself */
        note_stack(region, block, new_bytes);
    }
    return block;
}

void *writ_region_realloc(struct writ_region *region, void *ptr, size_t old_bytes, size_t new_bytes)
{
    return resize(region, ptr, (size_t)-1, old_bytes, new_bytes);
}

/*
 * Heaps start at a multiple of 4 GiB: Lua hashes the low 32 bits of an address, so a table keyed by
 * functions or tables is laid out alike in every process. Without room for that alignment any
 * address will do.
 */
static char *reserve(size_t bytes)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    char *wide = mmap(NULL, bytes + ALIGN_BYTES, PROT_NONE, flags, -1, 0);

    if (wide == MAP_FAILED) {
        /* uncovered: needs an address space with room for the region but not for its alignment */
        char *any = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);

        return any == MAP_FAILED ? NULL : any;
    }

    const size_t before = (ALIGN_BYTES - (uintptr_t)wide % ALIGN_BYTES) % ALIGN_BYTES;
    char *aligned = wide + before;

    if (before > 0) {
        (void)munmap(wide, before);
    }
    if (ALIGN_BYTES > before) {
        (void)munmap(aligned + bytes, ALIGN_BYTES - before);
    }
    if (mprotect(aligned, bytes, PROT_READ | PROT_WRITE) != 0) {
        (void)munmap(aligned, bytes); /* uncovered: the system refuses pages it has reserved */
        return NULL;
    }
    return aligned;
}

bool writ_region_init(struct writ_region *region, const struct writ_region_limits *limits)
{
    /* half again the limit: a free block serves only its own class, so some of the room is lost */
    const size_t hot_bytes =
        writ_round_up(limits->live_bytes + limits->live_bytes / 2 + SURPLUS_BYTES, WRIT_PAGE_BYTES);
    char *map = reserve(hot_bytes + CODE_BYTES);

    if (map == NULL) {
        return false; /* uncovered: the system has no address space left */
    }
    *region = (struct writ_region){
        .head = (struct writ_region_head *)(void *)map,
        .cold = (struct writ_heap *)(void *)(map + hot_bytes),
        .hot_bytes = hot_bytes,
        .cold_bytes = CODE_BYTES,
        .limits = *limits,
    };
    writ_heap_init(&region->head->heap, sizeof(*region->head), hot_bytes);
    writ_heap_init(region->cold, sizeof(*region->cold), CODE_BYTES);
    return true;
}

void writ_region_done(struct writ_region *region)
{
    writ_region_drop_copies(region);
    if (region->head != NULL) {
        (void)munmap(region->head, region->hot_bytes + region->cold_bytes);
        region->head = NULL;
    }
}

void writ_region_begin(struct writ_region *region)
{
    region->asked_bytes = 0;
    region->is_over = region->is_lost;
    region->is_armed = true;
    region->is_noting = false;
}

size_t writ_region_code_bytes(const struct writ_region *region)
{
    return region->cold->used_bytes;
}

size_t writ_region_live_bytes(const struct writ_region *region)
{
    return region->head->live_bytes;
}

size_t writ_region_stack_bytes(const struct writ_region *region)
{
    return region->head->stack_bytes;
}
