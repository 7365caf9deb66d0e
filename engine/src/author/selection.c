/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies as a user names them: by the beginning of an id, or of a path.
 */
#include "base/error.h"
#include "engine/engine.h"

const char *writ_path_named(const char *path)
{
    const struct writ_str mark = WRIT_LIT("writ:");

    return writ_str_starts(writ_str_from(path), mark) ? path + mark.len : path;
}

static bool begins(struct writ_str text, const char *name)
{
    return writ_str_starts(text, writ_str_from(name));
}

/* "MESH/policies/x.lua" as a shell completes it. */
static bool is_below(const char *dir, struct writ_str path, const char *name)
{
    const struct writ_str given = writ_str_from(name);
    const size_t len = dir == NULL ? 0 : strlen(dir);

    return len > 0 && given.len > len && writ_str_starts(given, writ_str_from(dir)) &&
           given.ptr[len] == '/' && writ_str_starts(path, writ_str_cut(given, len + 1, given.len));
}

static bool is_named(const struct writ_engine *engine, const char *name, const char *id,
                     const char *path)
{
    const struct writ_str below = writ_str_from(writ_path_named(path));

    return begins(writ_str_from(id), name) || begins(below, name) ||
           is_below(engine->mesh->dir, below, name);
}

bool writ_is_selected(const struct writ_engine *engine, const struct writ_selection *selection,
                      const char *id, const char *path)
{
    for (size_t i = 0; selection != NULL && i < selection->count; i++) {
        if (is_named(engine, selection->names[i], id, path)) {
            return true;
        }
    }
    return selection == NULL || selection->count == 0;
}

static bool names_something(const struct writ_engine *engine, const char *name)
{
    const struct writ_mesh *mesh = engine->mesh;
    bool is_something = false;

    for (size_t i = 0; i < mesh->policy_count && !is_something; i++) {
        is_something = is_named(engine, name, mesh->policies[i].id, mesh->policies[i].path);
    }
    for (size_t i = 0; i < mesh->test_count && !is_something; i++) {
        is_something = is_named(engine, name, "", mesh->tests[i].path);
    }
    return is_something;
}

enum writ_status writ_selection_check(const struct writ_engine *engine,
                                      const struct writ_selection *selection,
                                      struct writ_error *err)
{
    for (size_t i = 0; selection != NULL && i < selection->count; i++) {
        if (!names_something(engine, selection->names[i])) {
            return writ_hint(err,
                             writ_fail(err, WRIT_E_NOTFOUND, NULL, "'%.100s' names no policy",
                                       selection->names[i]),
                             "give the beginning of a policy's id or path; 'writ policy list' "
                             "shows them");
        }
    }
    return WRIT_OK;
}
