/* SPDX-License-Identifier: Apache-2.0 */
#include "base/owned.h"
#include "base/try.h"
#include "engine/engine.h"

struct writ_report {
    struct writ_owned own;
    struct writ_entry *entries;
    size_t count;
    size_t cap;
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
    if (report->count == report->cap) {
        const size_t cap = report->cap == 0 ? 16 : report->cap * 2;
        struct writ_entry *grown = writ_arena_array(&report->own.arena, cap, sizeof(*grown));

        if (grown == NULL) {
            return NULL;
        }
        if (report->count > 0) {
            memcpy(grown, report->entries, report->count * sizeof(*grown));
        }
        report->entries = grown;
        report->cap = cap;
    }
    report->entries[report->count] = (struct writ_entry){.path = "", .name = "", .group = ""};
    return &report->entries[report->count++];
}

enum writ_status writ_entry_add(struct writ_report *report, struct writ_entry *entry,
                                const struct writ_finding *finding, struct writ_error *err)
{
    const size_t count = entry->finding_count;
    struct writ_finding *grown;

    if (count == 0 || (count & (count - 1)) == 0) { /* room doubles at every power of two */
        grown = writ_arena_array(&report->own.arena, count == 0 ? 1 : count * 2, sizeof(*grown));
        if (grown == NULL) {
            return writ_engine_no_memory(err);
        }
        if (count > 0) {
            memcpy(grown, entry->findings, count * sizeof(*grown));
        }
        entry->findings = grown;
    } else {
        memcpy(&grown, &entry->findings, sizeof(grown)); /* the array is this report's own */
    }
    grown[count] = *finding;
    entry->finding_count++;
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
