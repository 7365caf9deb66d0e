/* SPDX-License-Identifier: Apache-2.0
 *
 * A mesh from nothing: the starter mesh of docs/examples/starter, compiled in, under a name of the
 * user's.
 */
#include <unistd.h>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "engine/engine.h"

extern const struct writ_embedded
    writ_starter[]; /* generated from docs/examples/starter by the build */

static enum writ_status check_name(const char *name, struct writ_error *err)
{
    const size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    if (name[0] < 'a' || name[0] > 'z' || name[len] != '\0' || len > 64) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL,
                         "'%s' is no name for a mesh: a-z, 0-9 and '-', a letter first, at most 64",
                         name);
    }
    return WRIT_OK;
}

static enum writ_status check_empty(struct writ_arena *arena, const char *dir,
                                    struct writ_error *err)
{
    const struct writ_loc at = writ_loc_at(dir, 0, 0);
    const char **paths = NULL;
    size_t count = 0;

    if (dir[0] == '\0') {
        return writ_fail(err, WRIT_E_IO, NULL, "the name of the folder is empty");
    }
    if (writ_file_exists(dir)) {
        return writ_fail(err, WRIT_E_IO, &at, "this is a file, not a folder");
    }
    WRIT_TRY(writ_dir_list(arena, dir, &paths, &count, err));
    if (count > 0) {
        return writ_hint(err, writ_fail(err, WRIT_E_IO, &at, "the folder is not empty"),
                         "give a new or an empty folder");
    }
    return WRIT_OK;
}

/* The starter's own name, in mesh.yaml's first setting, becomes the user's. */
static enum writ_status text_of(struct writ_arena *arena, const struct writ_embedded *file,
                                const char *name, struct writ_str *ret_text, struct writ_error *err)
{
    static const char own[] = "name: starter\n";
    const struct writ_str text = {file->text, file->len};
    const char *at = strcmp(file->name, "mesh.yaml") == 0 ? strstr(file->text, own) : NULL;
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, arena->alloc, text.len + 256);
    if (at == NULL) {
        *ret_text = text;
        return WRIT_OK;
    }

    const size_t head = (size_t)(at - text.ptr);

    writ_buf_add(&buf, writ_str_cut(text, 0, head));
    writ_buf_addf(&buf, "name: %s\n", name);
    writ_buf_add(&buf, writ_str_cut(text, head + sizeof(own) - 1, text.len));
    *ret_text = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
    return ret_text->ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status write_file(struct writ_arena *arena, const char *dir,
                                   const struct writ_embedded *file, const char *name,
                                   struct writ_error *err)
{
    const char *path = writ_path_join(arena, dir, file->name);
    struct writ_str text;

    if (path == NULL) {
        return writ_engine_no_memory(err);
    }

    const char *slash = strrchr(path, '/');
    const char *folder = writ_arena_str(arena, (struct writ_str){path, (size_t)(slash - path)}).ptr;

    if (folder == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_dir_make(folder, err));
    WRIT_TRY(text_of(arena, file, name, &text, err));
    return writ_file_create(path, text, 0644, err);
}

/* The folders of a path that are empty now, from the innermost up to `least` characters. */
static void remove_folders(struct writ_arena *arena, const char *path, size_t least)
{
    for (size_t len = strlen(path); len >= least && len > 0; len--) {
        const char *folder =
            path[len] == '/' ? writ_arena_str(arena, (struct writ_str){path, len}).ptr : NULL;

        if (path[len] == '/' && (folder == NULL || rmdir(folder) != 0)) {
            return;
        }
    }
}

/* A mesh in part would look like a mesh: take back what was written before `end` failed. */
static void take_back(struct writ_arena *arena, const char *dir, const struct writ_embedded *end,
                      bool had_dir)
{
    const size_t least = had_dir ? strlen(dir) + 1 : strlen(dir) - 1;

    for (const struct writ_embedded *it = writ_starter; it <= end; it++) {
        const char *path = writ_path_join(arena, dir, it->name);

        if (path != NULL && it < end) {
            (void)unlink(path);
        }
    }
    for (const struct writ_embedded *it = writ_starter; it <= end; it++) {
        const char *path = writ_path_join(arena, dir, it->name);

        if (path != NULL) {
            remove_folders(arena, path, least);
        }
    }
}

enum writ_status writ_mesh_init(const char *dir, const char *name, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const bool had_dir = writ_dir_exists(dir);

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(check_name(name, err));
    WRIT_TRY(check_empty(&arena, dir, err));
    for (const struct writ_embedded *it = writ_starter; it->name != NULL; it++) {
        const enum writ_status status = write_file(&arena, dir, it, name, err);

        if (status != WRIT_OK) {
            take_back(&arena, dir, it, had_dir);
            return status;
        }
    }
    return WRIT_OK;
}
