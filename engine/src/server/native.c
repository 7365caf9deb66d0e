/* SPDX-License-Identifier: Apache-2.0
 *
 * Writ's own endpoints: a decision with its proof, a check of a descriptor, what the mesh holds.
 */
#include "base/try.h"
#include "server/report_value.h"
#include "server/route.h"
#include "server/service.h"

enum { VERSION = 1 };

static enum writ_status ask_decide(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *request = NULL;
    const struct writ_ruling *ruling;

    exchange->wants_receipts = true;
    WRIT_TRY(writ_exchange_json(exchange, &request, err));
    return writ_exchange_decide(exchange, request, &ruling, err);
}

static enum writ_status answer_decide(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_ruling *ruling = exchange->rulings[0];
    const char *id = writ_exchange_decision_id(exchange, ruling);
    struct writ_build body;

    if (id == NULL) {
        return writ_engine_no_memory(err);
    }
    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "decision",
                   writ_value_bool(exchange->arena, ruling->evaluation.is_permit));
    writ_build_put_text(&body, "id", writ_str_from(id));
    writ_build_put_int(&body, "index", (int64_t)ruling->index);
    writ_build_put_text(&body, "receipt", ruling->receipt);
    writ_build_put_int(&body, "version", VERSION);
    writ_build_put(&body, "writ",
                   writ_seal_writ_value(&ruling->evaluation, &ruling->sealed, exchange->arena));
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

/* The name tells the reader which format it is. */
static const char *source_of(const struct writ_exchange *exchange)
{
    const char *type = writ_http_header(exchange->http, "Content-Type");

    return type != NULL && strstr(type, "yaml") != NULL ? "body.yaml"
           : writ_exchange_is_json(exchange)            ? "body.json"
                                                        : "body";
}

static enum writ_status answer_check(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_report *report = NULL;

    WRIT_TRY(writ_engine_check_text(exchange->service->engine, source_of(exchange),
                                    exchange->http->body, NULL, &report, err));

    const struct writ_value *body = writ_report_value(exchange->arena, report);

    writ_report_free(report);
    return writ_exchange_reply(exchange, 200, body, err);
}

static const struct writ_value *product_row(struct writ_arena *arena,
                                            const struct writ_descriptor *descriptor)
{
    static const char *const members[] = {"id", "name", "domain", "status", "version", "dialect"};
    char digest[WRIT_DIGEST_TEXT_SIZE];
    struct writ_build row;

    writ_digest_text(&descriptor->model_digest, digest);
    writ_build_object(&row, arena);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        writ_build_put_known(&row, members[i], writ_value_member(descriptor->product, members[i]));
    }
    writ_build_put_text(&row, "digest", writ_str_from(digest));
    writ_build_put_text(&row, "path", writ_str_from(descriptor->path));
    return writ_build_end(&row);
}

static enum writ_status answer_products(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_mesh *mesh = exchange->service->engine->mesh;
    struct writ_build list, body;

    writ_build_array(&list, exchange->arena);
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        writ_build_item(&list, product_row(exchange->arena, &mesh->descriptors[i]));
    }
    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "products", writ_build_end(&list));
    writ_build_put_int(&body, "version", VERSION);
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

static const struct writ_value *policy_row(struct writ_arena *arena,
                                           const struct writ_policy *policy)
{
    struct writ_build row;

    writ_build_object(&row, arena);
    writ_build_put_text(&row, "id", writ_str_from(policy->id));
    writ_build_put_text(&row, "title", writ_str_from(policy->title));
    writ_build_put_text(&row, "layer", writ_str_from(writ_layer_name(policy->layer)));
    writ_build_put_text(&row, "scope", writ_str_from(policy->scope));
    writ_build_put_text(&row, "state", writ_str_from(writ_policy_state_name(policy->state)));
    writ_build_put_text(&row, "path", writ_str_from(policy->path));
    writ_build_put_text(&row, "docs", writ_str_from(policy->docs));
    writ_build_put_text(&row, "text_digest", writ_str_from(policy->version));
    return writ_build_end(&row);
}

static enum writ_status answer_policies(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_mesh *mesh = exchange->service->engine->mesh;
    char digest[WRIT_DIGEST_TEXT_SIZE];
    struct writ_build list, body;

    writ_build_array(&list, exchange->arena);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        writ_build_item(&list, policy_row(exchange->arena, &mesh->policies[i]));
    }
    writ_digest_text(&mesh->digest, digest);
    writ_build_object(&body, exchange->arena);
    writ_build_put_text(&body, "bundle", writ_str_from(digest));
    writ_build_put(&body, "policies", writ_build_end(&list));
    writ_build_put_int(&body, "version", VERSION);
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

const struct writ_route writ_native_routes[] = {
    {"POST", "/v1/decide", ask_decide, answer_decide, NULL, 0},
    {"POST", "/v1/check", writ_route_ask_nothing, answer_check, NULL, 0},
    {"GET", "/v1/products", writ_route_ask_nothing, answer_products, NULL, 0},
    {"GET", "/v1/policies", writ_route_ask_nothing, answer_policies, NULL, 0},
    {0},
};
