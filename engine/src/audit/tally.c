/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows are appended as they come and summed once, so that no choice of names makes adding slow.
 */
#include "audit/tally.h"

#include "base/sort.h"
#include "base/try.h"
#include "engine/engine.h"

enum writ_status writ_tallies_add(struct writ_tallies *tallies, const char *name,
                                  enum writ_impact_kind kind, struct writ_error *err)
{
    struct writ_impact_tally *rows =
        writ_arena_more(tallies->arena, tallies->rows, tallies->count, sizeof(*rows));

    if (rows == NULL) {
        return writ_engine_no_memory(err);
    }
    rows[tallies->count] = (struct writ_impact_tally){.name = name};
    rows[tallies->count++].changes[kind] = 1;
    tallies->rows = rows;
    return WRIT_OK;
}

static bool by_name(const void *things, size_t a, size_t b)
{
    const struct writ_impact_tally *rows = things;
    const int order = strcmp(rows[a].name, rows[b].name);

    return order != 0 ? order < 0 : a < b;
}

static uint64_t total(const struct writ_impact_tally *row)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < WRIT_IMPACT_KINDS; i++) {
        sum += row->changes[i];
    }
    return sum;
}

static bool by_total(const void *things, size_t a, size_t b)
{
    const struct writ_impact_tally *rows = things;

    return total(&rows[a]) != total(&rows[b]) ? total(&rows[a]) > total(&rows[b])
                                              : by_name(things, a, b);
}

static enum writ_status sort(struct writ_tallies *tallies, writ_before_fn before,
                             struct writ_error *err)
{
    size_t *order = writ_arena_array(tallies->arena, tallies->count + 1, sizeof(*order));
    struct writ_impact_tally *sorted =
        writ_arena_array(tallies->arena, tallies->count + 1, sizeof(*sorted));

    if (order == NULL || sorted == NULL) {
        return writ_engine_no_memory(err);
    }
    writ_sort_index(order, tallies->count, before, tallies->rows);
    for (size_t i = 0; i < tallies->count; i++) {
        sorted[i] = tallies->rows[order[i]];
    }
    tallies->rows = sorted;
    return WRIT_OK;
}

static void merge(struct writ_tallies *tallies)
{
    size_t count = 0;

    for (size_t i = 0; i < tallies->count; i++) {
        const struct writ_impact_tally *row = &tallies->rows[i];

        if (count == 0 || strcmp(tallies->rows[count - 1].name, row->name) != 0) {
            tallies->rows[count++] = *row;
            continue;
        }
        for (size_t k = 0; k < WRIT_IMPACT_KINDS; k++) {
            tallies->rows[count - 1].changes[k] += row->changes[k];
        }
    }
    tallies->count = count;
}

enum writ_status writ_tallies_sum(struct writ_tallies *tallies, struct writ_error *err)
{
    WRIT_TRY(sort(tallies, by_name, err));
    merge(tallies);
    return sort(tallies, by_total, err);
}
