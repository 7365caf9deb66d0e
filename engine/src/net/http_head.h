/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_head.h - what RFC 9112 forbids in a request's head and the library lets pass: whatever two readers of the same
 * bytes could take for two different requests. For net/http*.c alone.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_HEAD_H
#define WRIT_NET_HTTP_HEAD_H

#include <microhttpd.h>

#include "net/http.h"

struct writ_http_head {
    const char *method;
    const char *version; /**< "HTTP/1.1" */
    struct writ_str target;
};

struct writ_http_refusal {
    unsigned status; /**< 0: it is not refused */
    struct writ_str reason;
};

/** Before a byte of the body is read. */
struct writ_http_refusal writ_http_check_head(struct MHD_Connection *connection, const struct writ_http_head *head,
                                              const struct writ_http_options *options);

/** The path and query of a target: an absolute one (RFC 9112, 3.2.2) loses its scheme and authority. The path may be empty. */
struct writ_str writ_http_origin_form(struct writ_str target);

#endif
