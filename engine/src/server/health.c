/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the service lives, and whether it can decide.
 */
#include "server/route.h"
#include "server/service.h"

static enum writ_status ask_nothing(struct writ_exchange *exchange, struct writ_error *err)
{
    (void)exchange;
    (void)err;
    return WRIT_OK;
}

static enum writ_status answer_live(struct writ_exchange *exchange, struct writ_error *err)
{
    struct writ_build body;

    writ_build_object(&body, exchange->arena);
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

const struct writ_route writ_health_routes[] = {
    {"GET", "/health", ask_nothing, answer_live, NULL},
    {"GET", "/health/live", ask_nothing, answer_live, NULL},
    {0},
};
