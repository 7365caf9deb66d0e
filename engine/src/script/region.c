/* SPDX-License-Identifier: Apache-2.0 */
#include "script/region.h"

#include <lua.h>
#include <string.h>
#include <sys/mman.h>

#include "script/size_class.h"

/* Free blocks are kept by size class. They have no header: Lua always says how large a block is. */
enum {
    TAG_CODE = LUA_NUMTYPES + 1, /* what Lua 5.4 passes for a function prototype */
    TAG_NONE = 0,
    NODE_BYTES = 24, /* a hash slot: only blocks of 2^k of them can be a table's hash part */
};

#define ALIGN_BYTES   ((size_t)1 << 32)
#define PAGE_BYTES    ((size_t)4096)
#define SURPLUS_BYTES ((size_t)1 << 20)

struct heap {
    size_t used; /* bytes handed out so far, free blocks included */
    void *free[WRIT_SIZE_CLASSES];
};

struct writ_region_head {
    struct heap hot, cold;
    size_t live_bytes;
    size_t largest_text;
    size_t largest_hash;
    void *stack; /* the block that is Lua's stack */
    size_t stack_bytes;
    void *last; /* the block without a type that was handed out last */
    size_t last_bytes;
};

/* Where the first block is: right behind the bookkeeping. */
#define FIRST_BLOCK ((sizeof(struct writ_region_head) + WRIT_GRAIN - 1) / WRIT_GRAIN * WRIT_GRAIN)

static bool is_cold(const struct writ_region *region, const void *ptr)
{
    return (const char *)ptr >= region->cold &&
           (const char *)ptr < region->cold + region->cold_bytes;
}

static struct heap *heap_of(struct writ_region *region, const void *ptr)
{
    if (!is_cold(region, ptr)) {
        return &region->head->hot;
    }
    region->is_cold_stale = true;
    return &region->head->cold;
}

static void give_class(struct heap *heap, void *block, size_t index)
{
    memcpy(block, &heap->free[index], sizeof(void *));
    heap->free[index] = block;
}

/* Give back bytes that need not be the size of one class: cut into blocks that are. */
static void give(struct heap *heap, char *block, size_t bytes)
{
    while (bytes >= WRIT_GRAIN) {
        size_t whole = writ_size_class_floor(bytes);

        give_class(heap, block, writ_size_class(whole, &whole));
        block += whole;
        bytes -= whole;
    }
}

static size_t room(const struct writ_region *region, const struct heap *heap)
{
    return (heap == &region->head->cold ? region->cold_bytes : region->hot_bytes) - heap->used;
}

static void *pop(struct heap *heap, size_t index)
{
    void *block = heap->free[index];

    if (block != NULL) {
        memcpy(&heap->free[index], block, sizeof(void *));
    }
    return block;
}

/* The heap has no room left at its end: cut the block out of a larger free one. */
static void *split(struct heap *heap, size_t index, size_t whole)
{
    for (size_t larger = index + 1; larger < WRIT_SIZE_CLASSES; larger++) {
        char *block = pop(heap, larger);

        if (block != NULL) {
            give(heap, block + whole, writ_size_class_bytes(larger) - whole);
            return block;
        }
    }
    return NULL;
}

static void *take(struct writ_region *region, struct heap *heap, char *base, size_t bytes)
{
    size_t whole;
    const size_t index = writ_size_class(bytes, &whole);
    void *block = pop(heap, index);

    if (block != NULL) {
        return block;
    }
    if (whole > room(region, heap)) {
        return split(heap, index, whole);
    }
    block = base + heap->used;
    heap->used += whole;
    return block;
}

/* Extend the block that was handed out last, which is how buffers and the stack usually grow. */
static bool extend(struct writ_region *region, struct heap *heap, const char *base, const void *ptr,
                   size_t old_bytes, size_t new_bytes)
{
    size_t old_whole;
    size_t new_whole;

    (void)writ_size_class(old_bytes, &old_whole);
    (void)writ_size_class(new_bytes, &new_whole);
    if (old_whole == new_whole) {
        return true;
    }
    if ((const char *)ptr + old_whole != base + heap->used ||
        new_whole - old_whole > room(region, heap)) {
        return false;
    }
    heap->used += new_whole - old_whole;
    return true;
}

/*
 * How many instructions one instruction counts as. Some instructions take time in proportion to one
 * object and no library call is there to charge for it: comparing long texts, looking a key up in a
 * hash part whose keys were chosen to collide, passing thousands of arguments. So the larger the
 * largest such object, the dearer everything: an instruction over an object of n bytes takes about
 * n/16 ns, so that a unit of gas never buys more than 0.5 us.
 */
static void update_pressure(struct writ_region *region)
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
    update_pressure(region);
}

static void note_stack(struct writ_region *region, void *block, size_t bytes)
{
    region->head->stack = block;
    region->head->stack_bytes = bytes;
    update_pressure(region);
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

static bool is_refused(struct writ_region *region, size_t grow_bytes, size_t new_bytes)
{
    if (!region->is_armed) {
        return false;
    }
    if (new_bytes > region->limits.object_bytes ||
        region->head->live_bytes - region->carried_bytes + grow_bytes > region->limits.live_bytes ||
        region->asked_bytes + new_bytes > region->limits.total_bytes) {
        region->is_over = true;
    }
    return region->is_over;
}

static void *move(struct writ_region *region, void *ptr, size_t old_bytes, size_t new_bytes)
{
    struct heap *heap = heap_of(region, ptr);
    char *base = heap == &region->head->cold ? region->cold : region->hot;
    size_t old_whole;

    if (extend(region, heap, base, ptr, old_bytes, new_bytes)) {
        return ptr;
    }

    void *block = take(region, heap, base, new_bytes);

    if (block != NULL) {
        memcpy(block, ptr, old_bytes);
        give_class(heap, ptr, writ_size_class(old_bytes, &old_whole));
    }
    return block;
}

static void *fresh(struct writ_region *region, size_t tag, size_t bytes)
{
    const bool is_code = region->is_compiling && (tag == TAG_CODE || tag == TAG_NONE);

    /* texts are chained in Lua's table of strings, which relinks them when it grows: always hot */
    if (is_code || (region->is_residing && tag != LUA_TSTRING)) {
        region->is_cold_stale = true;
        return take(region, &region->head->cold, region->cold, bytes);
    }
    return take(region, &region->head->hot, region->hot, bytes);
}

static void shrink(struct writ_region *region, void *ptr, size_t old_bytes, size_t new_bytes)
{
    size_t old_whole;
    size_t new_whole = 0;

    (void)writ_size_class(old_bytes, &old_whole);
    if (new_bytes != 0) {
        (void)writ_size_class(new_bytes, &new_whole);
    }
    give(heap_of(region, ptr), (char *)ptr + new_whole, old_whole - new_whole);
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
    if (new_bytes >> WRIT_LARGE_BITS != 0 || is_refused(region, new_bytes - old_bytes, new_bytes)) {
        return NULL;
    }

    void *block =
        ptr == NULL ? fresh(region, tag, new_bytes) : move(region, ptr, old_bytes, new_bytes);

    if (block == NULL) {
        region->is_over = true;
        return NULL;
    }
    region->head->live_bytes += new_bytes - old_bytes;
    region->asked_bytes += new_bytes;
    return block;
}

/* The stack is what Lua asks for once the seed is set and before anything is hashed. */
static void fix_seed(const struct writ_region *region)
{
    static const uint32_t seed = 0x57726974; /* any value will do */

    if (region->seed_at != 0) {
        memcpy(region->hot + FIRST_BLOCK + region->seed_at, &seed, sizeof(seed));
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
        writ_round_up(limits->live_bytes + limits->live_bytes / 2 + SURPLUS_BYTES, PAGE_BYTES);
    const size_t cold_bytes = writ_round_up(limits->live_bytes / 4 + SURPLUS_BYTES, PAGE_BYTES);
    char *map = reserve(hot_bytes + cold_bytes);

    if (map == NULL) {
        return false; /* uncovered: the system has no address space left */
    }
    *region = (struct writ_region){
        .hot = map,
        .cold = map + hot_bytes,
        .hot_bytes = hot_bytes,
        .cold_bytes = cold_bytes,
        .limits = *limits,
        .head = (struct writ_region_head *)(void *)map,
    };
    region->head->hot.used = FIRST_BLOCK;
    return true;
}

static void drop_shadow(struct writ_region *region)
{
    if (region->shadow != NULL) {
        (void)munmap(region->shadow, region->shadow_bytes);
        region->shadow = NULL;
    }
}

void writ_region_done(struct writ_region *region)
{
    drop_shadow(region);
    if (region->hot != NULL) {
        (void)munmap(region->hot, region->hot_bytes + region->cold_bytes);
        region->hot = NULL;
    }
}

void writ_region_begin(struct writ_region *region)
{
    region->asked_bytes = 0;
    region->is_over = false;
    region->is_armed = true;
    region->is_noting = false;
}

/* Room for the copy, doubled when it no longer fits: texts are loaded one after another. */
static bool make_shadow(struct writ_region *region, size_t bytes)
{
    if (bytes <= region->shadow_bytes && region->shadow != NULL) {
        return true;
    }
    drop_shadow(region);
    region->shadow_bytes = writ_round_up(bytes * 2, PAGE_BYTES);

    char *map = mmap(NULL, region->shadow_bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    region->shadow = map == MAP_FAILED ? NULL : map;
    return region->shadow != NULL;
}

bool writ_region_keep(struct writ_region *region)
{
    region->kept_hot = region->head->hot.used;
    region->kept_cold = region->head->cold.used;
    if (!make_shadow(region, region->kept_hot + region->kept_cold)) {
        return false; /* uncovered: the system has no memory left */
    }
    memcpy(region->shadow, region->hot, region->kept_hot);
    memcpy(region->shadow + region->kept_hot, region->cold, region->kept_cold);
    region->is_cold_stale = false;
    return true;
}

/*
 * When memory ran out Lua tried to collect garbage, which writes marks into code too: then the cold
 * heap is put back as well.
 */
void writ_region_restore(struct writ_region *region)
{
    memcpy(region->hot, region->shadow, region->kept_hot);
    if (region->is_cold_stale || region->is_over) {
        memcpy(region->cold, region->shadow + region->kept_hot, region->kept_cold);
        region->is_cold_stale = false;
    }
    region->carried_bytes = 0;
    update_pressure(region);
}

/* Half of the room beyond the limit, so that the next evaluation has all that it may have. */
enum { CARRY_BYTES_MAX = 256 << 10 };

bool writ_region_carry(struct writ_region *region)
{
    const struct writ_region_head *kept = (const void *)region->shadow;
    struct writ_region_head *head = region->head;

    if (kept == NULL || region->is_over || region->is_cold_stale ||
        head->stack_bytes != kept->stack_bytes || head->live_bytes < kept->live_bytes ||
        head->live_bytes - kept->live_bytes > CARRY_BYTES_MAX) {
        return false;
    }
    head->largest_text = kept->largest_text;
    head->largest_hash = kept->largest_hash;
    region->carried_bytes = head->live_bytes - kept->live_bytes;
    update_pressure(region);
    return true;
}

size_t writ_region_live_bytes(const struct writ_region *region)
{
    return region->head->live_bytes;
}

size_t writ_region_stack_bytes(const struct writ_region *region)
{
    return region->head->stack_bytes;
}
