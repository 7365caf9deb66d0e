/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/bundle_file.h - the files of the store that bundle*.c write and read.
 * Layer: engine. Private to the bundle*.c files.
 */
#ifndef WRIT_ENGINE_BUNDLE_FILE_H
#define WRIT_ENGINE_BUNDLE_FILE_H

#include "engine/bundle.h"
#include "ledger/store.h"

enum { WRIT_BUNDLE_VERSION = 1 };

/** One row of a manifest. */
struct writ_bundle_row {
    struct writ_str path;
    struct writ_digest digest;
};

struct writ_manifest {
    const char *path; /**< of the manifest itself */
    struct writ_digest baseline;
    struct writ_bundle_row *rows; /**< by path */
    size_t count;
};

/**
 * Read the manifest of a bundle into the arena.
 *
 * @retval WRIT_E_NOTFOUND  none is kept  @retval WRIT_E_CORRUPT  it is no manifest
 */
WRIT_NODISCARD enum writ_status writ_manifest_read(struct writ_arena *arena, const char *log_dir,
                                                   const struct writ_digest *name,
                                                   struct writ_manifest *ret_manifest,
                                                   struct writ_error *err);

#endif
