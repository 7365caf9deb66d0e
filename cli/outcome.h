/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/outcome.h - what `check` and `test` show: the entries, counted once.
 */
#ifndef WRIT_CLI_OUTCOME_H
#define WRIT_CLI_OUTCOME_H

#include <stdio.h>

#include "exit.h"
#include "writ/report.h"

struct writ_outcome {
    const char *command; /**< "check", "test" or "diff" */
    const char *noun;    /**< what an entry is: "product" or "test" */
    const char *fail;    /**< what a failed one is: "denied" or "failed" */
    const struct writ_entry *entries;
    size_t count;
    size_t policies;
    size_t states[WRIT_ENTRY_UNREADABLE + 1];
    size_t severities[WRIT_ERROR + 1];
    size_t waived; /**< among the notes */
    bool is_brief; /**< people are not shown entries that pass and have no finding */
};

struct writ_outcome writ_cli_outcome_check(const struct writ_entry *entries, size_t count,
                                           size_t policies);
struct writ_outcome writ_cli_outcome_test(const struct writ_entry *entries, size_t count,
                                          size_t policies);

struct writ_outcome writ_cli_outcome_lint(const struct writ_entry *entries, size_t count,
                                          size_t policies);
struct writ_outcome writ_cli_outcome_diff(const struct writ_entry *entries, size_t count);

enum writ_exit writ_cli_outcome_exit(const struct writ_outcome *outcome, bool is_strict);

/** "ok", "denied", "failed", "unreadable": for people. */
const char *writ_cli_outcome_verdict(const struct writ_outcome *outcome,
                                     const struct writ_entry *entry);

bool writ_cli_is_waived(const struct writ_finding *finding);

/** The file a finding is in: its own, or the entry's. */
const char *writ_cli_finding_path(const struct writ_entry *entry,
                                  const struct writ_finding *finding);

/** "9 products: 8 pass, 1 denied, 0 unreadable; 3 warnings, 1 waived (15 policies)", or
 * "2 breaking, 1 compatible, 0 documentation"; no line end */
void writ_cli_outcome_summary(FILE *out, const struct writ_outcome *outcome);

#endif
