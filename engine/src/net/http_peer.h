/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_peer.h - who is at the other end of a connection. For http.c, http_exchange.c and http_deadline.c alone.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_PEER_H
#define WRIT_NET_HTTP_PEER_H

#include <microhttpd.h>

#include "base/alloc.h"
#include "base/str.h"

struct writ_http_peer {
    int fd;
    struct writ_str name; /**< once asked for; ptr is NULL before */
    bool is_awaited;      /**< in the list of net/http_deadline.h */
    bool is_cut_short;    /**< it ends with an answer, and may have more to say */
    int64_t deadline_ms;
    struct writ_http_peer *before;
    struct writ_http_peer *after;
};

/** Of a connection that begins. With `must_prove`, its certificate is verified before anything is read. NULL: no memory. */
struct writ_http_peer *writ_http_peer_new(struct writ_alloc *alloc, struct MHD_Connection *connection, bool must_prove);
void writ_http_peer_free(struct writ_alloc *alloc, struct writ_http_peer *peer);

/** NULL when there was no memory for it. */
struct writ_http_peer *writ_http_peer_of(struct MHD_Connection *connection);

#endif
