/* SPDX-License-Identifier: Apache-2.0
 *
 * script/keys.h - the keys of a table in an order that does not depend on addresses or hashing.
 * Layer: script. Private.
 */
#ifndef WRIT_SCRIPT_KEYS_H
#define WRIT_SCRIPT_KEYS_H

#include "script/host.h"

/* In the order in which they come: false, true, numbers ascending, texts by their bytes. */
enum writ_key_kind { WRIT_KEY_BOOL, WRIT_KEY_INTEGER, WRIT_KEY_FLOAT, WRIT_KEY_TEXT };

struct writ_key {
    enum writ_key_kind kind;
    union {
        bool boolean;
        lua_Integer integer;
        lua_Number number;
        struct writ_str text; /* borrowed from the table's key */
    } as;
};

enum { WRIT_KEYS_FEW = 8 };

/* Stays where it is while in use: few keys need no memory of their own. */
struct writ_keys {
    struct writ_key *items; /* `few`, or a block of the region */
    size_t count;
    size_t cap;
    struct writ_key few[WRIT_KEYS_FEW];
};

/* The sorted keys of the table (real, view or host) at index. A key of any other kind is an error.
 */
MAY_RAISE void writ_keys_collect(lua_State *lua, int index, struct writ_keys *ret_keys);
MAY_RAISE void writ_keys_free(lua_State *lua, struct writ_keys *keys);
MAY_RAISE void writ_key_push(lua_State *lua, const struct writ_key *key);

/* False when the value at index is of a kind that has no order. */
MAY_RAISE bool writ_key_read(lua_State *lua, int index, struct writ_key *ret_key);
int writ_key_compare(const struct writ_key *a, const struct writ_key *b);

/* next(t, k) and pairs(t) of scripts. */
MAY_RAISE int writ_keys_next(lua_State *lua);
MAY_RAISE int writ_keys_pairs(lua_State *lua);

#endif
