/* SPDX-License-Identifier: Apache-2.0 */
#include "server/exchange.h"

#include <strings.h>

#include "base/error.h"
#include "base/sanitized.h"
#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"
#include "server/claims.h"
#include "server/route.h"
#include "server/service.h"

enum { DECIDING_S_MAX = WRIT_IS_SANITIZED ? 60 : 10 };
enum { NS_PER_S = 1000000000, RECORDED_MIB_MAX = 48 };

enum writ_status writ_exchange_check_share(const struct writ_exchange *exchange,
                                           struct writ_error *err)
{
    const uint64_t taken_ns = writ_time_monotonic_ns() - exchange->begun_ns;

    if (taken_ns > (uint64_t)DECIDING_S_MAX * NS_PER_S) {
        return writ_fail(err, WRIT_E_LIMIT, NULL,
                         "the request takes more than %d s: ask for fewer at a time",
                         DECIDING_S_MAX);
    }
    return exchange->ruling_bytes <= (size_t)RECORDED_MIB_MAX << 20
               ? WRIT_OK
               : writ_fail(err, WRIT_E_LIMIT, NULL,
                           "the request has more than %d MiB to be recorded: ask for fewer at a "
                           "time",
                           RECORDED_MIB_MAX);
}

/* What is recorded stays until it is, whatever becomes of the arena that it was made in. */
static enum writ_status hold(const struct writ_exchange *exchange, const struct writ_arena *arena,
                             struct writ_sealed *sealed, struct writ_error *err)
{
    if (arena == exchange->arena) {
        return WRIT_OK;
    }
    sealed->leaf = writ_arena_str(exchange->arena, sealed->leaf);
    sealed->side = writ_arena_str(exchange->arena, sealed->side);
    return sealed->leaf.ptr == NULL || sealed->side.ptr == NULL ? writ_engine_no_memory(err)
                                                                : WRIT_OK;
}

/* Fill a ruling from an evaluation in the arena. */
static enum writ_status judge(const struct writ_exchange *exchange,
                              const struct writ_value *request, struct writ_arena *arena,
                              struct writ_ruling *ruling, struct writ_error *err)
{
    const uint64_t begun_ns = writ_time_monotonic_ns();

    if (ruling == NULL || request == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_exchange_check_share(exchange, err));
    WRIT_TRY(writ_engine_judge(exchange->service->engine, request, arena, &ruling->evaluation,
                               &ruling->request, err));
    writ_metrics_time(exchange->service->metrics, WRIT_TIME_EVALUATION,
                      writ_time_monotonic_ns() - begun_ns);
    return WRIT_OK;
}

static enum writ_status record(struct writ_exchange *exchange, struct writ_arena *arena,
                               struct writ_ruling *ruling, struct writ_error *err)
{
    struct writ_ruling **rulings =
        writ_arena_more(exchange->arena, (void *)exchange->rulings, exchange->ruling_count,
                        sizeof(struct writ_ruling *));

    if (rulings == NULL) {
        return writ_engine_no_memory(err);
    }
    exchange->rulings = rulings;
    WRIT_TRY(writ_seal_decision(exchange->service->engine, &ruling->evaluation, ruling->request,
                                arena, &ruling->sealed, err));
    if (exchange->wants_tokens) {
        WRIT_TRY(writ_claims_of(ruling, exchange->arena, &ruling->claims, err));
    }
    WRIT_TRY(hold(exchange, arena, &ruling->sealed, err));
    exchange->rulings[exchange->ruling_count++] = ruling;
    exchange->ruling_bytes += ruling->sealed.leaf.len + ruling->sealed.side.len;
    return WRIT_OK;
}

enum writ_status writ_exchange_judge(const struct writ_exchange *exchange,
                                     const struct writ_value *request, struct writ_arena *arena,
                                     struct writ_ruling **ret_ruling, struct writ_error *err)
{
    struct writ_ruling *ruling = writ_arena_alloc(arena, sizeof(*ruling));

    WRIT_TRY(judge(exchange, request, arena, ruling, err));
    *ret_ruling = ruling;
    return WRIT_OK;
}

enum writ_status writ_exchange_keep(struct writ_exchange *exchange, struct writ_ruling *ruling,
                                    struct writ_error *err)
{
    return record(exchange, exchange->arena, ruling, err);
}

enum writ_status writ_exchange_decide(struct writ_exchange *exchange,
                                      const struct writ_value *request,
                                      const struct writ_ruling **ret_ruling, struct writ_error *err)
{
    return writ_exchange_decide_in(exchange, request, exchange->arena, ret_ruling, err);
}

enum writ_status writ_exchange_decide_in(struct writ_exchange *exchange,
                                         const struct writ_value *request, struct writ_arena *arena,
                                         const struct writ_ruling **ret_ruling,
                                         struct writ_error *err)
{
    struct writ_ruling *ruling = writ_arena_alloc(exchange->arena, sizeof(*ruling));

    WRIT_TRY(judge(exchange, request, arena, ruling, err));
    WRIT_TRY(record(exchange, arena, ruling, err));
    *ret_ruling = ruling;
    return WRIT_OK;
}

/* "application/json", whatever its parameters */
bool writ_exchange_is_json(const struct writ_exchange *exchange)
{
    static const char json[] = "application/json";
    const size_t len = sizeof(json) - 1;
    const char *content_type = writ_http_header(exchange->http, "Content-Type");

    return content_type != NULL && strncasecmp(content_type, json, len) == 0 &&
           (content_type[len] == '\0' || content_type[len] == ';' || content_type[len] == ' ');
}

enum writ_status writ_exchange_json(const struct writ_exchange *exchange,
                                    const struct writ_value **ret_value, struct writ_error *err)
{
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;

    limits.bytes = writ_route_body_max(exchange->route);
    if (!writ_exchange_is_json(exchange)) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_SCHEMA, NULL, "the body must be application/json"),
                         "send the header Content-Type: application/json");
    }
    return writ_json_read_alone(exchange->arena, "body", exchange->http->body, limits, ret_value,
                                err);
}

enum writ_status writ_exchange_reply(struct writ_exchange *exchange, unsigned status,
                                     const struct writ_value *value, struct writ_error *err)
{
    if (value == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_canonical_write(&exchange->response->body, value, err));
    exchange->response->content_type = "application/json";
    exchange->response->status = status;
    return WRIT_OK;
}

void writ_exchange_field(struct writ_exchange *exchange, const char *name, const char *value)
{
    for (size_t i = 0; i < WRIT_HTTP_FIELDS_MAX; i++) {
        if (exchange->response->fields[i].name == NULL) {
            exchange->response->fields[i] = (struct writ_http_field){name, value};
            return;
        }
    }
    exchange->response->body.status = WRIT_E_BUG;
}

const char *writ_exchange_decision_id(const struct writ_exchange *exchange,
                                      const struct writ_ruling *ruling)
{
    return writ_arena_printf(exchange->arena, "%s#%llu", exchange->service->origin,
                             (unsigned long long)ruling->index);
}

void writ_exchange_name_decision(struct writ_exchange *exchange, const struct writ_ruling *ruling)
{
    const char *id = writ_exchange_decision_id(exchange, ruling);
    const char *receipt =
        writ_arena_printf(exchange->arena, "/log/receipt/%llu", (unsigned long long)ruling->index);

    if (id == NULL || receipt == NULL) {
        exchange->response->body.status = WRIT_E_NOMEM;
        return;
    }
    writ_exchange_field(exchange, "Writ-Decision", id);
    writ_exchange_field(exchange, "Writ-Receipt", receipt);
}

static unsigned http_status(enum writ_status status)
{
    switch (status) {
    case WRIT_E_SYNTAX:
    case WRIT_E_SCHEMA:
    case WRIT_E_LIMIT:
        return 400;
    case WRIT_E_NOTFOUND:
        return 404;
    case WRIT_E_IO:
    case WRIT_E_CORRUPT:
        return 503;
    default:
        return 500;
    }
}

const char *writ_exchange_message(const struct writ_exchange *exchange,
                                  const struct writ_error *err)
{
    return err->loc.line == 0 ? writ_arena_text(exchange->arena, writ_str_from(err->text))
                              : writ_arena_printf(exchange->arena, "%s:%u:%u: %s", err->loc.source,
                                                  err->loc.line, err->loc.column, err->text);
}

void writ_exchange_refuse(struct writ_exchange *exchange, enum writ_status status,
                          const struct writ_error *err)
{
    struct writ_build body;
    struct writ_error ignored = {0};

    writ_build_object(&body, exchange->arena);
    writ_build_put_text(&body, "code", writ_str_from(writ_status_name(status)));
    writ_build_put_text(&body, "message", writ_str_from(writ_exchange_message(exchange, err)));
    if (err->hint[0] != '\0') {
        writ_build_put_text(&body, "hint", writ_str_from(err->hint));
    }
    if (writ_exchange_reply(exchange, http_status(status), writ_build_end(&body), &ignored) !=
        WRIT_OK) {
        exchange->response->status = 500;
    }
}
