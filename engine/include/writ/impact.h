/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/impact.h - what another mesh would have decided about the requests of a log.
 */
#ifndef WRIT_IMPACT_H
#define WRIT_IMPACT_H

#include "writ/engine.h"

WRIT_BEGIN_C

enum writ_impact_kind {
    WRIT_IMPACT_TO_DENY,     /**< was permitted, would be denied */
    WRIT_IMPACT_TO_PERMIT,   /**< was denied, would be permitted */
    WRIT_IMPACT_OBLIGATIONS, /**< permitted both times, with other obligations */
    WRIT_IMPACT_KINDS
};

enum writ_impact_by { WRIT_IMPACT_BY_POLICY, WRIT_IMPACT_BY_PRODUCT, WRIT_IMPACT_BY_SUBJECT };

struct writ_impact_counts {
    uint64_t decisions; /**< in the range */
    uint64_t same;      /**< the same verdict, and for a permit the same obligations */
    uint64_t changes[WRIT_IMPACT_KINDS];
    uint64_t
        refused; /**< requests that the engine does not take any more: no decision, so no access */
    uint64_t undecided; /**< erased, or without disclosures: nobody can say */
};

/** One name and how often what is its changes. A flip is counted for every policy that denies (or
 * denied); other obligations for every policy that asks for one of a type that differs. */
struct writ_impact_tally {
    const char *name;
    uint64_t changes[WRIT_IMPACT_KINDS];
};

/** One entry that changes. Texts are the impact's; "" for what is absent. */
struct writ_impact_change {
    uint64_t index;
    enum writ_impact_kind kind;
    const char *product;
    const char *subject;
    const char *before; /**< the first reason then: "policy [CODE] message"; or the first obligation
                           that differs */
    const char *after;  /**< and now */
};

struct writ_impact;

/**
 * Decide the recorded requests of a range with the engine's mesh, each for the time it was decided
 * for, and compare with what was recorded. Nothing is recorded.
 *
 * @param first, last  both included; last is clamped to the log
 * @param ret_impact   writ_impact_free()
 * @retval WRIT_E_NOTFOUND  no log, or no such entry
 * @retval WRIT_E_CORRUPT   disclosures are not those that the log commits to
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_impact(struct writ_engine *engine,
                                                            uint64_t first, uint64_t last,
                                                            struct writ_impact **ret_impact,
                                                            struct writ_error *err);
WRIT_API struct writ_impact_counts writ_impact_counts(const struct writ_impact *impact);

/** The tallies of a kind, the most changes first. */
WRIT_API size_t writ_impact_tally_count(const struct writ_impact *impact, enum writ_impact_by by);
WRIT_API const struct writ_impact_tally *writ_impact_tally(const struct writ_impact *impact,
                                                           enum writ_impact_by by, size_t index);

/** The changes in the order of the log. */
WRIT_API size_t writ_impact_change_count(const struct writ_impact *impact);
WRIT_API const struct writ_impact_change *writ_impact_change(const struct writ_impact *impact,
                                                             size_t index);
WRIT_API void writ_impact_free(struct writ_impact *impact); /**< NULL is fine */

WRIT_END_C

#endif
