/* SPDX-License-Identifier: Apache-2.0
 *
 * index/state.h - what the files of this folder share, and nobody else.
 */
#ifndef WRIT_INDEX_STATE_H
#define WRIT_INDEX_STATE_H

#include <sqlite3.h>

#include "base/owned.h"
#include "index/index.h"

enum { WRIT_INDEX_SALT = 32 };

struct writ_index {
    struct writ_owned own;
    sqlite3 *db;
    sqlite3_stmt *add_entry;
    sqlite3_stmt *add_effect;
    sqlite3_stmt *forget;
    unsigned char salt[WRIT_INDEX_SALT];
};

/** What SQLite last said, as an error: corrupt, out of memory, or the operating system's. */
WRIT_NODISCARD enum writ_status writ_index_failed(const struct writ_index *index,
                                                  struct writ_error *err);

static inline void writ_statement_autop(sqlite3_stmt **statement)
{
    (void)sqlite3_finalize(*statement);
}

WRIT_NODISCARD enum writ_status writ_index_prepare(const struct writ_index *index, const char *sql,
                                                   sqlite3_stmt **ret_statement,
                                                   struct writ_error *err);

/** Run to the end and reset. */
WRIT_NODISCARD enum writ_status writ_index_run(const struct writ_index *index,
                                               sqlite3_stmt *statement, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_index_exec(const struct writ_index *index, const char *sql,
                                                struct writ_error *err);

/** Bound until the statement is reset; NULL for an empty text. */
void writ_index_bind(sqlite3_stmt *statement, int at, struct writ_str text);

WRIT_NODISCARD enum writ_status writ_index_hash(const struct writ_index *index,
                                                struct writ_str subject,
                                                struct writ_digest *ret_hash,
                                                struct writ_error *err);

#endif
