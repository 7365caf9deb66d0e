/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lib_base.c - the functions without a library name.
 */
#include <ctype.h>

#include "script/host.h"
#include "script/keys.h"

/* What type() says: containers of the host and views are tables. */
static int type_of(lua_State *lua, int index)
{
    return writ_host_is_table(lua, index) ? LUA_TTABLE : lua_type(lua, index);
}

MAY_RAISE static const char *number_text(lua_State *lua, int index, size_t *ret_len)
{
    lua_pushvalue(lua, index); /* lua_tolstring changes a number in place */
    return lua_tolstring(lua, -1, ret_len);
}

MAY_RAISE const char *writ_lib_tostring(lua_State *lua, int index, size_t *ret_len)
{
    switch (lua_type(lua, index)) {
    case LUA_TSTRING:
        lua_pushvalue(lua, index);
        break;
    case LUA_TNUMBER:
        return number_text(lua, index, ret_len);
    case LUA_TBOOLEAN:
        lua_pushstring(lua, lua_toboolean(lua, index) != 0 ? "true" : "false");
        break;
    default:
        lua_pushstring(lua, lua_typename(lua, type_of(lua, index))); /* never an address */
        break;
    }
    return lua_tolstring(lua, -1, ret_len);
}

MAY_RAISE static int base_tostring(lua_State *lua)
{
    luaL_checkany(lua, 1);
    (void)writ_lib_tostring(lua, 1, NULL);
    return 1;
}

/* Upvalues: the names of the types, so that none has to be looked for among all texts. */
MAY_RAISE static int base_type(lua_State *lua)
{
    luaL_checkany(lua, 1);
    lua_pushvalue(lua, lua_upvalueindex(type_of(lua, 1) + 1));
    return 1;
}

MAY_RAISE static void push_type(lua_State *lua)
{
    for (int type = LUA_TNIL; type <= LUA_TUSERDATA; type++) {
        lua_pushstring(lua, lua_typename(lua, type));
    }
    lua_pushcclosure(lua, base_type, LUA_TUSERDATA + 1);
}

MAY_RAISE static int base_error(lua_State *lua)
{
    const lua_Integer level = luaL_optinteger(lua, 2, 1);

    if (lua_type(lua, 1) != LUA_TSTRING) {
        return luaL_error(lua, "error value is not a string");
    }
    lua_settop(lua, 1);
    if (level > 0) {
        luaL_where(lua, level > 200 ? 200 : (int)level);
        lua_pushvalue(lua, 1);
        lua_concat(lua, 2);
    }
    return lua_error(lua);
}

MAY_RAISE static int base_assert(lua_State *lua)
{
    luaL_checkany(lua, 1);
    if (lua_toboolean(lua, 1) != 0) {
        return lua_gettop(lua);
    }
    if (lua_gettop(lua) < 2) {
        return luaL_error(lua, "assertion failed!");
    }
    if (lua_type(lua, 2) != LUA_TSTRING) {
        return luaL_error(lua, "error value is not a string");
    }
    lua_settop(lua, 2);
    return lua_error(lua);
}

MAY_RAISE static int ipairs_step(lua_State *lua)
{
    int is_integer;
    const lua_Integer at = lua_tointegerx(lua, 2, &is_integer);

    if (is_integer == 0) {
        return luaL_typeerror(lua, 2, "number");
    }
    if (at == LUA_MAXINTEGER) {
        return 0;
    }

    const bool is_real = lua_type(lua, 1) == LUA_TTABLE;

    if (is_real || writ_host_push_members(lua, 1)) { /* most often, so without another detour */
        lua_pushinteger(lua, at + 1);
        return lua_rawgeti(lua, is_real ? 1 : -2, at + 1) == LUA_TNIL ? 1 : 2;
    }
    lua_pushinteger(lua, at + 1);
    return writ_host_push_item(lua, 1, at + 1) == LUA_TNIL ? 1 : 2;
}

MAY_RAISE static int base_ipairs(lua_State *lua)
{
    writ_host_check_table(lua, 1);
    lua_pushcfunction(lua, ipairs_step);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

MAY_RAISE static int base_rawequal(lua_State *lua)
{
    luaL_checkany(lua, 1);
    luaL_checkany(lua, 2);
    lua_pushboolean(lua, lua_rawequal(lua, 1, 2));
    return 1;
}

MAY_RAISE static int base_rawlen(lua_State *lua)
{
    if (lua_type(lua, 1) == LUA_TSTRING) {
        lua_pushinteger(lua, (lua_Integer)lua_rawlen(lua, 1));
        return 1;
    }
    luaL_argexpected(lua, writ_host_is_table(lua, 1), 1, "table or string");
    lua_pushinteger(lua, writ_host_len(lua, 1));
    return 1;
}

MAY_RAISE static int base_select(lua_State *lua)
{
    const int count = lua_gettop(lua);

    if (lua_type(lua, 1) == LUA_TSTRING && strcmp(lua_tolstring(lua, 1, NULL), "#") == 0) {
        lua_pushinteger(lua, count - 1);
        return 1;
    }

    lua_Integer from = luaL_checkinteger(lua, 1);

    if (from < 0) {
        from = count + from;
    } else if (from > count) {
        from = count;
    }
    luaL_argcheck(lua, from >= 1, 1, "index out of range");
    return count - (int)from;
}

static int digit_of(int byte)
{
    if (isdigit(byte)) {
        return byte - '0';
    }
    return isalpha(byte) ? toupper(byte) - 'A' + 10 : 99;
}

static struct writ_str trim(struct writ_str text)
{
    while (text.len > 0 && isspace((unsigned char)text.ptr[0])) {
        text = writ_str_cut(text, 1, text.len);
    }
    while (text.len > 0 && isspace((unsigned char)text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* An integer in the given base; it wraps, as Lua's own does. False when the text is not one. */
static bool parse_integer(struct writ_str text, int base, lua_Integer *ret_integer)
{
    lua_Unsigned value = 0;

    text = trim(text);

    const bool is_negative = text.len > 0 && text.ptr[0] == '-';

    if (is_negative) {
        text = writ_str_cut(text, 1, text.len);
    }
    if (text.len == 0) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        const int digit = digit_of((unsigned char)text.ptr[i]);

        if (digit >= base) {
            return false;
        }
        value = value * (lua_Unsigned)base + (lua_Unsigned)digit;
    }
    *ret_integer = (lua_Integer)(is_negative ? 0u - value : value);
    return true;
}

MAY_RAISE static int to_number_in_base(lua_State *lua)
{
    struct writ_str text;
    lua_Integer integer;
    const lua_Integer base = luaL_checkinteger(lua, 2);

    luaL_checktype(lua, 1, LUA_TSTRING);
    text.ptr = lua_tolstring(lua, 1, &text.len);
    luaL_argcheck(lua, base >= 2 && base <= 36, 2, "base out of range");
    writ_gas_charge(lua, text.len / 4);
    if (parse_integer(text, (int)base, &integer)) {
        lua_pushinteger(lua, integer);
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

MAY_RAISE static int base_tonumber(lua_State *lua)
{
    size_t len;

    if (!lua_isnoneornil(lua, 2)) {
        return to_number_in_base(lua);
    }
    luaL_checkany(lua, 1);
    if (lua_type(lua, 1) == LUA_TNUMBER) {
        lua_settop(lua, 1);
        return 1;
    }
    if (lua_type(lua, 1) == LUA_TSTRING) {
        const char *text = lua_tolstring(lua, 1, &len);

        writ_gas_charge(lua, len / 4);
        if (lua_stringtonumber(lua, text) == len + 1) {
            return 1;
        }
    }
    lua_pushnil(lua);
    return 1;
}

/* policy { ... }: gives its table back; what is in it is checked by whoever loads it. */
MAY_RAISE static int base_policy(lua_State *lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_settop(lua, 1);
    return 1;
}

MAY_RAISE void writ_lib_base(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        {"assert", base_assert},          {"error", base_error},
        {"ipairs", base_ipairs},          {"next", writ_keys_next},
        {"pairs", writ_keys_pairs},       {"pcall", writ_script_pcall},
        {"rawequal", base_rawequal},      {"rawlen", base_rawlen},
        {"select", base_select},          {"tonumber", base_tonumber},
        {"tostring", base_tostring},      {"policy", base_policy},
        {"require", writ_script_require}, {NULL, NULL},
    };

    luaL_setfuncs(lua, functions, 0);
    push_type(lua);
    lua_setfield(lua, -2, "type");
}
