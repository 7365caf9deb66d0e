/* SPDX-License-Identifier: Apache-2.0
 *
 * script/host.c - what views and proxies have in common, and the views.
 */
#include "script/host.h"

bool writ_host_is_table(lua_State *lua, int index)
{
    const struct writ_host *host = writ_host_at(lua, index);

    return host != NULL ? host->kind != WRIT_HOST_NODE : lua_type(lua, index) == LUA_TTABLE;
}

MAY_RAISE void writ_host_check_table(lua_State *lua, int arg)
{
    if (!writ_host_is_table(lua, arg)) {
        luaL_typeerror(lua, arg, "table");
    }
}

MAY_RAISE void writ_host_push_real(lua_State *lua, int index)
{
    if (lua_type(lua, index) == LUA_TUSERDATA) {
        (void)lua_getiuservalue(lua, index, 1);
        return;
    }
    lua_pushvalue(lua, index);
}

MAY_RAISE lua_Integer writ_host_len(lua_State *lua, int index)
{
    const struct writ_host *host = writ_host_at(lua, index);

    if (host == NULL) {
        return (lua_Integer)lua_rawlen(lua, index);
    }
    if (host->kind == WRIT_HOST_VIEW) {
        writ_host_push_real(lua, index);

        const lua_Integer len = (lua_Integer)lua_rawlen(lua, -1);

        lua_pop(lua, 1);
        return len;
    }
    return host->kind == WRIT_HOST_TABLE && host->value->kind == WRIT_ARRAY
               ? (lua_Integer)writ_value_count(host->value)
               : 0;
}

MAY_RAISE static int view_index(lua_State *lua)
{
    (void)lua_getiuservalue(lua, 1, 1);
    lua_pushvalue(lua, 2);
    (void)lua_rawget(lua, -2);
    writ_view_wrap(lua);
    return 1;
}

MAY_RAISE static int view_write(lua_State *lua)
{
    return luaL_error(lua, "a library or module is read-only");
}

MAY_RAISE static int any_len(lua_State *lua)
{
    lua_pushinteger(lua, writ_host_len(lua, 1));
    return 1;
}

MAY_RAISE static void push_view(lua_State *lua)
{
    struct writ_host *host = lua_newuserdatauv(lua, sizeof(*host), 1);

    *host = (struct writ_host){.kind = WRIT_HOST_VIEW};
    lua_insert(lua, -2);
    (void)lua_setiuservalue(lua, -2, 1);
}

MAY_RAISE void writ_view_wrap(lua_State *lua)
{
    if (lua_type(lua, -1) != LUA_TTABLE) {
        return;
    }
    lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_VIEWS);
    lua_pushvalue(lua, -2);
    if (lua_rawget(lua, -2) != LUA_TNIL) {
        lua_replace(lua, -3);
        lua_pop(lua, 1);
        return;
    }
    lua_pop(lua, 1); /* stack: table, views */
    lua_pushvalue(lua, -2);
    push_view(lua);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_VIEW_META);
    (void)lua_setmetatable(lua, -2);
    lua_pushvalue(lua, -3); /* table, views, view, table */
    lua_pushvalue(lua, -2);
    lua_rawset(lua, -4);
    lua_replace(lua, -3);
    lua_pop(lua, 1);
}

/* Stack: metatable on top, left there. */
MAY_RAISE static void set_handlers(lua_State *lua, lua_CFunction write)
{
    lua_pushcfunction(lua, write);
    lua_setfield(lua, -2, "__newindex");
    lua_pushcfunction(lua, any_len);
    lua_setfield(lua, -2, "__len");
    lua_pushliteral(lua, "table"); /* what messages call it */
    lua_setfield(lua, -2, "__name");
}

MAY_RAISE void writ_view_wrap_library(lua_State *lua)
{
    lua_pushvalue(lua, -1);
    push_view(lua); /* stack: table, view */
    lua_newtable(lua);
    set_handlers(lua, view_write);
    lua_pushvalue(lua, -3);
    lua_setfield(lua, -2, "__index");
    (void)lua_setmetatable(lua, -2);
    lua_replace(lua, -2);
}

/* The members of an object that are wide enough for an order to pay. */
enum { FEW_MEMBERS = 16 };

/* The number of the member with this key, from 1; 0 when there is none. */
MAY_RAISE static size_t find_member(lua_State *lua, const struct writ_host *host,
                                    struct writ_str key)
{
    const size_t count = host->value->as.object.count;
    const struct writ_member *members = host->value->as.object.members;

    if (count <= FEW_MEMBERS) {
        for (size_t i = 0; i < count; i++) {
            if (writ_str_eq(members[i].key, key)) {
                return i + 1;
            }
        }
        return 0;
    }

    const size_t *order = writ_proxy_order(lua, host);
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int sign = writ_str_cmp(members[order[middle]].key, key);

        if (sign == 0) {
            return order[middle] + 1;
        }
        if (sign < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

/* The number of what the key at 2 names, from 1; 0 when it names nothing. */
MAY_RAISE static size_t find_child(lua_State *lua, const struct writ_host *host)
{
    struct writ_str key;
    int is_integer = 0;

    if (host->value->kind == WRIT_OBJECT && lua_type(lua, 2) == LUA_TSTRING) {
        key.ptr = lua_tolstring(lua, 2, &key.len);
        return find_member(lua, host, key);
    }
    if (host->value->kind == WRIT_ARRAY && lua_type(lua, 2) == LUA_TNUMBER) {
        const lua_Integer at = lua_tointegerx(lua, 2, &is_integer);

        return is_integer != 0 && at >= 1 ? (size_t)at : 0;
    }
    return 0;
}

static const struct writ_value *child(const struct writ_host *host, size_t number)
{
    const struct writ_value *value = host->value;

    if (number < 1 || number > writ_value_count(value)) {
        return NULL;
    }
    return value->kind == WRIT_ARRAY ? value->as.array.items[number - 1]
                                     : value->as.object.members[number - 1].value;
}

/* Stack +1: the child with this number of the proxy at index, kept for the next time where there is
 * room. Its type. */
MAY_RAISE static int push_child(lua_State *lua, int index, const struct writ_host *host,
                                size_t number)
{
    const bool is_kept = number >= 1 && number <= (size_t)host->kept;

    if (is_kept) {
        const int type = lua_getiuservalue(lua, index, (int)number);

        if (type != LUA_TNIL) {
            return type;
        }
        lua_pop(lua, 1);
    }
    writ_proxy_push(lua, child(host, number), host->is_placed);
    if (is_kept) {
        lua_pushvalue(lua, -1);
        (void)lua_setiuservalue(lua, index, (int)number);
    }
    return lua_type(lua, -1);
}

MAY_RAISE static int proxy_index(lua_State *lua)
{
    const struct writ_host *host = writ_host_at(lua, 1);

    (void)push_child(lua, 1, host, find_child(lua, host));
    return 1;
}

MAY_RAISE bool writ_host_push_members(lua_State *lua, int index)
{
    const struct writ_host *host = writ_host_at(lua, index);

    if (host == NULL || !host->has_members) {
        return false;
    }
    (void)lua_getiuservalue(lua, index, 1);
    return true;
}

MAY_RAISE int writ_host_push_item(lua_State *lua, int arg, lua_Integer at)
{
    const struct writ_host *host = writ_host_at(lua, arg);

    if (host == NULL) {
        luaL_checktype(lua, arg, LUA_TTABLE);
        return lua_rawgeti(lua, arg, at); /* a script's table has no metatable */
    }
    if (host->has_members) {
        (void)lua_getiuservalue(lua, arg, 1);

        const int type = lua_rawgeti(lua, -1, at);

        lua_replace(lua, -2);
        return type;
    }
    if (host->kind == WRIT_HOST_TABLE && host->value->kind == WRIT_ARRAY) {
        return push_child(lua, arg, host, at >= 1 ? (size_t)at : 0);
    }
    writ_host_check_table(lua, arg);
    return lua_geti(lua, arg, at);
}

MAY_RAISE static int proxy_write(lua_State *lua)
{
    return luaL_error(lua, "the input is read-only");
}

MAY_RAISE void writ_host_set_members(lua_State *lua)
{
    struct writ_host *host = lua_touserdata(lua, -2);

    lua_createtable(lua, 0, 4);
    set_handlers(lua, proxy_write);
    lua_pushvalue(lua, -2);
    lua_setfield(lua, -2, "__index");
    (void)lua_setmetatable(lua, -3);
    (void)lua_setiuservalue(lua, -2, 1);
    host->has_members = true;
}

MAY_RAISE static void new_slot(lua_State *lua, int slot)
{
    lua_newtable(lua);
    lua_rawseti(lua, LUA_REGISTRYINDEX, slot);
}

/* Room for the proxies of a usual request, so that the table does not grow in every evaluation. */
enum { USUAL_PROXIES = 64 };

MAY_RAISE void writ_host_setup(lua_State *lua)
{
    for (int slot = WRIT_SLOT_CHUNKS; slot <= WRIT_SLOT_NODE_META; slot++) {
        new_slot(lua, slot);
    }
    lua_createtable(lua, 0, USUAL_PROXIES);
    lua_rawseti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_VALUES);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_VIEW_META);
    set_handlers(lua, view_write);
    lua_pushcfunction(lua, view_index);
    lua_setfield(lua, -2, "__index");
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_PROXY_META);
    set_handlers(lua, proxy_write);
    lua_pushcfunction(lua, proxy_index);
    lua_setfield(lua, -2, "__index");
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NODE_META);
    lua_pushliteral(lua, "node");
    lua_setfield(lua, -2, "__name");
    lua_pop(lua, 3);
}
