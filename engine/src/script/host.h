/* SPDX-License-Identifier: Apache-2.0
 *
 * script/host.h - the userdata a script can meet: read-only views of tables, and values of the
 * host. Layer: script. Private.
 *
 * Scripts cannot make userdata, so every full userdata on a stack starts with a struct writ_host.
 * To a script all of them are tables, except WRIT_HOST_NODE.
 */
#ifndef WRIT_SCRIPT_HOST_H
#define WRIT_SCRIPT_HOST_H

#include "script/state.h"

enum writ_host_kind {
    WRIT_HOST_VIEW,  /* read-only view of the table that is its user value */
    WRIT_HOST_TABLE, /* an array or object of the host */
    WRIT_HOST_NODE,  /* a scalar that carries its place */
};

struct writ_host {
    enum writ_host_kind kind;
    bool is_placed;   /* scalars below are nodes */
    bool has_members; /* they are in its user value, and its metatable knows it */
    int kept;         /* without: how many of them its user values keep once they were asked for */
    const struct writ_value *value; /* TABLE, NODE */
    const struct writ_value *place; /* from node.place(); NULL: the value's own */
    size_t *order;                  /* object: members by key, made on first need */
    bool is_made;                   /* a struct writ_made_node */
};

/* A NODE made from a Lua value: host.value points at `own`, whose text follows. */
struct writ_made_node {
    struct writ_host host;
    struct writ_value own;
};

/* NULL unless the value at index is a full userdata, that is, one of ours. */
static inline const struct writ_host *writ_host_at(lua_State *lua, int index)
{
    return lua_touserdata(lua, index); /* no script ever holds a light one */
}

/* Whether the value is a table to a script: a real one, a view, or a container of the host. */
bool writ_host_is_table(lua_State *lua, int index);
MAY_RAISE void writ_host_check_table(lua_State *lua, int arg);

/* Number of the elements 1..n: what # gives. */
MAY_RAISE lua_Integer writ_host_len(lua_State *lua, int index);

/* Stack +1: the element `at` of the table at arg, without the detour over a metatable. Its type. */
MAY_RAISE int writ_host_push_item(lua_State *lua, int arg, lua_Integer at);

/* Stack +1: a table of all that the proxy at index gives. Nothing and false when it has none. */
MAY_RAISE bool writ_host_push_members(lua_State *lua, int index);

/* Stack +1: the real table behind index (itself, or what it is a view of). */
MAY_RAISE void writ_host_push_real(lua_State *lua, int index);

/* Metatables and memo tables; once per state. */
MAY_RAISE void writ_host_setup(lua_State *lua);

/* Replace the value on top by its read-only view when it is a table. */
MAY_RAISE void writ_view_wrap(lua_State *lua);

/* The same for a table of functions only: members are found without a C call. */
MAY_RAISE void writ_view_wrap_library(lua_State *lua);

/* Stack +1: a value of the host: nil for NULL and null, a proxy for containers, and for scalars a
 * node or a plain value. */
MAY_RAISE void writ_proxy_push(lua_State *lua, const struct writ_value *value, bool is_placed);

/* Stack +1: the plain Lua value of a scalar. */
MAY_RAISE void writ_proxy_push_scalar(lua_State *lua, const struct writ_value *scalar);

/* Stack +1: a userdata for `value` at another place. `text` is copied behind it when the value is
 * the caller's own. */
MAY_RAISE void writ_proxy_push_placed(lua_State *lua, const struct writ_host *from,
                                      const struct writ_value *place);
MAY_RAISE void writ_proxy_push_made(lua_State *lua, const struct writ_value *made,
                                    const struct writ_value *place);

/* Stack: a proxy and a table of all it gives. The table is taken off and becomes its shortcut. */
MAY_RAISE void writ_host_set_members(lua_State *lua);

/* Stack +1: the value as writ_proxy_push() gives it, with proxies that stay for every evaluation
 * to come. */
MAY_RAISE void writ_proxy_reside(lua_State *lua, const struct writ_value *value);

/* The members of an object of the host in the order of their keys. */
MAY_RAISE const size_t *writ_proxy_order(lua_State *lua, const struct writ_host *host);

#endif
