/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/store.h"

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"

enum { KEPT_MAX = 64 << 20 }; /* a library of every text is under 1 MiB, a manifest smaller */

static const char *folder_of(enum writ_kept kind)
{
    switch (kind) {
    case WRIT_KEPT_BLOB:
        return "blob";
    case WRIT_KEPT_BUNDLE:
        return "bundle";
    case WRIT_KEPT_TEXTS:
        return "texts";
    }
    return "";
}

static enum writ_status no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
}

static const char *folder_path(struct writ_arena *arena, const char *dir, enum writ_kept kind)
{
    return writ_arena_printf(arena, "%s/store/%s", dir, folder_of(kind));
}

const char *writ_store_path(struct writ_arena *arena, const char *dir, enum writ_kept kind,
                            const struct writ_digest *name)
{
    char hex[WRIT_SHA256_HEX_SIZE];

    writ_digest_hex(name, hex);
    return writ_arena_printf(arena, "%s/store/%s/%s", dir, folder_of(kind), hex);
}

enum writ_status writ_store_put(struct writ_arena *arena, const char *dir, enum writ_kept kind,
                                const struct writ_digest *name, struct writ_str bytes,
                                struct writ_error *err)
{
    const char *folder = folder_path(arena, dir, kind);
    const char *path = writ_store_path(arena, dir, kind, name);

    if (folder == NULL || path == NULL) {
        return no_memory(err);
    }
    if (writ_file_exists(path)) {
        return WRIT_OK; /* it is only ever renamed into place, after its bytes were durable */
    }
    WRIT_TRY(writ_dir_make(folder, err));
    return writ_file_replace(path, bytes, 0644, err);
}

enum writ_status writ_store_get(struct writ_arena *arena, const char *dir, enum writ_kept kind,
                                const struct writ_digest *name, struct writ_str *ret_bytes,
                                struct writ_error *err)
{
    const char *path = writ_store_path(arena, dir, kind, name);
    struct writ_digest digest;

    if (path == NULL) {
        return no_memory(err);
    }
    WRIT_TRY(writ_file_read(arena, path, KEPT_MAX, ret_bytes, err));
    if (kind != WRIT_KEPT_BLOB) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_sha256(ret_bytes, 1, &digest, err));
    if (!writ_digest_equal(&digest, name)) {
        const struct writ_loc loc = writ_loc_at(path, 0, 0);

        return writ_fail(err, WRIT_E_CORRUPT, &loc, "the file's bytes do not hash to its name");
    }
    return WRIT_OK;
}

enum writ_status writ_store_list(struct writ_arena *arena, const char *dir, enum writ_kept kind,
                                 const char ***ret_names, size_t *ret_count, struct writ_error *err)
{
    const char *folder = folder_path(arena, dir, kind);
    struct writ_digest digest;
    const char **names = NULL;
    size_t found = 0;
    size_t count = 0;

    if (folder == NULL) {
        return no_memory(err);
    }
    WRIT_TRY(writ_dir_list(arena, folder, &names, &found, err));
    for (size_t i = 0; i < found; i++) {
        if (writ_digest_from_hex(writ_str_from(names[i]), &digest)) {
            names[count++] = names[i];
        }
    }
    *ret_names = names;
    *ret_count = count;
    return WRIT_OK;
}
