/* SPDX-License-Identifier: Apache-2.0
 *
 * server/authzen_answer.h - a decision as the AuthZEN API writes it, and what a client may ask to
 * have beside it.
 */
#ifndef WRIT_SERVER_AUTHZEN_ANSWER_H
#define WRIT_SERVER_AUTHZEN_ANSWER_H

#include "server/exchange.h"

/** What `context.writ` of a request lists. Some clients compare whole answers, so that nothing is
 * told unasked. */
struct writ_authzen_wish {
    bool id;      /**< the decision's name and its index in the log */
    bool reasons; /**< of a denial */
    bool receipt; /**< the writ and its receipt */
    bool token;   /**< a signed token to hand on */
};

/** @retval WRIT_E_SCHEMA  context.writ is there and is no list of these names, with its position */
WRIT_NODISCARD enum writ_status writ_authzen_wish_read(const struct writ_value *request,
                                                       struct writ_authzen_wish *ret_wish,
                                                       struct writ_error *err);

/** What will be said of a decision once it is recorded. */
struct writ_authzen_saying {
    const struct writ_ruling *ruling;
    struct writ_authzen_wish wish;
    const struct writ_value *obligations; /**< of a permit; NULL: none */
    const struct writ_value *reasons;     /**< NULL: not wished for, or a permit */
    const struct writ_value *writ;        /**< NULL: not wished for */
};

/**
 * Take what will be said out of a ruling.
 *
 * @param is_lasting  whether the ruling's values last until the answer; else they are copied
 * @param saying      its wish is known, the rest is filled
 */
WRIT_NODISCARD enum writ_status writ_authzen_take(const struct writ_exchange *exchange,
                                                  const struct writ_ruling *ruling, bool is_lasting,
                                                  struct writ_authzen_saying *saying,
                                                  struct writ_error *err);

/** {"decision"}, and "context" when there is something in it. In `answer`; NULL when memory is out.
 */
const struct writ_value *writ_authzen_decision(const struct writ_exchange *exchange,
                                               const struct writ_authzen_saying *saying);

/** {"decision":false,"context":{"error":{"status":400,"message"}}}: an evaluation of several that
 * is none. */
const struct writ_value *writ_authzen_no_decision(struct writ_arena *arena, const char *message);

#endif
