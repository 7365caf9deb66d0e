/* SPDX-License-Identifier: Apache-2.0
 *
 * server/trino.h - the parts of Trino's access-control contract, shared by the files trino*.c and
 * by nobody else: question (what is asked) ▸ sift (which of many are permitted) ▸ view (what is
 * seen of a table) ▸ the paths.
 */
#ifndef WRIT_SERVER_TRINO_H
#define WRIT_SERVER_TRINO_H

#include "mesh/operations.h"
#include "mesh/tables.h"
#include "server/exchange.h"

/** One question. Requests made from it share what it holds. */
struct writ_trino {
    struct writ_exchange *exchange;
    const struct writ_mesh *mesh;
    const struct writ_value *settings;         /**< service.trino, or NULL */
    const struct writ_value *asked;            /**< the member `action` of the input */
    const struct writ_value *subject, *action; /**< of every request */
    const struct writ_value *context;          /**< of those about products */
    const struct writ_value *other_context;    /**< of those about anything else */
    enum writ_operation_kind kind;
};

/** The body: {"input": {"context": …, "action": …}}. @retval WRIT_E_SCHEMA  it has another shape */
WRIT_NODISCARD enum writ_status writ_trino_read(struct writ_exchange *exchange,
                                                struct writ_trino *ret_trino,
                                                struct writ_error *err);

/** A request about a table's product, in the arena. @param columns  their paths; NULL: all of the
 * resource's
 *  @return NULL when memory is out, as of those below */
const struct writ_value *writ_trino_ask_table(const struct writ_trino *trino,
                                              struct writ_arena *arena,
                                              const struct writ_table *table,
                                              const struct writ_value *columns);

/** What a member of `resource` or `filterResources` is. */
enum writ_trino_about {
    WRIT_TRINO_TABLE,   /**< a table of a product, or columns of one */
    WRIT_TRINO_UNKNOWN, /**< a table of no product, or what nobody knows: denied, whatever the
                           policies say of it */
    WRIT_TRINO_OTHER,   /**< a catalog, a schema, …; a table that is Trino's own; nothing */
};

/** @param ret_named  {catalogName, schemaName, tableName, …}  @param ret_table  of a product, else
 * NULL */
enum writ_trino_about writ_trino_about(const struct writ_trino *trino,
                                       const struct writ_value *resource,
                                       const struct writ_value **ret_named,
                                       const struct writ_table **ret_table);

/** A request about what is no table of a product: of type `trino`, or a data product that the mesh
 * does not have.
 *  @param resource  NULL: the cluster */
const struct writ_value *writ_trino_ask_other(const struct writ_trino *trino,
                                              struct writ_arena *arena,
                                              const struct writ_value *resource);

/** Decide about what is no table of a product: of an unknown one *ret_is_permitted is false
 * whatever is decided. */
WRIT_NODISCARD enum writ_status writ_trino_decide_other(const struct writ_trino *trino,
                                                        const struct writ_value *resource,
                                                        bool *ret_is_permitted,
                                                        struct writ_error *err);

/** Decide whether a table's product may be known: with all its columns, else with none of them. */
WRIT_NODISCARD enum writ_status writ_trino_decide_described(const struct writ_trino *trino,
                                                            const struct writ_table *table,
                                                            bool *ret_is_permitted,
                                                            struct writ_error *err);

/** Keep the result for when everything is recorded. NULL: memory is out. */
WRIT_NODISCARD enum writ_status writ_trino_keep(struct writ_exchange *exchange,
                                                const struct writ_value *result,
                                                struct writ_error *err);

/** Some of which each may be permitted or not: the columns of a table. */
struct writ_sifting {
    const struct writ_trino *trino;
    size_t count; /**< at least one */

    /** The request about those that are chosen, which may be none. @return NULL when memory is out
     */
    const struct writ_value *(*ask)(void *ctx, struct writ_arena *arena, const bool *chosen);
    void *ctx; /**< for ask */

    bool *chosen; /**< the result: those that are permitted */

    /** The decision that permits all of them together; NULL: each has one of its own, or nothing is
     * permitted. */
    const struct writ_ruling *ruling;
};

/** Find those that are permitted, and record what permits them or what denied them all. What is
 * permitted together counts as permitted one by one; where not everything is, halves are tried. */
WRIT_NODISCARD enum writ_status writ_trino_sift(struct writ_sifting *sifting,
                                                struct writ_error *err);

struct writ_view_mask {
    struct writ_str sql; /**< the expression; empty: the column as it is */
    bool is_text;        /**< of its type; else of the column's own */
};

/** What the subject sees of a table, or knows of it: the columns, with one decision's obligations
 * about them. */
struct writ_view {
    const struct writ_table *table;
    const bool *visible; /**< for each of the table's columns */
    const struct writ_ruling
        *ruling; /**< that permits what is visible, together; NULL: no row may be read */
    const struct writ_value *obligations;

    /* where rows are read: */
    struct writ_str filter;             /**< the condition in Trino's SQL; empty: every row */
    const struct writ_view_mask *masks; /**< for each column */
};

/** Decides, and has it recorded. */
WRIT_NODISCARD enum writ_status writ_trino_view(const struct writ_trino *trino,
                                                const struct writ_table *table,
                                                struct writ_view *ret_view, struct writ_error *err);

/**
 * The mask of a column.
 *
 * @param named    {columnName, columnType}: one that is not visible, or unknown to the product
 * model, or has another type than its mask, shows no value
 * @param ret_sql  empty: the column as it is
 */
WRIT_NODISCARD enum writ_status writ_trino_mask(const struct writ_view *view,
                                                const struct writ_value *named,
                                                struct writ_arena *arena, struct writ_str *ret_sql,
                                                struct writ_error *err);

/** Whether what a permit obliges to is done by what the view makes Trino do. */
bool writ_trino_view_covers(const struct writ_view *view, const struct writ_ruling *ruling);

/* `ask` of routes. Without a result there is no access. */
enum writ_status writ_trino_ask_batch(struct writ_exchange *exchange, struct writ_error *err);
enum writ_status writ_trino_ask_row_filters(struct writ_exchange *exchange, struct writ_error *err);
enum writ_status writ_trino_ask_column_mask(struct writ_exchange *exchange, struct writ_error *err);
enum writ_status writ_trino_ask_column_masks(struct writ_exchange *exchange,
                                             struct writ_error *err);

#endif
