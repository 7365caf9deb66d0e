/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/difference.h - where two decision documents part.
 * Layer: audit.
 */
#ifndef WRIT_AUDIT_DIFFERENCE_H
#define WRIT_AUDIT_DIFFERENCE_H

#include "data/value.h"

/**
 * The first member that differs. Where in the request's text something stood is not compared: the
 * committed request has no layout.
 *
 * @param ret_pointer  RFC 6901, in the arena; NULL when nothing differs
 */
WRIT_NODISCARD enum writ_status writ_first_difference(struct writ_arena *arena,
                                                      const struct writ_value *was,
                                                      const struct writ_value *now,
                                                      const char **ret_pointer,
                                                      struct writ_error *err);

#endif
