/* SPDX-License-Identifier: Apache-2.0
 *
 * Decide, then record; nothing is answered before it is recorded.
 */
#include "base/owned.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/engine.h"

enum { RECEIPT_BYTES_MAX = 64 * 1024 };

struct writ_decision {
    struct writ_owned own;
    struct writ_evaluation evaluation;
    struct writ_str writ;
    struct writ_str receipt;
    uint64_t index;
};

void writ_decision_free(struct writ_decision *decision)
{
    writ_owned_free(decision, sizeof(*decision));
}

static inline void writ_decision_autop(struct writ_decision **decision)
{
    writ_decision_free(*decision);
}

/* The request with the time that was decided for, so that what is committed can be decided again.
 */
static const struct writ_value *timed(struct writ_arena *arena, const struct writ_value *request,
                                      const struct writ_value *document)
{
    const struct writ_value *context = writ_value_member(request, "context");
    struct writ_build whole, inner;

    if (writ_value_member(context, "time") != NULL) {
        return request;
    }
    writ_build_object(&inner, arena);
    for (size_t i = 0; i < writ_value_count(context); i++) {
        writ_build_member(&inner, context->as.object.members[i].key,
                          context->as.object.members[i].value);
    }
    writ_build_put(&inner, "time", writ_value_member(document, "time"));
    writ_build_object(&whole, arena);
    for (size_t i = 0; i < writ_value_count(request); i++) {
        if (!writ_str_is(request->as.object.members[i].key, "context")) {
            writ_build_member(&whole, request->as.object.members[i].key,
                              request->as.object.members[i].value);
        }
    }
    writ_build_put(&whole, "context", writ_build_end(&inner));
    return writ_build_end(&whole);
}

enum writ_status writ_engine_judge(struct writ_engine *engine, const struct writ_value *request,
                                   struct writ_arena *arena, struct writ_evaluation *ret_evaluation,
                                   const struct writ_value **ret_request, struct writ_error *err)
{
    struct writ_request checked;

    WRIT_TRY(writ_request_read(request, engine->clock.now_ms(engine->clock.ctx), &checked, err));

    const struct writ_descriptor *product = writ_request_product(engine->mesh, &checked);
    const struct writ_question question = {.phase = WRIT_PHASE_ACCESS,
                                           .descriptor = product,
                                           .request = &checked,
                                           .time_ms = checked.time_ms};

    WRIT_TRY(writ_eval(engine->mesh, &question, arena, ret_evaluation, err));
    *ret_request = timed(arena, request, ret_evaluation->document);
    return *ret_request == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status evaluate(struct writ_engine *engine, const char *source,
                                 struct writ_str text, struct writ_decision *decision,
                                 const struct writ_value **ret_request, struct writ_error *err)
{
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    const struct writ_value *document = NULL;

    limits.bytes = WRIT_REQUEST_MAX;
    WRIT_TRY(writ_json_read_alone(&decision->own.arena, source, text, limits, &document, err));
    return writ_engine_judge(engine, document, &decision->own.arena, &decision->evaluation,
                             ret_request, err);
}

enum writ_status writ_engine_evaluate(struct writ_engine *engine, const char *source,
                                      struct writ_str request, struct writ_decision **ret_decision,
                                      struct writ_error *err)
{
    WRIT_AUTO(writ_decision) struct writ_decision *decision = writ_owned_new(sizeof(*decision));
    const struct writ_value *asked;

    if (decision == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(evaluate(engine, source, request, decision, &asked, err));
    *ret_decision = WRIT_MOVE(decision);
    return WRIT_OK;
}

static enum writ_status record(struct writ_engine *engine, const struct writ_value *request,
                               struct writ_decision *decision, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_sealed sealed;

    writ_buf_init(&receipt, &decision->own.alloc, RECEIPT_BYTES_MAX);
    WRIT_TRY(writ_seal_decision(engine, &decision->evaluation, request, &decision->own.arena,
                                &sealed, err));

    const struct writ_record kept = {.leaf = sealed.leaf, .side = sealed.side};

    WRIT_TRY(
        writ_seal_writ(&decision->evaluation, &sealed, &decision->own.arena, &decision->writ, err));
    WRIT_TRY(writ_recorder_record(engine->recorder, &kept, 1, &decision->index, &receipt, err));
    decision->receipt =
        writ_arena_str(&decision->own.arena, (struct writ_str){receipt.ptr, receipt.len});
    return decision->receipt.ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_engine_decide(struct writ_engine *engine, const char *source,
                                    struct writ_str request, struct writ_decision **ret_decision,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_decision) struct writ_decision *decision = writ_owned_new(sizeof(*decision));
    const struct writ_value *asked = NULL;

    if (decision == NULL) {
        return writ_engine_no_memory(err);
    }
    if (engine->recorder == NULL) {
        return writ_fail(err, WRIT_E_BUG, NULL,
                         "the engine was opened without a log, so nothing may be decided");
    }
    WRIT_TRY(evaluate(engine, source, request, decision, &asked, err));
    WRIT_TRY(record(engine, asked, decision, err));
    *ret_decision = WRIT_MOVE(decision);
    return WRIT_OK;
}

enum writ_verdict writ_decision_verdict(const struct writ_decision *decision)
{
    return decision->evaluation.is_permit ? WRIT_PERMIT : WRIT_DENY;
}

struct writ_str writ_decision_document(const struct writ_decision *decision)
{
    return decision->evaluation.bytes;
}

struct writ_str writ_decision_writ(const struct writ_decision *decision)
{
    return decision->writ;
}

struct writ_str writ_decision_receipt(const struct writ_decision *decision)
{
    return decision->receipt;
}

uint64_t writ_decision_index(const struct writ_decision *decision)
{
    return decision->index;
}
