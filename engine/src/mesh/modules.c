/* SPDX-License-Identifier: Apache-2.0
 *
 * What `require` finds inside a mesh. The folders are fixed, so no name can reach outside them.
 */
#include "descriptor/stdlib.h"
#include "mesh/load.h"

/* Letters, digits, '-' and '_' with '/' between them: no dots, so no way up. */
static bool is_module_name(struct writ_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.ptr[i];
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '_' || c == '-';

        if (!is_word && (c != '/' || i == 0 || i + 1 == name.len)) {
            return false;
        }
    }
    return name.len > 0;
}

static bool find_in_mesh(struct writ_mesh *mesh, struct writ_str name, struct writ_str *ret_text,
                         const char **ret_source)
{
    const char *folder = writ_str_starts(name, WRIT_LIT("lib/")) ? "policies/" : "";
    const char *path =
        writ_arena_printf(&mesh->arena, "%s%.*s.lua", folder, (int)name.len, name.ptr);

    *ret_source = path;
    return path != NULL && writ_mesh_read(mesh, path, ret_text, NULL) == WRIT_OK;
}

static bool find(void *ctx, struct writ_str name, struct writ_str *ret_text,
                 const char **ret_source)
{
    struct writ_mesh *mesh = ctx;
    const struct writ_embedded *known = writ_embedded_find(mesh->source.library, name);
    const bool may_be_own =
        writ_str_starts(name, WRIT_LIT("lib/")) || writ_str_starts(name, WRIT_LIT("dialects/"));

    if (known != NULL) { /* the library cannot be shadowed */
        *ret_text = (struct writ_str){known->text, known->len};
        *ret_source = known->name;
        return true;
    }
    return mesh->source.has_files && may_be_own && is_module_name(name) &&
           find_in_mesh(mesh, name, ret_text, ret_source);
}

struct writ_modules writ_mesh_modules(struct writ_mesh *mesh)
{
    return (struct writ_modules){.find = find, .ctx = mesh};
}
