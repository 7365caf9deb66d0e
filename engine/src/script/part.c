/* SPDX-License-Identifier: Apache-2.0
 *
 * script/part.c - the base, the parts beyond it, and whose state is in the region.
 *
 * The state that an evaluation needs is put there by the first call into it, not by the end of the
 * one before: so it is put there once, whoever is asked next.
 */
#include <assert.h>

#include "script/state.h"

static enum writ_status no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL,
                     "out of memory"); /* uncovered: the system refuses the copy */
}

static size_t last(const struct writ_sandbox *sandbox)
{
    return sandbox->part_count - 1;
}

static void put(struct writ_sandbox *sandbox, size_t part)
{
    writ_region_restore(&sandbox->region, &sandbox->parts[part]);
    sandbox->part = part;
    sandbox->has_run = false;
    sandbox->is_stale = false;
}

static enum writ_status add_part(struct writ_sandbox *sandbox, struct writ_error *err)
{
    struct writ_region_part *parts =
        writ_arena_more(&sandbox->names, sandbox->parts, sandbox->part_count, sizeof(*parts));

    if (parts == NULL) {
        return no_memory(err); /* uncovered: the names' arena is the sandbox's own, not a test's */
    }
    parts[sandbox->part_count] =
        (struct writ_region_part){.code_from = writ_region_code_bytes(&sandbox->region)};
    sandbox->parts = parts;
    sandbox->part = sandbox->part_count++;
    return WRIT_OK;
}

enum writ_status writ_part_init(struct writ_sandbox *sandbox, struct writ_error *err)
{
    writ_buf_init(&sandbox->difference, &sandbox->alloc, (size_t)-1);
    WRIT_TRY(add_part(sandbox, err));
    return writ_part_keep(sandbox, err);
}

void writ_part_undo(struct writ_sandbox *sandbox)
{
    if (sandbox->has_run || sandbox->part != last(sandbox)) {
        put(sandbox, last(sandbox));
    }
}

enum writ_status writ_part_keep(struct writ_sandbox *sandbox, struct writ_error *err)
{
    struct writ_region_part *part = &sandbox->parts[last(sandbox)];

    writ_gas_install(sandbox); /* every evaluation starts at the same count */
    sandbox->has_run = false;
    sandbox->is_stale = false;
    part->code_to = writ_region_code_bytes(&sandbox->region);
    if (sandbox->part == 0) {
        part->code_from = part->code_to; /* the base's code is everybody's */
        return writ_region_keep(&sandbox->region) ? WRIT_OK : no_memory(err);
    }
    writ_buf_clear(&sandbox->difference);
    writ_region_differ(&sandbox->region, &sandbox->difference);
    return writ_buf_view(&sandbox->difference, &part->difference) == WRIT_OK ? WRIT_OK
                                                                             : no_memory(err);
}

enum writ_status writ_part_note_chunk(struct writ_sandbox *sandbox, int chunk,
                                      struct writ_error *err)
{
    const size_t count = (size_t)sandbox->chunk_count;
    size_t *part_of = writ_arena_more(&sandbox->names, sandbox->part_of, count, sizeof(*part_of));

    if (part_of == NULL) {
        return no_memory(err); /* uncovered: as above */
    }
    part_of[count] = last(sandbox);
    sandbox->part_of = part_of;
    sandbox->chunk_count = chunk;
    return WRIT_OK;
}

/* Room on the stack for the calls of a usual policy: a stack that grows is put back with the whole
 * state before the next policy is asked. */
enum { USUAL_STACK = 200 };

MAY_RAISE static int tidy(lua_State *lua)
{
    (void)lua_gc(lua, LUA_GCCOLLECT); /* which shrinks the stack */
    (void)lua_gc(lua, LUA_GCSTOP);
    luaL_checkstack(lua, USUAL_STACK, "too deep");
    return 0;
}

static enum writ_status end_base(struct writ_sandbox *sandbox, struct writ_error *err)
{
    writ_gas_begin(sandbox);
    WRIT_TRY(writ_script_protect(sandbox, tidy, NULL, err));
    return writ_part_keep(sandbox, err);
}

/* A part is not tidied: the collector would write to all of the base, and the part differ in it. */
enum writ_status writ_part_end(struct writ_sandbox *sandbox, struct writ_error *err)
{
    struct writ_region_part *part = &sandbox->parts[last(sandbox)];

    writ_part_undo(sandbox);
    if (sandbox->part == 0) {
        return end_base(sandbox, err);
    }
    part->difference = writ_arena_str(&sandbox->names, part->difference);
    writ_buf_clear(&sandbox->difference);
    return part->difference.ptr == NULL ? no_memory(err) : WRIT_OK;
}

enum writ_status writ_sandbox_part(struct writ_sandbox *sandbox, struct writ_error *err)
{
    if (sandbox->is_sealed) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the sandbox is sealed");
    }
    WRIT_TRY(writ_part_end(sandbox, err));
    WRIT_TRY(add_part(sandbox, err));
    writ_region_begin_part(&sandbox->region);
    return writ_part_keep(sandbox, err);
}

void writ_sandbox_drop_part(struct writ_sandbox *sandbox)
{
    assert(!sandbox->is_sealed && last(sandbox) > 0);
    while (sandbox->chunk_count > 0 &&
           sandbox->part_of[sandbox->chunk_count - 1] == last(sandbox)) {
        sandbox->chunk_count--;
    }
    put(sandbox, 0);
    writ_region_drop_part(&sandbox->region, &sandbox->parts[last(sandbox)]);
    sandbox->part_count--;
}

static size_t part_of(const struct writ_sandbox *sandbox, int chunk)
{
    return chunk == 0 ? 0 : sandbox->part_of[chunk - 1];
}

bool writ_part_enter(struct writ_sandbox *sandbox, int chunk, int other)
{
    const size_t one = part_of(sandbox, chunk);
    const size_t two = part_of(sandbox, other);
    const size_t part = one == 0 ? two : one;
    const bool is_elsewhere = part != sandbox->part && (part != 0 || !sandbox->has_run);

    if (one != 0 && two != 0 && one != two) {
        return false;
    }
    if (sandbox->is_stale || is_elsewhere) {
        put(sandbox, part);
    }
    return true;
}
