/* SPDX-License-Identifier: Apache-2.0
 *
 * Trino's access-control contract: what its plugin for Open Policy Agent asks, and others that
 * copied it. An answer other than 2xx fails the user's query, which is what a failure here must do.
 */
#include "server/trino.h"

#include "base/error.h"
#include "base/try.h"
#include "server/route.h"
#include "server/service.h"

/* The state of an exchange is the result to send; NULL: there is none, and no access. */

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_build body;

    const char *id = exchange->ruling_count == 0
                         ? ""
                         : writ_exchange_decision_id(exchange, exchange->rulings[0]);

    if (id == NULL) {
        return writ_engine_no_memory(err);
    }
    if (exchange->state == NULL) {
        return writ_fail(err, WRIT_E_POLICY, NULL,
                         "no row of the table may be read, by decision %s", id);
    }
    writ_build_object(&body, exchange->arena);
    if (id[0] != '\0') {
        writ_build_put_text(&body, "decision_id", writ_str_from(id));
    }
    writ_build_put(&body, "result", exchange->state);
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

static void refuse(struct writ_exchange *exchange, enum writ_status status,
                   const struct writ_error *err)
{
    writ_exchange_refuse(exchange, status, err);
    if (exchange->state == NULL && status == WRIT_E_POLICY) {
        exchange->response->status = 403;
    }
}

enum writ_status writ_trino_keep(struct writ_exchange *exchange, const struct writ_value *result,
                                 struct writ_error *err)
{
    exchange->state = (void *)(uintptr_t)result; /* read only */
    return result == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_trino_decide_other(const struct writ_trino *trino,
                                         const struct writ_value *resource, bool *ret_is_permitted,
                                         struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena scratch; /* there may be thousands in one question */
    const struct writ_ruling *ruling = NULL;
    const struct writ_value *named;
    const struct writ_table *table;

    writ_arena_init(&scratch, trino->exchange->arena->alloc);
    WRIT_TRY(writ_exchange_decide_in(
        trino->exchange, writ_trino_ask_other(trino, &scratch, resource), &scratch, &ruling, err));
    *ret_is_permitted = ruling->evaluation.is_permit &&
                        writ_trino_about(trino, resource, &named, &table) == WRIT_TRINO_OTHER;
    return WRIT_OK;
}

struct wanted {
    const struct writ_value *paths; /* of the columns; NULL: all of the resource's */
    bool has_unknown;               /* a column that the product model does not know */
};

static void add_paths(struct writ_build *paths, const struct writ_table_column *column)
{
    for (size_t i = 0; i < column->path_count; i++) {
        writ_build_item(paths, writ_value_string(paths->arena, column->paths[i]));
    }
}

/* The columns that are named; without names all of the table's. */
static enum writ_status want_columns(const struct writ_trino *trino, const struct writ_table *table,
                                     const struct writ_value *named, struct wanted *ret_wanted,
                                     struct writ_error *err)
{
    const struct writ_value *names = writ_value_member(named, "columns");
    struct writ_build paths;

    *ret_wanted = (struct wanted){.paths = NULL};
    if (names == NULL && table->siblings == 1) {
        return WRIT_OK;
    }
    writ_build_array(&paths, trino->exchange->arena);
    for (size_t i = 0; names == NULL && i < table->column_count; i++) {
        add_paths(&paths, &table->columns[i]);
    }
    for (size_t i = 0; i < writ_value_count(names); i++) {
        const struct writ_value *name = writ_value_item(names, i);
        const struct writ_table_column *column = writ_table_column(table, writ_value_text(name));

        if (column == NULL) {
            ret_wanted->has_unknown = true;
            writ_build_item(&paths, name);
        } else {
            add_paths(&paths, column);
        }
    }
    ret_wanted->paths = writ_build_end(&paths);
    return ret_wanted->paths == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

/* Whether the duties of a permit to read are done by the filters and masks that Trino gets when it
 * asks for those of the table; most permits have none. */
static enum writ_status check_view(const struct writ_trino *trino, const struct writ_table *table,
                                   const struct writ_ruling *ruling, bool *ret_is_permitted,
                                   struct writ_error *err)
{
    const struct writ_value *obligations =
        writ_value_member(ruling->evaluation.document, "obligations");
    struct writ_view view;

    if (trino->kind != WRIT_OPERATION_READS || writ_value_count(obligations) == 0) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_trino_view(trino, table, &view, err));
    *ret_is_permitted = writ_trino_view_covers(&view, ruling);
    return WRIT_OK;
}

/* A table may be known when the product may, with all its columns or with none of them. */
enum writ_status writ_trino_decide_described(const struct writ_trino *trino,
                                             const struct writ_table *table, bool *ret_is_permitted,
                                             struct writ_error *err)
{
    struct writ_exchange *exchange = trino->exchange;
    struct writ_ruling *whole, *bare;
    struct writ_build none;

    writ_build_array(&none, exchange->arena);
    WRIT_TRY(writ_exchange_judge(exchange,
                                 writ_trino_ask_table(trino, exchange->arena, table, NULL),
                                 exchange->arena, &whole, err));
    *ret_is_permitted = whole->evaluation.is_permit;
    if (*ret_is_permitted) {
        return writ_exchange_keep(exchange, whole, err);
    }
    WRIT_TRY(writ_exchange_judge(
        exchange, writ_trino_ask_table(trino, exchange->arena, table, writ_build_end(&none)),
        exchange->arena, &bare, err));
    *ret_is_permitted = bare->evaluation.is_permit;
    return writ_exchange_keep(exchange, *ret_is_permitted ? bare : whole, err);
}

static enum writ_status decide_table(const struct writ_trino *trino, const struct writ_table *table,
                                     const struct writ_value *named, bool *ret_is_permitted,
                                     struct writ_error *err)
{
    const struct writ_ruling *ruling = NULL;
    struct wanted wanted;

    if (trino->kind == WRIT_OPERATION_DESCRIBES && writ_value_member(named, "columns") == NULL) {
        return writ_trino_decide_described(trino, table, ret_is_permitted, err);
    }
    WRIT_TRY(want_columns(trino, table, named, &wanted, err));
    WRIT_TRY(writ_exchange_decide(
        trino->exchange, writ_trino_ask_table(trino, trino->exchange->arena, table, wanted.paths),
        &ruling, err));
    *ret_is_permitted = !wanted.has_unknown && ruling->evaluation.is_permit;
    return *ret_is_permitted ? check_view(trino, table, ruling, ret_is_permitted, err) : WRIT_OK;
}

static enum writ_status decide_resource(const struct writ_trino *trino,
                                        const struct writ_value *resource, bool *ret_is_permitted,
                                        struct writ_error *err)
{
    const struct writ_value *named;
    const struct writ_table *table;

    return writ_trino_about(trino, resource, &named, &table) == WRIT_TRINO_TABLE
               ? decide_table(trino, table, named, ret_is_permitted, err)
               : writ_trino_decide_other(trino, resource, ret_is_permitted, err);
}

/* What is renamed is asked for under both names. */
static enum writ_status ask_allow(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_trino trino;
    bool is_permitted, is_target_permitted = true;

    WRIT_TRY(writ_trino_read(exchange, &trino, err));

    const struct writ_value *target = writ_value_member(trino.asked, "targetResource");

    WRIT_TRY(
        decide_resource(&trino, writ_value_member(trino.asked, "resource"), &is_permitted, err));
    if (target != NULL) {
        WRIT_TRY(decide_resource(&trino, target, &is_target_permitted, err));
    }
    return writ_trino_keep(
        exchange, writ_value_bool(exchange->arena, is_permitted && is_target_permitted), err);
}

const struct writ_route writ_trino_routes[] = {
    {"POST", "/v1/data/trino/allow", ask_allow, answer, refuse, 0},
    {"POST", "/v1/data/trino/batch", writ_trino_ask_batch, answer, refuse, WRIT_ROUTE_LARGE},
    {"POST", "/v1/data/trino/rowFilters", writ_trino_ask_row_filters, answer, refuse, 0},
    {"POST", "/v1/data/trino/columnMask", writ_trino_ask_column_mask, answer, refuse, 0},
    {"POST", "/v1/data/trino/batchColumnMasks", writ_trino_ask_column_masks, answer, refuse,
     WRIT_ROUTE_LARGE},
    {0},
};
