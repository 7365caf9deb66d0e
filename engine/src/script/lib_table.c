/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lib_table.c - the table functions. Reading works on every kind of table; writing needs a
 * real one.
 */
#include "script/host.h"
#include "script/text.h"

enum { VALUES_MAX = 4096 };

MAY_RAISE static void check_writable(lua_State *lua, int arg)
{
    writ_host_check_table(lua, arg);
    if (lua_type(lua, arg) != LUA_TTABLE) {
        luaL_error(lua, "the input is read-only");
    }
}

MAY_RAISE static int table_concat(lua_State *lua)
{
    struct writ_text out = {.lua = lua};
    struct writ_str separator = WRIT_LIT("");

    writ_host_check_table(lua, 1);
    if (!lua_isnoneornil(lua, 2)) {
        separator.ptr = luaL_checklstring(lua, 2, &separator.len);
    }

    const lua_Integer first = luaL_optinteger(lua, 3, 1);
    const lua_Integer last =
        lua_isnoneornil(lua, 4) ? writ_host_len(lua, 1) : luaL_checkinteger(lua, 4);

    for (lua_Integer i = first; i <= last; i++) {
        writ_gas_charge(lua, 2);
        (void)lua_geti(lua, 1, i);
        if (lua_isstring(lua, -1) == 0) {
            return luaL_error(lua, "invalid value (at index %I) in table for 'concat'",
                              (LUAI_UACINT)i);
        }
        writ_text_add_value(&out);
        if (i == last) { /* also keeps i from wrapping */
            break;
        }
        writ_text_add(&out, separator);
    }
    writ_text_push(&out);
    return 1;
}

/* Move t[from] to t[to]. */
MAY_RAISE static void move_one(lua_State *lua, lua_Integer from, lua_Integer to)
{
    writ_gas_charge(lua, 1);
    lua_rawgeti(lua, 1, from);
    lua_rawseti(lua, 1, to);
}

MAY_RAISE static int table_insert(lua_State *lua)
{
    check_writable(lua, 1);

    const lua_Unsigned end = (lua_Unsigned)writ_host_len(lua, 1) + 1; /* the first empty element */
    lua_Integer at = (lua_Integer)end;

    if (lua_gettop(lua) == 3) {
        at = luaL_checkinteger(lua, 2);
        luaL_argcheck(lua, (lua_Unsigned)at - 1u < end, 2, "position out of bounds");
        for (lua_Integer i = (lua_Integer)end; i > at; i--) {
            move_one(lua, i - 1, i);
        }
    } else if (lua_gettop(lua) != 2) {
        return luaL_error(lua, "wrong number of arguments to 'insert'");
    }
    lua_rawseti(lua, 1, at);
    return 0;
}

MAY_RAISE static int table_remove(lua_State *lua)
{
    check_writable(lua, 1);

    const lua_Integer len = writ_host_len(lua, 1);
    lua_Integer at = luaL_optinteger(lua, 2, len);

    if (at != len) {
        luaL_argcheck(lua, (lua_Unsigned)at - 1u <= (lua_Unsigned)len, 2, "position out of bounds");
    }
    lua_rawgeti(lua, 1, at);
    for (; at < len; at++) {
        move_one(lua, at + 1, at);
    }
    lua_pushnil(lua);
    lua_rawseti(lua, 1, at);
    return 1;
}

MAY_RAISE static int table_pack(lua_State *lua)
{
    const int count = lua_gettop(lua);

    writ_gas_charge(lua, (uint64_t)count);
    lua_createtable(lua, count, 1);
    lua_insert(lua, 1);
    for (int i = count; i >= 1; i--) {
        lua_rawseti(lua, 1, i);
    }
    lua_pushinteger(lua, count);
    lua_setfield(lua, 1, "n");
    return 1;
}

MAY_RAISE static int table_unpack(lua_State *lua)
{
    const lua_Integer first = luaL_optinteger(lua, 2, 1);

    writ_host_check_table(lua, 1);

    const lua_Integer last =
        lua_isnoneornil(lua, 3) ? writ_host_len(lua, 1) : luaL_checkinteger(lua, 3);

    if (first > last) {
        return 0;
    }

    const lua_Unsigned count = (lua_Unsigned)last - (lua_Unsigned)first + 1u;

    if (count == 0 || count > VALUES_MAX || lua_checkstack(lua, (int)count) == 0) {
        return luaL_error(lua, "too many results to unpack: at most %d", VALUES_MAX);
    }
    writ_gas_charge(lua, count);
    for (lua_Unsigned i = 0; i < count; i++) {
        (void)lua_geti(lua, 1, (lua_Integer)((lua_Unsigned)first + i));
    }
    return (int)count;
}

MAY_RAISE void writ_lib_table(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        {"concat", table_concat},
        {"insert", table_insert},
        {"pack", table_pack},
        {"remove", table_remove},
        {"sort", writ_table_sort},
        {"unpack", table_unpack},
        {NULL, NULL},
    };

    luaL_newlib(lua, functions);
}
