/* SPDX-License-Identifier: Apache-2.0
 *
 * server/archive.h - what the service shows of its log, read from the log's files beside the process that appends.
 *
 *   /log/checkpoint         the published checkpoint, cosigned when it is
 *   /log/tile/…             c2sp.org/tlog-tiles
 *   /log/receipt/INDEX      the receipt of an entry, under that checkpoint
 *   /v1/explain/INDEX       one screen of text: what was decided and why, for who may see it
 */
#ifndef WRIT_SERVER_ARCHIVE_H
#define WRIT_SERVER_ARCHIVE_H

#include "engine/engine.h"
#include "ledger/log.h"
#include "server/clients.h"

struct writ_archive {
    const char *log_dir;        /**< borrowed */
    struct writ_engine *engine; /**< borrowed; it explains */
    const struct writ_clients *clients; /**< NULL: whoever asks may see everything */
    struct writ_log *log;       /**< NULL until it is first needed, and after damage */
};

void writ_archive_done(struct writ_archive *archive);

/** One document of the archive. */
struct writ_archived {
    const char *content_type;
    struct writ_buf *body; /**< the caller's */
};

/** Of a request that a worker has: what is in it is the client's, and what a broken worker says is not believed. */
struct writ_archive_question {
    struct writ_str path;          /**< as above */
    struct writ_str authorization; /**< the header; empty: none */
};

/**
 * @retval WRIT_E_NOTFOUND  no such path, entry or tile (yet), or none that this client may see
 * @retval WRIT_E_CORRUPT   the log is damaged or was rolled back
 */
WRIT_NODISCARD enum writ_status writ_archive_get(struct writ_archive *archive, const struct writ_archive_question *question,
                                                 struct writ_archived *ret_archived, struct writ_error *err);

#endif
