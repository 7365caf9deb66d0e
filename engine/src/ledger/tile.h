/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/tile.h - the log as static files for any web server (c2sp.org/tlog-tiles):
 *
 * OUT/checkpoint             the published checkpoint, cosigned when witnesses cosigned this one; replaced last
 * OUT/tile/<L>/<N>           256 hashes of level 8 L; OUT/tile/<L>/<N>.p/<W>: the last W of them, fewer than 256
 * OUT/tile/entries/<N>[.p/<W>]  the leaves under a tile of level 0: u16 length, big endian, and bytes
 *
 * Nothing else of the log's folder goes there: what is beside the leaves stays private.
 */
#ifndef WRIT_LEDGER_TILE_H
#define WRIT_LEDGER_TILE_H

#include "ledger/log.h"

enum { WRIT_TILE_WIDTH = 256, WRIT_TILE_ENTRIES = -1, WRIT_TILE_PATH_SIZE = 64 };

struct writ_tile {
    int level; /**< or WRIT_TILE_ENTRIES */
    uint64_t index;
    unsigned width; /**< 1 to 256 */
};

/** "tile/0/x001/234.p/7" */
void writ_tile_path(const struct writ_tile *tile, char ret_path[WRIT_TILE_PATH_SIZE]);

/** The reverse; false for everything that writ_tile_path() does not write. */
bool writ_tile_parse(struct writ_str path, struct writ_tile *ret_tile);

/** Append a tile of an open log. @retval WRIT_E_NOTFOUND  the published checkpoint does not fill it */
WRIT_NODISCARD enum writ_status writ_log_tile(struct writ_log *log, const struct writ_tile *tile, struct writ_buf *buf,
                                              struct writ_error *err);

/** The published checkpoint, cosigned when witnesses cosigned this one. Borrowed. */
struct writ_str writ_log_public_checkpoint(const struct writ_log *log);

struct writ_exported {
    uint64_t size;   /**< leaves that are public now */
    uint64_t before; /**< and before */
    uint64_t files;  /**< written, the checkpoint not counted */
};

/**
 * Bring a folder up to the published checkpoint. What is there is not written again; a full tile never changes.
 *
 * @retval WRIT_E_CORRUPT   the folder has a checkpoint or a tile that this log does not extend: another log, a rollback, or a
 *                          rewrite. Nothing was overwritten
 * @retval WRIT_E_NOTFOUND  the log has no checkpoint yet
 */
WRIT_NODISCARD enum writ_status writ_log_export(struct writ_log *log, const char *dir, struct writ_exported *ret_exported,
                                                struct writ_error *err);

#endif
