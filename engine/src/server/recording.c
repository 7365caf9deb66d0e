/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recording.h"

#include "base/try.h"
#include "server/service.h"

/* What a submission of an exchange answers for. */
struct slip {
    struct writ_submitted submitted;
    struct writ_exchange *exchange;
    struct writ_ruling **rulings;
};

static enum writ_status take_answer(struct slip *slip, struct writ_error *err)
{
    const struct writ_submitted *submitted = &slip->submitted;
    struct writ_arena *arena = slip->exchange->arena;

    if (submitted->status != WRIT_OK) {
        *err = submitted->err;
        return submitted->status;
    }
    for (size_t i = 0; i < submitted->count; i++) {
        slip->rulings[i]->index = submitted->first + i;
    }
    slip->rulings[0]->receipt = writ_arena_str(arena, submitted->receipt);
    slip->rulings[0]->token = writ_arena_str(arena, submitted->token);
    return slip->rulings[0]->receipt.ptr == NULL || slip->rulings[0]->token.ptr == NULL
               ? writ_engine_no_memory(err)
               : WRIT_OK;
}

static void recorded(struct writ_submitted *submitted)
{
    struct slip *slip = submitted->ctx;
    struct writ_error err = {0};

    err.status = take_answer(slip, &err);
    writ_exchange_resume(slip->exchange, &err);
}

static enum writ_status submit_some(struct writ_exchange *exchange, size_t first, size_t count,
                                    struct writ_error *err)
{
    struct slip *slip = writ_arena_alloc(exchange->arena, sizeof(*slip));

    if (slip == NULL) {
        return writ_engine_no_memory(err);
    }
    *slip = (struct slip){.exchange = exchange,
                          .rulings = exchange->rulings + first,
                          .submitted = {.records = exchange->records + first,
                                        .count = count,
                                        .wants_receipt = exchange->wants_receipts,
                                        .claims = exchange->rulings[first]->claims,
                                        .done = recorded,
                                        .ctx = slip}};
    WRIT_TRY(writ_scribe_submit(exchange->service->scribe, &slip->submitted, err));
    writ_exchange_suspend(exchange);
    return WRIT_OK;
}

/* How many from `first` on go into one submission. */
static size_t fitting(const struct writ_exchange *exchange, size_t first)
{
    const bool is_each = exchange->wants_receipts || exchange->wants_tokens;
    const size_t most = is_each ? 1 : WRIT_SUBMISSION_RECORDS_MAX;
    size_t bytes = 0;
    size_t count = 0;

    while (count < most && first + count < exchange->ruling_count) {
        const struct writ_record *record = &exchange->records[first + count];

        bytes += record->leaf.len + record->side.len;
        if (count > 0 && bytes > WRIT_SUBMISSION_BYTES_MAX) {
            break;
        }
        count++;
    }
    return count;
}

enum writ_status writ_exchange_record(struct writ_exchange *exchange, struct writ_error *err)
{
    const size_t count = exchange->ruling_count;
    size_t some;

    exchange->records = writ_arena_array(exchange->arena, count, sizeof(*exchange->records));
    if (exchange->records == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        exchange->records[i] = (struct writ_record){.leaf = exchange->rulings[i]->sealed.leaf,
                                                    .side = exchange->rulings[i]->sealed.side};
    }
    for (size_t i = 0; i < count; i += some) {
        some = fitting(exchange, i);
        WRIT_TRY(submit_some(exchange, i, some, err));
    }
    return WRIT_OK;
}
