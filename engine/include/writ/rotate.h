/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/rotate.h - end a log, and go on in another with another key.
 */
#ifndef WRIT_ROTATE_H
#define WRIT_ROTATE_H

#include "writ/error.h"

WRIT_BEGIN_C

enum { WRIT_PATH_MAX = 4096 };

struct writ_rotation {
    const char *mesh_dir;      /**< its ledger.period names the next log */
    const char *log_dir;       /**< NULL: MESH/.writ/log. The next log comes to be in its place */
    const char *key_path;      /**< key of the log that ends; NULL: MESH/.writ/log.key */
    const char *next_key_path; /**< key of the log that begins */
};

/** What has come of it. */
struct writ_rotated {
    char ended[256];             /**< origin of the log that ended */
    uint64_t size;               /**< its entries, the rotation included */
    char ended_dir[WRIT_PATH_MAX]; /**< where it is now: LOG_DIR-PERIOD */
    char begun[256];             /**< origin of the log that began */
};

/**
 * Record a rotation as the last entry of the log, which then takes no other; make the next log, whose
 * first entry has the last checkpoint of the one before; and put it in its place. Interrupted
 * anywhere, it is ended by running it again; until then nothing can be recorded.
 *
 * @retval WRIT_E_NOTFOUND  no log, or no key
 * @retval WRIT_E_SCHEMA    mesh.yaml names the log that is there, or one of another mesh or node; or the
 *                          log has ended in favour of another one
 * @retval WRIT_E_CRYPTO    a key cannot be used, or is not the log's
 * @retval WRIT_E_IO        another process appends, LOG_DIR-PERIOD is there already, or the operating
 *                          system refused
 * @retval other            as writ_recorder_open()
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_rotate(const struct writ_rotation *rotation,
                                                     struct writ_rotated *ret_rotated,
                                                     struct writ_error *err);

WRIT_END_C

#endif
