/* SPDX-License-Identifier: Apache-2.0
 *
 * Which of many are permitted, with few evaluations and fewer records.
 */
#include "base/try.h"
#include "engine/sql_table.h"
#include "server/trino.h"

static enum writ_status judge(const struct writ_sifting *sifting, struct writ_arena *arena,
                              const bool *chosen, struct writ_ruling **ret_ruling,
                              struct writ_error *err)
{
    return writ_exchange_judge(sifting->trino->exchange, sifting->ask(sifting->ctx, arena, chosen),
                               arena, ret_ruling, err);
}

/* Whether those in [from, to) are permitted, judged in memory that is given back. */
static enum writ_status try_some(const struct writ_sifting *sifting, size_t from, size_t to,
                                 bool *ret_permits, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena scratch;
    struct writ_ruling *ruling;
    bool *chosen;

    writ_arena_init(&scratch, sifting->trino->exchange->arena->alloc);
    chosen = writ_arena_array(&scratch, sifting->count, sizeof(*chosen));
    if (chosen == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = from; i < to; i++) {
        chosen[i] = true;
    }
    WRIT_TRY(judge(sifting, &scratch, chosen, &ruling, err));
    *ret_permits = ruling->evaluation.is_permit;
    return WRIT_OK;
}

/* Those in [from, to), of which not all are permitted. */
static enum writ_status sift_halves(struct writ_sifting *sifting, size_t from, size_t to,
                                    struct writ_error *err)
{
    const size_t middle = from + (to - from) / 2;
    const size_t ends[] = {from, middle, to};

    for (size_t i = 0; to - from > 1 && i < 2; i++) {
        bool permits = false;

        WRIT_TRY(try_some(sifting, ends[i], ends[i + 1], &permits, err));
        for (size_t k = ends[i]; permits && k < ends[i + 1]; k++) {
            sifting->chosen[k] = true;
        }
        if (!permits) {
            WRIT_TRY(sift_halves(sifting, ends[i], ends[i + 1], err));
        }
    }
    return WRIT_OK;
}

static bool is_denial(const struct writ_effect *effect)
{
    return effect->kind == WRIT_EFFECT_DENY && effect->standing == WRIT_STANDS;
}

static bool says(const struct writ_evaluation *evaluation, const struct writ_effect *denial)
{
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        if (is_denial(effect) && strcmp(effect->policy_id, denial->policy_id) == 0 &&
            writ_str_eq(effect->code, denial->code)) {
            return true;
        }
    }
    return false;
}

/* What denies everything and nothing alike does not depend on what is chosen: there is no need to
 * look for a part that is permitted. */
static enum writ_status is_hopeless(const struct writ_sifting *sifting,
                                    const struct writ_ruling *whole, bool *ret_is_hopeless,
                                    struct writ_error *err)
{
    const struct writ_evaluation *all = &whole->evaluation;
    WRIT_AUTO(writ_arena) struct writ_arena scratch;
    struct writ_ruling *ruling;
    bool *none;

    writ_arena_init(&scratch, sifting->trino->exchange->arena->alloc);
    none = writ_arena_array(&scratch, sifting->count, sizeof(*none));
    if (none == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(judge(sifting, &scratch, none, &ruling, err));
    *ret_is_hopeless = sifting->count == 1;
    for (size_t i = 0; i < all->effect_count && !*ret_is_hopeless; i++) {
        *ret_is_hopeless =
            is_denial(&all->effects[i]) && says(&ruling->evaluation, &all->effects[i]);
    }
    return WRIT_OK;
}

static bool drops_any(const struct writ_ruling *ruling)
{
    const struct writ_value *obligations =
        writ_value_member(ruling->evaluation.document, "obligations");

    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        if (writ_obligation_is(writ_value_item(obligations, i), "drop_column")) {
            return true;
        }
    }
    return false;
}

/* Each may be had, but not together: each gets its own decision, and its own record. */
static enum writ_status decide_each(struct writ_sifting *sifting, struct writ_error *err)
{
    struct writ_exchange *exchange = sifting->trino->exchange;
    bool *one = writ_arena_array(exchange->arena, sifting->count, sizeof(*one));
    struct writ_ruling *ruling;

    if (one == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < sifting->count; i++) {
        if (sifting->chosen[i]) {
            one[i] = true;
            WRIT_TRY(judge(sifting, exchange->arena, one, &ruling, err));
            WRIT_TRY(writ_exchange_keep(exchange, ruling, err));
            sifting->chosen[i] = ruling->evaluation.is_permit && !drops_any(ruling);
            one[i] = false;
        }
    }
    return WRIT_OK;
}

static size_t count_chosen(const struct writ_sifting *sifting)
{
    size_t count = 0;

    for (size_t i = 0; i < sifting->count; i++) {
        count += sifting->chosen[i] ? 1 : 0;
    }
    return count;
}

/* What was found is decided as a whole, so that one record permits it. */
static enum writ_status decide_chosen(struct writ_sifting *sifting, struct writ_error *err)
{
    struct writ_exchange *exchange = sifting->trino->exchange;
    struct writ_ruling *ruling;

    WRIT_TRY(judge(sifting, exchange->arena, sifting->chosen, &ruling, err));
    if (!ruling->evaluation.is_permit) {
        return decide_each(sifting, err);
    }
    sifting->ruling = ruling;
    return writ_exchange_keep(exchange, ruling, err);
}

enum writ_status writ_trino_sift(struct writ_sifting *sifting, struct writ_error *err)
{
    struct writ_exchange *exchange = sifting->trino->exchange;
    struct writ_ruling *whole;
    bool is_lost = true;

    sifting->ruling = NULL;
    sifting->chosen = writ_arena_array(exchange->arena, sifting->count, sizeof(*sifting->chosen));
    if (sifting->chosen == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < sifting->count; i++) {
        sifting->chosen[i] = true;
    }
    WRIT_TRY(judge(sifting, exchange->arena, sifting->chosen, &whole, err));
    if (whole->evaluation.is_permit) {
        sifting->ruling = whole;
        return writ_exchange_keep(exchange, whole, err);
    }
    memset(sifting->chosen, 0, sifting->count * sizeof(*sifting->chosen));
    WRIT_TRY(is_hopeless(sifting, whole, &is_lost, err));
    if (!is_lost) {
        WRIT_TRY(sift_halves(sifting, 0, sifting->count, err));
    }
    return count_chosen(sifting) == 0 ? writ_exchange_keep(exchange, whole, err)
                                      : decide_chosen(sifting, err);
}
