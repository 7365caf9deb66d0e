/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/policy_docs.h - a reference page of policies, from what they say of themselves.
 */
#ifndef WRIT_CLI_POLICY_DOCS_H
#define WRIT_CLI_POLICY_DOCS_H

#include <stdio.h>

#include "writ/policy.h"

/** One section: id, title, phases, level, and the comment at the head of the text as a list. */
void writ_cli_policy_section(FILE *out, const struct writ_policy_row *row);

#endif
