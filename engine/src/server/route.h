/* SPDX-License-Identifier: Apache-2.0
 *
 * server/route.h - which path means what: rows that the façades list.
 */
#ifndef WRIT_SERVER_ROUTE_H
#define WRIT_SERVER_ROUTE_H

#include "server/exchange.h"

enum writ_route_trait {
    WRIT_ROUTE_PUBLIC = 1,   /**< whoever reaches the service may ask, whatever clients it knows */
    WRIT_ROUTE_LARGE = 2,    /**< the body may have WRIT_ROUTE_BODY_MAX bytes, else WRIT_REQUEST_MAX */
    WRIT_ROUTE_EXPLAINS = 4, /**< of the clients that the service knows, those who may explain */
};

/** Four times what one question needs, for batches: 20 000 tables are 2 MiB. */
enum { WRIT_ROUTE_BODY_MAX = 4 << 20 };

/**
 * One path of a façade. A failure of `ask`, of the recording or of `answer` ends in `refuse`; until then nothing is sent.
 */
struct writ_route {
    const char *method; /**< "GET" also stands for HEAD; NULL: any */
    const char *path;   /**< one that ends in '/' stands for everything below it */

    /** Read the request, and ask for decisions with writ_exchange_decide(). */
    enum writ_status (*ask)(struct writ_exchange *exchange, struct writ_error *err);

    /** Everything that was decided is recorded: write the response. Called at once when nothing was. */
    enum writ_status (*answer)(struct writ_exchange *exchange, struct writ_error *err);

    /** Write what a client must read as no. NULL: writ_exchange_refuse(). */
    void (*refuse)(struct writ_exchange *exchange, enum writ_status status, const struct writ_error *err);

    unsigned traits; /**< enum writ_route_trait bits */
};

/* Each façade's rows, ended by one without a path. */
extern const struct writ_route writ_archive_routes[];
extern const struct writ_route writ_authzen_routes[];
extern const struct writ_route writ_authzen_search_routes[];
extern const struct writ_route writ_authzen_discovery_routes[];
extern const struct writ_route writ_native_routes[];
extern const struct writ_route writ_observe_routes[];
extern const struct writ_route writ_trino_routes[];
extern const struct writ_route writ_opa_routes[];
extern const struct writ_route writ_http_authz_routes[];

size_t writ_route_body_max(const struct writ_route *route);

/** An `ask` for what needs no decision. */
enum writ_status writ_route_ask_nothing(struct writ_exchange *exchange, struct writ_error *err);

/**
 * The row for a request.
 *
 * @param ret_allowed  when NULL is returned: a method the path has, for "Allow"; NULL when there is no such path
 */
const struct writ_route *writ_route_find(struct writ_str method, struct writ_str path,
                                         const char **ret_allowed);

#endif
