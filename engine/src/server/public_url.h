/* SPDX-License-Identifier: Apache-2.0
 *
 * server/public_url.h - what clients reach the service by.
 */
#ifndef WRIT_SERVER_PUBLIC_URL_H
#define WRIT_SERVER_PUBLIC_URL_H

#include <stddef.h>

#include "net/listen.h"

enum { WRIT_PUBLIC_URL_SIZE = 512 };

/**
 * The URL that is given, or that of the first TCP address. Empty when there is neither.
 *
 * @param is_secure  what TCP addresses speak is TLS
 * @param given  "https://pdp.example.com" or with a path, without a slash at the end; NULL: none
 * @retval WRIT_E_SYNTAX  it is no such URL
 */
WRIT_NODISCARD enum writ_status writ_public_url(const char *given,
                                                const struct writ_listener *listeners, size_t count,
                                                bool is_secure, char ret_url[WRIT_PUBLIC_URL_SIZE],
                                                struct writ_error *err);

#endif
