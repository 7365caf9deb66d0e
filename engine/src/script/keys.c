/* SPDX-License-Identifier: Apache-2.0
 *
 * script/keys.c - pairs and next in an order that is the same everywhere.
 */
#include "script/keys.h"

#include <math.h>

#include "base/sort.h"

MAY_RAISE bool writ_key_read(lua_State *lua, int index, struct writ_key *ret_key)
{
    switch (lua_type(lua, index)) {
    case LUA_TBOOLEAN:
        ret_key->kind = WRIT_KEY_BOOL;
        ret_key->as.boolean = lua_toboolean(lua, index) != 0;
        return true;
    case LUA_TNUMBER:
        if (lua_isinteger(lua, index)) {
            ret_key->kind = WRIT_KEY_INTEGER;
            ret_key->as.integer = lua_tointegerx(lua, index, NULL);
        } else {
            ret_key->kind = WRIT_KEY_FLOAT;
            ret_key->as.number = lua_tonumberx(lua, index, NULL);
        }
        return true;
    case LUA_TSTRING:
        ret_key->kind = WRIT_KEY_TEXT;
        ret_key->as.text.ptr = lua_tolstring(lua, index, &ret_key->as.text.len);
        return true;
    default:
        return false;
    }
}

MAY_RAISE void writ_key_push(lua_State *lua, const struct writ_key *key)
{
    switch (key->kind) {
    case WRIT_KEY_BOOL:
        lua_pushboolean(lua, key->as.boolean ? 1 : 0);
        return;
    case WRIT_KEY_INTEGER:
        lua_pushinteger(lua, key->as.integer);
        return;
    case WRIT_KEY_FLOAT:
        lua_pushnumber(lua, key->as.number);
        return;
    case WRIT_KEY_TEXT:
        lua_pushlstring(lua, key->as.text.ptr, key->as.text.len);
        return;
    }
}

/* Exact, unlike a conversion of the integer to a float. A float that is a key is never NaN. */
static int compare_mixed(lua_Integer integer, lua_Number number)
{
    if (number >= 9223372036854775808.0) { /* 2^63 */
        return -1;
    }
    if (number < -9223372036854775808.0) {
        return 1;
    }

    const lua_Integer below =
        (lua_Integer)number - ((lua_Number)(lua_Integer)number > number ? 1 : 0);

    if (integer != below) {
        return integer < below ? -1 : 1;
    }
    return (lua_Number)below < number ? -1 : 0;
}

static int compare_numbers(const struct writ_key *a, const struct writ_key *b)
{
    if (a->kind == WRIT_KEY_INTEGER && b->kind == WRIT_KEY_INTEGER) {
        return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
    }
    if (a->kind == WRIT_KEY_FLOAT && b->kind == WRIT_KEY_FLOAT) {
        return (a->as.number > b->as.number) - (a->as.number < b->as.number);
    }
    return a->kind == WRIT_KEY_INTEGER ? compare_mixed(a->as.integer, b->as.number)
                                       : -compare_mixed(b->as.integer, a->as.number);
}

static int rank(const struct writ_key *key)
{
    return key->kind == WRIT_KEY_FLOAT ? WRIT_KEY_INTEGER : (int)key->kind;
}

int writ_key_compare(const struct writ_key *a, const struct writ_key *b)
{
    if (rank(a) != rank(b)) {
        return rank(a) < rank(b) ? -1 : 1;
    }
    if (a->kind == WRIT_KEY_BOOL) {
        return (int)a->as.boolean - (int)b->as.boolean;
    }
    return a->kind == WRIT_KEY_TEXT ? writ_str_cmp(a->as.text, b->as.text) : compare_numbers(a, b);
}

static void init(struct writ_keys *keys)
{
    keys->items = keys->few;
    keys->count = 0;
    keys->cap = WRIT_KEYS_FEW;
}

MAY_RAISE static void grow(lua_State *lua, struct writ_keys *keys)
{
    const size_t bytes = keys->cap * sizeof(*keys->items);

    if (keys->items == keys->few) {
        keys->items = memcpy(writ_gas_realloc(lua, NULL, 0, 2 * bytes), keys->few, bytes);
    } else {
        keys->items = writ_gas_realloc(lua, keys->items, bytes, 2 * bytes);
    }
    keys->cap *= 2;
}

MAY_RAISE static struct writ_key *add(lua_State *lua, struct writ_keys *keys)
{
    if (keys->count == keys->cap) {
        grow(lua, keys);
    }
    return &keys->items[keys->count++];
}

MAY_RAISE void writ_keys_free(lua_State *lua, struct writ_keys *keys)
{
    if (keys->items != keys->few) {
        (void)writ_gas_realloc(lua, keys->items, keys->cap * sizeof(*keys->items), 0);
    }
    init(keys);
}

static bool is_before(const void *things, size_t a, size_t b)
{
    const struct writ_key *items = things;

    return writ_key_compare(&items[a], &items[b]) < 0;
}

static bool is_sorted(const struct writ_keys *keys)
{
    for (size_t i = 1; i < keys->count; i++) {
        if (writ_key_compare(&keys->items[i - 1], &keys->items[i]) >= 0) {
            return false;
        }
    }
    return true;
}

static uint64_t sort_cost(size_t count)
{
    uint64_t cost = count;

    for (size_t rest = count; rest > 1; rest /= 2) {
        cost += count;
    }
    return cost;
}

static void sort_few(struct writ_keys *keys)
{
    for (size_t i = 1; i < keys->count; i++) {
        const struct writ_key key = keys->items[i];
        size_t at = i;

        for (; at > 0 && writ_key_compare(&key, &keys->items[at - 1]) < 0; at--) {
            keys->items[at] = keys->items[at - 1];
        }
        keys->items[at] = key;
    }
}

MAY_RAISE static void sort(lua_State *lua, struct writ_keys *keys)
{
    if (is_sorted(keys)) {
        return;
    }
    writ_gas_charge(lua, sort_cost(keys->count));
    if (keys->items == keys->few) {
        sort_few(keys);
        return;
    }

    const size_t order_bytes = keys->count * sizeof(size_t);
    const size_t cap_bytes = keys->cap * sizeof(*keys->items);
    size_t *order = writ_gas_realloc(lua, NULL, 0, order_bytes);
    struct writ_key *sorted = writ_gas_realloc(lua, NULL, 0, cap_bytes);

    writ_sort_index(order, keys->count, is_before, keys->items);
    for (size_t i = 0; i < keys->count; i++) {
        sorted[i] = keys->items[order[i]];
    }
    (void)writ_gas_realloc(lua, order, order_bytes, 0);
    (void)writ_gas_realloc(lua, keys->items, cap_bytes, 0);
    keys->items = sorted;
}

MAY_RAISE static void collect_host(lua_State *lua, const struct writ_host *host,
                                   struct writ_keys *keys)
{
    const struct writ_value *value = host->value;
    const size_t count = writ_value_count(value);
    const size_t *order = value->kind == WRIT_OBJECT ? writ_proxy_order(lua, host) : NULL;

    writ_gas_charge(lua, count);
    for (size_t i = 0; i < count; i++) {
        const struct writ_member *member =
            order == NULL ? NULL : &value->as.object.members[order[i]];
        const struct writ_value *child = member == NULL ? value->as.array.items[i] : member->value;

        if (child->kind == WRIT_NULL) {
            continue;
        }

        struct writ_key *key = add(lua, keys);

        if (member == NULL) {
            key->kind = WRIT_KEY_INTEGER;
            key->as.integer = (lua_Integer)i + 1;
        } else {
            key->kind = WRIT_KEY_TEXT;
            key->as.text = member->key;
        }
    }
}

MAY_RAISE _Noreturn static void unordered(lua_State *lua, int type)
{
    luaL_error(lua, "a key that is a %s has no order: only texts, numbers and booleans have one",
               type == LUA_TUSERDATA ? "table" : lua_typename(lua, type));
    __builtin_unreachable(); /* uncovered: cannot be reached */
}

/* Stack: real table on top; popped. */
MAY_RAISE static void collect_real(lua_State *lua, struct writ_keys *keys)
{
    enum { BATCH = 64 };
    size_t seen = 0;

    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        lua_pop(lua, 1);
        if (seen++ % BATCH == 0) {
            writ_gas_charge(lua, BATCH);
        }
        if (!writ_key_read(lua, -1, add(lua, keys))) {
            unordered(lua, lua_type(lua, -1));
        }
    }
    lua_pop(lua, 1);
}

/* The keys in any order. */
MAY_RAISE static void gather(lua_State *lua, int index, struct writ_keys *ret_keys)
{
    const struct writ_host *host = writ_host_at(lua, index);

    init(ret_keys);
    luaL_checkstack(lua, 8, "too deep");
    if (host != NULL && host->kind == WRIT_HOST_TABLE) {
        collect_host(lua, host, ret_keys);
        return;
    }
    writ_host_push_real(lua, index);
    collect_real(lua, ret_keys);
}

MAY_RAISE void writ_keys_collect(lua_State *lua, int index, struct writ_keys *ret_keys)
{
    gather(lua, index, ret_keys);
    sort(lua, ret_keys);
}

/* Stack: +2 the next (key, value) from *at on, or +1 nil. Keys whose value is nil by now are passed
 * over. */
MAY_RAISE static int advance(lua_State *lua, int table, struct writ_keys *keys, size_t *at)
{
    while (*at < keys->count) {
        const struct writ_key *key = &keys->items[(*at)++];

        writ_key_push(lua, key);
        lua_pushvalue(lua, -1);
        if (lua_gettable(lua, table) != LUA_TNIL) { /* views and proxies answer themselves */
            return 2;
        }
        lua_pop(lua, 2);
        writ_gas_charge(lua, 1);
    }
    lua_pushnil(lua);
    return 1;
}

struct walk {
    struct writ_keys keys;
    size_t at;
    const void *table;
};

/* Iterator of pairs; upvalues: the table and the walk. It ignores its arguments. */
MAY_RAISE static int pairs_step(lua_State *lua)
{
    struct walk *walk = lua_touserdata(lua, lua_upvalueindex(2));

    lua_settop(lua, 0);
    lua_pushvalue(lua, lua_upvalueindex(1));

    const int count = advance(lua, 1, &walk->keys, &walk->at);

    if (count == 1) {
        writ_keys_free(lua, &walk->keys);
        walk->at = 0;
    }
    return count;
}

MAY_RAISE int writ_keys_pairs(lua_State *lua)
{
    writ_host_check_table(lua, 1);
    lua_settop(lua, 1);
    lua_pushvalue(lua, 1);

    struct walk *walk = lua_newuserdatauv(lua, sizeof(*walk), 0);

    *walk = (struct walk){0};
    writ_keys_collect(lua, 1, &walk->keys);
    lua_pushcclosure(lua, pairs_step, 2);
    lua_pushvalue(lua, 1);
    lua_pushnil(lua);
    return 3;
}

/* next(t): the least key. Without sorting, because `next(t) == nil` is how scripts ask whether a
 * table is empty. */
MAY_RAISE static int first(lua_State *lua)
{
    struct writ_keys keys;
    size_t least = 0;

    gather(lua, 1, &keys);
    for (size_t i = 1; i < keys.count; i++) {
        if (writ_key_compare(&keys.items[i], &keys.items[least]) < 0) {
            least = i;
        }
    }

    const int count = advance(lua, 1, &keys, &least);

    writ_keys_free(lua, &keys);
    return count;
}

/* The walk that next() is in the middle of: one is remembered, so that a loop over next() is not
 * quadratic. */
MAY_RAISE static struct walk *current_walk(lua_State *lua)
{
    (void)lua_rawgeti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NEXT);

    struct walk *walk = lua_touserdata(lua, -1);

    lua_pop(lua, 1);
    if (walk == NULL) {
        walk = lua_newuserdatauv(lua, sizeof(*walk), 0);
        *walk = (struct walk){0};
        lua_rawseti(lua, LUA_REGISTRYINDEX, WRIT_SLOT_NEXT);
    }
    return walk;
}

/* Position behind the key: keys that are not there (any more) count as where they would be. */
static size_t position_behind(const struct writ_keys *keys, const struct writ_key *key)
{
    size_t low = 0;
    size_t high = keys->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (writ_key_compare(&keys->items[middle], key) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

MAY_RAISE int writ_keys_next(lua_State *lua)
{
    struct writ_key key;

    writ_host_check_table(lua, 1);
    lua_settop(lua, 2);
    if (lua_type(lua, 2) == LUA_TNIL) {
        return first(lua);
    }
    if (!writ_key_read(lua, 2, &key)) {
        unordered(lua, lua_type(lua, 2));
    }
    luaL_argcheck(lua, key.kind != WRIT_KEY_FLOAT || !isnan(key.as.number), 2, "not a key");

    struct walk *walk = current_walk(lua);

    if (walk->table != lua_topointer(lua, 1) || walk->at == 0 || walk->at > walk->keys.count ||
        writ_key_compare(&walk->keys.items[walk->at - 1], &key) != 0) {
        walk->table = NULL;
        writ_keys_free(lua, &walk->keys);
        writ_keys_collect(lua, 1, &walk->keys);
        walk->table = lua_topointer(lua, 1);
        walk->at = position_behind(&walk->keys, &key);
    }
    return advance(lua, 1, &walk->keys, &walk->at);
}
