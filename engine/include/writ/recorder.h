/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/recorder.h - one log for many engines: what they decide is recorded together, and a commit to disk is shared.
 *
 * A process that decides in many threads opens one recorder and gives it to the engine of each thread
 * (writ_options.recorder). Thread-safe: any number of engines may record through it at once.
 */
#ifndef WRIT_RECORDER_H
#define WRIT_RECORDER_H

#include "writ/error.h"

WRIT_BEGIN_C

struct writ_recorder;

/** Texts are borrowed for the call. */
struct writ_recorder_options {
    const char *mesh_dir; /**< its mesh.yaml says the log's origin, "<name>/<node>/<period>"; NULL: the baseline's */
    const char *log_dir;  /**< NULL: MESH/.writ/log. A missing folder is made */
    const char *key_path; /**< signing key; NULL: MESH/.writ/log.key */
};

/**
 * Open the log for appending and recover it. One process at a time can.
 *
 * @param ret_recorder  writ_recorder_close(), after the last engine that records through it is closed
 * @retval WRIT_E_NOTFOUND  no key, with a hint; or neither a mesh nor a folder and a key are named
 * @retval WRIT_E_CRYPTO    the key cannot be used, or the log is signed with another one
 * @retval WRIT_E_SCHEMA    the log is of another origin, or mesh.yaml is wrong
 * @retval WRIT_E_CORRUPT   damaged, rewritten or rolled back; nothing was changed
 * @retval WRIT_E_IO        another process appends, or the operating system refused
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_recorder_open(const struct writ_recorder_options *options,
                                                            struct writ_recorder **ret_recorder, struct writ_error *err);

/** After the last engine that records through it. Waits for what is being recorded; in a fork it only lets go. NULL is fine. */
WRIT_API void writ_recorder_close(struct writ_recorder *recorder);

WRIT_END_C

#endif
