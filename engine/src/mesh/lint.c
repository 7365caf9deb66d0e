/* SPDX-License-Identifier: Apache-2.0
 *
 * What the lint says about the mesh's own texts: policies, tests, modules and dialects.
 */
#include "base/try.h"
#include "mesh/load.h"

enum writ_status writ_mesh_note_text(struct writ_mesh *mesh, const char *path, struct writ_str text,
                                     struct writ_error *err)
{
    struct writ_mesh_text *note = writ_arena_alloc(&mesh->arena, sizeof(*note));

    if (note == NULL) {
        return writ_mesh_no_memory(err);
    }
    *note = (struct writ_mesh_text){.path = path, .text = text};
    *(mesh->texts == NULL ? &mesh->texts : &mesh->last_text->next) = note;
    mesh->last_text = note;
    return WRIT_OK;
}

enum writ_status writ_mesh_lint(struct writ_mesh *mesh, struct writ_error *err)
{
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_sandbox_limits limits;

    if (mesh->texts == NULL || mesh->is_linted) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_mesh_limits(mesh->settings, &limits, err));
    WRIT_TRY(writ_sandbox_new(&limits, mesh->modules, &sandbox, err));
    for (struct writ_mesh_text *text = mesh->texts; text != NULL; text = text->next) {
        WRIT_TRY(
            writ_sandbox_lint(sandbox, text->path, text->text, &mesh->arena, &text->lints, err));
    }
    mesh->is_linted = true;
    return WRIT_OK;
}
