/* SPDX-License-Identifier: Apache-2.0 */
#include "base/owned.h"
#include "base/sort.h"
#include "base/try.h"
#include "engine/engine.h"

struct writ_report {
    struct writ_owned own;
    struct writ_entry *entries;
    size_t count;
    size_t policies;
};

static const char *copied(struct writ_arena *arena, struct writ_str text)
{
    const char *copy = writ_arena_str(arena, text).ptr;

    return copy == NULL ? "" : copy;
}

enum writ_status writ_report_new(struct writ_report **ret_report, struct writ_error *err)
{
    struct writ_report *report = writ_owned_new(sizeof(*report));

    if (report == NULL) {
        return writ_engine_no_memory(err);
    }
    *ret_report = report;
    return WRIT_OK;
}

void writ_report_free(struct writ_report *report)
{
    writ_owned_free(report, sizeof(*report));
}

struct writ_arena *writ_report_arena(struct writ_report *report)
{
    return &report->own.arena;
}

const char *writ_report_text(struct writ_report *report, const struct writ_value *text)
{
    return copied(&report->own.arena, writ_value_text(text));
}

void writ_report_set_policies(struct writ_report *report, size_t count)
{
    report->policies = count;
}

size_t writ_report_count(const struct writ_report *report)
{
    return report->count;
}

size_t writ_report_policy_count(const struct writ_report *report)
{
    return report->policies;
}

const struct writ_entry *writ_report_entry(const struct writ_report *report, size_t index)
{
    return index < report->count ? &report->entries[index] : NULL;
}

struct writ_entry *writ_report_add(struct writ_report *report)
{
    struct writ_entry *entries =
        writ_arena_more(&report->own.arena, report->entries, report->count, sizeof(*entries));

    if (entries == NULL) {
        return NULL;
    }
    entries[report->count] = (struct writ_entry){.path = "", .name = "", .group = ""};
    report->entries = entries;
    return &entries[report->count++];
}

/* The array is this report's own, whatever readers may do with it. */
static struct writ_finding *findings_of(const struct writ_entry *entry)
{
    struct writ_finding *findings;

    memcpy(&findings, &entry->findings, sizeof(findings));
    return findings;
}

enum writ_status writ_entry_add(struct writ_report *report, struct writ_entry *entry,
                                const struct writ_finding *finding, struct writ_error *err)
{
    struct writ_finding *findings = writ_arena_more(&report->own.arena, findings_of(entry),
                                                    entry->finding_count, sizeof(*findings));

    if (findings == NULL) {
        return writ_engine_no_memory(err);
    }
    findings[entry->finding_count++] = *finding;
    entry->findings = findings;
    return WRIT_OK;
}

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_findings(const struct writ_finding *a, const struct writ_finding *b)
{
    const int differences[] = {
        strcmp(a->source, b->source),    by_number(a->line, b->line),
        by_number(a->column, b->column), strcmp(a->policy, b->policy),
        strcmp(a->code, b->code),        strcmp(a->message, b->message),
        strcmp(a->note, b->note),        (int)a->severity - (int)b->severity};
    size_t i = 0;

    while (i + 1 < sizeof(differences) / sizeof(differences[0]) && differences[i] == 0) {
        i++;
    }
    return differences[i];
}

static bool is_finding_before(const void *things, size_t a, size_t b)
{
    struct writ_finding *const *findings = things;
    const int difference = compare_findings(findings[a], findings[b]);

    return difference != 0 ? difference < 0 : a < b;
}

static size_t count_findings(const struct writ_report *report)
{
    size_t count = 0;

    for (size_t i = 0; i < report->count; i++) {
        count += report->entries[i].finding_count;
    }
    return count;
}

static void list_findings(const struct writ_report *report, struct writ_finding **ret_list)
{
    for (size_t i = 0; i < report->count; i++) {
        for (size_t k = 0; k < report->entries[i].finding_count; k++) {
            *ret_list++ = findings_of(&report->entries[i]) + k;
        }
    }
}

enum writ_status writ_report_mark_repeats(struct writ_report *report, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const size_t count = count_findings(report);

    writ_arena_init(&arena, &alloc);

    struct writ_finding **findings =
        writ_arena_array(&arena, count + 1, sizeof(struct writ_finding *));
    size_t *order = writ_arena_array(&arena, count + 1, sizeof(*order));

    if (findings == NULL || order == NULL) {
        return writ_engine_no_memory(err);
    }
    list_findings(report, findings);
    writ_sort_index(order, count, is_finding_before, findings);
    for (size_t i = 1; i < count; i++) {
        findings[order[i]]->is_repeated =
            findings[order[i]]->source[0] != '\0' &&
            compare_findings(findings[order[i]], findings[order[i - 1]]) == 0;
    }
    return WRIT_OK;
}

struct writ_finding writ_finding_make(struct writ_arena *arena, enum writ_severity severity,
                                      const struct writ_loc *at, struct writ_str code,
                                      struct writ_str message, struct writ_str hint)
{
    return (struct writ_finding){.source = copied(arena, writ_str_from(at->source)),
                                 .line = at->line,
                                 .column = at->column,
                                 .severity = severity,
                                 .policy = "",
                                 .code = copied(arena, code),
                                 .message = copied(arena, message),
                                 .hint = copied(arena, hint),
                                 .note = "",
                                 .docs = ""};
}

struct writ_finding writ_finding_of_reader(const struct writ_engine *engine,
                                           struct writ_arena *arena,
                                           const struct writ_value *noticed)
{
    const struct writ_loc at = writ_value_loc(writ_value_member(noticed, "at"));
    struct writ_finding finding = writ_finding_make(
        arena, WRIT_WARNING, &at, writ_value_text(writ_value_member(noticed, "code")),
        writ_value_text(writ_value_member(noticed, "message")),
        writ_value_text(writ_value_member(noticed, "hint")));

    finding.source = writ_engine_shown(engine, arena, finding.source);
    return finding;
}

static enum writ_severity severity_of(const struct writ_effect *effect)
{
    switch (effect->standing) {
    case WRIT_STANDS:
        return effect->kind == WRIT_EFFECT_DENY ? WRIT_ERROR : WRIT_WARNING;
    case WRIT_ADVISES:
        return WRIT_WARNING;
    case WRIT_WAIVED:
    case WRIT_SHADOW:
        return WRIT_NOTE;
    }
    return WRIT_ERROR;
}

enum writ_status writ_entry_add_effect(const struct writ_engine *engine, struct writ_report *report,
                                       struct writ_entry *entry, const struct writ_effect *effect,
                                       struct writ_error *err)
{
    struct writ_arena *arena = &report->own.arena;
    struct writ_finding finding;

    if (effect->kind == WRIT_EFFECT_PERMIT || effect->kind == WRIT_EFFECT_OBLIGE) {
        return WRIT_OK;
    }
    finding = writ_finding_make(arena, severity_of(effect), &effect->at, effect->code,
                                effect->message, effect->hint);
    finding.source = writ_engine_shown(engine, arena, finding.source);
    finding.policy = writ_arena_printf(arena, "%s", effect->policy_id);
    finding.note = writ_arena_printf(arena, "%s", effect->note == NULL ? "" : effect->note);
    if (effect->policy != NULL) {
        finding.docs =
            writ_engine_shown(engine, arena, writ_arena_printf(arena, "%s", effect->policy->docs));
    }
    if (finding.policy == NULL || finding.note == NULL || finding.docs == NULL) {
        return writ_engine_no_memory(err);
    }
    return writ_entry_add(report, entry, &finding, err);
}
