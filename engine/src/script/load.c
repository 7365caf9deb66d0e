/* SPDX-License-Identifier: Apache-2.0
 *
 * script/load.c - compile and run texts, each with an environment of its own; require.
 */
#include "script/host.h"

enum { PIECE_BYTES = 4096 };

struct feed {
    struct writ_str rest;
};

/* Hand the parser one piece at a time: no hook runs in it, so this is where its work is paid for.
 */
MAY_RAISE static const char *next_piece(lua_State *lua, void *ctx, size_t *ret_len)
{
    struct feed *feed = ctx;
    const struct writ_str piece = writ_str_cut(feed->rest, 0, PIECE_BYTES);

    feed->rest = writ_str_cut(feed->rest, piece.len, feed->rest.len);
    writ_gas_charge(lua, piece.len / 2);
    *ret_len = piece.len;
    return piece.len == 0 ? NULL : piece.ptr;
}

/* Stack: +1 the compiled function. Text only: a text that starts like bytecode is refused by mode
 * "t". */
MAY_RAISE static void compile(lua_State *lua, const struct writ_source *source,
                              struct writ_str text)
{
    struct writ_sandbox *sandbox = writ_script_self(lua);
    struct feed feed = {.rest = text};

    if (text.len > sandbox->limits.source_bytes) {
        luaL_error(lua, "%s:0: the text is longer than %d bytes", source->alias.ptr,
                   (int)sandbox->limits.source_bytes);
    }
    writ_script_lint_text(lua, source->alias.ptr, text);
    writ_script_charge_parser(lua, text);
    lua_pushfstring(lua, "=%s", source->alias.ptr);
    sandbox->region.is_compiling = !sandbox->is_sealed;

    const int outcome = lua_load(lua, next_piece, &feed, lua_tolstring(lua, -1, NULL), "t");

    sandbox->region.is_compiling = false;
    if (outcome != LUA_OK) {
        sandbox->is_malformed = true;
        (void)lua_error(lua);
    }
    lua_remove(lua, -2);
    writ_script_lint(lua, source->alias.ptr);
}

/* A copy of the allowed names. */
MAY_RAISE void writ_script_give_environment(lua_State *lua)
{
    lua_createtable(lua, 0, 18);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NAMES);
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) { /* the order is not seen: keys are strings, none is replaced */
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2);
        lua_rawset(lua, -5);
    }
    lua_pop(lua, 1);
    if (lua_setupvalue(lua, -2, 1) == NULL) {
        lua_pop(lua, 1); /* uncovered: a text's main function always has its environment */
    }
}

MAY_RAISE void writ_script_compile(lua_State *lua, const char *name, struct writ_str text)
{
    const struct writ_source *source = writ_source_note(writ_script_self(lua), name);

    luaL_checkstack(lua, 12, "too deep");
    if (source == NULL) { /* uncovered: the names' arena is the sandbox's own, not a test's */
        luaL_error(lua, "out of memory");
        return;
    }
    compile(lua, source, text);
}

MAY_RAISE void writ_script_run(lua_State *lua, const char *name, struct writ_str text)
{
    writ_script_compile(lua, name, text);
    writ_script_give_environment(lua);
    lua_call(lua, 0, 1);
}

/* Stack: +1 what the module gives; the modules table is at index 2. */
MAY_RAISE static void load_module(lua_State *lua, struct writ_str name)
{
    const struct writ_modules *modules = &writ_script_self(lua)->modules;
    struct writ_str text = {NULL, 0};
    const char *source = NULL;

    if (modules->find == NULL || !modules->find(modules->ctx, name, &text, &source)) {
        luaL_error(lua, "module '%s' is not there", name.ptr);
    }
    lua_pushvalue(lua, 1);
    lua_pushboolean(lua, 0); /* false: being loaded */
    lua_rawset(lua, 2);
    writ_script_run(lua, source != NULL ? source : name.ptr, text);
    if (lua_toboolean(lua, -1) == 0) {
        luaL_error(lua, "module '%s' returns nothing", name.ptr);
    }
    writ_view_wrap(lua);
}

MAY_RAISE int writ_script_require(lua_State *lua)
{
    struct writ_str name;

    luaL_checktype(lua, 1, LUA_TSTRING);
    name.ptr = lua_tolstring(lua, 1, &name.len);
    lua_settop(lua, 1);
    writ_gas_charge(lua, 4);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_MODULES);
    lua_pushvalue(lua, 1);
    if (lua_rawget(lua, 2) != LUA_TNIL) {
        if (lua_toboolean(lua, -1) == 0) {
            return luaL_error(lua, "module '%s' requires itself, or could not be loaded before",
                              name.ptr);
        }
        return 1;
    }
    lua_pop(lua, 1);
    load_module(lua, name);
    lua_pushvalue(lua, 1);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, 2);
    return 1;
}
