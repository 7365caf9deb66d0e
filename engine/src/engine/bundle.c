/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeping a mesh: its files as blobs, then the manifest that makes them a bundle.
 */
#include "engine/bundle.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/try.h"
#include "descriptor/stdlib.h"
#include "engine/bundle_file.h"

struct writ_bundle_id writ_bundle_of_mesh(const struct writ_mesh *mesh)
{
    return (struct writ_bundle_id){.mesh = mesh->digest, .library = mesh->stdlib_digest};
}

bool writ_bundle_of_document(const struct writ_value *document, struct writ_bundle_id *ret_id)
{
    const struct writ_value *library = writ_value_member(document, "stdlib_digest");

    return writ_digest_read(writ_value_text(writ_value_path(document, "bundle.digest")),
                            &ret_id->mesh) &&
           writ_digest_read(writ_value_text(library), &ret_id->library);
}

bool writ_bundle_equal(const struct writ_bundle_id *a, const struct writ_bundle_id *b)
{
    return writ_digest_equal(&a->mesh, &b->mesh) && writ_digest_equal(&a->library, &b->library);
}

static const struct writ_value *digest_value(struct writ_arena *arena,
                                             const struct writ_digest *digest)
{
    char text[WRIT_DIGEST_TEXT_SIZE];

    writ_digest_text(digest, text);
    return writ_value_string(arena, writ_str_from(text));
}

static enum writ_status put_value(struct writ_arena *arena, const char *log_dir,
                                  enum writ_kept kind, const struct writ_digest *name,
                                  const struct writ_value *value, struct writ_error *err)
{
    struct writ_str bytes;

    if (value == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_canonical_bytes(arena, value, &bytes, err));
    return writ_store_put(arena, log_dir, kind, name, bytes, err);
}

static enum writ_status is_kept(struct writ_arena *arena, const char *log_dir, enum writ_kept kind,
                                const struct writ_digest *name, bool *ret_is,
                                struct writ_error *err)
{
    const char *path = writ_store_path(arena, log_dir, kind, name);

    *ret_is = path != NULL && writ_file_exists(path);
    return path == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status keep_texts(struct writ_arena *arena, const char *log_dir,
                                   const struct writ_embedded *texts,
                                   const struct writ_digest *name, struct writ_error *err)
{
    struct writ_build list;
    bool is_there = false;

    WRIT_TRY(is_kept(arena, log_dir, WRIT_KEPT_TEXTS, name, &is_there, err));
    if (is_there) {
        return WRIT_OK;
    }
    writ_build_array(&list, arena);
    for (const struct writ_embedded *it = texts; it->name != NULL; it++) {
        struct writ_build one;

        writ_build_object(&one, arena);
        writ_build_put_text(&one, "name", writ_str_from(it->name));
        writ_build_put_text(&one, "text", (struct writ_str){it->text, it->len});
        writ_build_item(&list, writ_build_end(&one));
    }
    return put_value(arena, log_dir, WRIT_KEPT_TEXTS, name, writ_build_end(&list), err);
}

static bool by_path(const void *things, size_t a, size_t b)
{
    const struct writ_mesh_file *const *files = things;
    const int order = writ_str_cmp(files[a]->path, files[b]->path);

    return order != 0 ? order < 0 : a < b;
}

static enum writ_status keep_file(struct writ_arena *arena, const char *log_dir,
                                  const struct writ_mesh_file *file, struct writ_build *list,
                                  struct writ_error *err)
{
    struct writ_digest digest;
    struct writ_build one;

    WRIT_TRY(writ_sha256(&file->bytes, 1, &digest, err));
    WRIT_TRY(writ_store_put(arena, log_dir, WRIT_KEPT_BLOB, &digest, file->bytes, err));
    writ_build_object(&one, arena);
    writ_build_put(&one, "digest", digest_value(arena, &digest));
    writ_build_put_text(&one, "path", file->path);
    writ_build_item(list, writ_build_end(&one));
    return WRIT_OK;
}

/* By path, so that equal meshes have equal manifests. */
static enum writ_status keep_files(struct writ_arena *arena, const char *log_dir,
                                   const struct writ_mesh *mesh, const struct writ_value **ret_list,
                                   struct writ_error *err)
{
    const struct writ_mesh_file **files =
        writ_arena_array(arena, mesh->file_count + 1, sizeof(const struct writ_mesh_file *));
    size_t *order = writ_arena_array(arena, mesh->file_count + 1, sizeof(*order));
    struct writ_build list;
    size_t count = 0;

    if (files == NULL || order == NULL) {
        return writ_engine_no_memory(err);
    }
    for (const struct writ_mesh_file *it = mesh->files; it != NULL; it = it->next) {
        files[count++] = it;
    }
    writ_sort_index(order, count, by_path, files);
    writ_build_array(&list, arena);
    for (size_t i = 0; i < count; i++) {
        WRIT_TRY(keep_file(arena, log_dir, files[order[i]], &list, err));
    }
    *ret_list = writ_build_end(&list);
    return WRIT_OK;
}

static enum writ_status keep_bundle(struct writ_arena *arena, const char *log_dir,
                                    const struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *files = NULL;
    struct writ_digest baseline;
    struct writ_build manifest;

    WRIT_TRY(writ_embedded_digest(mesh->source.baseline, &baseline, err));
    WRIT_TRY(keep_texts(arena, log_dir, mesh->source.baseline, &baseline, err));
    WRIT_TRY(keep_files(arena, log_dir, mesh, &files, err));
    writ_build_object(&manifest, arena);
    writ_build_put_int(&manifest, "v", WRIT_BUNDLE_VERSION);
    writ_build_put(&manifest, "baseline", digest_value(arena, &baseline));
    writ_build_put(&manifest, "files", files);
    return put_value(arena, log_dir, WRIT_KEPT_BUNDLE, &mesh->digest, writ_build_end(&manifest),
                     err);
}

enum writ_status writ_bundle_keep(const char *log_dir, const struct writ_mesh *mesh,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    bool is_there = false;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(keep_texts(&arena, log_dir, mesh->source.library, &mesh->stdlib_digest, err));
    WRIT_TRY(is_kept(&arena, log_dir, WRIT_KEPT_BUNDLE, &mesh->digest, &is_there, err));
    return is_there ? WRIT_OK : keep_bundle(&arena, log_dir, mesh, err);
}
