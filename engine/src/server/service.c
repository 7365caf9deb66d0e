/* SPDX-License-Identifier: Apache-2.0
 *
 * The way of a request: route, ask, record, answer. Nothing is answered before it is recorded.
 */
#include "server/service.h"

#include "base/try.h"
#include "server/recording.h"
#include "server/route.h"

static void refuse(struct writ_exchange *exchange, enum writ_status status,
                   const struct writ_error *err)
{
    writ_buf_clear(&exchange->response->body);
    if (exchange->route->refuse != NULL) {
        exchange->route->refuse(exchange, status, err);
    } else {
        writ_exchange_refuse(exchange, status, err);
    }
}

static void count(const struct writ_exchange *exchange)
{
    struct writ_metrics *metrics = exchange->service->metrics;
    size_t permits = 0;

    for (size_t i = 0; i < exchange->ruling_count; i++) {
        permits += exchange->rulings[i]->evaluation.is_permit ? 1 : 0;
    }
    if (exchange->status == WRIT_OK) {
        writ_metrics_count(metrics, WRIT_COUNT_PERMITS, permits);
        writ_metrics_count(metrics, WRIT_COUNT_DENIALS, exchange->ruling_count - permits);
    } else {
        writ_metrics_count(metrics, WRIT_COUNT_UNRECORDED, exchange->ruling_count);
    }
    writ_metrics_count(metrics,
                       exchange->status == WRIT_OK ? WRIT_COUNT_ANSWERED : WRIT_COUNT_REFUSED, 1);
    writ_metrics_time(metrics, WRIT_TIME_REQUEST, writ_time_monotonic_ns() - exchange->begun_ns);
}

static void finish(struct writ_exchange *exchange)
{
    if (exchange->status == WRIT_OK) {
        exchange->status = exchange->route->answer(exchange, &exchange->err);
    }
    if (exchange->status != WRIT_OK) {
        refuse(exchange, exchange->status, &exchange->err);
    }
    count(exchange);
}

void writ_exchange_suspend(struct writ_exchange *exchange)
{
    exchange->pending++;
}

void writ_exchange_resume(struct writ_exchange *exchange, const struct writ_error *err)
{
    if (err->status != WRIT_OK && exchange->status == WRIT_OK) {
        exchange->status = err->status;
        exchange->err = *err;
    }
    exchange->pending--;
    if (exchange->pending == 0) {
        finish(exchange);
        writ_http_answer(exchange->http);
    }
}

static void run(struct writ_exchange *exchange)
{
    exchange->status = exchange->route->ask(exchange, &exchange->err);
    if (exchange->status == WRIT_OK && exchange->ruling_count > 0) {
        exchange->status = writ_exchange_record(exchange, &exchange->err);
    }
    if (exchange->pending > 0) { /* also when a part could not be submitted: the rest comes back */
        exchange->response->is_deferred = true;
        return;
    }
    finish(exchange);
}

/* So that a client finds its answer again, whatever it is. An empty one finds nothing, and no field
 * can be sent without a value. */
static void echo_request_id(struct writ_exchange *exchange)
{
    const char *id = writ_http_header(exchange->http, "X-Request-ID");

    if (id != NULL && id[0] != '\0') {
        const char *own = writ_arena_text(exchange->arena, writ_str_from(id));

        writ_exchange_field(exchange, "X-Request-ID", own == NULL ? "" : own);
    }
}

/* 0: it may be asked. */
static unsigned refusal_of(const struct writ_exchange *exchange)
{
    static const char header[] = "Authorization";
    const struct writ_clients *clients = exchange->service->clients;
    const struct writ_client *client;

    if (clients == NULL || (exchange->route->traits & WRIT_ROUTE_PUBLIC) != 0) {
        return 0;
    }
    client = writ_clients_find(clients, writ_str_from(writ_http_header(exchange->http, header)));
    if (client == NULL || writ_http_is_repeated(exchange->http, header)) {
        return 401;
    }
    return (exchange->route->traits & WRIT_ROUTE_EXPLAINS) == 0 || client->may_explain ? 0 : 403;
}

static void turn_away(struct writ_exchange *exchange, const char *allowed)
{
    writ_metrics_count(exchange->service->metrics, WRIT_COUNT_UNKNOWN, 1);
    exchange->response->status = allowed == NULL ? 404 : 405;
    if (allowed != NULL) {
        writ_exchange_field(exchange, "Allow", allowed);
    }
}

void writ_service_handle(void *ctx, const struct writ_http_request *request,
                         struct writ_http_response *response)
{
    struct writ_exchange *exchange = writ_arena_alloc(request->arena, sizeof(*exchange));
    const char *allowed;

    if (exchange == NULL) {
        return;
    }
    *exchange = (struct writ_exchange){.service = ctx,
                                       .http = request,
                                       .response = response,
                                       .arena = request->arena,
                                       .begun_ns = writ_time_monotonic_ns()};
    echo_request_id(exchange);
    exchange->route = writ_route_find(request->method, request->path, &allowed);
    if (exchange->route == NULL) {
        turn_away(exchange, allowed);
    } else if (refusal_of(exchange) != 0) {
        response->status = refusal_of(exchange);
        writ_exchange_field(exchange, "WWW-Authenticate", "Bearer");
    } else if (request->body.len > writ_route_body_max(exchange->route)) {
        response->status = 413;
    } else {
        run(exchange);
    }
}
