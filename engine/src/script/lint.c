/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lint.c - refuse what Lua 5.4.4 is known to compile wrongly.
 *
 * Operators in a function with more constants than an instruction can name may give wrong results,
 * so such functions are refused; those that only build tables, as vocabularies and test files do,
 * may have as many as they need. (A local _ENV that is a compile-time constant makes Lua index a
 * register that is not there: writ_script_lint_text() refuses that by its tokens.)
 */
#include "script/dump.h"
#include "script/scan.h"
#include "script/text.h"

enum {
    CONSTANTS_MAX = 200,
    FIRST_OPERATOR = 21, /* OP_ADDI to OP_MMBINK: arithmetic and bitwise operators */
    LAST_OPERATOR = 48,
    FIRST_TEST = 56, /* OP_JMP to OP_TESTSET: comparisons, and, or */
    LAST_TEST = 67,
};

static bool is_operator(unsigned opcode)
{
    return (opcode >= FIRST_OPERATOR && opcode <= LAST_OPERATOR) ||
           (opcode >= FIRST_TEST && opcode <= LAST_TEST);
}

static void find_too_many(void *ctx, const struct writ_dump_function *function)
{
    struct writ_dump_code code = writ_dump_begin(function);
    bool *has_too_many = ctx;

    if (function->constant_count <= CONSTANTS_MAX) {
        return;
    }
    while (writ_dump_next(&code)) {
        *has_too_many = *has_too_many || is_operator(writ_dump_opcode(&code));
    }
}

/* The error that follows is one of the text, not of running it. */
static void malformed(lua_State *lua)
{
    writ_script_self(lua)->is_malformed = true;
}

MAY_RAISE static int collect(lua_State *lua, const void *bytes, size_t len, void *text)
{
    (void)lua;
    writ_text_add(text, (struct writ_str){bytes, len});
    return 0;
}

MAY_RAISE void writ_script_dump(lua_State *lua, bool is_stripped, struct writ_text *ret_text)
{
    *ret_text = (struct writ_text){.lua = lua};
    (void)lua_dump(lua, collect, ret_text, is_stripped ? 1 : 0);
    writ_gas_charge(lua, ret_text->len / 16);
}

MAY_RAISE void writ_script_lint(lua_State *lua, const char *alias)
{
    struct writ_text text;
    bool has_too_many = false;
    bool is_known;

    writ_script_dump(lua, true, &text);
    is_known = writ_dump_walk((struct writ_str){text.ptr, text.len}, find_too_many, &has_too_many);
    (void)writ_gas_realloc(lua, text.ptr, text.cap, 0);
    if (!is_known) {
        /* uncovered: needs another release of Lua than the one that this is built with */
        luaL_error(lua,
                   "%s:0: the compiled form is not that of the Lua release that this was made for",
                   alias);
    }
    if (has_too_many) {
        malformed(lua);
        luaL_error(lua, "%s:0: a function with operators has more than %d constants: split it",
                   alias, CONSTANTS_MAX);
    }
}

MAY_RAISE void writ_script_lint_text(lua_State *lua, const char *alias, struct writ_str text)
{
    struct writ_scan scan = {.text = text, .line = 1};

    while (scan.at < text.len) {
        if (scan.is_after_env && writ_scan_peek(&scan, 0) == '<') {
            malformed(lua);
            luaL_error(lua, "%s:%d: _ENV may not be followed by '<': a constant _ENV is refused",
                       alias, (int)scan.line);
        }
        writ_scan_pass(&scan);
    }
}
