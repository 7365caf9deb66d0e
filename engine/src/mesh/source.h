/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh/source.h - where the files of a mesh come from: a folder, or what was kept of one.
 * Layer: mesh (may include base, data, codec, crypto, script, descriptor).
 */
#ifndef WRIT_MESH_SOURCE_H
#define WRIT_MESH_SOURCE_H

#include "base/arena.h"
#include "base/embedded.h"

enum { WRIT_MESH_FILE_MAX = 4 << 20 };

/** Paths are relative to the mesh, with '/' between names. All of it outlives the mesh. */
struct writ_mesh_source {
    const char *dir; /**< the folder; NULL when there is none to look into */
    bool has_files;  /**< false: no mesh.yaml, the baseline alone */

    /** The files below a folder (a missing one has none), in byte order and relative to it. */
    enum writ_status (*list)(const void *ctx, struct writ_arena *arena, const char *folder,
                             const char ***ret_paths, size_t *ret_count, struct writ_error *err);

    /** @retval WRIT_E_NOTFOUND  there is no such file  @retval WRIT_E_LIMIT  over
     * WRIT_MESH_FILE_MAX */
    enum writ_status (*read)(const void *ctx, struct writ_arena *arena, const char *path,
                             struct writ_str *ret_bytes, struct writ_error *err);
    const void *ctx;

    const struct writ_embedded *library;  /**< what policies may require, and the dialects */
    const struct writ_embedded *baseline; /**< the policies that `baseline: true` binds */
};

/** A folder with mesh.yaml, under the library and the baseline that are compiled in.
 * @param dir  borrowed; NULL: the baseline alone */
struct writ_mesh_source writ_mesh_folder(const char *dir);

#endif
