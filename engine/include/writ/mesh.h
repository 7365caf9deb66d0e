/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/mesh.h - what is asked of products beyond "does it conform": how they differ, what must be deleted, what they are
 * made from, how usable they are. What each answer means is said in docs/reference.
 */
#ifndef WRIT_MESH_H
#define WRIT_MESH_H

#include "writ/engine.h"

/**
 * What is different between two versions of a descriptor, by meaning; they may be written in different dialects. The report
 * has one entry: it fails when something breaks readers and the version does not announce that. Each change is a finding
 * whose note is its class ("breaking", "compatible" or "documentation"), in the new file, or in the old one for what is
 * gone; VERSION is the finding about a version that was not raised enough. Contracts are not joined.
 *
 * @retval other  one of them cannot be read, with its position
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_diff(struct writ_engine *engine, const char *old_path, const char *new_path,
                                                          struct writ_report **ret_report, struct writ_error *err);

enum writ_sweep_state {
    WRIT_SWEEP_OVERDUE,
    WRIT_SWEEP_UNDATED,  /**< must be done, and nobody knows since when: no deletion is recorded */
    WRIT_SWEEP_UPCOMING, /**< due later than the time of the sweep */
    WRIT_SWEEP_HELD,     /**< a legal hold keeps it, whatever else is due */
};

/** One duty. All texts are NUL-terminated UTF-8, owned by the sweep; "" when there is none. */
struct writ_sweep_row {
    enum writ_sweep_state state;
    const char *product; /**< id */
    const char *path;    /**< the descriptor */
    const char *action;  /**< "delete", "archive", "anonymise"; "keep" when a hold keeps what nothing else concerns */
    const char *element; /**< the column that carries a row's age; "": the whole product */
    const char *before;  /**< RFC 3339: rows that are older; "": all of them */
    const char *due;     /**< RFC 3339; "" when undated */
    const char *hold;    /**< ids of the holds in force, with WRIT_SWEEP_HELD */
    const char *policy;
    const char *why;
    const char *source; /**< where the duty comes from */
    uint32_t line, column;
};

struct writ_sweep;

/**
 * Ask the policies of the phase sweep about every product of the mesh: what must be deleted, archived or anonymised, by
 * when, why, and what a legal hold keeps. See docs/reference/sweep.md.
 *
 * @param time       RFC 3339; NULL: now
 * @param ret_sweep  writ_sweep_free()
 * @retval WRIT_E_SCHEMA  the time is none
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_sweep(struct writ_engine *engine, const char *time, struct writ_sweep **ret_sweep,
                                                           struct writ_error *err);
WRIT_API size_t writ_sweep_count(const struct writ_sweep *sweep);
WRIT_API const struct writ_sweep_row *writ_sweep_row(const struct writ_sweep *sweep, size_t index); /**< by state, date, product */
WRIT_API const char *writ_sweep_time(const struct writ_sweep *sweep);                               /**< RFC 3339 */

/** What the policies said besides: one entry per product, which fails when one of them denied. */
WRIT_API const struct writ_report *writ_sweep_report(const struct writ_sweep *sweep);
WRIT_API void writ_sweep_free(struct writ_sweep *sweep);

#endif
