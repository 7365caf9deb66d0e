/* SPDX-License-Identifier: Apache-2.0
 *
 * script/sort.c - table.sort: a stable merge sort, so that ties and bad comparators cannot differ
 * between runs.
 */
#include "script/host.h"

enum { FEW = 32 };

struct sort {
    lua_State *lua;
    bool has_comparator;
    uint32_t *from; /* numbers of the elements, in the order found so far */
    uint32_t *to;
    size_t count;
    uint32_t few[2][FEW]; /* what `from` and `to` are when they are short */
};

enum { ARG_TABLE = 1, ARG_COMPARATOR = 2, COPY = 3 }; /* stack */

/* Whether element a must come before element b. Elements are in the copy: a comparator may change
 * the table. */
MAY_RAISE static bool is_less(const struct sort *sort, uint32_t a, uint32_t b)
{
    lua_State *lua = sort->lua;
    bool is_less;

    writ_gas_charge(lua, 2);
    if (sort->has_comparator) {
        lua_pushvalue(lua, ARG_COMPARATOR);
        lua_rawgeti(lua, COPY, a);
        lua_rawgeti(lua, COPY, b);
        lua_call(lua, 2, 1);
        is_less = lua_toboolean(lua, -1) != 0;
        lua_pop(lua, 1);
        return is_less;
    }
    lua_rawgeti(lua, COPY, a);
    lua_rawgeti(lua, COPY, b);
    if (lua_type(lua, -1) == LUA_TSTRING) {
        writ_gas_charge(lua, lua_rawlen(lua, -1) / 64);
    }
    is_less = lua_compare(lua, -2, -1, LUA_OPLT) != 0;
    lua_pop(lua, 2);
    return is_less;
}

MAY_RAISE static void merge(const struct sort *sort, size_t low, size_t middle, size_t high)
{
    size_t left = low;
    size_t right = middle;

    if (middle == high || !is_less(sort, sort->from[middle], sort->from[middle - 1])) {
        memcpy(sort->to + low, sort->from + low,
               (high - low) * sizeof(*sort->to)); /* in order already */
        return;
    }
    for (size_t i = low; i < high; i++) {
        const bool takes_right =
            left == middle || (right < high && is_less(sort, sort->from[right], sort->from[left]));

        sort->to[i] = sort->from[takes_right ? right++ : left++];
    }
}

MAY_RAISE static void run(struct sort *sort)
{
    for (size_t width = 1; width < sort->count; width *= 2) {
        for (size_t low = 0; low < sort->count; low += 2 * width) {
            const size_t middle = low + width < sort->count ? low + width : sort->count;
            const size_t high = middle + width < sort->count ? middle + width : sort->count;

            merge(sort, low, middle, high);
        }

        uint32_t *swapped = sort->from;

        sort->from = sort->to;
        sort->to = swapped;
    }
}

MAY_RAISE static void copy_elements(lua_State *lua, size_t count)
{
    writ_gas_charge(lua, count);
    lua_createtable(lua, (int)count, 0);
    for (size_t i = 1; i <= count; i++) {
        lua_rawgeti(lua, ARG_TABLE, (lua_Integer)i);
        lua_rawseti(lua, COPY, (lua_Integer)i);
    }
}

/* Bytes of one block; 0 when the elements are few. */
static size_t block_bytes(const struct sort *sort)
{
    return sort->count <= FEW ? 0 : sort->count * sizeof(*sort->from);
}

MAY_RAISE static void open_numbers(struct sort *sort)
{
    const size_t bytes = block_bytes(sort);

    sort->from = bytes == 0 ? sort->few[0] : writ_gas_realloc(sort->lua, NULL, 0, bytes);
    sort->to = bytes == 0 ? sort->few[1] : writ_gas_realloc(sort->lua, NULL, 0, bytes);
    for (size_t i = 0; i < sort->count; i++) {
        sort->from[i] = (uint32_t)i + 1;
    }
}

MAY_RAISE static void close_numbers(struct sort *sort)
{
    const size_t bytes = block_bytes(sort);

    if (bytes != 0) {
        (void)writ_gas_realloc(sort->lua, sort->from, bytes, 0);
        (void)writ_gas_realloc(sort->lua, sort->to, bytes, 0);
    }
}

MAY_RAISE static void check_args(lua_State *lua)
{
    writ_host_check_table(lua, ARG_TABLE);
    if (lua_type(lua, ARG_TABLE) != LUA_TTABLE) {
        luaL_error(lua, "the input is read-only");
    }
    if (!lua_isnoneornil(lua, ARG_COMPARATOR)) {
        luaL_checktype(lua, ARG_COMPARATOR, LUA_TFUNCTION);
    }
}

MAY_RAISE int writ_table_sort(lua_State *lua)
{
    struct sort sort = {.lua = lua, .has_comparator = !lua_isnoneornil(lua, ARG_COMPARATOR)};

    check_args(lua);
    lua_settop(lua, 2);
    sort.count = lua_rawlen(lua, ARG_TABLE);
    luaL_argcheck(lua, sort.count < INT32_MAX / 2, ARG_TABLE, "array too big");
    if (sort.count < 2) {
        return 0;
    }
    copy_elements(lua, sort.count);
    open_numbers(&sort);
    run(&sort);
    for (size_t i = 0; i < sort.count; i++) {
        lua_rawgeti(lua, COPY, sort.from[i]);
        lua_rawseti(lua, ARG_TABLE, (lua_Integer)i + 1);
    }
    close_numbers(&sort);
    return 0;
}
