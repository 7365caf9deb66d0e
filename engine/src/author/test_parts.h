/* SPDX-License-Identifier: Apache-2.0
 *
 * author/test_parts.h - what a policy's tests are made of: inputs, expectations, decisions.
 * Layer: author. For the files that run policy tests.
 */
#ifndef WRIT_AUTHOR_TEST_PARTS_H
#define WRIT_AUTHOR_TEST_PARTS_H

#include "engine/engine.h"

#define WRIT_TEST_TIME "2026-01-01T00:00:00Z" /**< of a case that names none */

/** One case of a test file, and what it may refer to. */
struct writ_test_case {
    const struct writ_value *document;
    const struct writ_value *fixtures; /**< the file's, or NULL */
    struct writ_arena *arena;          /**< for this case alone */
};

/** What may be one thing or a list of things: how many there are, and each. */
size_t writ_test_count(const struct writ_value *one_or_list);
const struct writ_value *writ_test_item(const struct writ_value *one_or_list, size_t index);

/**
 * The member called `name` ("input", "request") over the fixtures that the case names: objects are
 * merged, anything else replaces. NULL in *ret_value when there is neither.
 *
 * @return what is wrong, or NULL
 */
const char *writ_test_given(const struct writ_test_case *one, const char *name,
                            const struct writ_value **ret_value);

/** The policy that a test file is of, or NULL. Ids are unique in a layer and scope only, so of
 * several the one beside the test is meant. */
const struct writ_policy *writ_test_policy(const struct writ_mesh *mesh,
                                           const struct writ_policy_test *test);

/** An input as the policy is promised it, with paths for places. NULL when memory is out. */
const struct writ_value *writ_test_input(const struct writ_test_case *one,
                                         const struct writ_policy *policy,
                                         const struct writ_value *given);

/** The parameters a policy is tested with. NULL when memory is out. */
const struct writ_value *writ_test_params(const struct writ_test_case *one,
                                          const struct writ_policy *policy);

/** The first member of an object that is not in `known` (ended by NULL), as a problem; or NULL. */
const char *writ_test_unknown(struct writ_arena *arena, const struct writ_value *object,
                              const char *const *known);

/** How what a policy said differs from what the case expects; NULL when it does not. */
const char *writ_test_judge(const struct writ_test_case *one,
                            const struct writ_evaluation *evaluation, bool applies);

/** What was said, expected and given, on one line: for a case that failed. */
const char *writ_test_values(const struct writ_test_case *one,
                             const struct writ_evaluation *evaluation);

/**
 * Decide the request of a case of `decisions` against the mesh, and compare.
 *
 * @param ret_problem  what is wrong, or NULL
 * @param ret_values   as writ_test_values(); "" when nothing was decided
 * @retval WRIT_E_NOMEM, WRIT_E_BUG  as of writ_eval()
 */
WRIT_NODISCARD enum writ_status writ_test_decide(const struct writ_mesh *mesh,
                                                 const struct writ_test_case *one,
                                                 const char **ret_problem, const char **ret_values,
                                                 struct writ_error *err);

#endif
