/* SPDX-License-Identifier: Apache-2.0
 *
 * OpenID AuthZEN Authorization API 1.0: one evaluation.
 */
#include "base/try.h"
#include "server/route.h"

static enum writ_status ask(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_value *request = NULL;
    const struct writ_ruling *ruling;

    WRIT_TRY(writ_exchange_json(exchange, &request, err));
    return writ_exchange_decide(exchange, request, &ruling, err);
}

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    const struct writ_ruling *ruling = exchange->rulings[0];
    struct writ_build body;

    writ_build_object(&body, exchange->arena);
    writ_build_put(&body, "decision",
                   writ_value_bool(exchange->arena, ruling->evaluation.is_permit));
    writ_exchange_name_decision(exchange, ruling);
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

const struct writ_route writ_authzen_routes[] = {
    {"POST", "/access/v1/evaluation", ask, answer, NULL, false},
    {0},
};
