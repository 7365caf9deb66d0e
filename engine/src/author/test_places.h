/* SPDX-License-Identifier: Apache-2.0
 *
 * author/test_places.h - places in the input of a policy's test.
 * Layer: author. For the files that run policy tests.
 */
#ifndef WRIT_AUTHOR_TEST_PLACES_H
#define WRIT_AUTHOR_TEST_PLACES_H

#include "eval/eval.h"

/** The input with every value's path as the source of its place; NULL when memory is out. */
const struct writ_value *writ_test_places(struct writ_arena *arena, const struct writ_value *input);

/** Whether an effect has the expected code, and where the text is "CODE@path" points there. */
bool writ_test_is_said(struct writ_str expected, const struct writ_effect *effect);

/** Whether the text, which is not empty, is in the message or the hint of some effect. */
bool writ_test_is_worded(struct writ_str text, const struct writ_evaluation *evaluation);

#endif
