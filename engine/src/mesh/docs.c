/* SPDX-License-Identifier: Apache-2.0
 *
 * Where people read what a policy asks for: a page with a heading for each id, or the policy's own
 * file.
 */
#include "mesh/load.h"

#define BASELINE_PAGE "docs/reference/policies.md"

/* As a heading of that id is called by the usual renderers of Markdown: without its dots. */
static const char *anchor_of(struct writ_mesh *mesh, const char *id)
{
    char *anchor = writ_arena_alloc(&mesh->arena, strlen(id) + 1);
    size_t len = 0;

    for (const char *it = id; anchor != NULL && *it != '\0'; it++) {
        if (*it != '.') {
            anchor[len++] = *it;
        }
    }
    return anchor;
}

const char *writ_mesh_docs_of(struct writ_mesh *mesh, const char *id, const char *path)
{
    const struct writ_str url = writ_value_text(writ_value_member(mesh->settings, "docs_url"));
    const bool is_baseline = writ_str_starts(writ_str_from(path), WRIT_LIT("writ:"));
    const struct writ_str page = url.len > 0 ? url : WRIT_LIT(BASELINE_PAGE);
    const char *anchor;

    if (url.len == 0 && !is_baseline) {
        return path;
    }
    anchor = anchor_of(mesh, id);
    return anchor == NULL
               ? NULL
               : writ_arena_printf(&mesh->arena, "%.*s#%s", (int)page.len, page.ptr, anchor);
}
