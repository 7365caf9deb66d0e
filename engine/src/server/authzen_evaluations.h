/* SPDX-License-Identifier: Apache-2.0
 *
 * server/authzen_evaluations.h - an evaluations request of AuthZEN 1.0 (section 7) taken apart into
 * evaluation requests.
 */
#ifndef WRIT_SERVER_AUTHZEN_EVALUATIONS_H
#define WRIT_SERVER_AUTHZEN_EVALUATIONS_H

#include "data/value.h"

enum {
    WRIT_EVALUATIONS_MAX = 10000,
    /** A default is part of every request that does not replace it, and every request is recorded
       whole. */
    WRIT_EVALUATIONS_BYTES_MAX = 8 << 20
};

/** When no more is evaluated. */
enum writ_evaluations_end {
    WRIT_EVALUATIONS_ALL,
    WRIT_EVALUATIONS_TO_DENY,
    WRIT_EVALUATIONS_TO_PERMIT
};

struct writ_evaluations {
    const struct writ_value *defaults; /**< the whole request */
    const struct writ_value *items;
    size_t count; /**< 0: it is a single evaluation */
    enum writ_evaluations_end end;
};

/**
 * @param arena  for the time of the call
 * @retval WRIT_E_SCHEMA  a member is of another kind, with its position
 * @retval WRIT_E_LIMIT   too many items, or too many bytes with their defaults
 */
WRIT_NODISCARD enum writ_status writ_evaluations_read(const struct writ_value *request,
                                                      struct writ_arena *arena,
                                                      struct writ_evaluations *ret_evaluations,
                                                      struct writ_error *err);

/** The evaluation request of an item: its own entities, and the defaults where it has none. It
 * stands where the item does. An item that is no object is given as it is. NULL when memory is out.
 */
const struct writ_value *writ_evaluations_request(const struct writ_evaluations *evaluations,
                                                  size_t index, struct writ_arena *arena);

/** Whether they end with an evaluation that came to this; one that failed is a denial. */
bool writ_evaluations_end_with(const struct writ_evaluations *evaluations, bool is_permit);

#endif
