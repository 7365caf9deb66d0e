/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lint.h - what a text that loads is likely to get wrong.
 * Layer: script (may include base, data, lua).
 */
#ifndef WRIT_SCRIPT_LINT_H
#define WRIT_SCRIPT_LINT_H

#include "script/sandbox.h"

/** One place in the text. Lines and columns count from 1. */
struct writ_lint {
    uint32_t line, column;
    const char *code; /**< "UNKNOWN_NAME", "GLOBAL_WRITE", "POWER" */
    const char *message;
    const char *hint; /**< or "" */
};

/** In the order of the text; at most 100, later ones are left out. */
struct writ_lints {
    const struct writ_lint *items;
    size_t count;
};

/**
 * Compile a text as writ_sandbox_load() does, run nothing, and tell what looks wrong in it: names
 * that nothing defines, assignments to globals, and the operator '^'. Globals of a function with
 * more than 255 constants may be missed. The sandbox is left as it was; an evaluation under way is
 * ended.
 *
 * @param ret_lints  in the arena
 * @retval as of writ_sandbox_load(), for the text and for limits
 */
WRIT_NODISCARD enum writ_status writ_sandbox_lint(struct writ_sandbox *sandbox, const char *source,
                                                  struct writ_str text, struct writ_arena *arena,
                                                  struct writ_lints *ret_lints,
                                                  struct writ_error *err);

#endif
