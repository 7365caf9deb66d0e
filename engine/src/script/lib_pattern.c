/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lib_pattern.c - find, match, gmatch and gsub over the matcher in pattern.c.
 */
#include "script/host.h"
#include "script/pattern.h"
#include "script/text.h"

MAY_RAISE static struct writ_str check_text(lua_State *lua, int arg)
{
    struct writ_str text;

    text.ptr = luaL_checklstring(lua, arg, &text.len);
    return text;
}

/* The optional start position, from 1; more than len + 1 when nothing can be there. */
MAY_RAISE static size_t check_start(lua_State *lua, int arg, size_t len)
{
    const lua_Integer at = luaL_optinteger(lua, arg, 1);

    if (at > 0) {
        return (size_t)at;
    }
    if (at == 0 || at < -(lua_Integer)len) {
        return 1;
    }
    return len + (size_t)at + 1;
}

/* Take a leading '^' off the pattern. */
static bool take_anchor(struct writ_str *pattern)
{
    if (pattern->len == 0 || pattern->ptr[0] != '^') {
        return false;
    }
    *pattern = writ_str_cut(*pattern, 1, pattern->len);
    return true;
}

MAY_RAISE static int find_plain(lua_State *lua, struct writ_str text, struct writ_str needle,
                                size_t start)
{
    const char *found =
        writ_pattern_find_plain(lua, writ_str_cut(text, start - 1, text.len), needle);

    if (found == NULL) {
        lua_pushnil(lua);
        return 1;
    }
    lua_pushinteger(lua, found - text.ptr + 1);
    lua_pushinteger(lua, found - text.ptr + (lua_Integer)needle.len);
    return 2;
}

/* Search from *at on; NULL, or the end of the match, whose start is then in *at. */
MAY_RAISE static const char *search(struct writ_pattern *match, const char **at, bool is_anchored)
{
    const char *end = match->subject.ptr + match->subject.len;
    const char *found = writ_pattern_at(match, *at);

    while (found == NULL && !is_anchored && *at < end) {
        *at = writ_pattern_skip(match, *at + 1);
        found = writ_pattern_at(match, *at);
    }
    return found;
}

MAY_RAISE static int find_or_match(lua_State *lua, bool is_find)
{
    const struct writ_str text = check_text(lua, 1);
    struct writ_str pattern = check_text(lua, 2);
    const size_t start = check_start(lua, 3, text.len);
    struct writ_pattern match;

    if (start > text.len + 1) {
        lua_pushnil(lua);
        return 1;
    }
    if (is_find && (lua_toboolean(lua, 4) != 0 || writ_pattern_is_plain(pattern))) {
        return find_plain(lua, text, pattern, start);
    }

    const char *at = text.ptr + start - 1;
    const bool is_anchored = take_anchor(&pattern);

    writ_pattern_init(&match, lua, text, pattern);

    const char *end = search(&match, &at, is_anchored);

    writ_pattern_done(&match);
    if (end == NULL) {
        lua_pushnil(lua);
        return 1;
    }
    if (!is_find) {
        return writ_pattern_push(&match, at, end);
    }
    lua_pushinteger(lua, at - text.ptr + 1);
    lua_pushinteger(lua, end - text.ptr);
    return writ_pattern_push(&match, NULL, NULL) + 2;
}

MAY_RAISE int writ_string_find(lua_State *lua)
{
    return find_or_match(lua, true);
}

MAY_RAISE int writ_string_match(lua_State *lua)
{
    return find_or_match(lua, false);
}

/* Iterator of gmatch. Upvalues: text, pattern, where to go on, where the last match ended (0-based;
 * -1: none). */
MAY_RAISE static int gmatch_step(lua_State *lua)
{
    const struct writ_str text = check_text(lua, lua_upvalueindex(1));
    const struct writ_str pattern = check_text(lua, lua_upvalueindex(2));
    const lua_Integer from = lua_tointegerx(lua, lua_upvalueindex(3), NULL);
    const lua_Integer last = lua_tointegerx(lua, lua_upvalueindex(4), NULL);
    struct writ_pattern match;
    const char *end = NULL;

    writ_pattern_init(&match, lua, text, pattern);
    for (const char *at = text.ptr + from; at <= text.ptr + text.len; at++) {
        at = writ_pattern_skip(&match, at);
        end = writ_pattern_at(&match, at);
        if (end == NULL ||
            end - text.ptr == last) { /* an empty match right behind the last one is none */
            continue;
        }
        writ_pattern_done(&match);
        lua_pushinteger(lua, end - text.ptr);
        lua_pushvalue(lua, -1);
        lua_replace(lua, lua_upvalueindex(3));
        lua_replace(lua, lua_upvalueindex(4));
        return writ_pattern_push(&match, at, end);
    }
    writ_pattern_done(&match);
    lua_pushinteger(lua, (lua_Integer)text.len + 1);
    lua_replace(lua, lua_upvalueindex(3));
    return 0;
}

MAY_RAISE int writ_string_gmatch(lua_State *lua)
{
    const struct writ_str text = check_text(lua, 1);
    size_t start;

    (void)check_text(lua, 2);
    start = check_start(lua, 3, text.len);
    lua_settop(lua, 2);
    lua_pushinteger(lua, start > text.len + 1 ? (lua_Integer)text.len + 1 : (lua_Integer)start - 1);
    lua_pushinteger(lua, -1);
    lua_pushcclosure(lua, gmatch_step, 4);
    return 1;
}

struct substitution {
    lua_State *lua;
    struct writ_text out;
    struct writ_pattern match;
    const char *start, *end; /* of the current match */
};

/* One capture or the whole match, as replacement texts mean it. */
MAY_RAISE static void add_capture(struct substitution *sub, char digit)
{
    if (digit == '0') {
        writ_text_add(&sub->out, (struct writ_str){sub->start, (size_t)(sub->end - sub->start)});
        return;
    }
    if (digit - '1' >= sub->match.level && digit != '1') {
        luaL_error(sub->lua, "invalid capture index %%%d in replacement string", digit - '0');
    }
    writ_pattern_push_one(&sub->match, digit - '1', sub->start, sub->end);
    writ_text_add_value(&sub->out);
}

MAY_RAISE static void add_text(struct substitution *sub, struct writ_str replacement)
{
    for (size_t i = 0; i < replacement.len; i++) {
        const char byte = replacement.ptr[i];
        const char next = replacement.ptr[i + 1]; /* texts of Lua have a NUL behind them */

        if (byte != '%') {
            writ_text_add_char(&sub->out, byte);
            continue;
        }
        i++;
        if (next == '%') {
            writ_text_add_char(&sub->out, '%');
        } else if (next >= '0' && next <= '9') {
            add_capture(sub, next);
        } else {
            luaL_error(sub->lua, "invalid use of '%%' in replacement string");
        }
    }
    writ_gas_charge(sub->lua, replacement.len / 4);
}

/* Stack: the replacement on top, popped; nil and false keep the match as it is. */
MAY_RAISE static void add_result(struct substitution *sub)
{
    lua_State *lua = sub->lua;

    if (lua_toboolean(lua, -1) == 0) {
        lua_pop(lua, 1);
        writ_text_add(&sub->out, (struct writ_str){sub->start, (size_t)(sub->end - sub->start)});
        return;
    }
    if (lua_isstring(lua, -1) == 0) {
        luaL_error(lua, "invalid replacement value (a %s)",
                   writ_host_is_table(lua, -1) ? "table" : luaL_typename(lua, -1));
    }
    writ_text_add_value(&sub->out);
}

MAY_RAISE static void add_replacement(struct substitution *sub)
{
    lua_State *lua = sub->lua;
    struct writ_str text;

    if (lua_type(lua, 3) == LUA_TFUNCTION) {
        lua_pushvalue(lua, 3);
        lua_call(lua, writ_pattern_push(&sub->match, sub->start, sub->end), 1);
        add_result(sub);
        return;
    }
    if (writ_host_is_table(lua, 3)) {
        writ_pattern_push_one(&sub->match, 0, sub->start, sub->end);
        (void)lua_gettable(lua, 3);
        add_result(sub);
        return;
    }
    text.ptr = lua_tolstring(lua, 3, &text.len);
    add_text(sub, text);
}

/* Replace up to `most` matches; the number of them. */
MAY_RAISE static lua_Integer substitute(struct substitution *sub, bool is_anchored,
                                        lua_Integer most)
{
    const char *at = sub->match.subject.ptr;
    const char *stop = at + sub->match.subject.len;
    lua_Integer count = 0;

    sub->end = NULL;
    while (count < most) {
        const char *end = writ_pattern_at(&sub->match, at);

        if (end != NULL && end != sub->end) {
            sub->start = at;
            sub->end = at = end;
            add_replacement(sub);
            count++;
        } else if (at < stop) {
            const char *next = is_anchored ? at + 1 : writ_pattern_skip(&sub->match, at + 1);

            writ_text_add(&sub->out, (struct writ_str){at, (size_t)(next - at)});
            at = next;
        } else {
            break;
        }
        if (is_anchored) {
            break;
        }
    }
    writ_text_add(&sub->out, (struct writ_str){at, (size_t)(stop - at)});
    return count;
}

MAY_RAISE int writ_string_gsub(lua_State *lua)
{
    const struct writ_str text = check_text(lua, 1);
    struct writ_str pattern = check_text(lua, 2);
    const int type = lua_type(lua, 3);
    const lua_Integer most = luaL_optinteger(lua, 4, (lua_Integer)text.len + 1);
    const bool is_anchored = take_anchor(&pattern);
    struct substitution sub = {.lua = lua, .out = {.lua = lua}};

    luaL_argexpected(lua,
                     type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION ||
                         writ_host_is_table(lua, 3),
                     3, "string/function/table");
    writ_pattern_init(&sub.match, lua, text, pattern);

    const lua_Integer count = substitute(&sub, is_anchored, most);

    writ_pattern_done(&sub.match);
    writ_text_push(&sub.out);
    lua_pushinteger(lua, count);
    return 2;
}
