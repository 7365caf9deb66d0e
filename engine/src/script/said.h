/* SPDX-License-Identifier: Apache-2.0
 *
 * script/said.h - asking a policy, and what it says through `out` (docs/reference/policy-api.md).
 * Layer: script.
 */
#ifndef WRIT_SCRIPT_SAID_H
#define WRIT_SCRIPT_SAID_H

#include "script/sandbox.h"

enum writ_said_kind { WRIT_SAID_PERMIT, WRIT_SAID_DENY, WRIT_SAID_WARN, WRIT_SAID_OBLIGE };

/** One thing that was said. Absent texts are empty. */
struct writ_said {
    enum writ_said_kind kind;
    struct writ_str message; /**< of an obligation its type */
    struct writ_str code;
    struct writ_str hint;
    const struct writ_value *at;         /**< as writ_sandbox_call() gives it, or NULL */
    const struct writ_value *properties; /**< of an obligation: an object, or a list with items */
};

/** Whom to ask, about what. */
struct writ_consultation {
    int chunk; /**< whose value is a policy: a table with `rule` and perhaps `applies` */
    const struct writ_value *input;
    const struct writ_value *params; /**< or NULL */
    struct writ_arena *arena;        /**< the answer is built here */
};

struct writ_answer {
    bool applies;           /**< false: its `applies` said no, and nothing was said */
    struct writ_said *said; /**< in the order it was said */
    size_t count;
};

/**
 * Ask a policy inside begin/end. What it says is checked while it says it: something that is not
 * allowed is an error, which ends the answer even when the policy catches it.
 *
 * @retval WRIT_E_POLICY, WRIT_E_LIMIT, WRIT_E_NOMEM, WRIT_E_TIMEOUT  as of writ_sandbox_call()
 */
WRIT_NODISCARD enum writ_status writ_sandbox_consult(struct writ_sandbox *sandbox,
                                                     const struct writ_consultation *consultation,
                                                     struct writ_answer *ret_answer,
                                                     struct writ_error *err);

#endif
