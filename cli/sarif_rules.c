/* SPDX-License-Identifier: Apache-2.0 */
#include "sarif_rules.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *writ_cli_rule_of(const struct writ_finding *finding)
{
    if (finding->policy[0] != '\0') {
        return finding->policy;
    }
    return finding->code[0] != '\0' ? finding->code : "descriptor";
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_findings(const struct writ_outcome *outcome)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->count; i++) {
        count += outcome->entries[i].finding_count;
    }
    return count;
}

static void collect(struct writ_sarif_rules *rules, const struct writ_entry *entry)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        rules->ids[rules->count++] = writ_cli_rule_of(&entry->findings[i]);
    }
}

static void drop_repeated(struct writ_sarif_rules *rules)
{
    size_t kept = 0;

    for (size_t i = 0; i < rules->count; i++) {
        if (kept == 0 || strcmp(rules->ids[kept - 1], rules->ids[i]) != 0) {
            rules->ids[kept++] = rules->ids[i];
        }
    }
    rules->count = kept;
}

bool writ_cli_rules_init(struct writ_sarif_rules *rules, const struct writ_outcome *outcome)
{
    const size_t most = count_findings(outcome);

    *rules = (struct writ_sarif_rules){calloc(most + 1, sizeof(*rules->ids)), 0};
    if (rules->ids == NULL) {
        return false;
    }
    for (size_t i = 0; i < outcome->count; i++) {
        collect(rules, &outcome->entries[i]);
    }
    qsort(rules->ids, rules->count, sizeof(*rules->ids), compare);
    drop_repeated(rules);
    return true;
}

void writ_cli_rules_done(struct writ_sarif_rules *rules)
{
    free(rules->ids);
    *rules = (struct writ_sarif_rules){NULL, 0};
}

size_t writ_cli_rules_index(const struct writ_sarif_rules *rules, const char *id)
{
    const char **found = bsearch(&id, rules->ids, rules->count, sizeof(*rules->ids), compare);

    assert(found != NULL);
    return found == NULL ? 0 : (size_t)(found - rules->ids);
}
