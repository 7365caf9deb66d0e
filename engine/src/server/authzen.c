/* SPDX-License-Identifier: Apache-2.0
 *
 * OpenID AuthZEN Authorization API 1.0: one evaluation (section 6), and many in one request
 * (section 7).
 */
#include "base/try.h"
#include "server/authzen_answer.h"
#include "server/authzen_evaluations.h"
#include "server/route.h"

struct item {
    const char *problem; /* why it was no evaluation request; NULL: it was one */
    struct writ_authzen_saying saying;
};

/* What a request asked for. */
struct asked {
    bool is_list;
    struct item *items;
    size_t count;
};

/* Each receipt is a proof of its own and several kilobytes, each token a signature. */
enum { RECEIPTS_MAX = 100 };

static struct asked *asked_new(struct writ_exchange *exchange, size_t most)
{
    struct asked *asked = writ_arena_alloc(exchange->arena, sizeof(*asked));

    if (asked != NULL) {
        asked->items = writ_arena_array(exchange->arena, most, sizeof(*asked->items));
    }
    exchange->state = asked;
    return asked == NULL || asked->items == NULL ? NULL : asked;
}

/* Decide in an arena that lasts until the answer, or does not. */
static enum writ_status decide(struct writ_exchange *exchange, const struct writ_value *request,
                               struct writ_arena *arena, struct item *item, struct writ_error *err)
{
    const struct writ_ruling *ruling = NULL;

    WRIT_TRY(writ_authzen_wish_read(request, &item->saying.wish, err));
    exchange->wants_receipts = exchange->wants_receipts || item->saying.wish.receipt;
    exchange->wants_tokens = exchange->wants_tokens || item->saying.wish.token;
    WRIT_TRY(writ_exchange_decide_in(exchange, request, arena, &ruling, err));
    return writ_authzen_take(exchange, ruling, arena == exchange->arena, &item->saying, err);
}

static enum writ_status ask_one(struct writ_exchange *exchange, const struct writ_value *request,
                                struct writ_error *err)
{
    struct asked *asked = asked_new(exchange, 1);

    if (asked == NULL) {
        return writ_engine_no_memory(err);
    }
    asked->count = 1;
    return decide(exchange, request, exchange->arena, &asked->items[0], err);
}

static enum writ_status ask_evaluation(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *request = NULL;

    WRIT_TRY(writ_exchange_json(exchange, &request, err));
    return ask_one(exchange, request, err);
}

/* What is wrong with one of many alone is its own answer. */
static bool is_own_problem(const struct writ_exchange *exchange, enum writ_status status)
{
    return status == WRIT_E_SCHEMA ||
           (status == WRIT_E_LIMIT && writ_exchange_check_share(exchange, NULL) == WRIT_OK);
}

/* Decide one of many. */
static enum writ_status ask_item(struct writ_exchange *exchange, const struct writ_value *request,
                                 struct writ_arena *arena, struct item *item,
                                 struct writ_error *err)
{
    struct writ_error why = {0};
    const enum writ_status status = request == NULL ? writ_engine_no_memory(&why)
                                                    : decide(exchange, request, arena, item, &why);

    if (is_own_problem(exchange, status)) {
        item->problem = writ_exchange_message(exchange, &why);
        return item->problem == NULL ? writ_engine_no_memory(err) : WRIT_OK;
    }
    if (status != WRIT_OK) {
        *err = why;
    }
    return status;
}

static bool is_permit(const struct item *item)
{
    return item->problem == NULL && item->saying.ruling->evaluation.is_permit;
}

static enum writ_status ask_items(struct writ_exchange *exchange,
                                  const struct writ_evaluations *evaluations, struct asked *asked,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena; /* of one at a time: there may be thousands */
    bool is_over = false;

    writ_arena_init(&arena, exchange->arena->alloc);
    while (!is_over && asked->count < evaluations->count) {
        struct item *item = &asked->items[asked->count];
        const struct writ_value *request =
            writ_evaluations_request(evaluations, asked->count, &arena);

        WRIT_TRY(ask_item(exchange, request, &arena, item, err));
        asked->count++;
        is_over = writ_evaluations_end_with(evaluations, is_permit(item));
        writ_arena_reset(&arena);
    }
    return WRIT_OK;
}

static enum writ_status ask_all(struct writ_exchange *exchange,
                                const struct writ_evaluations *evaluations, struct writ_error *err)
{
    struct asked *asked = asked_new(exchange, evaluations->count);

    if (asked == NULL) {
        return writ_engine_no_memory(err);
    }
    asked->is_list = true;
    WRIT_TRY(ask_items(exchange, evaluations, asked, err));
    if ((exchange->wants_receipts || exchange->wants_tokens) &&
        exchange->ruling_count > RECEIPTS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, NULL,
                         "receipts and tokens can be asked for of at most %d evaluations at a time",
                         RECEIPTS_MAX);
    }
    return WRIT_OK;
}

static enum writ_status ask_evaluations(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *request = NULL;
    struct writ_evaluations evaluations;

    WRIT_TRY(writ_exchange_json(exchange, &request, err));
    WRIT_TRY(writ_evaluations_read(request, exchange->arena, &evaluations, err));
    return evaluations.count == 0 ? ask_one(exchange, request, err)
                                  : ask_all(exchange, &evaluations, err);
}

static const struct writ_value *item_value(const struct writ_exchange *exchange,
                                           const struct item *item)
{
    return item->problem != NULL ? writ_authzen_no_decision(exchange->arena, item->problem)
                                 : writ_authzen_decision(exchange, &item->saying);
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
    writ_exchange_name_decision(exchange, asked->items[0].saying.ruling);
    return writ_exchange_reply(exchange, 200, item_value(exchange, &asked->items[0]), err);
}

const struct writ_route writ_authzen_routes[] = {
    {"POST", "/access/v1/evaluation", ask_evaluation, answer, NULL, 0},
    {"POST", "/access/v1/evaluations", ask_evaluations, answer, NULL, 0},
    {0},
};
