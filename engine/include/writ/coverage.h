/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/coverage.h - what of the policies their tests have reached.
 */
#ifndef WRIT_COVERAGE_H
#define WRIT_COVERAGE_H

#include "writ/engine.h"

WRIT_BEGIN_C

/** Texts are owned by the engine. Lines and columns count from 1. */
struct writ_cover_line {
    uint32_t line;
    uint64_t hits;
};

/** A condition, an operand of `and` or `or` that decides something, or a place that has an effect. */
struct writ_cover_point {
    uint32_t line, column;
    const char *text; /**< as written: "input.product == nil", "out.deny" */
    uint64_t yes;     /**< times it was true, or the effect was produced */
    uint64_t no;      /**< times it was false; 0 for an effect */
};

/** One policy. Every array is in the order of the text. */
struct writ_cover_file {
    const char *policy;
    const char *path; /**< as a user finds it; of the baseline: below its source folder */
    const struct writ_cover_line *lines; /**< those with code */
    size_t line_count;
    const struct writ_cover_point *branches; /**< each can go two ways */
    size_t branch_count;
    const struct writ_cover_point *effects;
    size_t effect_count;
};

/**
 * What the evaluations of this engine have reached so far: of the selected policies, by layer and id.
 *
 * @param ret_files  owned by the engine
 * @retval WRIT_E_BUG       the engine was not opened with is_covering
 * @retval WRIT_E_NOTFOUND  a name selects nothing
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_engine_coverage(struct writ_engine *engine, const struct writ_selection *selection,
                                                              const struct writ_cover_file **ret_files, size_t *ret_count,
                                                              struct writ_error *err);

WRIT_END_C

#endif
