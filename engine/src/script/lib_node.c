/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lib_node.c - the module `node`: values that carry their place
 * (docs/reference/dialects.md).
 *
 * A scalar of a document is a userdata; a table that was given a place is an ordinary table, and
 * its place is kept beside it. Every function accepts every value: a dialect reads documents of any
 * shape and must never fail.
 */
#include <ctype.h>
#include <math.h>

#include "script/host.h"
#include "script/keys.h"

static const struct writ_host *node_at(lua_State *lua, int index)
{
    const struct writ_host *host = writ_host_at(lua, index);

    return host != NULL && host->kind == WRIT_HOST_NODE ? host : NULL;
}

/* An array or object of the document; NULL for everything else. */
static const struct writ_host *container_at(lua_State *lua, int index, enum writ_kind kind)
{
    const struct writ_host *host = writ_host_at(lua, index);

    return host != NULL && host->kind == WRIT_HOST_TABLE && host->value->kind == kind ? host : NULL;
}

/* Whether the value is a table of Lua (or a view of one), not of the document. */
static bool is_lua_table(lua_State *lua, int index)
{
    const struct writ_host *host = writ_host_at(lua, index);

    return writ_host_is_table(lua, index) && (host == NULL || host->kind == WRIT_HOST_VIEW);
}

/* The place that node.place() gave the table at index, or NULL. */
MAY_RAISE static const struct writ_value *place_of_table(lua_State *lua, int index)
{
    lua_pushvalue(lua, index);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_PLACES);
    lua_insert(lua, -2);
    (void)lua_rawget(lua, -2);

    const struct writ_value *place = lua_touserdata(lua, -1);

    lua_pop(lua, 2);
    return place;
}

MAY_RAISE static int node_find(lua_State *lua)
{
    const int count = lua_gettop(lua);

    if (count == 0) {
        lua_pushnil(lua);
        return 1;
    }
    writ_gas_charge(lua, (uint64_t)count);
    lua_pushvalue(lua, 1);
    for (int i = 2; i <= count; i++) {
        if (!writ_host_is_table(lua, -1)) {
            lua_pushnil(lua);
            return 1;
        }
        lua_pushvalue(lua, i);
        (void)lua_gettable(lua, -2);
        lua_replace(lua, -2);
    }
    return 1;
}

static struct writ_str trim(struct writ_str text)
{
    while (text.len > 0 && isspace((unsigned char)text.ptr[0]) != 0) {
        text = writ_str_cut(text, 1, text.len);
    }
    while (text.len > 0 && isspace((unsigned char)text.ptr[text.len - 1]) != 0) {
        text.len--;
    }
    return text;
}

/* The text of a scalar: a string's value, anything else as its author wrote it. May push one value
 * to hold it. */
MAY_RAISE static struct writ_str scalar_text(lua_State *lua, const struct writ_value *scalar)
{
    struct writ_str text = scalar->text;

    if (scalar->kind == WRIT_STRING || text.len > 0) {
        return text;
    }
    writ_proxy_push_scalar(lua, scalar);
    if (scalar->kind == WRIT_BOOL) {
        return scalar->as.boolean ? WRIT_LIT("true") : WRIT_LIT("false");
    }
    text.ptr = lua_tolstring(lua, -1, &text.len);
    return text;
}

/* The trimmed text of a node or Lua string at index; ptr is NULL when there is none. */
MAY_RAISE static struct writ_str text_at(lua_State *lua, int index)
{
    const struct writ_host *node = node_at(lua, index);
    struct writ_str text = {NULL, 0};

    if (node != NULL) {
        text = scalar_text(lua, node->value);
    } else if (lua_type(lua, index) == LUA_TSTRING) {
        text.ptr = lua_tolstring(lua, index, &text.len);
    }
    writ_gas_charge(lua, 1 + text.len / 16);
    text = trim(text);
    return text.len == 0 ? (struct writ_str){NULL, 0} : text;
}

MAY_RAISE static int node_text(lua_State *lua)
{
    lua_settop(lua, 1);

    const struct writ_str text = text_at(lua, 1);

    if (text.ptr == NULL) {
        lua_pushnil(lua);
    } else {
        lua_pushlstring(lua, text.ptr, text.len);
    }
    return 1;
}

MAY_RAISE static int node_value(lua_State *lua)
{
    const struct writ_host *node;

    lua_settop(lua, 1);
    node = node_at(lua, 1);
    if (node != NULL) {
        writ_proxy_push_scalar(lua, node->value);
    }
    return 1;
}

static const char *kind_name(const struct writ_value *value)
{
    switch (value->kind) {
    case WRIT_OBJECT:
        return "object";
    case WRIT_ARRAY:
        return "array";
    case WRIT_STRING:
        return "string";
    case WRIT_NUMBER:
        return "number";
    case WRIT_BOOL:
        return "boolean";
    case WRIT_NULL: /* uncovered: a null of a document is nil, never a node */
        break;
    }
    return NULL;
}

/* Empty tables count as lists, as in results. */
MAY_RAISE static bool is_list(lua_State *lua, int index)
{
    if (writ_host_len(lua, index) > 0) {
        return true;
    }
    writ_host_push_real(lua, index);
    lua_pushnil(lua);

    const bool is_empty = lua_next(lua, -2) == 0;

    lua_pop(lua, is_empty ? 1 : 3);
    return is_empty;
}

/* A table without a place is no node: dialects ask node.kind() to tell the two apart. */
MAY_RAISE static int node_kind(lua_State *lua)
{
    const struct writ_host *host;
    const char *name = NULL;

    lua_settop(lua, 1);
    host = writ_host_at(lua, 1);
    if (is_lua_table(lua, 1)) {
        if (place_of_table(lua, 1) != NULL) {
            name = is_list(lua, 1) ? "array" : "object";
        }
    } else if (host != NULL) {
        name = kind_name(host->value);
    }
    lua_pushstring(lua, name); /* nil for NULL */
    return 1;
}

static bool is_word(struct writ_str text, const char *word)
{
    const size_t len = strlen(word);

    if (text.len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (tolower((unsigned char)text.ptr[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool is_one_of(struct writ_str text, const char *const words[4])
{
    return is_word(text, words[0]) || is_word(text, words[1]) || is_word(text, words[2]) ||
           is_word(text, words[3]);
}

MAY_RAISE static int node_bool(lua_State *lua)
{
    static const char *const yes[4] = {"true", "yes", "y", "1"};
    static const char *const no[4] = {"false", "no", "n", "0"};
    const struct writ_host *node;

    lua_settop(lua, 1);
    node = node_at(lua, 1);
    if (lua_type(lua, 1) == LUA_TBOOLEAN) {
        return 1;
    }
    if (node != NULL && node->value->kind == WRIT_BOOL) {
        lua_pushboolean(lua, node->value->as.boolean ? 1 : 0);
        return 1;
    }

    const struct writ_str text = text_at(lua, 1);

    if (text.ptr != NULL && (is_one_of(text, yes) || is_one_of(text, no))) {
        lua_pushboolean(lua, is_one_of(text, yes) ? 1 : 0);
    } else {
        lua_pushnil(lua);
    }
    return 1;
}

/* The place of the value at index; NULL when it has none. */
MAY_RAISE static const struct writ_value *place_of(lua_State *lua, int index)
{
    const struct writ_host *host = writ_host_at(lua, index);

    if (is_lua_table(lua, index)) {
        return place_of_table(lua, index);
    }
    if (host == NULL) {
        return NULL;
    }
    return host->place != NULL ? host->place : host->value;
}

/* The number at arg when JSON can hold it. */
MAY_RAISE static double check_json_number(lua_State *lua, int arg)
{
    const lua_Integer most = (lua_Integer)1 << 53;
    const lua_Number number = lua_tonumberx(lua, arg, NULL);

    if (lua_isinteger(lua, arg) != 0) {
        const lua_Integer integer = lua_tointegerx(lua, arg, NULL);

        luaL_argcheck(lua, integer <= most && integer >= -most, arg, "an integer beyond 2^53");
    }
    luaL_argcheck(lua, isfinite(number), arg, "not a finite number");
    return number;
}

MAY_RAISE static void place_scalar(lua_State *lua, const struct writ_value *place)
{
    struct writ_value made = {.kind = WRIT_NULL};

    switch (lua_type(lua, 2)) {
    case LUA_TSTRING:
        made.kind = WRIT_STRING;
        made.text.ptr = lua_tolstring(lua, 2, &made.text.len);
        break;
    case LUA_TNUMBER:
        made.kind = WRIT_NUMBER;
        made.as.number = check_json_number(lua, 2);
        break;
    case LUA_TBOOLEAN:
        made.kind = WRIT_BOOL;
        made.as.boolean = lua_toboolean(lua, 2) != 0;
        break;
    default:
        luaL_argerror(lua, 2, "only texts, numbers, booleans and tables have a place");
    }
    writ_proxy_push_made(lua, &made, place);
}

MAY_RAISE static int node_place(lua_State *lua)
{
    const struct writ_value *place;
    const struct writ_host *host;

    lua_settop(lua, 2);
    place = place_of(lua, 1);
    host = writ_host_at(lua, 2);
    if (lua_type(lua, 2) == LUA_TNIL || place == NULL) {
        return 1;
    }
    if (is_lua_table(lua, 2)) {
        (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_PLACES);
        lua_pushvalue(lua, 2);
        lua_pushlightuserdata(lua, (void *)(uintptr_t)place);
        lua_rawset(lua, -3);
        lua_settop(lua, 2);
        return 1;
    }
    if (host != NULL) {
        writ_proxy_push_placed(lua, host, place);
        return 1;
    }
    place_scalar(lua, place);
    return 1;
}

/* Stack: list on top. Append the elements of the table at index 1 that are not nil. */
MAY_RAISE static void append_items(lua_State *lua)
{
    const lua_Integer len = writ_host_len(lua, 1);
    lua_Integer count = 0;

    writ_gas_charge(lua, (uint64_t)len);
    for (lua_Integer i = 1; i <= len; i++) {
        if (lua_geti(lua, 1, i) == LUA_TNIL) {
            lua_pop(lua, 1);
            continue;
        }
        lua_rawseti(lua, -2, ++count);
    }
}

MAY_RAISE static int node_list(lua_State *lua)
{
    lua_settop(lua, 1);
    lua_newtable(lua);
    if (lua_type(lua, 1) == LUA_TNIL) {
        return 1;
    }
    if (container_at(lua, 1, WRIT_ARRAY) != NULL || (is_lua_table(lua, 1) && is_list(lua, 1))) {
        append_items(lua);
        return 1;
    }
    lua_pushvalue(lua, 1);
    lua_rawseti(lua, -2, 1);
    return 1;
}

MAY_RAISE static int nothing(lua_State *lua)
{
    lua_pushnil(lua);
    return 1;
}

MAY_RAISE static int node_pairs(lua_State *lua)
{
    lua_settop(lua, 1);
    if (container_at(lua, 1, WRIT_OBJECT) != NULL || (is_lua_table(lua, 1) && !is_list(lua, 1))) {
        return writ_keys_pairs(lua);
    }
    lua_pushcfunction(lua, nothing);
    return 1;
}

/* Iterator of items: like that of ipairs, but a null does not end it. */
MAY_RAISE static int items_step(lua_State *lua)
{
    lua_Integer at = luaL_checkinteger(lua, 2);

    writ_host_check_table(lua, 1);
    while (at < writ_host_len(lua, 1)) {
        at++;
        if (lua_geti(lua, 1, at) != LUA_TNIL) {
            lua_pushinteger(lua, at);
            lua_insert(lua, -2);
            return 2;
        }
        lua_pop(lua, 1);
        writ_gas_charge(lua, 1);
    }
    lua_pushnil(lua);
    return 1;
}

MAY_RAISE static int node_items(lua_State *lua)
{
    lua_settop(lua, 1);
    if (container_at(lua, 1, WRIT_ARRAY) == NULL && !is_lua_table(lua, 1)) {
        lua_pushcfunction(lua, nothing);
        return 1;
    }
    lua_pushcfunction(lua, items_step);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

MAY_RAISE void writ_lib_node(lua_State *lua)
{
    static const luaL_Reg functions[] = {
        {"at", node_find},     {"text", node_text},   {"value", node_value}, {"kind", node_kind},
        {"bool", node_bool},   {"place", node_place}, {"list", node_list},   {"pairs", node_pairs},
        {"items", node_items}, {NULL, NULL},
    };

    luaL_newlib(lua, functions);
}
