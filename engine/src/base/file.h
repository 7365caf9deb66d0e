/* SPDX-License-Identifier: Apache-2.0
 *
 * base/file.h - whole files in, whole files out, and sorted directory listings.
 * Every error names the path and what the operating system said.
 */
#ifndef WRIT_BASE_FILE_H
#define WRIT_BASE_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "writ/error.h"

/**
 * Read a regular file. A directory, device or socket is refused; "-" reads standard input.
 *
 * @param max_bytes  WRIT_E_LIMIT when the file is longer
 * @param ret_bytes  in the arena, with a NUL behind it
 */
WRIT_NODISCARD enum writ_status writ_file_read(struct writ_arena *arena, const char *path,
                                               size_t max_bytes, struct writ_str *ret_bytes,
                                               struct writ_error *err);

/**
 * Replace a file whole or not at all: temporary file beside it, write, fsync, rename, fsync of the folder.
 *
 * @param mode  permission bits of the new file, e.g. 0644
 */
WRIT_NODISCARD enum writ_status writ_file_replace(const char *path, struct writ_str bytes,
                                                  unsigned mode, struct writ_error *err);

/** As writ_file_replace(), but an existing file is an error and stays as it is. */
WRIT_NODISCARD enum writ_status writ_file_create(const char *path, struct writ_str bytes,
                                                 unsigned mode, struct writ_error *err);

/** Make durable that `path` is there: fsync of the folder it is in. */
WRIT_NODISCARD enum writ_status writ_path_sync(const char *path, struct writ_error *err);

/** Make a directory and the missing ones above it, durably. An existing one is fine. */
WRIT_NODISCARD enum writ_status writ_dir_make(const char *path, struct writ_error *err);

/**
 * Paths of the regular files below `dir`, relative to it, in byte order; names that start with '.' are left out.
 * A missing directory is an empty list.
 *
 * @param ret_paths  in the arena; NULL-terminated
 */
WRIT_NODISCARD enum writ_status writ_dir_list(struct writ_arena *arena, const char *dir,
                                              const char ***ret_paths, size_t *ret_count,
                                              struct writ_error *err);

bool writ_file_exists(const char *path);
bool writ_dir_exists(const char *path);

/** dir/name in the arena; NULL when memory is out. */
const char *writ_path_join(struct writ_arena *arena, const char *dir, const char *name);

#endif
