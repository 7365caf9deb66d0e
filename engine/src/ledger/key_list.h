/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/key_list.h - files of public keys: one vkey a line, for a witness with the URL of its service behind a space.
 * Empty lines and lines that start with '#' are left out.
 */
#ifndef WRIT_LEDGER_KEY_LIST_H
#define WRIT_LEDGER_KEY_LIST_H

#include "base/arena.h"
#include "crypto/key.h"

enum { WRIT_KEY_LIST_MAX = 1000 }; /**< keys */

struct writ_listed_key {
    struct writ_verifier verifier;
    const char *url; /**< NULL: none given */
};

struct writ_key_list {
    struct writ_listed_key *items; /**< in the arena */
    size_t count;
};

/**
 * @param source  name of the file, for errors; they have a line
 * @retval WRIT_E_SYNTAX, WRIT_E_CRYPTO  a key that cannot be used
 * @retval WRIT_E_SCHEMA                 no key, or two with one name, or one witness by two names
 * @retval WRIT_E_LIMIT                  more than WRIT_KEY_LIST_MAX
 */
WRIT_NODISCARD enum writ_status writ_key_list_read(struct writ_arena *arena, const char *source, struct writ_str text,
                                                   enum writ_key_use use, struct writ_key_list *ret_list,
                                                   struct writ_error *err);

#endif
