/* SPDX-License-Identifier: Apache-2.0
 *
 * A subset of Open Policy Agent's REST API, so that its clients can ask: a path is a question that
 * mesh.yaml describes in service.paths.
 */
#include "server/opa.h"

#include "base/error.h"
#include "base/percent.h"
#include "base/try.h"
#include "codec/codec.h"
#include "server/report_value.h"
#include "server/route.h"
#include "server/service.h"
#include "server/template.h"

#define DATA WRIT_LIT("/v1/data/")

static enum writ_status decode(const struct writ_exchange *exchange, struct writ_str text,
                               bool is_query, struct writ_str *ret_text, struct writ_error *err)
{
    switch (writ_percent_decode(exchange->arena, text, is_query, ret_text)) {
    case WRIT_PERCENT_OK:
        return WRIT_OK;
    case WRIT_PERCENT_MALFORMED:
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "the URI is not percent-encoded UTF-8");
    case WRIT_PERCENT_NO_MEMORY:
        break;
    }
    return writ_engine_no_memory(err);
}

/* Trino takes an answer without a result for no filter and no mask, so that a path of its contract
 * that is not quite one must not be undefined. */
static bool is_of_trino(struct writ_str name)
{
    return writ_str_is(name, "trino") || writ_str_starts(name, WRIT_LIT("trino/"));
}

enum writ_status writ_opa_rule(const struct writ_exchange *exchange, struct writ_str prefix,
                               const struct writ_value **ret_rule, struct writ_error *err)
{
    const struct writ_str path = exchange->http->path;
    const size_t end = writ_str_ends(path, WRIT_LIT("/")) ? path.len - 1 : path.len;
    struct writ_str name;

    WRIT_TRY(decode(exchange, writ_str_cut(path, prefix.len, end), false, &name, err));
    if (is_of_trino(name)) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "this path is none that Trino asks");
    }
    *ret_rule = writ_value_get(
        writ_value_path(exchange->service->engine->mesh->settings, "service.paths"), name);
    return WRIT_OK;
}

static bool is_boolean(const struct writ_value *rule)
{
    const struct writ_value *result = writ_value_member(rule, "result");

    return result == NULL || writ_value_is_text(result, "boolean");
}

/* What is no request is no decision. Where a boolean is asked for, that is a no, which says why. */
static enum writ_status take_problem(const struct writ_exchange *exchange,
                                     const struct writ_value *rule, enum writ_status problem,
                                     struct writ_opa_result *result, struct writ_error *err)
{
    if (!is_boolean(rule)) {
        result->status = problem;
        return WRIT_OK;
    }
    result->value = writ_value_bool(exchange->arena, false);
    return result->value == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status no_input(struct writ_opa_result *result)
{
    return writ_fail(&result->err, WRIT_E_SCHEMA, NULL, "there is no 'input'");
}

/* An object with one member more, or with another value of it. NULL when memory is out. */
static const struct writ_value *with(struct writ_arena *arena, const struct writ_value *object,
                                     const char *key, const struct writ_value *value)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    for (size_t i = 0; i < writ_value_count(object); i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): NULL has no members */
        const struct writ_member *member = &object->as.object.members[i];

        if (!writ_str_is(member->key, key)) {
            writ_build_member(&build, member->key, member->value);
        }
    }
    writ_build_put(&build, key, value);
    return writ_build_end(&build);
}

/* Who sees a boolean only cannot carry out what a permit obliges to, unless the request says so. */
static const struct writ_value *without_duties(struct writ_arena *arena,
                                               const struct writ_value *request)
{
    const struct writ_value *context = writ_value_member(request, "context");
    struct writ_build none;

    if (request->kind != WRIT_OBJECT || (context != NULL && context->kind != WRIT_OBJECT) ||
        writ_value_member(context, "supported_obligations") != NULL) {
        return request;
    }
    writ_build_array(&none, arena);
    context = with(arena, context, "supported_obligations", writ_build_end(&none));
    return context == NULL ? NULL : with(arena, request, "context", context);
}

/* What the path says of a decision, to last until the answer. NULL when memory is out. */
static const struct writ_value *said_of(const struct writ_exchange *exchange,
                                        const struct writ_value *rule,
                                        const struct writ_evaluation *evaluation)
{
    return is_boolean(rule) ? writ_value_bool(exchange->arena, evaluation->is_permit)
                            : writ_value_copy(exchange->arena, evaluation->document);
}

static enum writ_status decide(struct writ_exchange *exchange, const struct writ_value *rule,
                               const struct writ_value *input, struct writ_arena *arena,
                               struct writ_opa_result *result, struct writ_error *err)
{
    const struct writ_value *template = writ_value_member(rule, "request");
    const struct writ_value *request = input;

    if (template != NULL && !writ_template_fill(arena, template, input, &request)) {
        return writ_engine_no_memory(err);
    }
    if (request != NULL && is_boolean(rule)) {
        request = without_duties(arena, request);
        if (request == NULL) {
            return writ_engine_no_memory(err);
        }
    }

    const enum writ_status status =
        request == NULL
            ? no_input(result)
            : writ_exchange_decide_in(exchange, request, arena, &result->ruling, &result->err);

    if (status == WRIT_E_SCHEMA) {
        return take_problem(exchange, rule, status, result, err);
    }
    if (status != WRIT_OK) {
        *err = result->err;
        return status;
    }
    result->value = said_of(exchange, rule, &result->ruling->evaluation);
    return result->value == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static bool conforms(const struct writ_report *report)
{
    bool does = writ_report_count(report) > 0;

    for (size_t i = 0; does && i < writ_report_count(report); i++) {
        does = writ_report_entry(report, i)->state == WRIT_ENTRY_PASS;
    }
    return does;
}

static enum writ_status check(struct writ_exchange *exchange, const struct writ_value *rule,
                              const struct writ_value *input, struct writ_opa_result *result,
                              struct writ_error *err)
{
    struct writ_report *report = NULL;

    if (input == NULL) {
        return take_problem(exchange, rule, no_input(result), result, err);
    }
    WRIT_TRY(writ_exchange_check_share(exchange, err));
    WRIT_TRY(writ_engine_check_value(exchange->service->engine, input, &report, err));
    result->value = is_boolean(rule) ? writ_value_bool(exchange->arena, conforms(report))
                                     : writ_report_value(exchange->arena, report);
    writ_report_free(report);
    return result->value == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_opa_evaluate(struct writ_exchange *exchange, const struct writ_value *rule,
                                   const struct writ_value *input, struct writ_arena *arena,
                                   struct writ_opa_result *ret_result, struct writ_error *err)
{
    if (rule == NULL) {
        return WRIT_OK;
    }
    return writ_value_is_text(writ_value_member(rule, "phase"), "publish")
               ? check(exchange, rule, input, ret_result, err)
               : decide(exchange, rule, input, arena, ret_result, err);
}

static const struct writ_value *problem_value(const struct writ_exchange *exchange,
                                              const struct writ_error *err)
{
    struct writ_build problem;

    writ_build_object(&problem, exchange->arena);
    writ_build_put_text(&problem, "code", writ_str_from(writ_status_name(err->status)));
    writ_build_put_text(&problem, "message", writ_str_from(writ_exchange_message(exchange, err)));
    return writ_build_end(&problem);
}

void writ_opa_put(const struct writ_exchange *exchange, const struct writ_opa_result *result,
                  struct writ_build *body)
{
    if (result->status != WRIT_OK) {
        writ_build_put_text(body, "code", writ_str_from(writ_status_name(result->status)));
        writ_build_put_text(body, "message",
                            writ_str_from(writ_exchange_message(exchange, &result->err)));
        return;
    }
    if (result->ruling != NULL) {
        writ_build_put_text(body, "decision_id",
                            writ_str_from(writ_exchange_decision_id(exchange, result->ruling)));
    }
    writ_build_put_known(body, "result", result->value);
    if (result->err.status != WRIT_OK) {
        writ_build_put(body, "warning", problem_value(exchange, &result->err));
    }
}

/* The input of a GET: the parameter `input` of the query, of which there is one at most. */
static enum writ_status read_query(const struct writ_exchange *exchange,
                                   const struct writ_value **ret_input, struct writ_error *err)
{
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    struct writ_str rest = exchange->http->query, part, text, found = {NULL, 0};

    *ret_input = NULL;
    while (writ_str_split(&rest, '&', &part)) {
        if (writ_str_starts(part, WRIT_LIT("input="))) {
            if (found.ptr != NULL) {
                return writ_fail(err, WRIT_E_SCHEMA, NULL, "the query has 'input' more than once");
            }
            found = writ_str_cut(part, 6, part.len);
        }
    }
    if (found.ptr == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(decode(exchange, found, true, &text, err));
    return writ_json_read_alone(exchange->arena, "input", text, limits, ret_input, err);
}

static enum writ_status read_body(const struct writ_exchange *exchange,
                                  const struct writ_value **ret_input, struct writ_error *err)
{
    const struct writ_value *body = NULL;

    WRIT_TRY(writ_exchange_json(exchange, &body, err));
    *ret_input = writ_value_member(body, "input");
    return WRIT_OK;
}

static enum writ_status ask(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_opa_result *result = writ_arena_alloc(exchange->arena, sizeof(*result));
    const struct writ_value *rule = NULL;
    const struct writ_value *input = NULL;

    if (result == NULL) {
        return writ_engine_no_memory(err);
    }
    exchange->state = result;
    WRIT_TRY(writ_opa_rule(exchange, DATA, &rule, err));
    if (writ_str_is(exchange->http->method, "POST")) {
        WRIT_TRY(read_body(exchange, &input, err));
    } else {
        WRIT_TRY(read_query(exchange, &input, err));
    }
    return writ_opa_evaluate(exchange, rule, input, exchange->arena, result, err);
}

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_opa_result *result = exchange->state;
    struct writ_build body;

    writ_build_object(&body, exchange->arena);
    writ_opa_put(exchange, result, &body);
    return writ_exchange_reply(exchange, result->status == WRIT_OK ? 200 : 400,
                               writ_build_end(&body), err);
}

/* Which bundle is active, in the form of the Status API. */
static enum writ_status answer_status(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_mesh *mesh = exchange->service->engine->mesh;
    char digest[WRIT_DIGEST_TEXT_SIZE];
    struct writ_build bundle, bundles, result, body;

    writ_digest_text(&mesh->digest, digest);
    writ_build_object(&bundle, exchange->arena);
    writ_build_put_text(&bundle, "active_revision", writ_str_from(digest));
    writ_build_put_text(&bundle, "name", writ_str_from(mesh->name));
    writ_build_object(&bundles, exchange->arena);
    writ_build_put(&bundles, mesh->name, writ_build_end(&bundle));
    writ_build_object(&result, exchange->arena);
    writ_build_put(&result, "bundles", writ_build_end(&bundles));
    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "result", writ_build_end(&result));
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

const struct writ_route writ_opa_routes[] = {
    {"POST", "/v1/data/", ask, answer, NULL, 0},
    {"GET", "/v1/data/", ask, answer, NULL, 0},
    {"POST", "/v1/batch/data/", writ_opa_ask_batch, writ_opa_answer_batch, NULL, WRIT_ROUTE_LARGE},
    {"GET", "/v1/status", writ_route_ask_nothing, answer_status, NULL, 0},
    {0},
};
