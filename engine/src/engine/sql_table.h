/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/sql_table.h - one table of a product as the sql layer sees it, and the duties of a
 * decision about its columns. Layer: engine.
 */
#ifndef WRIT_ENGINE_SQL_TABLE_H
#define WRIT_ENGINE_SQL_TABLE_H

#include "engine/engine.h"
#include "sql/sql.h"

/** All of it is borrowed. */
struct writ_sql_table {
    const struct writ_value *columns;  /**< all of the product's */
    const struct writ_value *families; /**< of each of them, in the same order */
    struct writ_str name; /**< in the product model: the first part of its columns' paths */
};

/** A product's columns and their families; the name is left empty. */
WRIT_NODISCARD enum writ_status writ_sql_table_read(const struct writ_engine *engine,
                                                    struct writ_arena *arena,
                                                    const struct writ_value *product,
                                                    struct writ_sql_table *ret_table,
                                                    struct writ_error *err);

/** For struct writ_sql_scope: a column of the table that is not nested. @param ctx  a struct
 * writ_sql_table */
bool writ_sql_table_find(void *ctx, struct writ_str path, struct writ_sql_column *ret_column);

/** The first column that an obligation is about and the product does not have, so that nobody would
 * carry it out; empty: there is none. */
struct writ_str writ_sql_table_stranger(const struct writ_sql_table *table,
                                        const struct writ_value *obligations);

/** The path of a column of the product model, and the table it begins with. */
struct writ_str writ_column_path(const struct writ_value *column);
struct writ_str writ_column_table(struct writ_str path);

/** The properties of the obligation of a type for a column; NULL when there is none. */
const struct writ_value *writ_obligation_for(const struct writ_value *obligations, const char *type,
                                             struct writ_str path);
bool writ_obligation_is(const struct writ_value *obligation, const char *type);

/** The path of the column that an obligation is about; empty: it is about none. */
struct writ_str writ_obligation_column(const struct writ_value *obligation);

#endif
