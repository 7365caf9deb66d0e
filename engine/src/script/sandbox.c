/* SPDX-License-Identifier: Apache-2.0
 *
 * script/sandbox.c - life cycle: make the state, load into it, seal it, and undo each evaluation.
 */
#include "script/sandbox.h"

#include "script/host.h"

struct writ_sandbox_limits writ_sandbox_default_limits(void)
{
    return (struct writ_sandbox_limits){
#define LIMIT(name, type, value, most, what, why) .name = (value),
#include "script/limits.def"
#undef LIMIT
    };
}

const char *writ_outcome_name(enum writ_outcome outcome)
{
    switch (outcome) {
    case WRIT_OUTCOME_OK:
        return "ok";
    case WRIT_OUTCOME_ERROR:
        return "error";
    case WRIT_OUTCOME_GAS:
        return "gas";
    case WRIT_OUTCOME_MEMORY:
        return "memory";
    case WRIT_OUTCOME_TIMEOUT:
        return "timeout";
    }
    return "error"; /* uncovered: every outcome is a case above */
}

/* Stack: +1 table of all allowed names. */
MAY_RAISE static void push_names(lua_State *lua)
{
    static const struct {
        const char *name;
        void (*push)(lua_State *);
    } libraries[] = {
        {"string", writ_lib_string}, {"table", writ_lib_table}, {"math", writ_lib_math}};

    lua_newtable(lua);
    writ_lib_base(lua);
    for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++) {
        libraries[i].push(lua);
        if (i == 0) { /* ("x"):rep(2): texts find the functions, and nothing finds the metatable */
            lua_pushliteral(lua, "");
            lua_createtable(lua, 0, 1);
            lua_pushvalue(lua, -3);
            lua_setfield(lua, -2, "__index");
            (void)lua_setmetatable(lua, -2);
            lua_pop(lua, 1);
        }
        writ_view_wrap_library(lua);
        lua_setfield(lua, -2, libraries[i].name);
    }
}

MAY_RAISE static int set_up(lua_State *lua)
{
    writ_host_setup(lua);
    writ_said_setup(lua);
    push_names(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NAMES);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_MODULES);
    writ_lib_node(lua);
    writ_view_wrap_library(lua);
    lua_setfield(lua, -2, "node");
    return 0;
}

static enum writ_status start(struct writ_sandbox *sandbox, struct writ_error *err)
{
    const struct writ_region_limits limits = {
        .live_bytes = sandbox->limits.live_bytes,
        .total_bytes = sandbox->limits.total_bytes,
        .object_bytes = sandbox->limits.object_bytes,
    };

    sandbox->locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (sandbox->locale == (locale_t)0 || !writ_region_init(&sandbox->region, &limits)) {
        return writ_fail(err, WRIT_E_NOMEM, NULL,
                         "cannot reserve memory for a sandbox"); /* uncovered: the system refuses */
    }
    sandbox->region.seed_at = writ_seed_offset();
    sandbox->lua = lua_newstate(writ_region_lua_alloc, &sandbox->region);
    if (sandbox->lua == NULL) {
        return writ_fail(
            err, WRIT_E_NOMEM, NULL,
            "cannot create a Lua state"); /* uncovered: limits hold from the first evaluation on */
    }
    writ_script_set_self(sandbox->lua, sandbox);
    (void)lua_gc(sandbox->lua, LUA_GCSTOP);
    writ_gas_begin(sandbox);
    WRIT_TRY(writ_script_protect(sandbox, set_up, NULL, err));
    return writ_part_init(sandbox, err);
}

enum writ_status writ_sandbox_new(const struct writ_sandbox_limits *limits,
                                  struct writ_modules modules, struct writ_sandbox **ret_sandbox,
                                  struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = writ_calloc(&alloc, sizeof(*sandbox));

    if (sandbox == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL,
                         "cannot allocate a sandbox"); /* uncovered: the system refuses */
    }
    sandbox->alloc = alloc;
    sandbox->limits = *limits;
    sandbox->modules = modules;
    writ_arena_init(&sandbox->names, &sandbox->alloc);
    WRIT_TRY(start(sandbox, err));

    *ret_sandbox = WRIT_MOVE(sandbox);
    return WRIT_OK;
}

void writ_sandbox_free(struct writ_sandbox *sandbox)
{
    if (sandbox == NULL) {
        return;
    }
    if (sandbox->locale != (locale_t)0) {
        freelocale(sandbox->locale);
    }
    writ_region_done(
        &sandbox->region); /* the Lua state goes with it: there are no finalizers to run */
    writ_arena_done(&sandbox->names);
    writ_buf_done(&sandbox->difference);

    struct writ_alloc alloc = sandbox->alloc;

    writ_free(&alloc, sandbox, sizeof(*sandbox));
}

struct load_job {
    const char *source;
    struct writ_str text;
    int chunk;
};

MAY_RAISE static int load_body(lua_State *lua)
{
    const struct load_job *job = lua_touserdata(lua, 1);

    if (writ_script_self(lua)->coverage == NULL) {
        writ_script_run(lua, job->source, job->text);
    } else {
        writ_cover_run(lua, job->source, job->text);
    }
    if (lua_type(lua, -1) == LUA_TNIL) {
        return luaL_error(lua, "the text returns nothing");
    }
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_CHUNKS);
    lua_insert(lua, -2);
    lua_rawseti(lua, -2, job->chunk);
    return 0;
}

enum writ_status writ_sandbox_load(struct writ_sandbox *sandbox, const char *source,
                                   struct writ_str text, int *ret_chunk, struct writ_error *err)
{
    struct load_job job = {.source = source, .text = text, .chunk = sandbox->chunk_count + 1};
    struct writ_loc loc = writ_loc_at(source, 0, 0);

    if (sandbox->is_sealed) {
        return writ_fail(err, WRIT_E_BUG, &loc, "the sandbox is sealed");
    }
    if (text.len > sandbox->limits.source_bytes) {
        return writ_fail(err, WRIT_E_LIMIT, &loc, "the text is longer than %zu bytes",
                         sandbox->limits.source_bytes);
    }
    writ_part_undo(sandbox);
    writ_gas_begin(sandbox);
    writ_gas_install(sandbox);

    struct writ_error found = {0};
    const enum writ_status status = writ_script_protect(sandbox, load_body, &job, &found);

    if (status != WRIT_OK) { /* a text that fails leaves nothing behind */
        writ_part_undo(sandbox);
        return writ_fail(err, status, found.loc.source[0] != '\0' ? &found.loc : &loc, "%s",
                         found.text);
    }
    WRIT_TRY(writ_part_note_chunk(sandbox, job.chunk, err));
    WRIT_TRY(writ_part_keep(sandbox, err));
    *ret_chunk = job.chunk;
    return WRIT_OK;
}

MAY_RAISE static int reside_body(lua_State *lua)
{
    writ_proxy_reside(lua, lua_touserdata(lua, 1));
    return 0;
}

/* Residents leave evaluations half of the memory. */
static enum writ_status reside(struct writ_sandbox *sandbox, const struct writ_value *value,
                               struct writ_error *err)
{
    union {
        const struct writ_value *value;
        void *job;
    } arg = {.value = value};

    writ_gas_begin(sandbox);
    sandbox->has_residents = true;
    sandbox->region.is_residing = true; /* what never changes need not be restored */

    const enum writ_status status = writ_script_protect(sandbox, reside_body, arg.job, err);

    sandbox->region.is_residing = false;
    if (status == WRIT_OK &&
        writ_region_live_bytes(&sandbox->region) > sandbox->limits.live_bytes / 2) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "no room to keep a value prepared");
    }
    return status;
}

/* How many of the values fit. */
static size_t reside_most(struct writ_sandbox *sandbox, const struct writ_value *const *values,
                          size_t count, struct writ_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (reside(sandbox, values[i], err) != WRIT_OK) {
            return i;
        }
    }
    return count;
}

enum writ_status writ_sandbox_reside(struct writ_sandbox *sandbox,
                                     const struct writ_value *const *values, size_t count,
                                     struct writ_error *err)
{
    struct writ_error full = {0};
    size_t fitting;

    if (sandbox->is_sealed || sandbox->part_count > 1) {
        return writ_fail(err, WRIT_E_BUG, NULL, "values reside in the base, before it is sealed");
    }
    writ_part_undo(sandbox);
    fitting = reside_most(sandbox, values, count, &full);
    while (fitting < count) { /* what does not fit has left something behind */
        writ_part_undo(sandbox);
        count = fitting;
        fitting = reside_most(sandbox, values, count, &full);
    }
    return writ_part_keep(sandbox, err);
}

enum writ_status writ_sandbox_seal(struct writ_sandbox *sandbox, struct writ_error *err)
{
    if (sandbox->is_sealed) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the sandbox is sealed already");
    }
    WRIT_TRY(writ_part_end(sandbox, err));
    if (!writ_region_seal(&sandbox->region)) {
        return writ_fail(err, WRIT_E_NOMEM, NULL,
                         "out of memory"); /* uncovered: the system refuses the protection */
    }
    sandbox->is_sealed = true;
    return WRIT_OK;
}

void writ_sandbox_begin(struct writ_sandbox *sandbox)
{
    writ_sandbox_end(sandbox);
    writ_gas_begin(sandbox);
    sandbox->is_active = true;
}

void writ_sandbox_set_extra_gas(struct writ_sandbox *sandbox, uint64_t gas)
{
    sandbox->extra_gas = gas;
}

void writ_sandbox_next(struct writ_sandbox *sandbox)
{
    if (sandbox->outcome != WRIT_OUTCOME_OK || !writ_region_carry(&sandbox->region)) {
        writ_sandbox_begin(sandbox); /* which ends this one */
        return;
    }
    writ_gas_begin(sandbox);
    writ_gas_install(sandbox); /* count from the same point as a fresh evaluation does */
}

void writ_sandbox_end(struct writ_sandbox *sandbox)
{
    sandbox->is_stale = sandbox->is_stale || sandbox->has_run;
    sandbox->is_active = false;
}

enum writ_outcome writ_sandbox_outcome(const struct writ_sandbox *sandbox)
{
    return sandbox->outcome;
}

uint64_t writ_sandbox_gas_used(const struct writ_sandbox *sandbox)
{
    return writ_gas_spent(sandbox);
}
