/* SPDX-License-Identifier: Apache-2.0
 *
 * What a subject sees of a table. Trino asks for the filters and masks of all of it before it says
 * which columns a query reads, so they are those of everything that the subject may read.
 */
#include "base/try.h"
#include "engine/sql_table.h"
#include "server/service.h"
#include "server/trino.h"

enum { EXPRESSION_MAX = 256 * 1024 };

/* A view under construction. */
struct looking {
    const struct writ_trino *trino;
    struct writ_view *view;
    struct writ_sql_table sql;
    bool *visible;
    struct writ_view_mask *masks;
    struct writ_error *err;
};

static struct writ_arena *arena_of(const struct looking *looking)
{
    return looking->trino->exchange->arena;
}

/* The paths of the chosen columns; NULL for all that the resource has, which says the same in fewer
 * words. */
static const struct writ_value *paths_of(struct writ_arena *arena, const struct writ_table *table,
                                         const bool *chosen, bool *ret_is_all)
{
    struct writ_build paths;

    *ret_is_all = table->siblings == 1;
    writ_build_array(&paths, arena);
    for (size_t i = 0; i < table->column_count; i++) {
        *ret_is_all = *ret_is_all && chosen[i];
        for (size_t k = 0; chosen[i] && k < table->columns[i].path_count; k++) {
            writ_build_item(&paths, writ_value_string(arena, table->columns[i].paths[k]));
        }
    }
    return writ_build_end(&paths);
}

static const struct writ_value *ask_columns(void *ctx, struct writ_arena *arena, const bool *chosen)
{
    const struct looking *looking = ctx;
    const struct writ_table *table = looking->view->table;
    bool is_all;
    const struct writ_value *paths = paths_of(arena, table, chosen, &is_all);

    return paths == NULL
               ? NULL
               : writ_trino_ask_table(looking->trino, arena, table, is_all ? NULL : paths);
}

/* A duty about a column inside it, or one that is not to be shown: none of it is. */
static bool is_hidden(struct looking *looking, const struct writ_table_column *column)
{
    const struct writ_value *obligations = looking->view->obligations;
    struct writ_sql_column found;

    for (size_t i = 0; i < column->path_count; i++) {
        const struct writ_str path = column->paths[i];

        if (writ_obligation_for(obligations, "drop_column", path) != NULL ||
            (looking->trino->kind == WRIT_OPERATION_READS &&
             writ_obligation_for(obligations, "mask", path) != NULL &&
             !writ_sql_table_find(&looking->sql, path, &found))) {
            return true;
        }
    }
    return false;
}

/* False: Trino has no such expression, or one of another type than the column is declared to have.
 */
static bool write_mask(struct looking *looking, const struct writ_table_column *column,
                       const struct writ_value *properties, struct writ_view_mask *ret_mask)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *kind = writ_value_member(properties, "kind");
    struct writ_view_mask mask = {.is_text = !writ_value_is_text(kind, "MASK_NULL") &&
                                             !writ_value_is_text(kind, "MASK_NONE") &&
                                             !writ_value_is_text(kind, "MASK_DATE_SHOW_YEAR")};
    struct writ_sql_column found;

    writ_buf_init(&buf, arena_of(looking)->alloc, EXPRESSION_MAX);
    if (!writ_sql_table_find(&looking->sql, column->paths[0], &found) ||
        (mask.is_text && found.family != WRIT_SQL_TEXT && found.family != WRIT_SQL_UNKNOWN) ||
        writ_sql_mask(WRIT_SQL_TRINO, &found, properties, &buf, NULL) != WRIT_OK) {
        return false;
    }
    mask.sql = writ_arena_str(arena_of(looking), (struct writ_str){buf.ptr, buf.len});
    *ret_mask = mask;
    return mask.sql.ptr != NULL;
}

static void look_at_column(struct looking *looking, size_t at)
{
    const struct writ_table_column *column = &looking->view->table->columns[at];
    const struct writ_value *mask =
        writ_obligation_for(looking->view->obligations, "mask", column->paths[0]);

    looking->visible[at] = looking->visible[at] && !is_hidden(looking, column) &&
                           (mask == NULL || looking->trino->kind != WRIT_OPERATION_READS ||
                            write_mask(looking, column, mask, &looking->masks[at]));
}

static enum writ_status write_filters(struct looking *looking, struct writ_buf *buf)
{
    const struct writ_sql_scope scope = {WRIT_SQL_TRINO, writ_sql_table_find, &looking->sql};
    const struct writ_value *obligations = looking->view->obligations;

    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        const struct writ_value *one = writ_value_item(obligations, i);

        if (writ_obligation_is(one, "row_filter")) {
            writ_buf_add_text(buf, buf->len > 0 ? " AND " : "");
            WRIT_TRY(writ_sql_filter(&scope, writ_value_path(one, "properties.predicate"), buf,
                                     looking->err));
        }
    }
    return buf->status;
}

/* What has no SQL is no access: the view is then an empty one. */
static enum writ_status look(struct looking *looking)
{
    WRIT_AUTO(writ_buf) struct writ_buf filter;
    struct writ_view *view = looking->view;
    struct writ_error unsaid = {0};

    looking->sql.name = view->table->model;
    view->obligations = writ_value_member(view->ruling->evaluation.document, "obligations");
    writ_buf_init(&filter, arena_of(looking)->alloc, EXPRESSION_MAX);
    looking->err = &unsaid;
    if (looking->trino->kind == WRIT_OPERATION_READS &&
        (writ_sql_table_stranger(&looking->sql, view->obligations).len > 0 ||
         write_filters(looking, &filter) != WRIT_OK)) {
        view->ruling = NULL;
        return WRIT_OK;
    }
    for (size_t i = 0; i < view->table->column_count; i++) {
        look_at_column(looking, i);
    }
    view->filter = writ_arena_str(arena_of(looking), (struct writ_str){filter.ptr, filter.len});
    return view->filter.ptr == NULL ? WRIT_E_NOMEM : WRIT_OK;
}

enum writ_status writ_trino_view(const struct writ_trino *trino, const struct writ_table *table,
                                 struct writ_view *ret_view, struct writ_error *err)
{
    struct looking looking = {.trino = trino, .view = ret_view, .err = err};
    struct writ_sifting sifting = {
        .trino = trino, .count = table->column_count, .ask = ask_columns, .ctx = &looking};

    *ret_view = (struct writ_view){.table = table};
    WRIT_TRY(writ_trino_sift(&sifting, err));
    looking.visible = sifting.chosen;
    looking.masks =
        writ_arena_array(trino->exchange->arena, table->column_count, sizeof(*looking.masks));
    if (looking.masks == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_sql_table_read(trino->exchange->service->engine, trino->exchange->arena,
                                 table->descriptor->product, &looking.sql, err));
    ret_view->visible = looking.visible;
    ret_view->masks = looking.masks;
    ret_view->ruling = sifting.ruling;
    return sifting.ruling == NULL || look(&looking) == WRIT_OK ? WRIT_OK
                                                               : writ_engine_no_memory(err);
}

/* Whether a predicate is one that the rows are filtered by already. */
static bool is_filtered(const struct writ_value *obligations, const struct writ_value *predicate)
{
    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        const struct writ_value *own =
            writ_value_path(writ_value_item(obligations, i), "properties.predicate");

        if (own != NULL && (writ_value_equal(own, predicate) ||
                            (writ_value_is_text(writ_value_member(own, "op"), "and") &&
                             writ_value_has(writ_value_member(own, "args"), predicate)))) {
            return true;
        }
    }
    return false;
}

/* The same, or each part of it when it is an `and`: what policies said on their own. */
static bool are_filtered(const struct writ_value *obligations, const struct writ_value *predicate)
{
    const struct writ_value *parts = writ_value_member(predicate, "args");
    bool are = writ_value_is_text(writ_value_member(predicate, "op"), "and");

    for (size_t i = 0; are && i < writ_value_count(parts); i++) {
        are = is_filtered(obligations, writ_value_item(parts, i));
    }
    return are || is_filtered(obligations, predicate);
}

/* The column shows nothing, or what the mask leaves. */
static bool is_masked(const struct writ_view *view, const struct writ_value *properties)
{
    const struct writ_str path = writ_value_text(writ_value_member(properties, "column"));
    const struct writ_value *kind =
        writ_value_path(writ_obligation_for(view->obligations, "mask", path), "kind");

    for (size_t i = 0; i < view->table->column_count; i++) {
        if (writ_str_eq(view->table->columns[i].paths[0], path)) {
            return view->visible[i] &&
                   (writ_value_is_text(kind, "MASK_NULL") ||
                    writ_value_equal(kind, writ_value_member(properties, "kind")));
        }
    }
    return false;
}

bool writ_trino_view_covers(const struct writ_view *view, const struct writ_ruling *ruling)
{
    const struct writ_value *obligations =
        writ_value_member(ruling->evaluation.document, "obligations");
    bool is_covered = view->ruling != NULL;

    for (size_t i = 0; is_covered && i < writ_value_count(obligations); i++) {
        const struct writ_value *one = writ_value_item(obligations, i);
        const struct writ_value *properties = writ_value_member(one, "properties");

        if (writ_obligation_is(one, "row_filter")) {
            is_covered =
                are_filtered(view->obligations, writ_value_member(properties, "predicate"));
        } else if (writ_obligation_is(one, "mask")) {
            is_covered = is_masked(view, properties);
        } else {
            is_covered = !writ_obligation_is(one, "drop_column");
        }
    }
    return is_covered;
}
