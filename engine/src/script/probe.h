/* SPDX-License-Identifier: Apache-2.0
 *
 * script/probe.h - a text with a call put in wherever it can go two ways, or has an effect.
 * Layer: script. Private.
 */
#ifndef WRIT_SCRIPT_PROBE_H
#define WRIT_SCRIPT_PROBE_H

#include "script/cover.h"

struct writ_probed {
    struct writ_str text; /* as many lines as the original */
    struct writ_probe *probes;
    size_t probe_count;
    bool *is_code; /* by line, from 1: has more than what closes a block or a bracket */
    size_t line_count;
};

/*
 * Put probes into a text that compiles. The new text is a function of one argument, which it calls
 * with the number of a probe and a value and which must give the value back.
 *
 * A probe goes around each condition of if, elseif, while and until and around each operand of
 * `and` and `or` that something follows: the value decides what runs next. Conditions made of
 * several operands are counted by operand. Another kind goes around the name in `out.deny` and its
 * like.
 */
WRIT_NODISCARD enum writ_status writ_probe_insert(struct writ_arena *arena, struct writ_str text,
                                                  struct writ_probed *ret_probed,
                                                  struct writ_error *err);

#endif
