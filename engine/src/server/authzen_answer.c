/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authzen_answer.h"

#include "base/try.h"

static enum writ_status read_name(const struct writ_value *name, struct writ_authzen_wish *wish,
                                  struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(name);

    if (writ_value_is_text(name, "id")) {
        wish->id = true;
    } else if (writ_value_is_text(name, "reasons")) {
        wish->reasons = true;
    } else if (writ_value_is_text(name, "receipt")) {
        wish->receipt = true;
    } else if (writ_value_is_text(name, "token")) {
        wish->token = true;
    } else {
        return writ_fail(
            err, WRIT_E_SCHEMA, &at,
            "'context.writ' lists 'id', 'reasons', 'receipt' and 'token', and nothing else");
    }
    return WRIT_OK;
}

enum writ_status writ_authzen_wish_read(const struct writ_value *request,
                                        struct writ_authzen_wish *ret_wish, struct writ_error *err)
{
    const struct writ_value *names =
        writ_value_member(writ_value_member(request, "context"), "writ");
    const struct writ_loc at = writ_value_loc(names);
    struct writ_authzen_wish wish = {0};

    if (names != NULL && names->kind != WRIT_ARRAY) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'context.writ' is not a list");
    }
    for (size_t i = 0; i < writ_value_count(names); i++) {
        WRIT_TRY(read_name(writ_value_item(names, i), &wish, err));
    }
    *ret_wish = wish;
    return WRIT_OK;
}

/* Of the reasons those that refuse. */
static const struct writ_value *refusals(struct writ_arena *arena,
                                         const struct writ_value *document)
{
    const struct writ_value *reasons = writ_value_member(document, "reasons");
    struct writ_build list;

    writ_build_array(&list, arena);
    for (size_t i = 0; i < writ_value_count(reasons); i++) {
        const struct writ_value *reason = writ_value_item(reasons, i);
        const struct writ_value *effect = writ_value_member(reason, "effect");

        if (writ_value_is_text(effect, "deny") || writ_value_is_text(effect, "error")) {
            writ_build_item(&list, reason);
        }
    }
    return writ_build_end(&list);
}

/* A value that lasts until the answer. @param value  NULL: memory is out */
static enum writ_status keep(const struct writ_exchange *exchange, const struct writ_value *value,
                             bool is_lasting, const struct writ_value **ret_value,
                             struct writ_error *err)
{
    *ret_value = value == NULL || is_lasting ? value : writ_value_copy(exchange->arena, value);
    return *ret_value == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_authzen_take(const struct writ_exchange *exchange,
                                   const struct writ_ruling *ruling, bool is_lasting,
                                   struct writ_authzen_saying *saying, struct writ_error *err)
{
    const struct writ_evaluation *evaluation = &ruling->evaluation;
    const struct writ_value *obligations = writ_value_member(evaluation->document, "obligations");

    saying->ruling = ruling;
    if (evaluation->is_permit && writ_value_count(obligations) > 0) {
        WRIT_TRY(keep(exchange, obligations, is_lasting, &saying->obligations, err));
    }
    if (!evaluation->is_permit && saying->wish.reasons) {
        WRIT_TRY(keep(exchange, refusals(exchange->arena, evaluation->document), is_lasting,
                      &saying->reasons, err));
    }
    if (saying->wish.receipt) {
        WRIT_TRY(keep(exchange, writ_seal_writ_value(evaluation, &ruling->sealed, exchange->arena),
                      is_lasting, &saying->writ, err));
    }
    return WRIT_OK;
}

static void put_wished(struct writ_build *context, const struct writ_exchange *exchange,
                       const struct writ_authzen_saying *saying)
{
    const struct writ_ruling *ruling = saying->ruling;
    struct writ_build wished;

    writ_build_object(&wished, exchange->arena);
    if (saying->wish.id) {
        const char *id = writ_exchange_decision_id(exchange, ruling);

        writ_build_put(&wished, "id",
                       id == NULL ? NULL : writ_value_string(exchange->arena, writ_str_from(id)));
        writ_build_put_int(&wished, "index", (int64_t)ruling->index);
    }
    if (saying->wish.receipt) {
        writ_build_put_text(&wished, "receipt", ruling->receipt);
    }
    if (saying->wish.token && ruling->token.len > 0) {
        writ_build_put_text(&wished, "token", ruling->token);
    }
    writ_build_put_known(&wished, "reasons", saying->reasons);
    writ_build_put_known(&wished, "writ", saying->writ);
    if (wished.count > 0) {
        writ_build_put(context, "writ", writ_build_end(&wished));
    }
}

const struct writ_value *writ_authzen_decision(const struct writ_exchange *exchange,
                                               const struct writ_authzen_saying *saying)
{
    struct writ_build body, context;

    writ_build_object(&context, exchange->arena);
    writ_build_put_known(&context, "obligations", saying->obligations);
    put_wished(&context, exchange, saying);
    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "decision",
                   writ_value_bool(exchange->arena, saying->ruling->evaluation.is_permit));
    if (context.count > 0) {
        writ_build_put(&body, "context", writ_build_end(&context));
    }
    return writ_build_end(&body);
}

const struct writ_value *writ_authzen_no_decision(struct writ_arena *arena, const char *message)
{
    struct writ_build body, context, error;

    writ_build_object(&error, arena);
    writ_build_put_int(&error, "status", 400);
    writ_build_put_text(&error, "message", writ_str_from(message));
    writ_build_object(&context, arena);
    writ_build_put(&context, "error", writ_build_end(&error));
    writ_build_object(&body, arena);
    writ_build_put(&body, "decision", writ_value_bool(arena, false));
    writ_build_put(&body, "context", writ_build_end(&context));
    return writ_build_end(&body);
}
