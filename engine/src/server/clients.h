/* SPDX-License-Identifier: Apache-2.0
 *
 * server/clients.h - who may ask: the enforcement points, each with a bearer token (RFC 6750) of which only the SHA-256 is
 * kept.
 *
 *   # one a line, with the word 'explain' behind who may see what others asked
 *   sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 trino-prod
 */
#ifndef WRIT_SERVER_CLIENTS_H
#define WRIT_SERVER_CLIENTS_H

#include "base/arena.h"
#include "crypto/digest.h"

enum { WRIT_CLIENTS_MAX = 1000, WRIT_CLIENTS_BYTES_MAX = 1 << 20 };

struct writ_client {
    struct writ_digest token; /**< SHA-256 of the token */
    const char *name;
    bool may_explain; /**< see explanations, which quote what was asked and decided */
};

struct writ_clients {
    struct writ_client *items;
    size_t count;
};

/**
 * @param source  name for positions
 * @retval WRIT_E_SCHEMA  a line is none, a name or token stands twice, or there is no line; with its position
 * @retval WRIT_E_LIMIT   more than WRIT_CLIENTS_MAX
 */
WRIT_NODISCARD enum writ_status writ_clients_read(struct writ_arena *arena, const char *source, struct writ_str text,
                                                  struct writ_clients *ret_clients, struct writ_error *err);

/** The client that an "Authorization" header proves; NULL: none. @param authorization  empty when there is no such header */
const struct writ_client *writ_clients_find(const struct writ_clients *clients, struct writ_str authorization);

#endif
