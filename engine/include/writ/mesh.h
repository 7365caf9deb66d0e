/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/mesh.h - what is asked of products beyond "does it conform": how they differ, what must be deleted, what they are
 * made from, how usable they are. What each answer means is said in docs/reference.
 */
#ifndef WRIT_MESH_H
#define WRIT_MESH_H

#include "writ/engine.h"

WRIT_BEGIN_C

/**
 * What is different between two versions of a descriptor, by meaning; they may be written in different dialects. The report
 * has one entry: it fails when something breaks readers and the version does not announce that. Each change is a finding
 * whose note is its class ("breaking", "compatible" or "documentation"), in the new file, or in the old one for what is
 * gone; VERSION is the finding about a version that was not raised enough. Contracts are not joined.
 *
 * @param ret_report  writ_report_free()
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

/** A product, a contract that no product offers, or a source that the mesh does not hold. Texts as in writ_sweep_row. */
struct writ_lineage_node {
    const char *id;
    const char *name;
    const char *domain;
    const char *kind;        /**< "product", "contract", "unknown" */
    const char *role;        /**< "self", "upstream", "downstream"; "" for the whole mesh */
    const char *sensitivity; /**< the highest classification of its columns; "" when none has one */
    const char *personal;    /**< "yes", "no", "unknown" */
    const char *source;      /**< of an unknown one: where it is named */
    uint32_t line, column;
};

struct writ_lineage_columns {
    const char *from;
    const char *to;
};

/** What flows from one node to another. */
struct writ_lineage_edge {
    size_t from, to;               /**< nodes */
    const char *via;               /**< how the product says it: "product", "contract" or "columns" */
    const char *sensitivity;       /**< the highest classification of what flows; "" when nothing says */
    const char *personal;          /**< whether what flows is personal: "yes", "no", "unknown" */
    const char *declassification;  /**< the evidence that the product cites for being less sensitive; "" for none */
    const struct writ_lineage_columns *columns; /**< those that say what they are made from */
    size_t column_count;
    const char *source;
    uint32_t line, column;
};

struct writ_lineage;

/**
 * What the products of the mesh are made from.
 *
 * @param product      id: only what it is made from and what is made from it, however far; NULL: the whole mesh
 * @param ret_lineage  writ_lineage_free()
 * @retval WRIT_E_NOTFOUND  the mesh has no such product
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_lineage(struct writ_engine *engine, const char *product,
                                                             struct writ_lineage **ret_lineage, struct writ_error *err);
WRIT_API size_t writ_lineage_node_count(const struct writ_lineage *lineage);
WRIT_API const struct writ_lineage_node *writ_lineage_node(const struct writ_lineage *lineage, size_t index);
WRIT_API size_t writ_lineage_edge_count(const struct writ_lineage *lineage);
WRIT_API const struct writ_lineage_edge *writ_lineage_edge(const struct writ_lineage *lineage, size_t index);
WRIT_API size_t writ_lineage_cycle_count(const struct writ_lineage *lineage);
WRIT_API const char *writ_lineage_cycle(const struct writ_lineage *lineage, size_t index); /**< "a -> b -> a" */
WRIT_API void writ_lineage_free(struct writ_lineage *lineage);

enum writ_score_state {
    WRIT_SCORE_DECLARED,
    WRIT_SCORE_MISSING, /**< the descriptor does not state what is asked for */
    WRIT_SCORE_UNKNOWN, /**< what it states, or what the mesh holds, does not tell */
};

/** One thing looked at. Texts as in writ_sweep_row. */
struct writ_score_check {
    const char *characteristic; /**< one of the eight, such as "discoverable" */
    const char *check;          /**< unique in its product */
    enum writ_score_state state;
    bool has_before; /**< an earlier report has this check of this product */
    enum writ_score_state before;
    const char *source; /**< where it is stated, or would be */
    uint32_t line, column;
};

struct writ_score_product {
    const char *id;
    const struct writ_score_check *checks; /**< by characteristic, always the same ones */
    size_t check_count;
};

struct writ_score;

/**
 * Hold each product of the mesh against the eight usability characteristics of a data product. See docs/reference/score.md.
 *
 * @param since      file with an earlier report to compare with, as `writ score --format json` wrote it; NULL: none
 * @param ret_score  writ_score_free()
 * @retval WRIT_E_SCHEMA  the file is no such report
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_score(struct writ_engine *engine, const char *since, struct writ_score **ret_score,
                                                           struct writ_error *err);
WRIT_API size_t writ_score_count(const struct writ_score *score);
WRIT_API const struct writ_score_product *writ_score_product(const struct writ_score *score, size_t index);
WRIT_API void writ_score_free(struct writ_score *score);

WRIT_END_C

#endif
