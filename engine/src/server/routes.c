/* SPDX-License-Identifier: Apache-2.0
 *
 * Every path of the service.
 */
#include "server/route.h"

static const struct writ_route *const facades[] = {
    writ_archive_routes,
    writ_authzen_routes,
    writ_authzen_search_routes,
    writ_authzen_discovery_routes,
    writ_native_routes,
    writ_observe_routes,
    writ_trino_routes, /* before the paths that it is one of */
    writ_opa_routes,
    writ_http_authz_routes,
};

size_t writ_route_body_max(const struct writ_route *route)
{
    return (route->traits & WRIT_ROUTE_LARGE) != 0 ? WRIT_ROUTE_BODY_MAX : WRIT_REQUEST_MAX;
}

enum writ_status writ_route_ask_nothing(struct writ_exchange *exchange, struct writ_error *err)
{
    (void)exchange;
    (void)err;
    return WRIT_OK;
}

static bool is_path(const struct writ_route *route, struct writ_str path)
{
    const struct writ_str own = writ_str_from(route->path);

    return own.ptr[own.len - 1] == '/' ? writ_str_starts(path, own) : writ_str_eq(path, own);
}

static bool is_method(const struct writ_route *route, struct writ_str method)
{
    return route->method == NULL || writ_str_is(method, route->method) ||
           (strcmp(route->method, "GET") == 0 && writ_str_is(method, "HEAD"));
}

const struct writ_route *writ_route_find(struct writ_str method, struct writ_str path,
                                         const char **ret_allowed)
{
    *ret_allowed = NULL;
    for (size_t i = 0; i < sizeof(facades) / sizeof(facades[0]); i++) {
        for (const struct writ_route *route = facades[i]; route->path != NULL; route++) {
            if (!is_path(route, path)) {
                continue;
            }
            if (is_method(route, method)) {
                return route;
            }
            *ret_allowed = route->method;
        }
    }
    return NULL;
}
