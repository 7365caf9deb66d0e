/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/open.h - which mesh a command is about, and its engine.
 */
#ifndef WRIT_CLI_OPEN_H
#define WRIT_CLI_OPEN_H

#include "options.h"
#include "writ/engine.h"

struct writ_opening {
    const char *mesh_dir; /**< --mesh; NULL: look for one */
    const char *start;    /**< a file or folder to look from; NULL: the current folder */
    bool needs_mesh;      /**< without one: an error; else a note, and the baseline alone */
    bool is_recording;
    bool is_covering;     /**< count what policies do */
    const char *log_dir;  /**< --log */
    const char *key_path; /**< --key */
};

/** @retval other  that of writ_mesh_find() and writ_engine_open() */
WRIT_NODISCARD enum writ_status writ_cli_open(const struct writ_opening *opening,
                                              struct writ_engine **ret_engine,
                                              struct writ_error *err);

/**
 * The folder of the mesh: that of --mesh, else the nearest one above the current folder.
 *
 * @param found  what *ret_dir may borrow from
 * @retval other  that of writ_mesh_find()
 */
WRIT_NODISCARD enum writ_status writ_cli_mesh_dir(const struct writ_args *args,
                                                  struct writ_bytes *found, const char **ret_dir,
                                                  struct writ_error *err);

#endif
