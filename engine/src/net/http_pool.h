/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_pool.h - HTTP servers that share a listening socket, each turned by a thread of its own: for who has no
 * event loop.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_POOL_H
#define WRIT_NET_HTTP_POOL_H

#include "net/http.h"

struct writ_http_pool;

/**
 * @param listener  borrowed, and may be shared
 * @param options   of each server; the connections are divided among them. The handler is called by any of the threads,
 *                  several at a time, and defers nothing
 * @retval WRIT_E_IO, WRIT_E_NOMEM  it cannot be started
 */
WRIT_NODISCARD enum writ_status writ_http_pool_start(const struct writ_listener *listener,
                                                     const struct writ_http_options *options, unsigned threads,
                                                     struct writ_http_pool **ret_pool, struct writ_error *err);

/** Stop every server as writ_http_stop() does. NULL is fine. */
void writ_http_pool_stop(struct writ_http_pool *pool);

#endif
