/* SPDX-License-Identifier: Apache-2.0
 *
 * script/proxy.c - values of the host as Lua values: lazily, one userdata per value and evaluation.
 */
#include "base/sort.h"
#include "script/host.h"

MAY_RAISE void writ_proxy_push_scalar(lua_State *lua, const struct writ_value *scalar)
{
    int64_t integer;

    switch (scalar->kind) {
    case WRIT_BOOL:
        lua_pushboolean(lua, scalar->as.boolean ? 1 : 0);
        return;
    case WRIT_NUMBER:
        if (writ_value_integer(scalar, &integer)) {
            lua_pushinteger(lua, integer);
        } else {
            lua_pushnumber(lua, scalar->as.number);
        }
        return;
    case WRIT_STRING:
        lua_pushlstring(lua, scalar->text.ptr, scalar->text.len);
        return;
    case WRIT_NULL:
    case WRIT_ARRAY:
    case WRIT_OBJECT:
        break;
    }
    lua_pushnil(lua);
}

static bool is_container(const struct writ_value *value)
{
    return value->kind == WRIT_ARRAY || value->kind == WRIT_OBJECT;
}

/* Stack +1: a userdata with room for so many values of Lua's beside it. */
MAY_RAISE static struct writ_host *push_host(lua_State *lua, const struct writ_value *value,
                                             size_t extra_bytes, int user_values)
{
    const bool is_table = is_container(value);
    struct writ_host *host = lua_newuserdatauv(lua, sizeof(*host) + extra_bytes, user_values);

    *host = (struct writ_host){
        .kind = is_table ? WRIT_HOST_TABLE : WRIT_HOST_NODE, .is_placed = true, .value = value};
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX,
                      is_table ? WRIT_SLOT_PROXY_META : WRIT_SLOT_NODE_META);
    (void)lua_setmetatable(lua, -2);
    return host;
}

/* Stack +1 when the value has a proxy that outlives evaluations; else nothing. */
MAY_RAISE static bool push_resident(lua_State *lua, const struct writ_value *value)
{
    if (!writ_script_self(lua)->has_residents) {
        return false;
    }
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_RESIDENTS);
    if (lua_rawgetp(lua, -1, value) == LUA_TNIL) {
        lua_pop(lua, 2);
        return false;
    }
    lua_replace(lua, -2);
    return true;
}

/* Stack: a proxy and, below it, a memo table, both left there. Its keys are addresses of the host,
 * which no text can choose: however large it is, it makes nothing slower. */
MAY_RAISE static void memoise(lua_State *lua, const struct writ_value *value)
{
    struct writ_region *region = &writ_script_self(lua)->region;

    lua_pushvalue(lua, -1);
    region->is_noting = true;
    lua_rawsetp(lua, -3, value);
    region->is_noting = false;
}

/* What has no more members than this keeps those that were asked for. */
enum { KEPT_MEMBERS = 64 };

/* Stack: the memo table on top, left there; +1 the proxy, which the memo then has. */
MAY_RAISE static void push_new(lua_State *lua, const struct writ_value *value, bool is_placed)
{
    const size_t count = writ_value_count(value);
    const int kept = is_placed || count > KEPT_MEMBERS ? 0 : (int)count;
    struct writ_host *host = push_host(lua, value, 0, kept);

    host->is_placed = is_placed;
    host->kept = kept;
    memoise(lua, value);
}

MAY_RAISE void writ_proxy_push(lua_State *lua, const struct writ_value *value, bool is_placed)
{
    if (value == NULL || value->kind == WRIT_NULL) {
        lua_pushnil(lua);
        return;
    }
    if (!is_placed && !is_container(value)) {
        writ_proxy_push_scalar(lua, value);
        return;
    }
    if (!is_placed && push_resident(lua, value)) {
        return;
    }
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, is_placed ? WRIT_SLOT_NODES : WRIT_SLOT_VALUES);
    if (lua_rawgetp(lua, -1, value) == LUA_TNIL) {
        lua_pop(lua, 1);
        push_new(lua, value, is_placed);
    }
    lua_replace(lua, -2);
}

MAY_RAISE void writ_proxy_push_placed(lua_State *lua, const struct writ_host *from,
                                      const struct writ_value *place)
{
    if (from->is_made) { /* its text lives in `from`: copy it along */
        writ_proxy_push_made(lua, from->value, place);
        return;
    }
    push_host(lua, from->value, 0, 0)->place = place;
}

MAY_RAISE void writ_proxy_push_made(lua_State *lua, const struct writ_value *made,
                                    const struct writ_value *place)
{
    const size_t extra = sizeof(struct writ_made_node) - sizeof(struct writ_host);
    struct writ_made_node *node = (void *)push_host(lua, made, extra + made->text.len + 1, 0);
    char *text = (char *)(node + 1);

    node->own = *made;
    node->host.is_made = true;
    node->host.value = &node->own;
    node->host.place = place;
    if (made->text.len > 0) {
        memcpy(text, made->text.ptr, made->text.len);
    }
    text[made->text.len] = '\0';
    node->own.text.ptr = text;
}

static bool is_before(const void *things, size_t a, size_t b)
{
    const struct writ_member *members = things;

    return writ_str_cmp(members[a].key, members[b].key) < 0;
}

MAY_RAISE const size_t *writ_proxy_order(lua_State *lua, const struct writ_host *host)
{
    const size_t count = host->value->kind == WRIT_OBJECT ? host->value->as.object.count : 0;

    if (host->order == NULL && count > 0) {
        /* the userdata is ours to change; scripts see it as constant */
        struct writ_host *own = (struct writ_host *)(uintptr_t)host;

        writ_gas_charge(lua, count * 2);
        own->order = writ_gas_realloc(lua, NULL, 0, count * sizeof(*own->order));
        writ_sort_index(own->order, count, is_before, host->value->as.object.members);
    }
    return host->order;
}

/* Stack +1: a table of what the proxy gives, so that Lua finds it without calling us. */
MAY_RAISE static void push_members(lua_State *lua, const struct writ_value *value)
{
    const int count = (int)writ_value_count(value);

    if (value->kind == WRIT_ARRAY) {
        lua_createtable(lua, count, 0);
        for (int i = 0; i < count; i++) {
            writ_proxy_reside(lua, value->as.array.items[i]);
            lua_rawseti(lua, -2, i + 1);
        }
        return;
    }
    lua_createtable(lua, 0, count);
    for (int i = 0; i < count; i++) {
        const struct writ_member *member = &value->as.object.members[i];

        lua_pushlstring(lua, member->key.ptr, member->key.len);
        writ_proxy_reside(lua, member->value);
        lua_rawset(lua, -3);
    }
}

/* Stack: a proxy on top, left there. Lua notes in a metatable what it looked for there in vain. The
 * one thing it will look for is how to compare: it does so now, since it cannot write later. */
MAY_RAISE static void compare_once(lua_State *lua)
{
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NAMES);
    (void)lua_getfield(lua, -1, "string");
    (void)lua_compare(lua, -3, -1, LUA_OPEQ);
    lua_pop(lua, 2);
}

/* Recursion is as deep as the value, which the codec bounds. */
MAY_RAISE void writ_proxy_reside(lua_State *lua, const struct writ_value *value)
{
    struct writ_host *host;

    luaL_checkstack(lua, 8, "the value nests too deeply");
    if (!is_container(value)) {
        writ_proxy_push_scalar(lua, value);
        return;
    }
    if (push_resident(lua, value)) {
        return;
    }
    host = push_host(lua, value, 0, 1);
    host->is_placed = false;
    (void)writ_proxy_order(lua, host); /* whoever needs it later must not write to it */
    push_members(lua, value);
    writ_host_set_members(lua);
    compare_once(lua);
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_RESIDENTS);
    lua_insert(lua, -2);
    memoise(lua, value);
    lua_replace(lua, -2);
}
