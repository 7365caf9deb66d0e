/* SPDX-License-Identifier: Apache-2.0
 *
 * server/archive.h - what the service shows of its log, read from the log's files beside the process that appends.
 *
 *   /log/checkpoint         the published checkpoint, cosigned when it is
 *   /log/tile/…             c2sp.org/tlog-tiles
 *   /log/receipt/INDEX      the receipt of an entry, under that checkpoint
 *   /v1/explain/INDEX       one screen of text: what was decided and why
 */
#ifndef WRIT_SERVER_ARCHIVE_H
#define WRIT_SERVER_ARCHIVE_H

#include "engine/engine.h"
#include "ledger/log.h"

struct writ_archive {
    const char *log_dir;        /**< borrowed */
    struct writ_engine *engine; /**< borrowed; it explains */
    struct writ_log *log;       /**< NULL until it is first needed, and after damage */
};

void writ_archive_done(struct writ_archive *archive);

/** One document of the archive. */
struct writ_archived {
    const char *content_type;
    struct writ_buf *body; /**< the caller's */
};

/**
 * @param path  of the request, as above
 * @retval WRIT_E_NOTFOUND  no such path, entry or tile (yet)
 * @retval WRIT_E_CORRUPT   the log is damaged or was rolled back
 */
WRIT_NODISCARD enum writ_status writ_archive_get(struct writ_archive *archive, struct writ_str path,
                                                 struct writ_archived *ret_archived, struct writ_error *err);

#endif
