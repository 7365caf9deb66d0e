/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/sql.h - the queries that a recorded permit allows: its row filters and masks as SQL, so that
 * the store enforces them. What each means is in docs/reference/obligations.md.
 */
#ifndef WRIT_SQL_H
#define WRIT_SQL_H

#include "writ/engine.h"

WRIT_BEGIN_C

struct writ_sql_terms {
    const char *dialect;  /**< "postgresql", "trino", "duckdb" or "sqlite" */
    const char *relation; /**< what the one table is called in the store, parts joined by dots; NULL:
                             each table's own name */
    const char *views;    /**< schema to make views in, named as their tables; NULL: queries */
};

/** One table's statement, without semicolon. */
struct writ_sql_query {
    struct writ_str table; /**< as the product model names it */
    struct writ_str sql;
};

struct writ_sql_queries;

/**
 * The queries of a permit, one for each table that was asked for; all texts are the result's.
 *
 * @param source  name of the writ, for positions
 * @param writ    as writ_decision_writ(); its receipt is writ_verify()'s business
 * @param ret_queries  writ_sql_queries_free()
 * @retval WRIT_E_POLICY    the decision is a deny, or has expired
 * @retval WRIT_E_CRYPTO    the writ was changed
 * @retval WRIT_E_NOTFOUND  the mesh has no such product
 * @retval WRIT_E_SCHEMA    the writ does not disclose its input, the descriptor is not the one that was
 *                          decided about, a column is nested, or the dialect cannot say an obligation:
 *                          there is no query, and must be no access
 */
WRIT_API WRIT_NODISCARD enum writ_status
writ_engine_sql(struct writ_engine *engine, const char *source, struct writ_str writ,
                const struct writ_sql_terms *terms, struct writ_sql_queries **ret_queries,
                struct writ_error *err);
WRIT_API size_t writ_sql_query_count(const struct writ_sql_queries *queries);
WRIT_API const struct writ_sql_query *writ_sql_query(const struct writ_sql_queries *queries,
                                                        size_t index);

/** JSON array of the obligations that no query can carry out: the caller's to fulfil. */
WRIT_API struct writ_str writ_sql_remaining(const struct writ_sql_queries *queries);
WRIT_API void writ_sql_queries_free(struct writ_sql_queries *queries);

WRIT_END_C

#endif
