/* SPDX-License-Identifier: Apache-2.0
 *
 * Many inputs to one path, as Enterprise OPA has it: {"inputs": {KEY: INPUT}, "common_input": …}.
 */
#include "base/error.h"
#include "base/try.h"
#include "server/opa.h"
#include "server/service.h"

enum { ITEMS_MAX = 10000 };

struct batch {
    struct writ_opa_result *results;
    size_t count;
    size_t failed;
};

/* The input over what it has in common with the others, table by table. NULL when memory is out. */
static const struct writ_value *merged(struct writ_arena *arena, const struct writ_value *common,
                                       const struct writ_value *own)
{
    struct writ_build build;

    if (common == NULL || common->kind != WRIT_OBJECT || own->kind != WRIT_OBJECT) {
        return own;
    }
    writ_build_object(&build, arena);
    for (size_t i = 0; i < writ_value_count(own); i++) {
        const struct writ_member *member = &own->as.object.members[i];

        writ_build_member(&build, member->key,
                          merged(arena, writ_value_get(common, member->key), member->value));
    }
    for (size_t i = 0; i < writ_value_count(common); i++) {
        const struct writ_member *member = &common->as.object.members[i];

        if (writ_value_get(own, member->key) == NULL) {
            writ_build_member(&build, member->key, member->value);
        }
    }
    return writ_build_end(&build);
}

static enum writ_status evaluate_all(struct writ_exchange *exchange, const struct writ_value *body,
                                     struct batch *batch, struct writ_error *err)
{
    const struct writ_value *inputs = writ_value_member(body, "inputs");
    const struct writ_value *common = writ_value_member(body, "common_input");
    WRIT_AUTO(writ_arena) struct writ_arena scratch; /* of one at a time: there may be thousands */
    const struct writ_value *rule;

    writ_arena_init(&scratch, exchange->arena->alloc);
    WRIT_TRY(writ_opa_rule(exchange, WRIT_LIT("/v1/batch/data/"), &rule, err));
    for (size_t i = 0; i < writ_value_count(inputs); i++) {
        const struct writ_member *member = &inputs->as.object.members[i];
        const struct writ_value *input = merged(&scratch, common, member->value);
        struct writ_opa_result *result = &batch->results[batch->count++];

        if (input == NULL) {
            return writ_engine_no_memory(err);
        }
        result->key = member->key;
        WRIT_TRY(writ_opa_evaluate(exchange, rule, input, &scratch, result, err));
        batch->failed += result->status == WRIT_OK ? 0 : 1;
        writ_arena_reset(&scratch);
    }
    return WRIT_OK;
}

enum writ_status writ_opa_ask_batch(struct writ_exchange *exchange, struct writ_error *err)
{
    struct batch *batch = writ_arena_alloc(exchange->arena, sizeof(*batch));
    const struct writ_value *body = NULL;

    WRIT_TRY(writ_exchange_json(exchange, &body, err));

    const struct writ_value *inputs = writ_value_member(body, "inputs");
    const struct writ_loc at = writ_value_loc(inputs == NULL ? body : inputs);

    if (inputs == NULL || inputs->kind != WRIT_OBJECT || writ_value_count(inputs) > ITEMS_MAX) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'inputs' is not an object of at most %d members",
                         ITEMS_MAX);
    }
    if (batch != NULL) {
        batch->results = writ_arena_array(exchange->arena, writ_value_count(inputs) + 1,
                                          sizeof(*batch->results));
    }
    if (batch == NULL || batch->results == NULL) {
        return writ_engine_no_memory(err);
    }
    exchange->state = batch;
    return evaluate_all(exchange, body, batch, err);
}

/* 207 where some failed: then each says how it went, and clients know 200 and 500 only. */
enum writ_status writ_opa_answer_batch(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct batch *batch = exchange->state;
    struct writ_build responses, body;

    writ_build_object(&responses, exchange->arena);
    for (size_t i = 0; i < batch->count; i++) {
        const struct writ_opa_result *result = &batch->results[i];
        struct writ_build one;

        writ_build_object(&one, exchange->arena);
        writ_opa_put(exchange, result, &one);
        if (batch->failed > 0) {
            writ_build_put_text(&one, "http_status_code",
                                result->status == WRIT_OK ? WRIT_LIT("200") : WRIT_LIT("500"));
        }
        writ_build_member(&responses, result->key, writ_build_end(&one));
    }
    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "responses", writ_build_end(&responses));
    return writ_exchange_reply(exchange, batch->failed == 0 ? 200 : 207, writ_build_end(&body),
                               err);
}
