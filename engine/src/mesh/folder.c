/* SPDX-License-Identifier: Apache-2.0
 *
 * A mesh as people keep it: a folder, read under what is compiled in.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "descriptor/stdlib.h"
#include "mesh/load.h"

extern const struct writ_embedded writ_baseline[]; /* generated from policies/ by the build */

static enum writ_status list(const void *ctx, struct writ_arena *arena, const char *folder,
                             const char ***ret_paths, size_t *ret_count, struct writ_error *err)
{
    const char *full = writ_path_join(arena, ctx, folder);

    return full == NULL ? writ_mesh_no_memory(err)
                        : writ_dir_list(arena, full, ret_paths, ret_count, err);
}

static enum writ_status read_file(const void *ctx, struct writ_arena *arena, const char *path,
                                  struct writ_str *ret_bytes, struct writ_error *err)
{
    const char *full = writ_path_join(arena, ctx, path);

    return full == NULL ? writ_mesh_no_memory(err)
                        : writ_file_read(arena, full, WRIT_MESH_FILE_MAX, ret_bytes, err);
}

struct writ_mesh_source writ_mesh_folder(const char *dir)
{
    return (struct writ_mesh_source){.dir = dir,
                                     .has_files = dir != NULL,
                                     .list = list,
                                     .read = read_file,
                                     .ctx = dir,
                                     .library = writ_stdlib_texts(),
                                     .baseline = writ_baseline};
}
