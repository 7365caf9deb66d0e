/* SPDX-License-Identifier: Apache-2.0 */
#include "show.h"

#include <stdlib.h>

#include "renderer.h"
#include "say.h"

/* The renderers take an array: they are tested without a library behind them. The texts stay the
 * report's. */
static struct writ_entry *copy_entries(const struct writ_report *report, size_t count)
{
    struct writ_entry *entries = calloc(count + 1, sizeof(*entries));

    for (size_t i = 0; entries != NULL && i < count; i++) {
        entries[i] = *writ_report_entry(report, i);
    }
    return entries;
}

static struct writ_outcome outcome_of(const struct writ_showing *showing,
                                      const struct writ_entry *entries, size_t count,
                                      size_t policies)
{
    if (showing->is_diff) {
        return writ_cli_outcome_diff(entries, count);
    }
    if (showing->is_lint) {
        return writ_cli_outcome_lint(entries, count, policies);
    }
    return showing->is_test ? writ_cli_outcome_test(entries, count, policies)
                            : writ_cli_outcome_check(entries, count, policies);
}

static bool render(const struct writ_showing *showing, const struct writ_outcome *outcome)
{
    const struct writ_term term = writ_cli_term(stdout);

    return writ_cli_renderer_find(showing->format)->render(outcome, &term);
}

enum writ_exit writ_cli_show_failure(enum writ_status status, const struct writ_showing *showing,
                                     const struct writ_error *why)
{
    const enum writ_exit code = writ_cli_exit_of(status);
    const struct writ_finding finding = {.source = why->loc.source,
                                         .line = why->loc.line,
                                         .column = why->loc.column,
                                         .severity = WRIT_ERROR,
                                         .policy = "",
                                         .code = writ_status_name(status),
                                         .message = why->text,
                                         .hint = why->hint,
                                         .note = "",
                                         .docs = ""};
    const struct writ_entry entry = {.path = why->loc.source,
                                     .name = "",
                                     .group = "",
                                     .state = WRIT_ENTRY_UNREADABLE,
                                     .findings = &finding,
                                     .finding_count = 1};

    if (code == WRIT_EXIT_INPUT && why->loc.source[0] != '\0' &&
        writ_cli_renderer_find(showing->format) != writ_cli_renderer_find(NULL)) {
        const struct writ_outcome outcome = outcome_of(showing, &entry, 1, 0);

        return render(showing, &outcome) ? code : WRIT_EXIT_INTERNAL;
    }
    return code;
}

enum writ_exit writ_cli_show(const struct writ_report *report, const struct writ_showing *showing,
                             struct writ_error *err)
{
    const size_t count = writ_report_count(report);
    const size_t policies = writ_report_policy_count(report);
    struct writ_entry *entries = copy_entries(report, count);
    bool is_done = false;
    enum writ_exit code = WRIT_EXIT_INTERNAL;

    if (entries != NULL) {
        struct writ_outcome outcome = outcome_of(showing, entries, count, policies);

        outcome.is_brief = showing->is_brief;
        is_done = render(showing, &outcome);
        code = writ_cli_outcome_exit(&outcome, showing->is_strict);
    }
    free(entries);
    if (!is_done) {
        return writ_cli_exit_of(writ_cli_fail(err, WRIT_E_NOMEM, "out of memory for the report"));
    }
    return code;
}
