/* SPDX-License-Identifier: Apache-2.0
 *
 * net/listen.h - listening sockets: TCP on "host:port" or "[v6]:port", or a UNIX socket on "unix:/path".
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_LISTEN_H
#define WRIT_NET_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "writ/error.h"

enum { WRIT_LISTEN_ADDRESS_SIZE = 160 };

struct writ_listener {
    int fd;                                 /**< processes that fork may share it */
    char address[WRIT_LISTEN_ADDRESS_SIZE]; /**< with the real port when 0 was asked for */
    const char *path;                       /**< of a UNIX socket whose name is ours, inside `address`; else NULL */
};

/**
 * Bind and listen. A UNIX socket that nobody listens on any more is replaced.
 *
 * @param allows_remote  without it an address that other machines reach is refused: for who speaks no TLS there
 * @retval WRIT_E_SYNTAX  not such an address  @retval WRIT_E_SCHEMA  other machines would reach it
 * @retval WRIT_E_IO      taken, forbidden or unknown
 */
WRIT_NODISCARD enum writ_status writ_listen(const char *address, bool allows_remote, struct writ_listener *ret_listener,
                                            struct writ_error *err);

/**
 * What a service manager opened for this process (the protocol of sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, descriptors
 * from 3 on). Their names stay when they are closed: they are the manager's.
 *
 * @param max        how many there is room for
 * @param ret_count  0 when there are none for this process
 * @retval WRIT_E_SYNTAX  LISTEN_FDS is no number  @retval WRIT_E_LIMIT  there are more
 * @retval WRIT_E_SCHEMA  one is no stream socket that listens, or other machines reach it
 */
WRIT_NODISCARD enum writ_status writ_listen_inherited(bool allows_remote, size_t max, struct writ_listener *ret_listeners,
                                                      size_t *ret_count, struct writ_error *err);

/** Also removes a UNIX socket's name. Who connected already is still served. */
void writ_listener_close(struct writ_listener *listener);

#endif
