/* SPDX-License-Identifier: Apache-2.0
 *
 * A search as SQL: only fixed text, and what is searched for is bound.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/try.h"
#include "index/state.h"

enum { SQL_MAX = 1024 };

/* The conditions but for the subject. Absent ones are left out, so that SQLite can use its indices.
 */
static void add_conditions(struct writ_buf *sql, const struct writ_index_search *search)
{
    writ_buf_add_text(sql, " WHERE TRUE");
    writ_buf_add_text(sql, search->from_ms != INT64_MIN ? " AND time_ms >= ?1" : "");
    writ_buf_add_text(sql, search->to_ms != INT64_MAX ? " AND time_ms < ?2" : "");
    writ_buf_add_text(sql, search->product.len > 0 ? " AND product = ?3" : "");
    writ_buf_add_text(sql, search->decision.len > 0 ? " AND decision = ?4" : "");
    if (search->policy.len + search->code.len > 0) {
        writ_buf_add_text(sql, " AND seq IN (SELECT seq FROM effect WHERE TRUE");
        writ_buf_add_text(sql, search->policy.len > 0 ? " AND policy = ?5" : "");
        writ_buf_add_text(sql, search->code.len > 0 ? " AND code = ?6)" : ")");
    }
}

/* `head` and `tail` around the conditions, with everything bound that they may name. */
static enum writ_status prepare(struct writ_index *index, const char *head, const char *tail,
                                const struct writ_index_search *search,
                                sqlite3_stmt **ret_statement, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf sql;

    writ_buf_init(&sql, &index->own.alloc, SQL_MAX);
    writ_buf_add_text(&sql, head);
    add_conditions(&sql, search);
    writ_buf_add_text(&sql, tail);
    writ_buf_add_char(&sql, '\0');
    if (sql.status != WRIT_OK) {
        return writ_fail(err, sql.status, NULL, "out of memory");
    }
    WRIT_TRY(writ_index_prepare(index, sql.ptr, ret_statement, err));
    (void)sqlite3_bind_int64(*ret_statement, 1, search->from_ms); /* fails where there is none */
    (void)sqlite3_bind_int64(*ret_statement, 2, search->to_ms);
    writ_index_bind(*ret_statement, 3, search->product);
    writ_index_bind(*ret_statement, 4, search->decision);
    writ_index_bind(*ret_statement, 5, search->policy);
    writ_index_bind(*ret_statement, 6, search->code);
    return WRIT_OK;
}

static enum writ_status push(struct writ_arena *arena, struct writ_index_found *found,
                             uint64_t entry, struct writ_error *err)
{
    uint64_t *entries = writ_arena_more(arena, found->entries, found->count, sizeof(*entries));

    if (entries == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    entries[found->count++] = entry;
    found->entries = entries;
    return WRIT_OK;
}

/* The newest come first from the database. */
static void reverse(struct writ_index_found *found)
{
    for (size_t i = 0; i < found->count / 2; i++) {
        const uint64_t kept = found->entries[i];

        found->entries[i] = found->entries[found->count - 1 - i];
        found->entries[found->count - 1 - i] = kept;
    }
}

static enum writ_status collect(struct writ_index *index, struct writ_arena *arena,
                                sqlite3_stmt *statement, struct writ_index_found *found,
                                struct writ_error *err)
{
    int code;

    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        WRIT_TRY(push(arena, found, (uint64_t)sqlite3_column_int64(statement, 0), err));
    }
    reverse(found);
    return code == SQLITE_DONE ? WRIT_OK : writ_index_failed(index, err);
}

static enum writ_status count_unknown(struct writ_index *index,
                                      const struct writ_index_search *search, uint64_t *ret_count,
                                      struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;

    WRIT_TRY(prepare(index, "SELECT count(*) FROM entry",
                     " AND subject IS NULL AND decision IS NOT NULL", search, &statement, err));
    if (sqlite3_step(statement) != SQLITE_ROW) {
        return writ_index_failed(index, err);
    }
    *ret_count = (uint64_t)sqlite3_column_int64(statement, 0);
    return WRIT_OK;
}

enum writ_status writ_index_find(struct writ_index *index, struct writ_arena *arena,
                                 const struct writ_index_search *search,
                                 struct writ_index_found *ret_found, struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;
    const bool has_subject = search->subject.len > 0;
    struct writ_index_found found = {.entries = NULL};
    struct writ_digest hash;

    WRIT_TRY(prepare(index, "SELECT seq FROM entry",
                     has_subject ? " AND subject = ?7 ORDER BY seq DESC LIMIT ?8"
                                 : " ORDER BY seq DESC LIMIT ?8",
                     search, &statement, err));
    if (has_subject) {
        WRIT_TRY(writ_index_hash(index, search->subject, &hash, err));
        (void)sqlite3_bind_blob(statement, 7, hash.bytes, sizeof(hash.bytes), SQLITE_TRANSIENT);
        WRIT_TRY(count_unknown(index, search, &found.unknown, err));
    }
    (void)sqlite3_bind_int64(statement, 8, search->limit == 0 ? -1 : (sqlite3_int64)search->limit);
    WRIT_TRY(collect(index, arena, statement, &found, err));
    *ret_found = found;
    return WRIT_OK;
}
