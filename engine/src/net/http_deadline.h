/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_deadline.h - how long a client may take in all. The library's own limit is per pause, which a client that
 * sends one byte at a time never meets. For net/http*.c alone.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_DEADLINE_H
#define WRIT_NET_HTTP_DEADLINE_H

#include "net/http_exchange.h"

/** From now on we wait for the client: for a whole request, or until it has taken an answer. `peer` NULL is fine. */
void writ_http_await(struct writ_http_traffic *traffic, struct writ_http_peer *peer);

/** Now the client waits for us, or is gone. */
void writ_http_relax(struct writ_http_traffic *traffic, struct writ_http_peer *peer);

/** Hang up on everybody whose time is over. */
void writ_http_hang_up(struct writ_http_traffic *traffic);

/** Until somebody's time is over; -1: nobody is awaited. */
int writ_http_deadline_ms(const struct writ_http_traffic *traffic);

#endif
