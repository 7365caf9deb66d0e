/* SPDX-License-Identifier: Apache-2.0
 *
 * server/page_token.h - where a search goes on: a text that the client brings back, so that the
 * service keeps nothing.
 *
 * It is bound to the query by a digest and is no secret: who makes one up skips candidates of his
 * own search.
 */
#ifndef WRIT_SERVER_PAGE_TOKEN_H
#define WRIT_SERVER_PAGE_TOKEN_H

#include <stdint.h>

#include "data/value.h"

struct writ_page {
    uint64_t position; /**< of the first candidate */
    uint64_t limit;    /**< results at most */
};

/** @param query  everything that must stay the same from page to page */
WRIT_NODISCARD enum writ_status writ_page_token(struct writ_arena *arena,
                                                const struct writ_value *query,
                                                struct writ_page page, struct writ_str *ret_token,
                                                struct writ_error *err);

/** @retval WRIT_E_SCHEMA  it is none, or one of another query */
WRIT_NODISCARD enum writ_status writ_page_of_token(struct writ_arena *arena,
                                                   const struct writ_value *query,
                                                   const struct writ_value *token,
                                                   struct writ_page *ret_page,
                                                   struct writ_error *err);

#endif
