/* SPDX-License-Identifier: Apache-2.0
 *
 * What those who run the service ask it: whether it lives, whether it can decide, what it has
 * counted.
 */
#include "base/try.h"
#include "server/route.h"
#include "server/service.h"

static enum writ_status answer_live(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_build body;

    writ_build_object(&body, exchange->arena);
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

/* A service whose log is gone decides nothing: traffic should go elsewhere. */
static enum writ_status answer_ready(struct writ_exchange *exchange, struct writ_error *err)
{
    WRIT_TRY(writ_scribe_check(exchange->service->scribe, err));
    return answer_live(exchange, err);
}

static enum writ_status answer_metrics(struct writ_exchange *exchange, struct writ_error *err)
{
    (void)err;
    writ_metrics_write(exchange->service->metrics, &exchange->response->body);
    exchange->response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    exchange->response->status = 200;
    return WRIT_OK;
}

const struct writ_route writ_observe_routes[] = {
    {"GET", "/health", writ_route_ask_nothing, answer_ready, NULL, WRIT_ROUTE_PUBLIC},
    {"GET", "/health/live", writ_route_ask_nothing, answer_live, NULL, WRIT_ROUTE_PUBLIC},
    {"GET", "/health/ready", writ_route_ask_nothing, answer_ready, NULL, WRIT_ROUTE_PUBLIC},
    {"GET", "/metrics", writ_route_ask_nothing, answer_metrics, NULL, 0},
    {0},
};
