/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_client.h - one request to somebody else's HTTP server, within limits.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_CLIENT_H
#define WRIT_NET_HTTP_CLIENT_H

#include "base/buf.h"
#include "writ/error.h"

/**
 * A POST. Of the environment http_proxy, https_proxy, all_proxy and no_proxy are honoured, as libcurl does, and nothing else:
 * no ~/.netrc, no cookies.
 */
struct writ_http_post {
    const char *url; /**< http: or https:, whose certificate must hold, and no other; redirects are not followed */
    const char *content_type;
    struct writ_str body;
    unsigned timeout_ms; /**< for all of it */
};

struct writ_http_answer {
    unsigned status;
    char content_type[64];  /**< empty: none */
    struct writ_buf *body;  /**< the caller's; its limit ends the request */
};

/** @retval WRIT_E_IO  no answer: refused, too slow, too long, no HTTP  @retval WRIT_E_NOMEM  out of memory */
WRIT_NODISCARD enum writ_status writ_http_send(const struct writ_http_post *post, struct writ_http_answer *answer,
                                               struct writ_error *err);

#endif
