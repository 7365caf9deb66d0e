/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/stock_lua.h - the same function of texts in a sandbox and in Lua's own interpreter,
 * side by side.
 */
#ifndef WRIT_TESTS_STOCK_LUA_H
#define WRIT_TESTS_STOCK_LUA_H

#include <stdio.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "script/sandbox.h"

struct twins {
    struct writ_alloc alloc;
    struct writ_sandbox *sandbox;
    int chunk;
    lua_State *stock;
    int function;
    uint32_t seed;
};

static inline uint32_t twins_random(struct twins *twins, uint32_t below)
{
    twins->seed = twins->seed * 1664525u + 1013904223u;
    return (twins->seed >> 8) % below;
}

/* `text` returns a function of a list of texts to a text. */
static inline void twins_init(struct twins *twins, const char *text)
{
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    struct writ_modules none = {NULL, NULL};
    struct writ_error err = {0};

    *twins = (struct twins){.alloc = WRIT_ALLOC_INIT(0), .seed = 1};
    limits.wall_ms = 0;
    limits.gas = 100u * 1000 * 1000;
    assert_int_equal(writ_sandbox_new(&limits, none, &twins->sandbox, &err), WRIT_OK);
    assert_int_equal(
        writ_sandbox_load(twins->sandbox, "twin", writ_str_from(text), &twins->chunk, &err),
        WRIT_OK);
    assert_int_equal(writ_sandbox_seal(twins->sandbox, &err), WRIT_OK);
    twins->stock = luaL_newstate();
    assert_non_null(twins->stock);
    luaL_openlibs(twins->stock);
    assert_int_equal(luaL_loadstring(twins->stock, text), LUA_OK);
    assert_int_equal(lua_pcall(twins->stock, 0, 1, 0), LUA_OK);
    twins->function = luaL_ref(twins->stock, LUA_REGISTRYINDEX);
}

static inline void twins_done(struct twins *twins)
{
    lua_close(twins->stock);
    writ_sandbox_free(twins->sandbox);
}

static inline void twins_ask_stock(struct twins *twins, const struct writ_str *args, size_t count,
                                   char *ret_text, size_t size)
{
    lua_State *lua = twins->stock;
    const char *text;
    size_t len;

    lua_rawgeti(lua, LUA_REGISTRYINDEX, twins->function);
    lua_newtable(lua);
    for (size_t i = 0; i < count; i++) {
        lua_pushlstring(lua, args[i].ptr, args[i].len);
        lua_rawseti(lua, -2, (lua_Integer)i + 1);
    }
    assert_int_equal(lua_pcall(lua, 1, 1, 0), LUA_OK);
    text = lua_tolstring(lua, -1, &len);
    (void)snprintf(ret_text, size, "%.*s", (int)len, text);
    lua_settop(lua, 0);
}

static inline void twins_ask_ours(struct twins *twins, const struct writ_str *args, size_t count,
                                  char *ret_text, size_t size)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;
    struct writ_error err = {0};
    const struct writ_value *list;
    const struct writ_value *value = NULL;
    struct writ_call call = {.chunk = twins->chunk, .args = &list, .arg_count = 1, .arena = &arena};

    writ_arena_init(&arena, &twins->alloc);
    writ_build_array(&build, &arena);
    for (size_t i = 0; i < count; i++) {
        writ_build_item(&build, writ_value_string(&arena, args[i]));
    }
    list = writ_build_end(&build);
    writ_sandbox_begin(twins->sandbox);
    if (writ_sandbox_call(twins->sandbox, &call, &value, &err) != WRIT_OK) {
        (void)snprintf(ret_text, size, "failed: %s", err.text);
    } else {
        (void)snprintf(ret_text, size, "%.*s", (int)writ_value_text(value).len,
                       writ_value_text(value).ptr);
    }
    writ_sandbox_end(twins->sandbox);
}

/* Both must say the same. */
static inline void twins_compare(struct twins *twins, const struct writ_str *args, size_t count)
{
    char stock[8192];
    char ours[8192];

    twins_ask_stock(twins, args, count, stock, sizeof(stock));
    twins_ask_ours(twins, args, count, ours, sizeof(ours));
    if (strncmp(ours, "failed: ", 8) == 0 && strcmp(stock, "error") == 0) {
        return; /* what is too large for Lua is a limit here */
    }
    if (strcmp(stock, ours) != 0) {
        for (size_t i = 0; i < count; i++) {
            print_error("argument %zu: '%.*s'\n", i + 1, (int)args[i].len, args[i].ptr);
        }
        fail_msg("stock Lua: %s\nours:      %s", stock, ours);
    }
}

#endif
