/* SPDX-License-Identifier: Apache-2.0
 *
 * How a mesh's files are read: every byte that is loaded goes into the mesh's digest.
 */
#include <stdio.h>

#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "mesh/load.h"

enum writ_status writ_mesh_no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while loading the mesh");
}

enum writ_status writ_mesh_absorb(struct writ_mesh *mesh, const char *path, struct writ_str bytes,
                                  struct writ_error *err)
{
    char head[48];
    const int len = snprintf(head, sizeof(head), "%zu:%zu:", strlen(path), bytes.len);
    const struct writ_str pieces[] = {
        {(const char *)mesh->digest.bytes, sizeof(mesh->digest.bytes)},
        {head, (size_t)len},
        writ_str_from(path),
        bytes};

    return writ_sha256(pieces, 4, &mesh->digest, err);
}

static size_t bucket_of(struct writ_str path)
{
    return writ_str_hash(path) % WRIT_MESH_FILE_BUCKETS;
}

const struct writ_mesh_file *writ_mesh_file(const struct writ_mesh *mesh, struct writ_str path)
{
    for (const struct writ_mesh_file *it = mesh->files_by_path[bucket_of(path)]; it != NULL;
         it = it->next_in_bucket) {
        if (writ_str_eq(it->path, path)) {
            return it;
        }
    }
    return NULL;
}

enum writ_status writ_mesh_read(struct writ_mesh *mesh, const char *path,
                                struct writ_str *ret_bytes, struct writ_error *err)
{
    const struct writ_mesh_source *source = &mesh->source;
    const struct writ_mesh_file *known = writ_mesh_file(mesh, writ_str_from(path));

    if (known != NULL) {
        *ret_bytes = known->bytes;
        return WRIT_OK;
    }

    struct writ_mesh_file *file = writ_arena_alloc(&mesh->arena, sizeof(*file));
    const struct writ_str name = writ_arena_str(&mesh->arena, writ_str_from(path));

    if (file == NULL || name.ptr == NULL) {
        return writ_mesh_no_memory(err);
    }
    WRIT_TRY(source->read(source->ctx, &mesh->arena, path, &file->bytes, err));
    file->path = name;
    file->next = mesh->files;
    mesh->files = file;
    file->next_in_bucket = mesh->files_by_path[bucket_of(name)];
    mesh->files_by_path[bucket_of(name)] = file;
    mesh->file_count++;
    *ret_bytes = file->bytes;
    return WRIT_OK;
}

enum writ_status writ_mesh_text(struct writ_mesh *mesh, const char *path, struct writ_str *ret_text,
                                struct writ_error *err)
{
    WRIT_TRY(writ_mesh_read(mesh, path, ret_text, err));
    return writ_mesh_absorb(mesh, path, *ret_text, err);
}

enum writ_status writ_mesh_document(struct writ_mesh *mesh, const char *path,
                                    const struct writ_value **ret_value, struct writ_error *err)
{
    struct writ_str bytes = {0};

    WRIT_TRY(writ_mesh_text(mesh, path, &bytes, err));
    return writ_document_read(&mesh->arena, path, bytes, WRIT_CODEC_LIMITS, ret_value, err);
}

enum writ_status writ_mesh_list(struct writ_mesh *mesh, const char *folder, const char ***ret_paths,
                                size_t *ret_count, struct writ_error *err)
{
    const struct writ_mesh_source *source = &mesh->source;

    WRIT_TRY(source->list(source->ctx, &mesh->arena, folder, ret_paths, ret_count, err));
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_paths)[i] = writ_path_join(&mesh->arena, folder, (*ret_paths)[i]);
        if ((*ret_paths)[i] == NULL) {
            return writ_mesh_no_memory(err);
        }
    }
    return WRIT_OK;
}

bool writ_is_document_name(const char *path)
{
    static const char *const endings[] = {".yaml", ".yml", ".json", ".jsonld"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (writ_str_ends(writ_str_from(path), writ_str_from(endings[i]))) {
            return true;
        }
    }
    return false;
}
