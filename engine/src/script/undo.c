/* SPDX-License-Identifier: Apache-2.0
 *
 * script/undo.c - keep states of a region, and go back to them.
 */
#include <string.h>
#include <sys/mman.h>

#include "script/region_state.h"

enum { LINE_BYTES = 64 }; /* what is compared at a time */

/* A stretch of the hot heap that is not as in the base; its bytes follow. */
struct run {
    size_t at;
    size_t bytes;
};

static char *hot(const struct writ_region *region)
{
    return (char *)region->head;
}

static char *map_copy(size_t bytes)
{
    char *map = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return map == MAP_FAILED ? NULL : map;
}

static void drop(char **copy, size_t bytes)
{
    if (*copy != NULL) {
        (void)munmap(*copy, bytes);
        *copy = NULL;
    }
}

void writ_region_drop_copies(struct writ_region *region)
{
    drop(&region->base, region->base_room);
    drop(&region->rescued, region->rescued_bytes);
}

/* Limits count from here. */
static void start(struct writ_region *region)
{
    const struct writ_region_head *head = region->head;

    region->start = (struct writ_region_start){.live_bytes = head->live_bytes,
                                               .stack_bytes = head->stack_bytes,
                                               .largest_text = head->largest_text,
                                               .largest_hash = head->largest_hash};
    region->carried_bytes = 0;
    writ_region_update_pressure(region);
}

/* Room for the base, doubled when it no longer fits: texts are loaded one after another. */
static bool make_room(struct writ_region *region, size_t bytes)
{
    const size_t room = writ_round_up(bytes * 2, WRIT_PAGE_BYTES);
    char *base;

    if (region->base != NULL && bytes <= region->base_room) {
        return true;
    }
    base = map_copy(room);
    if (base == NULL) {
        return false; /* uncovered: the system has no memory left */
    }
    drop(&region->base, region->base_room);
    region->base = base;
    region->base_room = room;
    return true;
}

bool writ_region_keep(struct writ_region *region)
{
    const size_t bytes = region->head->heap.used_bytes;

    if (!make_room(region, bytes)) {
        return false; /* uncovered: the system has no memory left */
    }
    memcpy(region->base, hot(region), bytes);
    region->base_bytes = bytes;
    region->base_code = region->cold->used_bytes;
    region->own_code = region->base_code;
    start(region);
    return true;
}

/* Code of a part lies together, so that it can be told from that of others. */
void writ_region_begin_part(struct writ_region *region)
{
    writ_region_restore(region, &(struct writ_region_part){.code_from = region->cold->used_bytes});
    writ_heap_go_on(region->cold);
}

static bool is_changed(const struct writ_region *region, size_t at, size_t bytes)
{
    return memcmp(hot(region) + at, region->base + at, bytes) != 0;
}

static void add_run(const struct writ_region *region, size_t at, size_t bytes,
                    struct writ_buf *ret_difference)
{
    const struct run run = {.at = at, .bytes = bytes};

    writ_buf_add(ret_difference, (struct writ_str){(const char *)&run, sizeof(run)});
    writ_buf_add(ret_difference, (struct writ_str){hot(region) + at, bytes});
}

/* Whether what comes next is as in the base: a page, or else a line of it. */
static bool is_same(const struct writ_region *region, size_t at, size_t *ret_bytes)
{
    const size_t rest = region->base_bytes - at;

    *ret_bytes = rest < WRIT_PAGE_BYTES ? rest : WRIT_PAGE_BYTES;
    if (!is_changed(region, at, *ret_bytes)) {
        return true;
    }
    *ret_bytes = rest < LINE_BYTES ? rest : LINE_BYTES;
    return !is_changed(region, at, *ret_bytes);
}

/* All that a part has of its own lies behind the base, or in blocks that were free there. */
void writ_region_differ(const struct writ_region *region, struct writ_buf *ret_difference)
{
    size_t same = 0; /* all before it is written, or as in the base */
    size_t bytes;

    for (size_t at = 0; at < region->base_bytes; at += bytes) {
        if (!is_same(region, at, &bytes)) {
            continue;
        }
        if (same < at) {
            add_run(region, same, at - same, ret_difference);
        }
        same = at + bytes;
    }
    if (same < region->head->heap.used_bytes) {
        add_run(region, same, region->head->heap.used_bytes - same, ret_difference);
    }
}

/* Where base and part have their code. */
struct stretches {
    char *base, *own;
    size_t base_bytes, own_bytes;
};

static struct stretches code_of(const struct writ_region *region)
{
    const size_t end = region->is_sealed ? region->own_code_end : region->cold->used_bytes;

    return (struct stretches){.base = (char *)region->cold,
                              .base_bytes = region->base_code,
                              .own = (char *)region->cold + region->own_code,
                              .own_bytes = end - region->own_code};
}

static bool protect_code(const struct writ_region *region, int access)
{
    return mprotect(region->cold, region->cold_bytes, access) == 0;
}

void writ_region_rescue_code(struct writ_region *region)
{
    const struct stretches code = code_of(region);

    if (region->rescued != NULL || region->base == NULL) {
        return;
    }
    region->rescued_bytes = code.base_bytes + code.own_bytes;
    region->rescued = map_copy(region->rescued_bytes);
    if (region->rescued == NULL || !protect_code(region, PROT_READ | PROT_WRITE)) {
        region->is_lost = true; /* uncovered: the system has no memory left */
        return;
    }
    memcpy(region->rescued, code.base, code.base_bytes);
    memcpy(region->rescued + code.base_bytes, code.own, code.own_bytes);
}

static void restore_code(struct writ_region *region)
{
    if (region->rescued == NULL) {
        return;
    }

    const size_t own_bytes = region->rescued_bytes - region->base_code;

    memcpy(region->cold, region->rescued, region->base_code);
    memcpy((char *)region->cold + region->own_code, region->rescued + region->base_code, own_bytes);
    drop(&region->rescued, region->rescued_bytes);
    if (region->is_sealed && !protect_code(region, PROT_READ)) {
        region->is_lost = true; /* uncovered: the system refuses what it has allowed before */
    }
}

/* What a text that failed took of the cold heap is not handed out again. */
void writ_region_restore(struct writ_region *region, const struct writ_region_part *part)
{
    struct writ_str rest = part->difference;

    restore_code(region);
    memcpy(region->head, region->base, region->base_bytes);
    while (rest.len > 0) {
        struct run run;

        memcpy(&run, rest.ptr, sizeof(run));
        memcpy(hot(region) + run.at, rest.ptr + sizeof(run), run.bytes);
        rest = writ_str_cut(rest, sizeof(run) + run.bytes, rest.len);
    }
    region->own_code = part->code_from;
    region->own_code_end = part->code_to;
    start(region);
}

void writ_region_drop_part(struct writ_region *region, const struct writ_region_part *part)
{
    region->cold->used_bytes = part->code_from;
    writ_heap_go_on(region->cold);
}

bool writ_region_seal(struct writ_region *region)
{
    region->own_code_end = region->cold->used_bytes;
    region->is_sealed = true;
    return protect_code(region, PROT_READ);
}

/* Half of the room beyond the limit, so that the next evaluation has all that it may have. */
enum { CARRY_BYTES_MAX = 256 << 10 };

bool writ_region_carry(struct writ_region *region)
{
    struct writ_region_head *head = region->head;
    const struct writ_region_start *begun = &region->start;

    if (region->is_over || head->stack_bytes != begun->stack_bytes ||
        head->live_bytes < begun->live_bytes ||
        head->live_bytes - begun->live_bytes > CARRY_BYTES_MAX) {
        return false;
    }
    head->largest_text = begun->largest_text;
    head->largest_hash = begun->largest_hash;
    region->carried_bytes = head->live_bytes - begun->live_bytes;
    writ_region_update_pressure(region);
    return true;
}
