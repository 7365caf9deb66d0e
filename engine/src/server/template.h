/* SPDX-License-Identifier: Apache-2.0
 *
 * server/template.h - the member `request` of service.paths: a request with holes.
 */
#ifndef WRIT_SERVER_TEMPLATE_H
#define WRIT_SERVER_TEMPLATE_H

#include "data/value.h"

/**
 * Fill a template from an input: a text "$a.b" is the member b of the member a of the input, "$"
 * all of it, "$$a" the text
 * "$a"; everything else is as it stands. What the input does not have is left out of its table or
 * list.
 *
 * @param ret_filled  NULL when the whole template is a hole that the input does not fill
 * @return false when memory is out
 */
bool writ_template_fill(struct writ_arena *arena, const struct writ_value *template,
                        const struct writ_value *input, const struct writ_value **ret_filled);

#endif
