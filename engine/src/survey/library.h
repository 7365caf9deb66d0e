/* SPDX-License-Identifier: Apache-2.0
 *
 * survey/library.h - what is known of products is said in the library's own Lua, once, for policies
 * and commands alike; here a command asks it. Layer: survey.
 */
#ifndef WRIT_SURVEY_LIBRARY_H
#define WRIT_SURVEY_LIBRARY_H

#include "engine/engine.h"

/** A function of a module of the library, and what it is given. */
struct writ_library_call {
    const char *module;
    const char *function;
    const struct writ_value *const *args; /**< borrowed; NULL elements are nil */
    size_t arg_count;                     /**< at most 4 */
};

/**
 * Call it, in a sandbox of its own whose limits suit a whole mesh.
 *
 * @param arena  holds the result
 * @retval WRIT_E_POLICY, WRIT_E_LIMIT, WRIT_E_NOMEM, WRIT_E_TIMEOUT  as of writ_sandbox_call()
 */
WRIT_NODISCARD enum writ_status writ_library_ask(const struct writ_engine *engine,
                                                 const struct writ_library_call *call,
                                                 struct writ_arena *arena,
                                                 const struct writ_value **ret_value,
                                                 struct writ_error *err);

#endif
