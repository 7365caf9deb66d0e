/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/tally.h - counting changes by name.
 * Layer: audit.
 */
#ifndef WRIT_AUDIT_TALLY_H
#define WRIT_AUDIT_TALLY_H

#include "base/arena.h"
#include "writ/impact.h"

/** Zeroed but for the arena. */
struct writ_tallies {
    struct writ_arena *arena;
    struct writ_impact_tally *rows;
    size_t count;
};

/** Note one change of one name. @param name  borrowed for the tallies' life */
WRIT_NODISCARD enum writ_status writ_tallies_add(struct writ_tallies *tallies, const char *name,
                                                 enum writ_impact_kind kind,
                                                 struct writ_error *err);

/** Sum up: one row for each name, the most changes first, then by name. Nothing may be added after.
 */
WRIT_NODISCARD enum writ_status writ_tallies_sum(struct writ_tallies *tallies,
                                                 struct writ_error *err);

#endif
