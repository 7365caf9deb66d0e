/* SPDX-License-Identifier: Apache-2.0
 *
 * A kept bundle as the source of a mesh. All of it is read and checked before any of it is used.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "descriptor/stdlib.h"
#include "engine/bundle_file.h"

enum { TEXTS_BYTES_MAX = 64 << 20 };

static enum writ_status damaged(const char *path, const char *what, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    return writ_fail(err, WRIT_E_CORRUPT, &loc, "%s", what);
}

/* A document of the store. What cannot be read as JSON is damage, not a user's slip. */
static enum writ_status read_kept(struct writ_arena *arena, const char *log_dir,
                                  enum writ_kept kind, const struct writ_digest *name,
                                  const struct writ_value **ret_value, struct writ_error *err)
{
    const char *path = writ_store_path(arena, log_dir, kind, name);
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    struct writ_error cause = {0};
    struct writ_str bytes;

    if (path == NULL) {
        return writ_engine_no_memory(err);
    }
    limits.bytes = TEXTS_BYTES_MAX;
    WRIT_TRY(writ_store_get(arena, log_dir, kind, name, &bytes, err));

    const enum writ_status status = writ_json_read(arena, path, bytes, limits, ret_value, &cause);

    if (status == WRIT_E_NOMEM) {
        return writ_engine_no_memory(err);
    }
    return status == WRIT_OK ? WRIT_OK : damaged(path, cause.text, err);
}

static bool read_row(const struct writ_value *value, struct writ_bundle_row *ret_row)
{
    ret_row->path = writ_value_text(writ_value_member(value, "path"));
    return ret_row->path.len > 0 &&
           writ_digest_read(writ_value_text(writ_value_member(value, "digest")), &ret_row->digest);
}

enum writ_status writ_manifest_read(struct writ_arena *arena, const char *log_dir,
                                    const struct writ_digest *name,
                                    struct writ_manifest *ret_manifest, struct writ_error *err)
{
    const struct writ_value *value = NULL;
    struct writ_manifest manifest = {0};
    int64_t version = 0;

    WRIT_TRY(read_kept(arena, log_dir, WRIT_KEPT_BUNDLE, name, &value, err));

    const struct writ_value *files = writ_value_member(value, "files");
    const struct writ_value *baseline = writ_value_member(value, "baseline");

    manifest.path = writ_store_path(arena, log_dir, WRIT_KEPT_BUNDLE, name);
    manifest.count = writ_value_count(files);
    manifest.rows = writ_arena_array(arena, manifest.count + 1, sizeof(*manifest.rows));
    if (manifest.path == NULL || manifest.rows == NULL) {
        return writ_engine_no_memory(err);
    }
    if (!writ_value_integer(writ_value_member(value, "v"), &version) ||
        version != WRIT_BUNDLE_VERSION || files == NULL || files->kind != WRIT_ARRAY ||
        !writ_digest_read(writ_value_text(baseline), &manifest.baseline)) {
        return damaged(manifest.path, "this is no manifest of a bundle", err);
    }
    for (size_t i = 0; i < manifest.count; i++) {
        if (!read_row(writ_value_item(files, i), &manifest.rows[i])) {
            return damaged(manifest.path, "a file of the manifest has no path or no digest", err);
        }
    }
    *ret_manifest = manifest;
    return WRIT_OK;
}

static bool read_text(const struct writ_value *value, struct writ_embedded *ret_text)
{
    const struct writ_value *text = writ_value_member(value, "text");

    ret_text->name = writ_value_text(writ_value_member(value, "name")).ptr;
    ret_text->text = writ_value_text(text).ptr;
    ret_text->len = writ_value_text(text).len;
    return ret_text->name != NULL && ret_text->text != NULL;
}

/* The texts that are compiled in when they are the ones, else those kept under the digest. */
static enum writ_status find_texts(struct writ_arena *arena, const char *log_dir,
                                   const struct writ_digest *name,
                                   const struct writ_embedded **texts, struct writ_error *err)
{
    const struct writ_value *value = NULL;
    struct writ_digest digest;

    WRIT_TRY(writ_embedded_digest(*texts, &digest, err));
    if (writ_digest_equal(&digest, name)) {
        return WRIT_OK;
    }
    WRIT_TRY(read_kept(arena, log_dir, WRIT_KEPT_TEXTS, name, &value, err));

    const size_t count = writ_value_count(value);
    const char *path = writ_store_path(arena, log_dir, WRIT_KEPT_TEXTS, name);
    struct writ_embedded *kept = writ_arena_array(arena, count + 1, sizeof(*kept));

    if (path == NULL || kept == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_text(writ_value_item(value, i), &kept[i])) {
            return damaged(path, "a text of the library has no name or no text", err);
        }
    }
    WRIT_TRY(writ_embedded_digest(kept, &digest, err));
    *texts = kept;
    return writ_digest_equal(&digest, name)
               ? WRIT_OK
               : damaged(path, "the texts do not hash to the file's name", err);
}

/* The files of a bundle in memory. */
struct kept_files {
    const struct writ_manifest *manifest;
    struct writ_str *bytes; /* by row */
};

static struct writ_str below(const struct writ_bundle_row *row, struct writ_str folder)
{
    const bool is_in = writ_str_starts(row->path, folder) && row->path.len > folder.len &&
                       row->path.ptr[folder.len] == '/';

    return is_in ? writ_str_cut(row->path, folder.len + 1, row->path.len)
                 : (struct writ_str){"", 0};
}

static enum writ_status list(const void *ctx, struct writ_arena *arena, const char *folder,
                             const char ***ret_paths, size_t *ret_count, struct writ_error *err)
{
    const struct kept_files *files = ctx;
    const char **paths = writ_arena_array(arena, files->manifest->count + 1, sizeof(const char *));
    size_t count = 0;

    for (size_t i = 0; paths != NULL && i < files->manifest->count; i++) {
        const struct writ_str rest = below(&files->manifest->rows[i], writ_str_from(folder));

        if (rest.len > 0) {
            paths[count++] = rest.ptr; /* ends where its row's path ends */
        }
    }
    *ret_paths = paths;
    *ret_count = count;
    return paths == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status read_file(const void *ctx, struct writ_arena *arena, const char *path,
                                  struct writ_str *ret_bytes, struct writ_error *err)
{
    const struct kept_files *files = ctx;
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    (void)arena;
    for (size_t i = 0; i < files->manifest->count; i++) {
        if (writ_str_is(files->manifest->rows[i].path, path)) {
            *ret_bytes = files->bytes[i];
            return WRIT_OK;
        }
    }
    return writ_fail(err, WRIT_E_NOTFOUND, &loc, "the bundle has no such file");
}

static enum writ_status load_files(struct writ_arena *arena, const char *log_dir,
                                   const struct writ_digest *name, struct kept_files *ret_files,
                                   struct writ_error *err)
{
    struct writ_manifest *manifest = writ_arena_alloc(arena, sizeof(*manifest));

    if (manifest == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_manifest_read(arena, log_dir, name, manifest, err));
    ret_files->manifest = manifest;
    ret_files->bytes = writ_arena_array(arena, manifest->count + 1, sizeof(*ret_files->bytes));
    if (ret_files->bytes == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < manifest->count; i++) {
        WRIT_TRY(writ_store_get(arena, log_dir, WRIT_KEPT_BLOB, &manifest->rows[i].digest,
                                &ret_files->bytes[i], err));
    }
    return WRIT_OK;
}

static enum writ_status open_source(struct writ_arena *arena, const char *log_dir,
                                    const struct writ_bundle_id *id,
                                    struct writ_mesh_source *ret_source, struct writ_error *err)
{
    struct kept_files *files = writ_arena_alloc(arena, sizeof(*files));
    struct writ_mesh_source source = writ_mesh_folder(NULL);

    if (files == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(load_files(arena, log_dir, &id->mesh, files, err));
    WRIT_TRY(find_texts(arena, log_dir, &id->library, &source.library, err));
    WRIT_TRY(find_texts(arena, log_dir, &files->manifest->baseline, &source.baseline, err));
    source.has_files = files->manifest->count > 0;
    source.list = list;
    source.read = read_file;
    source.ctx = files;
    *ret_source = source;
    return WRIT_OK;
}

static enum writ_status load(struct writ_engine *engine, const char *log_dir,
                             const struct writ_bundle_id *id, struct writ_error *err)
{
    struct writ_mesh_source source;

    WRIT_TRY(open_source(&engine->arena, log_dir, id, &source, err));
    WRIT_TRY(writ_mesh_load_from(&source, &engine->mesh, err));

    const struct writ_bundle_id got = writ_bundle_of_mesh(engine->mesh);
    const char *path = writ_store_path(&engine->arena, log_dir, WRIT_KEPT_BUNDLE, &id->mesh);

    if (path == NULL) {
        return writ_engine_no_memory(err);
    }
    return writ_bundle_equal(&got, id)
               ? WRIT_OK
               : damaged(path, "the mesh of this manifest has another digest", err);
}

enum writ_status writ_bundle_open(const char *log_dir, const struct writ_bundle_id *id,
                                  struct writ_engine **ret_engine, struct writ_error *err)
{
    WRIT_AUTO(writ_engine) struct writ_engine *engine = writ_engine_new();

    if (engine == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(load(engine, log_dir, id, err));
    *ret_engine = WRIT_MOVE(engine);
    return WRIT_OK;
}
