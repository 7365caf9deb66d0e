/* SPDX-License-Identifier: Apache-2.0
 *
 * OpenID AuthZEN Authorization API 1.0: one evaluation (section 6), and many in one request
 * (section 7).
 */
#include "base/try.h"
#include "server/authzen_answer.h"
#include "server/authzen_evaluations.h"
#include "server/route.h"

/* An evaluation and what its client wants to know of it. */
struct item {
    const struct writ_ruling *ruling; /* NULL: it was no evaluation request */
    const char *problem;              /* why not */
    struct writ_authzen_wish wish;
};

/* What a request asked for. */
struct asked {
    bool is_list;
    struct item *items;
    size_t count;
};

enum {
    /* Each receipt is a commit's proof of its own, and several kilobytes. */
    RECEIPTS_MAX = 100
};

static struct asked *asked_new(struct writ_exchange *exchange, size_t most)
{
    struct asked *asked = writ_arena_alloc(exchange->arena, sizeof(*asked));

    if (asked != NULL) {
        asked->items = writ_arena_array(exchange->arena, most, sizeof(*asked->items));
    }
    exchange->state = asked;
    return asked == NULL || asked->items == NULL ? NULL : asked;
}

static enum writ_status decide(struct writ_exchange *exchange, const struct writ_value *request,
                               struct item *item, struct writ_error *err)
{
    WRIT_TRY(writ_authzen_wish_read(request, &item->wish, err));
    exchange->wants_receipts = exchange->wants_receipts || item->wish.receipt;
    return writ_exchange_decide(exchange, request, &item->ruling, err);
}

static enum writ_status ask_one(struct writ_exchange *exchange, const struct writ_value *request,
                                struct writ_error *err)
{
    struct asked *asked = asked_new(exchange, 1);

    if (asked == NULL) {
        return writ_engine_no_memory(err);
    }
    asked->count = 1;
    return decide(exchange, request, &asked->items[0], err);
}

static enum writ_status ask_evaluation(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *request = NULL;

    WRIT_TRY(writ_exchange_json(exchange, &request, err));
    return ask_one(exchange, request, err);
}

/* Decide one of many: what is wrong with it alone is its own answer. */
static enum writ_status ask_item(struct writ_exchange *exchange, const struct writ_value *request,
                                 struct item *item, struct writ_error *err)
{
    struct writ_error why = {0};
    const enum writ_status status =
        request == NULL ? writ_engine_no_memory(&why) : decide(exchange, request, item, &why);

    if (status == WRIT_E_SCHEMA || status == WRIT_E_LIMIT) {
        item->problem = writ_exchange_message(exchange, &why);
        return item->problem == NULL ? writ_engine_no_memory(err) : WRIT_OK;
    }
    if (status != WRIT_OK) {
        *err = why;
    }
    return status;
}

static enum writ_status ask_all(struct writ_exchange *exchange,
                                const struct writ_evaluations *batch, struct writ_error *err)
{
    struct asked *asked = asked_new(exchange, batch->count);
    bool is_over = false;

    if (asked == NULL) {
        return writ_engine_no_memory(err);
    }
    asked->is_list = true;
    while (!is_over && asked->count < batch->count) {
        struct item *item = &asked->items[asked->count];

        WRIT_TRY(ask_item(exchange, writ_evaluations_request(batch, asked->count, exchange->arena),
                          item, err));
        asked->count++;
        is_over = writ_evaluations_end_with(batch, item->ruling != NULL &&
                                                       item->ruling->evaluation.is_permit);
    }
    if (exchange->wants_receipts && exchange->ruling_count > RECEIPTS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, NULL,
                         "receipts can be asked for of at most %d evaluations at a time",
                         RECEIPTS_MAX);
    }
    return WRIT_OK;
}

static enum writ_status ask_evaluations(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *request = NULL;
    struct writ_evaluations batch;

    WRIT_TRY(writ_exchange_json(exchange, &request, err));
    WRIT_TRY(writ_evaluations_read(request, exchange->arena, &batch, err));
    return batch.count == 0 ? ask_one(exchange, request, err) : ask_all(exchange, &batch, err);
}

static const struct writ_value *item_value(const struct writ_exchange *exchange,
                                           const struct item *item)
{
    return item->ruling == NULL ? writ_authzen_no_decision(exchange->arena, item->problem)
                                : writ_authzen_decision(exchange, item->ruling, &item->wish);
}

static enum writ_status answer_list(struct writ_exchange *exchange, const struct asked *asked,
                                    struct writ_error *err)
{
    struct writ_build list, body;

    writ_build_array(&list, exchange->arena);
    for (size_t i = 0; i < asked->count; i++) {
        writ_build_item(&list, item_value(exchange, &asked->items[i]));
    }
    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "evaluations", writ_build_end(&list));
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct asked *asked = exchange->state;

    if (asked->is_list) {
        return answer_list(exchange, asked, err);
    }
    writ_exchange_name_decision(exchange, asked->items[0].ruling);
    return writ_exchange_reply(exchange, 200, item_value(exchange, &asked->items[0]), err);
}

const struct writ_route writ_authzen_routes[] = {
    {"POST", "/access/v1/evaluation", ask_evaluation, answer, NULL, false},
    {"POST", "/access/v1/evaluations", ask_evaluations, answer, NULL, false},
    {0},
};
