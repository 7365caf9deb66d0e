/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/sarif_rules.h - the rules of a SARIF run: each id once, in byte order, findable by id.
 */
#ifndef WRIT_CLI_SARIF_RULES_H
#define WRIT_CLI_SARIF_RULES_H

#include "outcome.h"

struct writ_sarif_rule {
    const char *id;
    const char *docs; /* where it is described, or "" */
};

struct writ_sarif_rules {
    struct writ_sarif_rule *rules;
    size_t count;
};

/** The policy; for what the reader noticed its code. Never empty: SARIF wants an id. */
const char *writ_cli_rule_of(const struct writ_finding *finding);

/** false when memory is out. Release with writ_cli_rules_done(). */
bool writ_cli_rules_init(struct writ_sarif_rules *rules, const struct writ_outcome *outcome);
void writ_cli_rules_done(struct writ_sarif_rules *rules);

/** The place of an id that is there. */
size_t writ_cli_rules_index(const struct writ_sarif_rules *rules, const char *id);

#endif
