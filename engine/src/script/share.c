/* SPDX-License-Identifier: Apache-2.0
 *
 * script/share.c - load the modules that texts require into the base, before there are parts.
 *
 * Names are looked for as text: one in a comment costs a module that nobody uses, and one that is
 * put together by the text is not found. Neither changes what a text sees.
 */
#include <string.h>

#include "script/state.h"

static struct writ_str skip_spaces(struct writ_str text)
{
    size_t at = 0;

    while (at < text.len && strchr(" \t\r\n(", text.ptr[at]) != NULL) {
        at++;
    }
    return writ_str_cut(text, at, text.len);
}

/* Take the text up to the next name off its front; false when there is none. */
static bool next_name(struct writ_str *rest, struct writ_str *ret_name)
{
    const struct writ_str word = WRIT_LIT("require");

    while (rest->len > 0) {
        *rest = writ_str_cut(*rest, writ_str_find(*rest, word.ptr[0]), rest->len);
        if (!writ_str_starts(*rest, word)) {
            *rest = writ_str_cut(*rest, 1, rest->len);
            continue;
        }
        *rest = skip_spaces(writ_str_cut(*rest, word.len, rest->len));
        if (rest->len > 0 && (rest->ptr[0] == '"' || rest->ptr[0] == '\'')) {
            const struct writ_str name = writ_str_cut(*rest, 1, rest->len);

            *ret_name = writ_str_cut(name, 0, writ_str_find(name, rest->ptr[0]));
            return true;
        }
    }
    return false;
}

static bool is_known(const struct writ_sandbox *sandbox, struct writ_str name)
{
    for (const struct writ_shared *it = sandbox->shared; it != NULL; it = it->older) {
        if (writ_str_eq(it->name, name)) {
            return true;
        }
    }
    return false;
}

MAY_RAISE static int require_body(lua_State *lua)
{
    const struct writ_str *name = lua_touserdata(lua, 1);

    lua_pushcfunction(lua, writ_script_require);
    lua_pushlstring(lua, name->ptr, name->len);
    lua_call(lua, 1, 0);
    return 0;
}

static enum writ_status share(struct writ_sandbox *sandbox, struct writ_str name,
                              struct writ_error *err)
{
    struct writ_shared *shared = writ_arena_alloc(&sandbox->names, sizeof(*shared));
    const struct writ_str kept = writ_arena_str(&sandbox->names, name);

    if (shared == NULL || kept.ptr == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL,
                         "out of memory"); /* uncovered: the names' arena is the sandbox's own */
    }
    *shared = (struct writ_shared){.older = sandbox->shared, .name = kept};
    sandbox->shared = shared;
    writ_gas_begin(sandbox);
    if (writ_script_protect(sandbox, require_body, &shared->name, NULL) != WRIT_OK) {
        writ_part_undo(sandbox);
        return WRIT_OK;
    }
    return writ_part_keep(sandbox, err);
}

enum writ_status writ_sandbox_share(struct writ_sandbox *sandbox, struct writ_str text,
                                    struct writ_error *err)
{
    struct writ_str rest = text;
    struct writ_str name;

    if (sandbox->is_sealed || sandbox->part_count > 1) {
        return writ_fail(err, WRIT_E_BUG, NULL, "modules are shared by what comes after them");
    }
    writ_part_undo(sandbox);
    while (next_name(&rest, &name)) {
        if (!is_known(sandbox, name)) {
            WRIT_TRY(share(sandbox, name, err));
        }
    }
    return WRIT_OK;
}
