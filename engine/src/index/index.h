/* SPDX-License-Identifier: Apache-2.0
 *
 * index/index.h - which entries of a log may match a search. Derived from the log, and never the
 * truth: it may be deleted at any time, and who uses it looks the entries up in the log. Layer:
 * index (may include base, data, crypto, SQLite). No other directory includes sqlite3.h.
 *
 * Subjects are kept as SHA-256 of a salt, which the index alone has, and their id.
 */
#ifndef WRIT_INDEX_INDEX_H
#define WRIT_INDEX_INDEX_H

#include "base/arena.h"
#include "crypto/digest.h"

struct writ_index;

/** What one policy said in an entry. */
struct writ_index_effect {
    struct writ_str policy;
    struct writ_str code;
};

/** An entry. Empty texts are "there is none"; an entry without decision is no decision. */
struct writ_index_row {
    uint64_t index;
    int64_t time_ms;
    struct writ_str product;
    struct writ_str decision;
    struct writ_str subject; /**< empty: nobody can say */
    const struct writ_index_effect *effects;
    size_t effect_count;
};

/** Which rows; empty texts: any. */
struct writ_index_search {
    struct writ_str product;
    struct writ_str decision;
    struct writ_str subject;
    struct writ_str policy; /**< with code: of one effect */
    struct writ_str code;
    int64_t from_ms; /**< included; INT64_MIN: any */
    int64_t to_ms;   /**< not included; INT64_MAX: any */
    uint64_t limit;  /**< the newest; 0: all */
};

struct writ_index_found {
    uint64_t *entries; /**< ascending, in the arena */
    size_t count;
    uint64_t unknown; /**< decisions that pass but for the subject, which nobody can say */
};

/**
 * Open an index, or begin an empty one.
 *
 * @param path  NULL: in memory
 * @retval WRIT_E_CORRUPT  the file is no index of this version: writ_index_drop() it
 * @retval WRIT_E_IO       it cannot be written, or another process does
 */
WRIT_NODISCARD enum writ_status writ_index_open(const char *path, struct writ_index **ret_index,
                                                struct writ_error *err);
void writ_index_close(struct writ_index *index);

/** Delete the file and what SQLite keeps beside it. A missing one is fine. */
WRIT_NODISCARD enum writ_status writ_index_drop(const char *path, struct writ_error *err);

/** How many entries it covers, and the SHA-256 of the last one's leaf: is it of this log? */
WRIT_NODISCARD enum writ_status writ_index_covers(struct writ_index *index, uint64_t *ret_size,
                                                  struct writ_digest *ret_last,
                                                  struct writ_error *err);

/** Forget all rows. Between begin and commit, as are the next two. */
WRIT_NODISCARD enum writ_status writ_index_clear(struct writ_index *index, struct writ_error *err);
WRIT_NODISCARD enum writ_status
writ_index_add(struct writ_index *index, const struct writ_index_row *row, struct writ_error *err);

/** Nobody can say any more whose the entry is. */
WRIT_NODISCARD enum writ_status writ_index_forget(struct writ_index *index, uint64_t entry,
                                                  struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_index_begin(struct writ_index *index, struct writ_error *err);

/** What was added is there, all of it; without it, none. */
WRIT_NODISCARD enum writ_status writ_index_commit(struct writ_index *index, uint64_t size,
                                                  const struct writ_digest *last,
                                                  struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_index_find(struct writ_index *index, struct writ_arena *arena,
                                                const struct writ_index_search *search,
                                                struct writ_index_found *ret_found,
                                                struct writ_error *err);

static inline void writ_index_autop(struct writ_index **index)
{
    writ_index_close(*index);
}

#endif
