/* SPDX-License-Identifier: Apache-2.0 */
#include "open.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "auto.h"
#include "say.h"

enum { FOLDER_MAX = 4096 };

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The folder a path is in; the path itself when it is one. */
static const char *folder_of(const char *path, char buffer[FOLDER_MAX])
{
    const char *slash = path == NULL ? NULL : strrchr(path, '/');

    if (path == NULL || is_folder(path)) {
        return path;
    }
    if (slash == NULL) {
        return NULL; /* the current folder */
    }
    (void)snprintf(buffer, FOLDER_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return buffer;
}

/* Leaves *ret_dir empty when there is no mesh and none is needed. */
static enum writ_status find_mesh(const struct writ_opening *opening, struct writ_bytes *ret_dir,
                                  struct writ_error *err)
{
    char buffer[FOLDER_MAX];
    const char *start = folder_of(opening->start, buffer);
    struct writ_error problem = {0};
    const enum writ_status status = writ_mesh_find(start, ret_dir, &problem);

    if (status == WRIT_E_NOTFOUND && !opening->needs_mesh) {
        writ_cli_note("no mesh.yaml in %s or above: the baseline policies alone apply",
                      start == NULL ? "this folder" : start);
        return WRIT_OK;
    }
    if (status != WRIT_OK) {
        *err = problem;
    }
    return status;
}

enum writ_status writ_cli_open(const struct writ_opening *opening, struct writ_engine **ret_engine,
                               struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes found = {NULL, 0};
    struct writ_options options = {
        .mesh_dir = opening->mesh_dir,
        .log_dir = opening->log_dir,
        .key_path = opening->key_path,
        .is_recording = opening->is_recording,
        .is_covering = opening->is_covering,
    };

    if (options.mesh_dir == NULL) {
        const enum writ_status status = find_mesh(opening, &found, err);

        if (status != WRIT_OK) {
            return status;
        }
        options.mesh_dir = found.ptr;
    }
    return writ_engine_open(&options, ret_engine, err);
}

enum writ_status writ_cli_mesh_dir(const struct writ_args *args, struct writ_bytes *found,
                                   const char **ret_dir, struct writ_error *err)
{
    const char *given = writ_cli_value(args, "mesh");
    const enum writ_status status = given != NULL ? WRIT_OK : writ_mesh_find(NULL, found, err);

    *ret_dir = given != NULL ? given : found->ptr;
    return status;
}
