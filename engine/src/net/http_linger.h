/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http_linger.h - connections that end while their client still sends. A socket that is closed with unread bytes in it
 * resets the connection, and the reset can take away the answer that says why (RFC 9112, 9.6). So what still comes is read
 * and dropped, for a moment. For net/http*.c alone.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_HTTP_LINGER_H
#define WRIT_NET_HTTP_LINGER_H

#include <stddef.h>
#include <stdint.h>

enum { WRIT_HTTP_LINGER_MAX = 32 };

struct writ_http_linger {
    struct {
        int fd;
        int64_t until_ms;
    } rows[WRIT_HTTP_LINGER_MAX];
    size_t count;
};

/** Keep a socket that is about to be closed; beyond so many it is left to its reset. @param fd  borrowed */
void writ_http_linger(struct writ_http_linger *linger, int fd, int64_t now_ms);

/** Read and drop what has come. Never waits. */
void writ_http_linger_turn(struct writ_http_linger *linger, int64_t now_ms);

/** How long the owner may wait before the next turn; -1: for ever. */
int writ_http_linger_wait_ms(const struct writ_http_linger *linger);

void writ_http_linger_done(struct writ_http_linger *linger);

#endif
