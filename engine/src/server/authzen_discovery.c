/* SPDX-License-Identifier: Apache-2.0
 *
 * OpenID AuthZEN Authorization API 1.0: the metadata of the decision point (section 9), and of its
 * obligations profile. No capability has a registered name yet, so that none is listed, and the
 * metadata is not signed.
 */
#include "base/try.h"
#include "server/route.h"
#include "server/service.h"

static const struct writ_value *obligation_types(struct writ_arena *arena)
{
    struct writ_build list;
    const char *type;

    writ_build_array(&list, arena);
    for (size_t i = 0; (type = writ_obligation_type(i)) != NULL; i++) {
        writ_build_item(&list, writ_value_string(arena, writ_str_from(type)));
    }
    return writ_build_end(&list);
}

static enum writ_status answer(struct writ_exchange *exchange, struct writ_error *err)
{
    static const struct {
        const char *name;
        const char *path;
    } members[] = {
        {"policy_decision_point", ""},
        {"access_evaluation_endpoint", "/access/v1/evaluation"},
        {"access_evaluations_endpoint", "/access/v1/evaluations"},
        {"search_subject_endpoint", "/access/v1/search/subject"},
        {"search_resource_endpoint", "/access/v1/search/resource"},
        {"search_action_endpoint", "/access/v1/search/action"},
    };
    const char *base = exchange->service->public_url;
    struct writ_build body;

    if (base[0] == '\0') {
        return writ_hint(
            err, writ_fail(err, WRIT_E_NOTFOUND, NULL, "the service does not know its own address"),
            "start it with --public-url");
    }
    writ_build_object(&body, exchange->arena);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        const char *url = writ_arena_printf(exchange->arena, "%s%s", base, members[i].path);

        writ_build_put(&body, members[i].name,
                       url == NULL ? NULL : writ_value_string(exchange->arena, writ_str_from(url)));
    }
    writ_build_put(&body, "supported_obligations", obligation_types(exchange->arena));
    return writ_exchange_reply(exchange, 200, writ_build_end(&body), err);
}

const struct writ_route writ_authzen_discovery_routes[] = {
    {"GET", "/.well-known/authzen-configuration", writ_route_ask_nothing, answer, NULL,
     WRIT_ROUTE_PUBLIC},
    {0},
};
