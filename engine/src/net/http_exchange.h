/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_exchange.h - one request and its answer, as libmicrohttpd drives it. For net/http*.c alone.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_EXCHANGE_H
#define WRIT_NET_HTTP_EXCHANGE_H

#include <microhttpd.h>

#include "net/http.h"
#include "net/http_linger.h"

struct writ_http_peer;

/** What all exchanges of a server share. One thread turns a server, so that nothing here is locked. */
struct writ_http_traffic {
    struct writ_http_options options;
    bool has_tls;
    bool asks_clients; /**< each has shown a certificate */
    struct writ_alloc alloc; /**< of the peers */
    int64_t now_ms;   /**< as of this turn, monotonic */
    unsigned busy;    /**< requests that have begun and not ended */
    size_t body_bytes; /**< of them */
    bool is_ending;   /**< each answer ends its connection */
    bool has_answers; /**< the library has not sent them yet */
    bool has_moved;   /**< in this turn: something came, was handled or ended */
    struct writ_http_exchange *deferred; /**< the newest */
    struct writ_http_exchange *spare;    /**< ended ones, whose memory is used again */
    unsigned spare_count;
    struct writ_http_peer *first; /**< those we wait for, by deadline */
    struct writ_http_peer *last;
    struct writ_http_linger linger;
};

/* The library's callbacks; `ctx` is the traffic. begin() comes with the request line, end() when the answer is sent or
 * the connection is gone. */
void *writ_http_begin(void *ctx, const char *uri, struct MHD_Connection *connection);
void writ_http_end(void *ctx, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode code);
enum MHD_Result writ_http_on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
                                     const char *version, const char *bytes, size_t *len, void **slot);

struct writ_http_traffic *writ_http_traffic(const struct writ_http_request *request);
struct MHD_Connection *writ_http_connection(const struct writ_http_request *request);

/** Answer 503 to all that is deferred. */
void writ_http_give_up(struct writ_http_traffic *traffic);

/** Release what is spare. */
void writ_http_traffic_done(struct writ_http_traffic *traffic);

#endif
