/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lib_string.c - the string functions that need no pattern and no format.
 */
#include <ctype.h>

#include "script/text.h"

enum { VALUES_MAX = 4096 }; /* that one call may give or take */

MAY_RAISE static struct writ_str check_text(lua_State *lua, int arg)
{
    struct writ_str text;

    text.ptr = luaL_checklstring(lua, arg, &text.len);
    return text;
}

/* A start position from 1, counted from the end when negative. */
static size_t start_of(lua_Integer at, size_t len)
{
    if (at > 0) {
        return (size_t)at;
    }
    if (at == 0 || at < -(lua_Integer)len) {
        return 1;
    }
    return len + (size_t)at + 1;
}

static size_t end_of(lua_Integer at, size_t len)
{
    if (at > (lua_Integer)len) {
        return len;
    }
    if (at >= 0) {
        return (size_t)at;
    }
    return at < -(lua_Integer)len ? 0 : len + (size_t)at + 1;
}

MAY_RAISE static int string_len(lua_State *lua)
{
    lua_pushinteger(lua, (lua_Integer)check_text(lua, 1).len);
    return 1;
}

MAY_RAISE static int string_sub(lua_State *lua)
{
    const struct writ_str text = check_text(lua, 1);
    const size_t start = start_of(luaL_checkinteger(lua, 2), text.len);
    const size_t end = end_of(luaL_optinteger(lua, 3, -1), text.len);

    if (start > end) {
        lua_pushliteral(lua, "");
    } else {
        lua_pushlstring(lua, text.ptr + start - 1, end - start + 1);
    }
    return 1;
}

MAY_RAISE static int map_bytes(lua_State *lua, int (*map)(int))
{
    const struct writ_str in = check_text(lua, 1);
    struct writ_text out = {.lua = lua};
    char *to = writ_text_room(&out, in.len + 1);

    writ_gas_charge(lua, in.len / 8);
    for (size_t i = 0; i < in.len; i++) {
        to[i] = (char)map((unsigned char)in.ptr[i]);
    }
    out.len = in.len;
    writ_text_push(&out);
    return 1;
}

MAY_RAISE static int string_lower(lua_State *lua)
{
    return map_bytes(lua, tolower);
}

MAY_RAISE static int string_upper(lua_State *lua)
{
    return map_bytes(lua, toupper);
}

MAY_RAISE static int string_reverse(lua_State *lua)
{
    const struct writ_str in = check_text(lua, 1);
    struct writ_text out = {.lua = lua};
    char *to = writ_text_room(&out, in.len + 1);

    writ_gas_charge(lua, in.len / 8);
    for (size_t i = 0; i < in.len; i++) {
        to[i] = in.ptr[in.len - 1 - i];
    }
    out.len = in.len;
    writ_text_push(&out);
    return 1;
}

/* `len` bytes of text, separator, text and so on: what is there already is copied, twice as much
 * each time. */
MAY_RAISE static void repeat(struct writ_text *out, struct writ_str text, struct writ_str separator,
                             size_t len)
{
    char *to = writ_text_room(out, len);

    writ_text_add(out, text);
    if (out->len < len) {
        writ_text_add(out, separator);
    }
    while (out->len < len) {
        const size_t more = out->len < len - out->len ? out->len : len - out->len;

        memcpy(to + out->len, to, more);
        out->len += more;
    }
}

MAY_RAISE static int string_rep(lua_State *lua)
{
    const struct writ_str text = check_text(lua, 1);
    const lua_Integer count = luaL_checkinteger(lua, 2);
    struct writ_str separator = WRIT_LIT("");
    struct writ_text out = {.lua = lua};

    if (!lua_isnoneornil(lua, 3)) {
        separator = check_text(lua, 3);
    }
    if (count <= 0 || text.len + separator.len == 0) {
        lua_pushliteral(lua, "");
        return 1;
    }

    const size_t each = text.len + separator.len;

    writ_gas_check_size(
        lua, (size_t)count > SIZE_MAX / 2 / each ? SIZE_MAX : each * (size_t)count - separator.len);
    repeat(&out, text, separator, each * (size_t)count - separator.len);
    writ_text_push(&out);
    return 1;
}

MAY_RAISE static int string_byte(lua_State *lua)
{
    const struct writ_str text = check_text(lua, 1);
    const lua_Integer from = luaL_optinteger(lua, 2, 1);
    const size_t start = start_of(from, text.len);
    const size_t end =
        end_of(luaL_optinteger(lua, 3, lua_isnoneornil(lua, 2) ? 1 : from), text.len);

    if (start > end) {
        return 0;
    }
    if (end - start >= VALUES_MAX) {
        return luaL_error(lua, "string.byte gives at most %d values", VALUES_MAX);
    }

    const int count = (int)(end - start) + 1;

    luaL_checkstack(lua, count, "string slice too long");
    writ_gas_charge(lua, (uint64_t)count);
    for (int i = 0; i < count; i++) {
        lua_pushinteger(lua, (unsigned char)text.ptr[start - 1 + (size_t)i]);
    }
    return count;
}

MAY_RAISE static int string_char(lua_State *lua)
{
    const int count = lua_gettop(lua);
    struct writ_text out = {.lua = lua};
    char *to = writ_text_room(&out, (size_t)count + 1);

    writ_gas_charge(lua, (uint64_t)count);
    for (int i = 1; i <= count; i++) {
        const lua_Integer byte = luaL_checkinteger(lua, i);

        luaL_argcheck(lua, byte >= 0 && byte <= 255, i, "value out of range");
        to[i - 1] = (char)(unsigned char)byte;
    }
    out.len = (size_t)count;
    writ_text_push(&out);
    return 1;
}

MAY_RAISE void writ_lib_string(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        {"byte", string_byte},
        {"char", string_char},
        {"find", writ_string_find},
        {"format", writ_string_format},
        {"gmatch", writ_string_gmatch},
        {"gsub", writ_string_gsub},
        {"len", string_len},
        {"lower", string_lower},
        {"match", writ_string_match},
        {"rep", string_rep},
        {"reverse", string_reverse},
        {"sub", string_sub},
        {"upper", string_upper},
        {NULL, NULL},
    };

    luaL_newlib(lua, functions);
}
