/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lib_math.c - the math functions that give the same result on every machine.
 */
#include <math.h>

#include "script/state.h"

static const lua_Number two_to_63 = 9223372036854775808.0;

/* Push a float that has no fraction as an integer when one can hold it. */
MAY_RAISE static int push_whole(lua_State *lua, lua_Number whole)
{
    if (whole >= -two_to_63 && whole < two_to_63) {
        lua_pushinteger(lua, (lua_Integer)whole);
    } else {
        lua_pushnumber(lua, whole);
    }
    return 1;
}

MAY_RAISE static int math_abs(lua_State *lua)
{
    if (lua_isinteger(lua, 1) != 0) {
        const lua_Unsigned value = (lua_Unsigned)lua_tointegerx(lua, 1, NULL);

        lua_pushinteger(lua, (lua_Integer)((lua_Integer)value < 0 ? 0u - value : value));
    } else {
        lua_pushnumber(lua, fabs(luaL_checknumber(lua, 1)));
    }
    return 1;
}

MAY_RAISE static int math_ceil(lua_State *lua)
{
    if (lua_isinteger(lua, 1) != 0) {
        lua_settop(lua, 1);
        return 1;
    }
    return push_whole(lua, ceil(luaL_checknumber(lua, 1)));
}

MAY_RAISE static int math_floor(lua_State *lua)
{
    if (lua_isinteger(lua, 1) != 0) {
        lua_settop(lua, 1);
        return 1;
    }
    return push_whole(lua, floor(luaL_checknumber(lua, 1)));
}

MAY_RAISE static int math_fmod(lua_State *lua)
{
    if (lua_isinteger(lua, 1) == 0 || lua_isinteger(lua, 2) == 0) {
        lua_pushnumber(lua, fmod(luaL_checknumber(lua, 1), luaL_checknumber(lua, 2)));
        return 1;
    }

    const lua_Integer divisor = lua_tointegerx(lua, 2, NULL);

    luaL_argcheck(lua, divisor != 0, 2, "zero");
    /* the least integer divided by -1 would overflow */
    lua_pushinteger(lua, divisor == -1 ? 0 : lua_tointegerx(lua, 1, NULL) % divisor);
    return 1;
}

/* The argument for which no other one is `better` (LUA_OPLT: less than it). */
MAY_RAISE static int extreme(lua_State *lua, bool is_max)
{
    const int count = lua_gettop(lua);
    int best = 1;

    (void)luaL_checknumber(lua, 1);
    writ_gas_charge(lua, (uint64_t)count);
    for (int i = 2; i <= count; i++) {
        (void)luaL_checknumber(lua, i);
        if (lua_compare(lua, is_max ? best : i, is_max ? i : best, LUA_OPLT) != 0) {
            best = i;
        }
    }
    lua_pushvalue(lua, best);
    return 1;
}

MAY_RAISE static int math_max(lua_State *lua)
{
    return extreme(lua, true);
}

MAY_RAISE static int math_min(lua_State *lua)
{
    return extreme(lua, false);
}

MAY_RAISE static int math_modf(lua_State *lua)
{
    if (lua_isinteger(lua, 1) != 0) {
        lua_settop(lua, 1);
        lua_pushnumber(lua, 0);
        return 2;
    }

    const lua_Number number = luaL_checknumber(lua, 1);
    const lua_Number whole = number < 0 ? ceil(number) : floor(number);

    (void)push_whole(lua, whole);
    lua_pushnumber(lua, isinf(number) != 0 ? 0 : number - whole);
    return 2;
}

MAY_RAISE static int math_sqrt(lua_State *lua)
{
    lua_pushnumber(lua, sqrt(luaL_checknumber(lua, 1)));
    return 1;
}

MAY_RAISE static int math_tointeger(lua_State *lua)
{
    int is_integer;
    const lua_Integer integer = lua_tointegerx(lua, 1, &is_integer);

    luaL_checkany(lua, 1);
    if (is_integer != 0) {
        lua_pushinteger(lua, integer);
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

MAY_RAISE static int math_type(lua_State *lua)
{
    luaL_checkany(lua, 1);
    if (lua_type(lua, 1) != LUA_TNUMBER) {
        lua_pushnil(lua);
    } else {
        lua_pushstring(lua, lua_isinteger(lua, 1) != 0 ? "integer" : "float");
    }
    return 1;
}

MAY_RAISE static int math_ult(lua_State *lua)
{
    lua_pushboolean(lua, (lua_Unsigned)luaL_checkinteger(lua, 1) <
                             (lua_Unsigned)luaL_checkinteger(lua, 2));
    return 1;
}

MAY_RAISE void writ_lib_math(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        {"abs", math_abs},   {"ceil", math_ceil}, {"floor", math_floor},
        {"fmod", math_fmod}, {"max", math_max},   {"min", math_min},
        {"modf", math_modf}, {"sqrt", math_sqrt}, {"tointeger", math_tointeger},
        {"type", math_type}, {"ult", math_ult},   {NULL, NULL},
    };

    luaL_newlib(lua, functions);
    lua_pushnumber(lua, HUGE_VAL);
    lua_setfield(lua, -2, "huge");
    lua_pushnumber(lua, 3.141592653589793238462643383279502884);
    lua_setfield(lua, -2, "pi");
    lua_pushinteger(lua, LUA_MAXINTEGER);
    lua_setfield(lua, -2, "maxinteger");
    lua_pushinteger(lua, LUA_MININTEGER);
    lua_setfield(lua, -2, "mininteger");
}
