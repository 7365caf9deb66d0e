/* SPDX-License-Identifier: Apache-2.0
 *
 * What was published before: the same files, from another folder.
 */
#include "base/file.h"
#include "base/try.h"
#include "mesh/load.h"

static enum writ_status read_previous(struct writ_mesh *mesh, const char *path,
                                      struct writ_error *err)
{
    WRIT_TRY(writ_reader_read(mesh->reader, &mesh->arena, path, NULL,
                              &mesh->previous[mesh->previous_count], err));
    mesh->previous_count++;
    return WRIT_OK;
}

static enum writ_status read_folder(struct writ_mesh *mesh, const char *folder,
                                    struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;

    WRIT_TRY(writ_dir_list(&mesh->arena, folder, &paths, &count, err));
    mesh->previous = writ_arena_array(&mesh->arena, count + 1, sizeof(*mesh->previous));
    if (mesh->previous == NULL) {
        return writ_mesh_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = writ_path_join(&mesh->arena, folder, paths[i]);

        if (path == NULL) {
            return writ_mesh_no_memory(err);
        }
        if (writ_is_document_name(path)) {
            WRIT_TRY(read_previous(mesh, path, err));
        }
    }
    return WRIT_OK;
}

static enum writ_status read_file(struct writ_mesh *mesh, const char *path, struct writ_error *err)
{
    mesh->previous = writ_arena_array(&mesh->arena, 1, sizeof(*mesh->previous));
    return mesh->previous == NULL ? writ_mesh_no_memory(err) : read_previous(mesh, path, err);
}

/* A whole mesh has more documents than descriptors: only its products are compared. */
static enum writ_status products_of(struct writ_mesh *mesh, const char *path,
                                    const char **ret_folder, struct writ_error *err)
{
    const char *settings = writ_path_join(&mesh->arena, path, "mesh.yaml");
    const char *products = writ_path_join(&mesh->arena, path, "products");

    if (settings == NULL || products == NULL) {
        return writ_mesh_no_memory(err);
    }
    *ret_folder = writ_file_exists(settings) ? products : path;
    return WRIT_OK;
}

enum writ_status writ_mesh_load_previous(struct writ_mesh *mesh, const char *path,
                                         struct writ_error *err)
{
    const char *own = writ_arena_str(&mesh->arena, writ_str_from(path)).ptr;

    if (own == NULL) {
        return writ_mesh_no_memory(err);
    }
    mesh->previous_count = 0;
    if (writ_dir_exists(own)) {
        WRIT_TRY(products_of(mesh, own, &own, err));
        WRIT_TRY(read_folder(mesh, own, err));
    } else {
        WRIT_TRY(read_file(mesh, own, err));
    }
    if (mesh->previous_count == 0) {
        const struct writ_loc at = writ_loc_at(own, 0, 0);

        return writ_fail(err, WRIT_E_NOTFOUND, &at, "no descriptor is there to compare with");
    }
    WRIT_TRY(writ_mesh_check_ids(mesh->previous, mesh->previous_count, err));
    return writ_mesh_join_contracts(mesh, mesh->previous, mesh->previous_count, err);
}

static bool have_same(const struct writ_descriptor *a, const struct writ_descriptor *b,
                      const char *member)
{
    const struct writ_value *own = writ_value_member(a->product, member);

    return own != NULL && writ_value_equal(own, writ_value_member(b->product, member));
}

const struct writ_descriptor *writ_mesh_previous(const struct writ_mesh *mesh,
                                                 const struct writ_descriptor *descriptor)
{
    const struct writ_descriptor *found = NULL;

    for (size_t i = 0; i < mesh->previous_count; i++) {
        const struct writ_descriptor *it = &mesh->previous[i];

        if (have_same(descriptor, it, "id") &&
            writ_is_contract(descriptor) == writ_is_contract(it)) {
            if (have_same(descriptor, it, "version")) {
                return it;
            }
            found = it;
        }
    }
    return found;
}
