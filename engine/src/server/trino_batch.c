/* SPDX-License-Identifier: Apache-2.0
 *
 * Which of many may be known: tables and other things by the list, columns of one table.
 */
#include "base/error.h"
#include "base/try.h"
#include "server/trino.h"

enum verdict { UNASKED, PERMITTED, DENIED };

/* A batch under way. Tables of one product share its decision, and all that are of no product share
 * one. */
struct batch {
    struct writ_trino trino;
    unsigned char *owners; /* enum verdict, by owner */
    bool has_unknown;
    struct writ_build result;
};

static enum writ_status judge_owner(struct batch *batch, const struct writ_table *table,
                                    bool *ret_is_permitted, struct writ_error *err)
{
    unsigned char *verdict = &batch->owners[table->owner];

    if (*verdict == UNASKED) {
        WRIT_TRY(writ_trino_decide_described(&batch->trino, table, ret_is_permitted, err));
        *verdict = *ret_is_permitted ? PERMITTED : DENIED;
    }
    *ret_is_permitted = *verdict == PERMITTED;
    return WRIT_OK;
}

static enum writ_status judge_candidate(struct batch *batch, const struct writ_value *resource,
                                        bool *ret_is_permitted, struct writ_error *err)
{
    const struct writ_value *named;
    const struct writ_table *table;

    *ret_is_permitted = false;
    switch (writ_trino_about(&batch->trino, resource, &named, &table)) {
    case WRIT_TRINO_TABLE:
        return judge_owner(batch, table, ret_is_permitted, err);
    case WRIT_TRINO_UNKNOWN:
        if (batch->has_unknown) {
            return WRIT_OK;
        }
        batch->has_unknown = true;
        return writ_trino_decide_other(&batch->trino, resource, ret_is_permitted, err);
    case WRIT_TRINO_OTHER:
        break;
    }
    return writ_trino_decide_other(&batch->trino, resource, ret_is_permitted, err);
}

static void add_index(struct writ_build *list, size_t index)
{
    writ_build_item(list, writ_value_number(list->arena, (double)index));
}

static enum writ_status filter_candidates(struct batch *batch, const struct writ_value *candidates,
                                          struct writ_error *err)
{
    struct writ_exchange *exchange = batch->trino.exchange;

    batch->owners =
        writ_arena_array(exchange->arena, writ_mesh_table_owners(batch->trino.mesh) + 1, 1);
    if (batch->owners == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < writ_value_count(candidates); i++) {
        bool is_permitted;

        WRIT_TRY(judge_candidate(batch, writ_value_item(candidates, i), &is_permitted, err));
        if (is_permitted) {
            add_index(&batch->result, i);
        }
    }
    return WRIT_OK;
}

/* The indices are those of the columns of the one table. */
static enum writ_status filter_columns(struct batch *batch, const struct writ_value *resource,
                                       struct writ_error *err)
{
    const struct writ_value *named;
    const struct writ_table *table;
    struct writ_view view;
    bool is_permitted;

    if (writ_trino_about(&batch->trino, resource, &named, &table) != WRIT_TRINO_TABLE) {
        WRIT_TRY(writ_trino_decide_other(&batch->trino, resource, &is_permitted, err));
        for (size_t i = 0;
             is_permitted && i < writ_value_count(writ_value_member(named, "columns")); i++) {
            add_index(&batch->result, i);
        }
        return WRIT_OK;
    }
    WRIT_TRY(writ_trino_view(&batch->trino, table, &view, err));

    const struct writ_value *names = writ_value_member(named, "columns");

    for (size_t i = 0; i < writ_value_count(names); i++) {
        const struct writ_table_column *column =
            writ_table_column(table, writ_value_text(writ_value_item(names, i)));

        if (column != NULL && view.visible[column - table->columns]) {
            add_index(&batch->result, i);
        }
    }
    return WRIT_OK;
}

enum writ_status writ_trino_ask_batch(struct writ_exchange *exchange, struct writ_error *err)
{
    struct batch batch = {.has_unknown = false};

    WRIT_TRY(writ_trino_read(exchange, &batch.trino, err));

    const struct writ_value *asked = batch.trino.asked;
    const struct writ_value *candidates = writ_value_member(asked, "filterResources");
    const struct writ_loc at = writ_value_loc(candidates == NULL ? asked : candidates);

    if (candidates == NULL || candidates->kind != WRIT_ARRAY) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'input.action.filterResources' is not a list");
    }
    writ_build_array(&batch.result, exchange->arena);
    if (writ_value_is_text(writ_value_member(asked, "operation"), "FilterColumns") &&
        writ_value_count(candidates) == 1) {
        WRIT_TRY(filter_columns(&batch, writ_value_item(candidates, 0), err));
    } else {
        WRIT_TRY(filter_candidates(&batch, candidates, err));
    }
    return writ_trino_keep(exchange, writ_build_end(&batch.result), err);
}
