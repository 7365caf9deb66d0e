/* SPDX-License-Identifier: Apache-2.0
 *
 * eval/parts.h - the steps of an evaluation, shared by the files of this folder and by nobody else:
 * input (what policies see) ▸ run (what they say) ▸ combine (what it comes to) ▸ document (the
 * bytes).
 */
#ifndef WRIT_EVAL_PARTS_H
#define WRIT_EVAL_PARTS_H

#include "eval/eval.h"

/** One evaluation under way. */
struct writ_run {
    const struct writ_mesh *mesh;
    const struct writ_question *question;
    const struct writ_hearer *hearer; /**< or NULL */
    uint64_t gas;                     /**< that the last policy spent */
    struct writ_arena *arena;
    const struct writ_value *input;
    const struct writ_value *columns;   /**< those asked for, or NULL */
    const struct writ_value *agreement; /**< the standing one, or NULL */
    bool agreement_grants;
    int64_t agreement_end_ms; /**< until when it grants; INT64_MAX: open-ended */
    struct writ_effect *effects;
    size_t count;
    size_t policy_count;
    const struct writ_value *obligations; /**< array, after combining */
    int64_t expires_ms;                   /**< INT64_MAX: never */
    struct writ_error *err;
};

/** Append an effect; the first failure is kept in run->err. */
WRIT_NODISCARD enum writ_status writ_run_add(struct writ_run *run,
                                             const struct writ_effect *effect);

/** Append a denial of the engine's own. @param at  where it points, or NULL
 *  @param message  NULL: memory is out, and so is the evaluation */
WRIT_NODISCARD enum writ_status writ_run_deny(struct writ_run *run, const char *policy_id,
                                              const char *code, const struct writ_value *at,
                                              const char *message);

WRIT_NODISCARD enum writ_status writ_run_no_memory(struct writ_run *run);

/** A value's RFC 8785 bytes, in the run's arena. */
WRIT_NODISCARD enum writ_status writ_run_bytes(struct writ_run *run, const struct writ_value *value,
                                               size_t max_bytes, struct writ_str *ret_bytes);

/** Build run->input; denials about the request itself (unknown product, port or column) are added
 * as effects. */
WRIT_NODISCARD enum writ_status writ_run_input(struct writ_run *run);

/** Find the agreement that the subject has for the product and the columns: run->agreement,
 * whether it grants the action now, and until when. */
void writ_run_agreement(struct writ_run *run);

/** Ask every policy that binds. */
WRIT_NODISCARD enum writ_status writ_run_policies(struct writ_run *run);

/** Ask one policy: appends its effects. */
WRIT_NODISCARD enum writ_status writ_run_policy(struct writ_run *run,
                                                const struct writ_policy *policy,
                                                const struct writ_value *params, bool *ret_applies);

/** Give every effect its standing, and obligations their combined form. @param ret_permit  the
 * verdict */
WRIT_NODISCARD enum writ_status writ_run_combine(struct writ_run *run, bool *ret_permit);

/** Merge the obligations that stand; what cannot be merged is added as a denial. */
WRIT_NODISCARD enum writ_status writ_run_obligations(struct writ_run *run);

/** Whether a type and its properties are what docs/reference/obligations.md says; else a text that
 * says why not. */
const char *writ_obligation_problem(struct writ_str type, const struct writ_value *properties);

/** The stricter of two masks of one column, or NULL when neither hides at least what the other
 * hides. */
const struct writ_value *writ_mask_stricter(const struct writ_value *a, const struct writ_value *b);
bool writ_mask_is_known(struct writ_str kind);

/** The decision document. */
WRIT_NODISCARD enum writ_status writ_run_document(struct writ_run *run, bool is_permit,
                                                  const struct writ_value **ret_document,
                                                  struct writ_str *ret_bytes);

#endif
