/* SPDX-License-Identifier: Apache-2.0
 *
 * script/protect.c - the two places where an error ends: at the host, and at a script's own pcall.
 */
#include <assert.h>

#include "script/state.h"

enum writ_status writ_script_over(const struct writ_sandbox *sandbox, struct writ_error *err)
{
    const struct writ_sandbox_limits *limits = &sandbox->limits;
    const char *name = writ_source_name(sandbox, writ_str_from(sandbox->over_alias));
    const struct writ_loc place = writ_loc_at(name == NULL ? "" : name, sandbox->over_line, 1);
    const struct writ_loc *loc = name == NULL || sandbox->over_line == 0 ? NULL : &place;

    switch (sandbox->outcome) {
    case WRIT_OUTCOME_GAS:
        return writ_fail(err, WRIT_E_LIMIT, loc, "the instruction budget of %llu is spent",
                         (unsigned long long)(limits->gas + sandbox->extra_gas));
    case WRIT_OUTCOME_MEMORY:
        return writ_fail(
            err, WRIT_E_NOMEM, loc,
            "a memory limit is reached: %zu bytes at one time, %zu together, %zu in one piece",
            limits->live_bytes, limits->total_bytes, limits->object_bytes);
    case WRIT_OUTCOME_TIMEOUT:
        return writ_fail(err, WRIT_E_TIMEOUT, loc, "the time limit of %u ms is reached",
                         (unsigned)limits->wall_ms);
    case WRIT_OUTCOME_ERROR:
        return writ_fail(err, WRIT_E_POLICY, loc, "stack overflow: more than %d calls deep",
                         WRIT_CALLS_MAX);
    case WRIT_OUTCOME_OK: /* uncovered: asked only when a limit was reached */
        break;
    }
    return writ_fail(err, WRIT_E_BUG, NULL, "the evaluation is not over");
}

/* Stack: the error value on top. Must not raise. */
static enum writ_status failed(struct writ_sandbox *sandbox, struct writ_error *err)
{
    lua_State *lua = sandbox->lua;
    struct writ_str message = WRIT_LIT("(the error has no text)");

    if (writ_gas_is_over(sandbox)) {
        return writ_script_over(sandbox, err);
    }
    sandbox->outcome = WRIT_OUTCOME_ERROR;
    if (lua_type(lua, -1) ==
        LUA_TSTRING) { /* so lua_tolstring converts nothing, and cannot raise */
        message.ptr = lua_tolstring(lua, -1, &message.len);
    }
    return writ_source_report(sandbox, sandbox->is_malformed ? WRIT_E_SYNTAX : WRIT_E_POLICY,
                              message, err);
}

enum writ_status writ_script_protect(struct writ_sandbox *sandbox, lua_CFunction body, void *job,
                                     struct writ_error *err)
{
    lua_State *lua = sandbox->lua;

    if (writ_gas_is_over(sandbox)) {
        return writ_script_over(sandbox, err);
    }

    assert(!sandbox->is_stale); /* writ_part_enter() or writ_part_undo() comes first */

    const locale_t before = uselocale(sandbox->locale);

    sandbox->has_run = true;
    sandbox->is_malformed = false;
    lua_settop(lua, 0);
    lua_pushcfunction(lua, body);
    lua_pushlightuserdata(lua, job);

    const int outcome = lua_pcall(lua, 1, 0, 0);
    const enum writ_status status =
        outcome == LUA_OK && !writ_gas_is_over(sandbox) ? WRIT_OK : failed(sandbox, err);

    lua_settop(lua, 0);
    (void)uselocale(before);
    return status;
}

/*
 * pcall(f, ...) for scripts. A limit is not an error that can be caught: it goes on up.
 */
MAY_RAISE int writ_script_pcall(lua_State *lua)
{
    luaL_checkany(lua, 1);
    writ_gas_charge(lua, 8);
    lua_pushboolean(lua, 1);
    lua_insert(lua, 1);

    const int outcome = lua_pcall(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0);

    if (writ_gas_is_over(writ_script_self(lua))) {
        writ_gas_raise(lua);
    }
    if (outcome != LUA_OK) {
        writ_script_self(lua)->is_malformed = false;
        lua_pushboolean(lua, 0);
        lua_insert(lua, -2);
        return 2;
    }
    return lua_gettop(lua);
}
