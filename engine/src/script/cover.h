/* SPDX-License-Identifier: Apache-2.0
 *
 * script/cover.h - what of a text was run: its lines, both ways of its conditions, its effects.
 * Layer: script (may include base, data, lua). For the tests of policies, never for deciding.
 */
#ifndef WRIT_SCRIPT_COVER_H
#define WRIT_SCRIPT_COVER_H

#include "script/sandbox.h"

enum writ_probe_kind {
    WRIT_PROBE_BRANCH, /**< a condition, or an operand that decides whether the next is looked at */
    WRIT_PROBE_EFFECT, /**< a mention of permit, deny, warn or oblige, as in `out.deny` */
};

struct writ_probe {
    enum writ_probe_kind kind;
    uint32_t line, column; /**< from 1 */
    struct writ_str text;  /**< the condition, or "out.deny", as written */
    uint64_t yes, no;      /**< how often it was true and false; an effect is counted as yes */
};

struct writ_covered_line {
    bool is_code;
    uint64_t hits;
};

/** One text. */
struct writ_covered {
    struct writ_covered *next;
    const char *source;
    const char *alias;         /**< what Lua calls it */
    struct writ_probe *probes; /**< in the order in which they end in the text */
    size_t probe_count;
    struct writ_covered_line *lines; /**< [0] is line 1 */
    size_t line_count;
};

/** Counts over every evaluation of a sandbox; zeroed with an arena to begin with. Outlives the
 * sandbox. */
struct writ_coverage {
    struct writ_arena *arena;
    struct writ_covered *first; /**< in the order of loading */
    struct writ_covered *last;
    struct writ_covered *current; /**< where the last line was */
};

/**
 * Count what the texts loaded from now on do; NULL: no more texts. What is counted needs more gas
 * and memory than it does otherwise. What `require` loads is not counted.
 */
void writ_sandbox_cover(struct writ_sandbox *sandbox, struct writ_coverage *coverage);

/** The record of a text, or NULL. */
const struct writ_covered *writ_coverage_find(const struct writ_coverage *coverage,
                                              const char *source);

#endif
