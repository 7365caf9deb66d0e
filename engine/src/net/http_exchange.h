/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_exchange.h - one request and its answer, as libmicrohttpd drives it. For http.c alone.
 * Layer: net (may include base, microhttpd, curl).
 */
#ifndef WRIT_NET_HTTP_EXCHANGE_H
#define WRIT_NET_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "net/http.h"

/** What all exchanges of a server share. */
struct writ_http_traffic {
    struct writ_http_options options;
    atomic_uint busy;       /**< requests that have begun and not ended */
    atomic_bool is_ending;  /**< each answer ends its connection */
    bool has_answers;       /**< the library has not sent them yet */
    struct writ_http_exchange *deferred; /**< the newest */
};

/* The library's callbacks; `ctx` is the traffic. begin() comes with the request line, end() when the answer is sent or
 * the connection is gone. */
void *writ_http_begin(void *ctx, const char *uri, struct MHD_Connection *connection);
void writ_http_end(void *ctx, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode code);
enum MHD_Result writ_http_on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
                                     const char *version, const char *bytes, size_t *len, void **slot);

/** Answer 503 to all that is deferred. */
void writ_http_give_up(struct writ_http_traffic *traffic);

#endif
