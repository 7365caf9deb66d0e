/* SPDX-License-Identifier: Apache-2.0 */
#include "outcome.h"

#include <string.h>

#include "text.h"

bool writ_cli_is_waived(const struct writ_finding *finding)
{
    return finding->severity == WRIT_NOTE && strncmp(finding->note, "waived", 6) == 0;
}

static void count_entry(struct writ_outcome *outcome, const struct writ_entry *entry)
{
    outcome->states[entry->state]++;
    for (size_t i = 0; i < entry->finding_count; i++) {
        if (entry->findings[i].is_repeated) {
            continue;
        }
        outcome->severities[entry->findings[i].severity]++;
        outcome->waived += writ_cli_is_waived(&entry->findings[i]) ? 1 : 0;
    }
}

static void count_all(struct writ_outcome *outcome)
{
    for (size_t i = 0; i < outcome->count; i++) {
        count_entry(outcome, &outcome->entries[i]);
    }
}

struct writ_outcome writ_cli_outcome_check(const struct writ_entry *entries, size_t count,
                                           size_t policies)
{
    struct writ_outcome outcome = {.command = "check", .noun = "product", .fail = "denied"};

    outcome.entries = entries;
    outcome.count = count;
    outcome.policies = policies;
    count_all(&outcome);
    return outcome;
}

struct writ_outcome writ_cli_outcome_test(const struct writ_entry *entries, size_t count,
                                          size_t policies)
{
    struct writ_outcome outcome = writ_cli_outcome_check(entries, count, policies);

    outcome.command = "test";
    outcome.noun = "test";
    outcome.fail = "failed";
    return outcome;
}

struct writ_outcome writ_cli_outcome_lint(const struct writ_entry *entries, size_t count,
                                          size_t policies)
{
    struct writ_outcome outcome = writ_cli_outcome_check(entries, count, policies);

    outcome.command = "lint";
    outcome.noun = "text";
    outcome.fail = "wrong";
    return outcome;
}

struct writ_outcome writ_cli_outcome_diff(const struct writ_entry *entries, size_t count)
{
    struct writ_outcome outcome = writ_cli_outcome_check(entries, count, 0);

    outcome.command = "diff";
    outcome.fail = "breaks readers";
    return outcome;
}

enum writ_exit writ_cli_outcome_exit(const struct writ_outcome *outcome, bool is_strict)
{
    if (outcome->states[WRIT_ENTRY_FAIL] > 0) {
        return WRIT_EXIT_DENY;
    }
    if (outcome->states[WRIT_ENTRY_UNREADABLE] > 0) {
        return WRIT_EXIT_INPUT;
    }
    return is_strict && outcome->severities[WRIT_WARNING] > 0 ? WRIT_EXIT_DENY : WRIT_EXIT_PASS;
}

const char *writ_cli_outcome_verdict(const struct writ_outcome *outcome,
                                     const struct writ_entry *entry)
{
    switch (entry->state) {
    case WRIT_ENTRY_PASS:
        return "ok";
    case WRIT_ENTRY_FAIL:
        return outcome->fail;
    case WRIT_ENTRY_UNREADABLE:
        break;
    }
    return "unreadable";
}

const char *writ_cli_finding_path(const struct writ_entry *entry,
                                  const struct writ_finding *finding)
{
    return finding->source[0] == '\0' ? entry->path : finding->source;
}

/* A change is of the class that its note says. */
static size_t count_changes(const struct writ_outcome *outcome, const char *class)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->count; i++) {
        for (size_t k = 0; k < outcome->entries[i].finding_count; k++) {
            count += strcmp(outcome->entries[i].findings[k].note, class) == 0 ? 1 : 0;
        }
    }
    return count;
}

/* Among the products stands what is said of the mesh itself. */
static size_t count_of_mesh(const struct writ_outcome *outcome)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->count && strcmp(outcome->command, "check") == 0; i++) {
        count += outcome->entries[i].is_of_mesh ? 1 : 0;
    }
    return count;
}

void writ_cli_outcome_summary(FILE *out, const struct writ_outcome *outcome)
{
    if (strcmp(outcome->command, "diff") == 0) {
        (void)fprintf(out, "%zu breaking, %zu compatible, %zu documentation",
                      count_changes(outcome, "breaking"), count_changes(outcome, "compatible"),
                      count_changes(outcome, "documentation"));
        return;
    }

    const size_t others = count_of_mesh(outcome);

    writ_cli_text_count(out, outcome->count - others, outcome->noun);
    (void)fprintf(out, ": %zu pass, %zu %s, %zu unreadable; ",
                  outcome->states[WRIT_ENTRY_PASS] - others, outcome->states[WRIT_ENTRY_FAIL],
                  outcome->fail, outcome->states[WRIT_ENTRY_UNREADABLE]);
    writ_cli_text_count(out, outcome->severities[WRIT_WARNING], "warning");
    (void)fprintf(out, ", %zu waived (", outcome->waived);
    writ_cli_text_count(out, outcome->policies, "policy");
    (void)fputc(')', out);
}
