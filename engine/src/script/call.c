/* SPDX-License-Identifier: Apache-2.0
 *
 * script/call.c - calls into loaded texts, and what can be read from them without a call.
 */
#include "script/host.h"

enum { ARGS_MAX = 4 };

/* Stack: +1 the chunk's value. */
MAY_RAISE void writ_chunk_push(lua_State *lua, int chunk)
{
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_CHUNKS);
    (void)lua_rawgeti(lua, -1, chunk);
    lua_replace(lua, -2);
}

/* Stack: +1 the chunk's value, or its member `name` when that is not NULL. */
MAY_RAISE static void push_member(lua_State *lua, int chunk, const char *name)
{
    writ_chunk_push(lua, chunk);
    if (name == NULL) {
        return;
    }
    if (!writ_host_is_table(lua, -1)) {
        lua_pushnil(lua);
    } else {
        (void)lua_getfield(lua, -1, name);
    }
    lua_replace(lua, -2);
}

struct call_job {
    const struct writ_call *call;
    struct writ_result_job result;
};

MAY_RAISE static int call_body(lua_State *lua)
{
    struct call_job *job = lua_touserdata(lua, 1);
    const struct writ_call *call = job->call;

    push_member(lua, call->chunk, call->function);
    if (lua_type(lua, -1) != LUA_TFUNCTION) {
        return luaL_error(lua, "'%s' is not a function",
                          call->function == NULL ? "the text's value" : call->function);
    }
    if (call->first_chunk != 0) {
        push_member(lua, call->first_chunk, NULL);
    }
    for (size_t i = 0; i < call->arg_count; i++) {
        writ_proxy_push(lua, call->args[i], call->is_placed);
    }
    lua_call(lua, (int)call->arg_count + (call->first_chunk != 0 ? 1 : 0), 1);
    writ_result_read(lua, &job->result);
    return 0;
}

enum writ_status writ_sandbox_call(struct writ_sandbox *sandbox, const struct writ_call *call,
                                   const struct writ_value **ret_value, struct writ_error *err)
{
    struct call_job job = {
        .call = call,
        .result = {.arena = call->arena, .root = call->root, .is_placed = call->is_placed},
    };

    if (!sandbox->is_active || call->chunk < 1 || call->chunk > sandbox->chunk_count ||
        call->first_chunk < 0 || call->first_chunk > sandbox->chunk_count ||
        call->arg_count > ARGS_MAX) {
        return writ_fail(err, WRIT_E_BUG, NULL,
                         "a sandbox is called outside an evaluation, or with a wrong chunk");
    }
    if (!writ_part_enter(sandbox, call->chunk, call->first_chunk)) {
        return writ_fail(err, WRIT_E_BUG, NULL, "a call names texts of two parts");
    }
    WRIT_TRY(writ_script_protect(sandbox, call_body, &job, err));
    *ret_value = job.result.value;
    return WRIT_OK;
}

enum writ_status writ_sandbox_ask(struct writ_sandbox *sandbox, const struct writ_call *call,
                                  const struct writ_value **ret_value, struct writ_error *err)
{
    enum writ_status status;

    writ_sandbox_begin(sandbox);
    status = writ_sandbox_call(sandbox, call, ret_value, err);
    writ_sandbox_end(sandbox);
    return status;
}

struct read_job {
    int chunk;
    const char *name;
    bool is_function;
    struct writ_result_job result;
};

MAY_RAISE static int read_body(lua_State *lua)
{
    struct read_job *job = lua_touserdata(lua, 1);

    push_member(lua, job->chunk, NULL);
    writ_result_read(lua, &job->result);
    return 0;
}

MAY_RAISE static int look_body(lua_State *lua)
{
    struct read_job *job = lua_touserdata(lua, 1);

    push_member(lua, job->chunk, job->name);
    job->is_function = lua_type(lua, -1) == LUA_TFUNCTION;
    return 0;
}

/* Run a body that only looks: inside an evaluation as part of it, else as one of its own. */
static enum writ_status look(struct writ_sandbox *sandbox, lua_CFunction body, struct read_job *job,
                             struct writ_error *err)
{
    const bool is_alone = !sandbox->is_active;

    if (job->chunk < 1 || job->chunk > sandbox->chunk_count) {
        return writ_fail(err, WRIT_E_BUG, NULL, "there is no such chunk");
    }
    if (is_alone) {
        writ_sandbox_begin(sandbox);
    }
    (void)writ_part_enter(sandbox, job->chunk, 0);

    const enum writ_status status = writ_script_protect(sandbox, body, job, err);

    if (is_alone) {
        writ_sandbox_end(sandbox);
    }
    return status;
}

enum writ_status writ_sandbox_read(struct writ_sandbox *sandbox, int chunk,
                                   struct writ_arena *arena, const struct writ_value **ret_value,
                                   struct writ_error *err)
{
    struct read_job job = {.chunk = chunk, .result = {.arena = arena, .skips_functions = true}};

    WRIT_TRY(look(sandbox, read_body, &job, err));
    *ret_value = job.result.value;
    return WRIT_OK;
}

bool writ_sandbox_has_function(struct writ_sandbox *sandbox, int chunk, const char *name)
{
    struct read_job job = {.chunk = chunk, .name = name};

    return look(sandbox, look_body, &job, NULL) == WRIT_OK && job.is_function;
}
