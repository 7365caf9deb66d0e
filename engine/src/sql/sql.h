/* SPDX-License-Identifier: Apache-2.0
 *
 * sql/sql.h - row filters and masks as SQL text, so that a store enforces them itself.
 * Layer: sql (may include base, data).
 *
 * What a predicate means does not depend on the dialect (docs/reference/obligations.md, "Row
 * filters"): the rows for which the text is true are the rows for which the predicate is true, in
 * three-valued logic. What a dialect cannot say is refused, never approximated by something weaker.
 */
#ifndef WRIT_SQL_SQL_H
#define WRIT_SQL_SQL_H

#include "base/buf.h"
#include "data/value.h"

enum writ_sql_dialect { WRIT_SQL_POSTGRESQL, WRIT_SQL_TRINO, WRIT_SQL_DUCKDB, WRIT_SQL_SQLITE };

/** "postgresql", "trino", "duckdb" or "sqlite"; false for anything else. */
bool writ_sql_dialect_find(struct writ_str name, enum writ_sql_dialect *ret_dialect);

/** What a column holds, as its descriptor declares it: the families of stdlib/types.lua. */
enum writ_sql_family {
    WRIT_SQL_UNKNOWN, /**< not declared: read as text */
    WRIT_SQL_TEXT,
    WRIT_SQL_INTEGER,
    WRIT_SQL_NUMBER,
    WRIT_SQL_BOOLEAN,
    WRIT_SQL_DATE,
    WRIT_SQL_TIMESTAMP,
    WRIT_SQL_OTHER, /**< has no order and no text of its own: only is_null and MASK_NULL apply */
};

/** A family of stdlib/types.lua by its name there; WRIT_SQL_UNKNOWN for an empty one. */
enum writ_sql_family writ_sql_family_find(struct writ_str name);

struct writ_sql_column {
    struct writ_str name; /**< in its table, without quotes */
    enum writ_sql_family family;
};

/** What the columns that obligations name are in the table that is asked. */
struct writ_sql_scope {
    enum writ_sql_dialect dialect;
    bool (*find)(void *ctx, struct writ_str path, struct writ_sql_column *ret_column);
    void *ctx;
};

/**
 * Append the condition of a row filter: an expression in parentheses.
 *
 * @param predicate  well-formed, as writ_obligation_problem() says
 * @retval WRIT_E_SCHEMA  a column is not in the table, a value is not of its column's family, or
 *                        the dialect has no such text; with the column's name
 */
WRIT_NODISCARD enum writ_status writ_sql_filter(const struct writ_sql_scope *scope,
                                                const struct writ_value *predicate,
                                                struct writ_buf *buf, struct writ_error *err);

/**
 * Append the expression that a masked column is read by. Its type is text, except for MASK_NULL and
 * MASK_DATE_SHOW_YEAR, which keep the column's.
 *
 * @param mask  the properties of the obligation; NULL: the column as it is
 * @retval WRIT_E_SCHEMA  the dialect cannot say it: CUSTOM anywhere, MASK_HASH in SQLite, a mask of
 *                        text on a column that has none
 */
WRIT_NODISCARD enum writ_status writ_sql_mask(enum writ_sql_dialect dialect,
                                              const struct writ_sql_column *column,
                                              const struct writ_value *mask, struct writ_buf *buf,
                                              struct writ_error *err);

/** Append a name in the dialect's quotes. @retval WRIT_E_SCHEMA  empty, or with a NUL byte */
WRIT_NODISCARD enum writ_status writ_sql_name(enum writ_sql_dialect dialect, struct writ_str name,
                                              struct writ_buf *buf, struct writ_error *err);

#endif
