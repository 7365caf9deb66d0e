/* SPDX-License-Identifier: Apache-2.0
 *
 * The filters of a table and the masks of its columns.
 */
#include "base/error.h"
#include "base/try.h"
#include "server/trino.h"

/* {"expression", "identity"}: evaluated as who asks, unless the mesh names somebody for it. */
static struct writ_value *make_expression(const struct writ_trino *trino, struct writ_str sql)
{
    struct writ_build expression;

    writ_build_object(&expression, trino->exchange->arena);
    writ_build_put_text(&expression, "expression", sql);
    writ_build_put_known(&expression, "identity", writ_value_member(trino->settings, "identity"));
    return writ_build_end(&expression);
}

/* What is seen of the table that a resource is about, once for each table. *ret_view is NULL for a
 * table of Trino's own; *ret_is_permitted is false when no row may be read. */
static enum writ_status view_of(const struct writ_trino *trino, struct writ_view **views,
                                const struct writ_value *resource, struct writ_view **ret_view,
                                bool *ret_is_permitted, struct writ_error *err)
{
    const struct writ_value *named;
    const struct writ_table *table;

    *ret_view = NULL;
    if (writ_trino_about(trino, resource, &named, &table) != WRIT_TRINO_TABLE) {
        return writ_trino_decide_other(trino, resource, ret_is_permitted, err);
    }
    if (views[table->index] == NULL) {
        views[table->index] = writ_arena_alloc(trino->exchange->arena, sizeof(**views));
        if (views[table->index] == NULL) {
            return writ_engine_no_memory(err);
        }
        WRIT_TRY(writ_trino_view(trino, table, views[table->index], err));
    }
    *ret_view = views[table->index];
    *ret_is_permitted = (*ret_view)->ruling != NULL;
    return WRIT_OK;
}

/* Room for the views of one question. */
static enum writ_status begin(struct writ_exchange *exchange, struct writ_trino *ret_trino,
                              struct writ_view ***ret_views, struct writ_error *err)
{
    WRIT_TRY(writ_trino_read(exchange, ret_trino, err));
    *ret_views = writ_arena_array(exchange->arena, writ_mesh_table_count(ret_trino->mesh) + 1,
                                  sizeof(**ret_views));
    return *ret_views == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_trino_ask_row_filters(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_trino trino;
    struct writ_view **views, *view;
    struct writ_build list;
    bool is_permitted = false;

    WRIT_TRY(begin(exchange, &trino, &views, err));
    WRIT_TRY(view_of(&trino, views, writ_value_member(trino.asked, "resource"), &view,
                     &is_permitted, err));
    if (!is_permitted) {
        return WRIT_OK;
    }
    writ_build_array(&list, exchange->arena);
    if (view != NULL && view->filter.len > 0) {
        writ_build_item(&list, make_expression(&trino, view->filter));
    }
    return writ_trino_keep(exchange, writ_build_end(&list), err);
}

/* The mask of {"column": {…}}; *ret_mask is NULL when it has none, and when *ret_is_permitted is
 * false. */
static enum writ_status mask_of(const struct writ_trino *trino, struct writ_view **views,
                                const struct writ_value *resource,
                                const struct writ_value **ret_mask, bool *ret_is_permitted,
                                struct writ_error *err)
{
    struct writ_view *view;
    struct writ_str sql = WRIT_LIT("");

    *ret_mask = NULL;
    WRIT_TRY(view_of(trino, views, resource, &view, ret_is_permitted, err));
    if (*ret_is_permitted && view != NULL) {
        WRIT_TRY(writ_trino_mask(view, writ_value_member(resource, "column"),
                                 trino->exchange->arena, &sql, err));
    }
    if (sql.len > 0) {
        *ret_mask = make_expression(trino, sql);
        return *ret_mask == NULL ? writ_engine_no_memory(err) : WRIT_OK;
    }
    return WRIT_OK;
}

enum writ_status writ_trino_ask_column_mask(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *mask;
    struct writ_trino trino;
    struct writ_view **views;
    bool is_permitted = false;

    WRIT_TRY(begin(exchange, &trino, &views, err));
    WRIT_TRY(mask_of(&trino, views, writ_value_member(trino.asked, "resource"), &mask,
                     &is_permitted, err));
    if (!is_permitted) {
        return WRIT_OK;
    }
    return writ_trino_keep(exchange, mask == NULL ? writ_value_null(exchange->arena) : mask, err);
}

static const struct writ_value *make_row(struct writ_arena *arena, size_t index,
                                         const struct writ_value *mask)
{
    struct writ_build row;

    writ_build_object(&row, arena);
    writ_build_put_int(&row, "index", (int64_t)index);
    writ_build_put(&row, "viewExpression", mask);
    return writ_build_end(&row);
}

enum writ_status writ_trino_ask_column_masks(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_trino trino;
    struct writ_view **views;
    struct writ_build list;

    WRIT_TRY(begin(exchange, &trino, &views, err));
    writ_build_array(&list, exchange->arena);

    const struct writ_value *columns = writ_value_member(trino.asked, "filterResources");

    for (size_t i = 0; i < writ_value_count(columns); i++) {
        const struct writ_value *mask;
        bool is_permitted = false;

        WRIT_TRY(mask_of(&trino, views, writ_value_item(columns, i), &mask, &is_permitted, err));
        if (!is_permitted) {
            return WRIT_OK;
        }
        if (mask != NULL) {
            writ_build_item(&list, make_row(exchange->arena, i, mask));
        }
    }
    return writ_trino_keep(exchange, writ_build_end(&list), err);
}
