/* SPDX-License-Identifier: Apache-2.0
 *
 * server/service.h - what a worker serves with: its engine, its scribe, and the way of a request.
 */
#ifndef WRIT_SERVER_SERVICE_H
#define WRIT_SERVER_SERVICE_H

#include "server/clients.h"
#include "server/exchange.h"
#include "server/metrics.h"

/** Of one worker, and used by its thread alone. */
struct writ_service {
    struct writ_engine *engine; /**< evaluates; records nothing itself */
    struct writ_scribe *scribe;
    struct writ_remote *archive; /**< reads the log; NULL: nobody does */
    const char *origin;  /**< of the log: "<mesh>/<node>/<period>" */
    const struct writ_clients *clients; /**< NULL: whoever reaches the service may ask */
    const char *public_url; /**< what clients reach it by, without a slash at the end; empty: nobody knows */
    struct writ_metrics *metrics;
};

/** A writ_http_handler; ctx is the service. */
void writ_service_handle(void *ctx, const struct writ_http_request *request,
                         struct writ_http_response *response);

#endif
