/* SPDX-License-Identifier: Apache-2.0
 *
 * The index as a SQLite file: opening, filling and dropping it.
 */
#include "index/index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "index/state.h"

enum { VERSION = 1, BUSY_MS = 2000, PATH_BYTES = 4096 };

/* Deleted rows are overwritten; what a lost journal spoils is noticed or built again. */
static const char settings[] = "PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL; "
                               "PRAGMA journal_mode = DELETE; PRAGMA temp_store = MEMORY; "
                               "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";

static const char schema[] =
    "BEGIN;"
    "CREATE TABLE cover (size INTEGER NOT NULL, last BLOB NOT NULL, salt BLOB NOT NULL);"
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, time_ms INTEGER, product TEXT, decision TEXT, "
    "subject BLOB);"
    "CREATE INDEX entry_product ON entry (product, seq);"
    "CREATE INDEX entry_subject ON entry (subject, seq);"
    "CREATE INDEX entry_decision ON entry (decision, seq);"
    "CREATE INDEX entry_time ON entry (time_ms);"
    "CREATE TABLE effect (policy TEXT, code TEXT, seq INTEGER, PRIMARY KEY (policy, code, seq)) "
    "WITHOUT ROWID;"
    "CREATE INDEX effect_code ON effect (code, seq);"
    "PRAGMA user_version = 1;"
    "COMMIT;";

enum writ_status writ_index_failed(const struct writ_index *index, struct writ_error *err)
{
    const char *path = index->db == NULL ? NULL : sqlite3_db_filename(index->db, "main");
    const struct writ_loc loc = writ_loc_at(path == NULL ? "" : path, 0, 0);
    const int code = index->db == NULL ? SQLITE_NOMEM : sqlite3_errcode(index->db);

    switch (code) {
    case SQLITE_NOMEM:
        return writ_fail(err, WRIT_E_NOMEM, &loc, "out of memory");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return writ_fail(err, WRIT_E_IO, &loc, "cannot use the index: %s",
                         sqlite3_errmsg(index->db));
    default:
        return writ_fail(err, WRIT_E_CORRUPT, &loc, "the index is damaged: %s",
                         sqlite3_errmsg(index->db));
    }
}

enum writ_status writ_index_prepare(const struct writ_index *index, const char *sql,
                                    sqlite3_stmt **ret_statement, struct writ_error *err)
{
    return sqlite3_prepare_v2(index->db, sql, -1, ret_statement, NULL) == SQLITE_OK
               ? WRIT_OK
               : writ_index_failed(index, err);
}

enum writ_status writ_index_run(const struct writ_index *index, sqlite3_stmt *statement,
                                struct writ_error *err)
{
    int code;

    do {
        code = sqlite3_step(statement);
    } while (code == SQLITE_ROW);

    const enum writ_status status = code == SQLITE_DONE ? WRIT_OK : writ_index_failed(index, err);

    (void)sqlite3_reset(statement);
    return status;
}

enum writ_status writ_index_exec(const struct writ_index *index, const char *sql,
                                 struct writ_error *err)
{
    return sqlite3_exec(index->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? WRIT_OK
               : writ_index_failed(index, err);
}

void writ_index_bind(sqlite3_stmt *statement, int at, struct writ_str text)
{
    if (text.len == 0) {
        (void)sqlite3_bind_null(statement, at);
    } else {
        (void)sqlite3_bind_text64(statement, at, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
    }
}

enum writ_status writ_index_hash(const struct writ_index *index, struct writ_str subject,
                                 struct writ_digest *ret_hash, struct writ_error *err)
{
    const struct writ_str pieces[] = {{(const char *)index->salt, sizeof(index->salt)}, subject};

    return writ_sha256(pieces, 2, ret_hash, err);
}

void writ_index_close(struct writ_index *index)
{
    if (index != NULL) {
        (void)sqlite3_finalize(index->add_entry);
        (void)sqlite3_finalize(index->add_effect);
        (void)sqlite3_finalize(index->forget);
        (void)sqlite3_close(index->db);
        writ_owned_free(index, sizeof(*index));
    }
}

/* A file of its owner's only, before SQLite makes one for everybody; and here, where dropping it
 * deletes it. What else is wrong, SQLite will say. */
static enum writ_status make_private(const char *path, struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    return fd >= 0 || errno != ELOOP
               ? WRIT_OK
               : writ_fail(err, WRIT_E_CORRUPT, &loc, "the index is a symbolic link");
}

static enum writ_status open_file(struct writ_index *index, const char *path,
                                  struct writ_error *err)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    if (path != NULL) {
        WRIT_TRY(make_private(path, err));
    }
    if (sqlite3_open_v2(path == NULL ? ":memory:" : path, &index->db, flags, NULL) != SQLITE_OK) {
        return writ_index_failed(index, err);
    }
    (void)sqlite3_busy_timeout(index->db, BUSY_MS);
    return writ_index_exec(index, settings, err);
}

static enum writ_status read_version(const struct writ_index *index, int *ret_version,
                                     struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;

    WRIT_TRY(writ_index_prepare(index, "PRAGMA user_version", &statement, err));
    if (sqlite3_step(statement) != SQLITE_ROW) {
        return writ_index_failed(index, err);
    }
    *ret_version = sqlite3_column_int(statement, 0);
    return WRIT_OK;
}

static enum writ_status begin_empty(struct writ_index *index, struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;
    unsigned char salt[WRIT_INDEX_SALT];

    WRIT_TRY(writ_random(salt, sizeof(salt), err));
    WRIT_TRY(writ_index_exec(index, schema, err));
    WRIT_TRY(writ_index_prepare(index, "INSERT INTO cover VALUES (0, zeroblob(32), ?1)", &statement,
                                err));
    (void)sqlite3_bind_blob(statement, 1, salt, sizeof(salt), SQLITE_STATIC);
    return writ_index_run(index, statement, err);
}

/* Ours holds rows and nothing that acts: somebody else's might never end. */
static enum writ_status check_passive(const struct writ_index *index, struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;

    WRIT_TRY(writ_index_prepare(
        index, "SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')", &statement, err));
    switch (sqlite3_step(statement)) {
    case SQLITE_DONE:
        return WRIT_OK;
    case SQLITE_ROW:
        return writ_fail(err, WRIT_E_CORRUPT, NULL, "the index has views or triggers");
    default:
        return writ_index_failed(index, err);
    }
}

static enum writ_status check_version(struct writ_index *index, struct writ_error *err)
{
    int version = 0;

    WRIT_TRY(read_version(index, &version, err));
    if (version == 0) {
        return begin_empty(index, err);
    }
    return version == VERSION ? WRIT_OK
                              : writ_fail(err, WRIT_E_CORRUPT, NULL,
                                          "the index is of version %d, not %d", version, VERSION);
}

static enum writ_status prepare_all(struct writ_index *index, struct writ_error *err)
{
    WRIT_TRY(writ_index_prepare(index, "INSERT OR REPLACE INTO entry VALUES (?1, ?2, ?3, ?4, ?5)",
                                &index->add_entry, err));
    WRIT_TRY(writ_index_prepare(index, "INSERT OR IGNORE INTO effect VALUES (?1, ?2, ?3)",
                                &index->add_effect, err));
    return writ_index_prepare(index, "UPDATE entry SET subject = NULL WHERE seq = ?1",
                              &index->forget, err);
}

static enum writ_status read_salt(struct writ_index *index, struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;

    WRIT_TRY(writ_index_prepare(index, "SELECT salt FROM cover", &statement, err));
    if (sqlite3_step(statement) != SQLITE_ROW ||
        sqlite3_column_bytes(statement, 0) != WRIT_INDEX_SALT) {
        return writ_fail(err, WRIT_E_CORRUPT, NULL, "the index has no salt");
    }
    memcpy(index->salt, sqlite3_column_blob(statement, 0), WRIT_INDEX_SALT);
    return WRIT_OK;
}

enum writ_status writ_index_open(const char *path, struct writ_index **ret_index,
                                 struct writ_error *err)
{
    WRIT_AUTO(writ_index) struct writ_index *index = writ_owned_new(sizeof(*index));

    if (index == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    WRIT_TRY(open_file(index, path, err));
    WRIT_TRY(check_passive(index, err));
    WRIT_TRY(check_version(index, err));
    WRIT_TRY(read_salt(index, err));
    WRIT_TRY(prepare_all(index, err));
    *ret_index = WRIT_MOVE(index);
    return WRIT_OK;
}

enum writ_status writ_index_drop(const char *path, struct writ_error *err)
{
    static const char *const endings[] = {"-journal", "-wal", "-shm", ""};

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        char name[PATH_BYTES];
        const int len = snprintf(name, sizeof(name), "%s%s", path, endings[i]);
        const struct writ_loc loc = writ_loc_at(name, 0, 0);

        if (len < 0 || len >= PATH_BYTES) {
            return writ_fail(err, WRIT_E_LIMIT, NULL, "the path is too long");
        }
        if (unlink(name) != 0 && errno != ENOENT) {
            return writ_fail(err, WRIT_E_IO, &loc, "cannot delete the index: %s", strerror(errno));
        }
    }
    return WRIT_OK;
}

enum writ_status writ_index_covers(struct writ_index *index, uint64_t *ret_size,
                                   struct writ_digest *ret_last, struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;

    WRIT_TRY(writ_index_prepare(index, "SELECT size, last FROM cover", &statement, err));
    if (sqlite3_step(statement) != SQLITE_ROW ||
        sqlite3_column_bytes(statement, 1) != WRIT_SHA256_SIZE) {
        return writ_index_failed(index, err);
    }
    *ret_size = (uint64_t)sqlite3_column_int64(statement, 0);
    memcpy(ret_last->bytes, sqlite3_column_blob(statement, 1), WRIT_SHA256_SIZE);
    return WRIT_OK;
}

enum writ_status writ_index_begin(struct writ_index *index, struct writ_error *err)
{
    return writ_index_exec(index, "BEGIN IMMEDIATE", err);
}

enum writ_status writ_index_commit(struct writ_index *index, uint64_t size,
                                   const struct writ_digest *last, struct writ_error *err)
{
    WRIT_AUTO(writ_statement) sqlite3_stmt *statement = NULL;

    WRIT_TRY(writ_index_prepare(index, "UPDATE cover SET size = ?1, last = ?2", &statement, err));
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)size);
    (void)sqlite3_bind_blob(statement, 2, last->bytes, WRIT_SHA256_SIZE, SQLITE_STATIC);
    WRIT_TRY(writ_index_run(index, statement, err));
    return writ_index_exec(index, "COMMIT", err);
}

enum writ_status writ_index_clear(struct writ_index *index, struct writ_error *err)
{
    return writ_index_exec(index, "DELETE FROM entry; DELETE FROM effect;", err);
}

enum writ_status writ_index_forget(struct writ_index *index, uint64_t entry, struct writ_error *err)
{
    (void)sqlite3_bind_int64(index->forget, 1, (sqlite3_int64)entry);
    return writ_index_run(index, index->forget, err);
}

static enum writ_status add_effects(struct writ_index *index, const struct writ_index_row *row,
                                    struct writ_error *err)
{
    for (size_t i = 0; i < row->effect_count; i++) {
        writ_index_bind(index->add_effect, 1, row->effects[i].policy);
        writ_index_bind(index->add_effect, 2, row->effects[i].code);
        (void)sqlite3_bind_int64(index->add_effect, 3, (sqlite3_int64)row->index);
        WRIT_TRY(writ_index_run(index, index->add_effect, err));
    }
    return WRIT_OK;
}

enum writ_status writ_index_add(struct writ_index *index, const struct writ_index_row *row,
                                struct writ_error *err)
{
    sqlite3_stmt *add = index->add_entry;
    struct writ_digest hash;

    (void)sqlite3_bind_int64(add, 1, (sqlite3_int64)row->index);
    (void)sqlite3_bind_int64(add, 2, row->time_ms);
    writ_index_bind(add, 3, row->product);
    writ_index_bind(add, 4, row->decision);
    if (row->subject.len == 0) {
        (void)sqlite3_bind_null(add, 5);
    } else {
        WRIT_TRY(writ_index_hash(index, row->subject, &hash, err));
        (void)sqlite3_bind_blob(add, 5, hash.bytes, sizeof(hash.bytes), SQLITE_TRANSIENT);
    }
    WRIT_TRY(writ_index_run(index, add, err));
    return add_effects(index, row, err);
}
