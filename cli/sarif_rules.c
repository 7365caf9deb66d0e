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
    const struct writ_sarif_rule *left = a;
    const struct writ_sarif_rule *right = b;

    return strcmp(left->id, right->id);
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
        rules->rules[rules->count++] = (struct writ_sarif_rule){
            writ_cli_rule_of(&entry->findings[i]), entry->findings[i].docs};
    }
}

static void drop_repeated(struct writ_sarif_rules *rules)
{
    size_t kept = 0;

    for (size_t i = 0; i < rules->count; i++) {
        if (kept == 0 || compare(&rules->rules[kept - 1], &rules->rules[i]) != 0) {
            rules->rules[kept++] = rules->rules[i];
        }
    }
    rules->count = kept;
}

bool writ_cli_rules_init(struct writ_sarif_rules *rules, const struct writ_outcome *outcome)
{
    const size_t most = count_findings(outcome);

    *rules = (struct writ_sarif_rules){calloc(most + 1, sizeof(*rules->rules)), 0};
    if (rules->rules == NULL) {
        return false;
    }
    for (size_t i = 0; i < outcome->count; i++) {
        collect(rules, &outcome->entries[i]);
    }
    qsort(rules->rules, rules->count, sizeof(*rules->rules), compare);
    drop_repeated(rules);
    return true;
}

void writ_cli_rules_done(struct writ_sarif_rules *rules)
{
    free(rules->rules);
    *rules = (struct writ_sarif_rules){NULL, 0};
}

size_t writ_cli_rules_index(const struct writ_sarif_rules *rules, const char *id)
{
    const struct writ_sarif_rule wanted = {id, ""};
    const struct writ_sarif_rule *found =
        bsearch(&wanted, rules->rules, rules->count, sizeof(*rules->rules), compare);

    assert(found != NULL);
    return found == NULL ? 0 : (size_t)(found - rules->rules);
}
