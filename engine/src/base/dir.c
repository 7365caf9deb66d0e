/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"

enum { DEPTH_MAX = 16 }; /* deeper than any mesh; ends a loop of symbolic links */

struct listing {
    struct writ_arena *arena;
    const char **paths;
    size_t count;
    size_t cap;
    struct writ_error *err;
};

static enum writ_status out_of_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while listing a directory");
}

static enum writ_status add_path(struct listing *list, const char *path)
{
    if (list->count + 1 >= list->cap) {
        const size_t cap = list->cap == 0 ? 32 : list->cap * 2;
        const char **grown = writ_arena_array(list->arena, cap, sizeof(*grown));

        if (grown == NULL) {
            return out_of_memory(list->err);
        }
        if (list->count > 0) {
            memcpy(grown, list->paths, list->count * sizeof(*grown));
        }
        list->paths = grown;
        list->cap = cap;
    }
    list->paths[list->count++] = path;
    list->paths[list->count] = NULL;
    return WRIT_OK;
}

static enum writ_status walk(struct listing *list, const char *root, const char *below, int depth);

static enum writ_status visit(struct listing *list, const char *root, const char *path, int depth)
{
    const char *full = path == NULL ? NULL : writ_path_join(list->arena, root, path);
    struct stat info;

    if (full == NULL) {
        return out_of_memory(list->err);
    }
    if (stat(full, &info) != 0) {
        const struct writ_loc loc = writ_loc_at(full, 0, 0);

        return writ_fail(list->err, WRIT_E_IO, &loc, "cannot read the file: %s", strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
        return walk(list, root, path, depth + 1);
    }
    return S_ISREG(info.st_mode) ? add_path(list, path) : WRIT_OK;
}

static void dir_autop(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

static enum writ_status walk(struct listing *list, const char *root, const char *below, int depth)
{
    const char *full = below[0] == '\0' ? root : writ_path_join(list->arena, root, below);

    if (full == NULL) {
        return out_of_memory(list->err);
    }

    const struct writ_loc loc = writ_loc_at(full, 0, 0);
    WRIT_AUTO(dir) DIR *dir = opendir(full);
    const struct dirent *entry;

    if (dir == NULL && errno == ENOENT && depth == 0) {
        return WRIT_OK;
    }
    if (dir == NULL) {
        return writ_fail(list->err, WRIT_E_IO, &loc, "cannot read the directory: %s",
                         strerror(errno));
    }
    if (depth > DEPTH_MAX) {
        return writ_fail(list->err, WRIT_E_LIMIT, &loc, "directories nest deeper than %d",
                         DEPTH_MAX);
    }
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        WRIT_TRY(visit(list, root,
                       below[0] == '\0' ? writ_arena_printf(list->arena, "%s", entry->d_name)
                                        : writ_path_join(list->arena, below, entry->d_name),
                       depth));
    }
    return WRIT_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum writ_status writ_dir_list(struct writ_arena *arena, const char *dir, const char ***ret_paths,
                               size_t *ret_count, struct writ_error *err)
{
    struct listing list = {.arena = arena, .err = err};

    WRIT_TRY(walk(&list, dir, "", 0));
    if (list.count > 1) {
        qsort(list.paths, list.count, sizeof(*list.paths), by_bytes);
    }
    *ret_paths = list.paths;
    *ret_count = list.count;
    return WRIT_OK;
}

static enum writ_status make_one(const char *path, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    if (mkdir(path, 0777) == 0) {
        return writ_path_sync(path, err);
    }
    if (errno != EEXIST || !writ_dir_exists(path)) {
        return writ_fail(err, WRIT_E_IO, &loc, "cannot make the directory: %s", strerror(errno));
    }
    return WRIT_OK;
}

enum writ_status writ_dir_make(const char *path, struct writ_error *err)
{
    char step[4096];
    const size_t len = strlen(path);

    if (len >= sizeof(step)) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "the path is too long");
    }
    for (size_t i = 1; i < len; i++) {
        if (path[i] == '/') {
            memcpy(step, path, i);
            step[i] = '\0';
            WRIT_TRY(make_one(step, err));
        }
    }
    return make_one(path, err);
}
