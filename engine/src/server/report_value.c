/* SPDX-License-Identifier: Apache-2.0 */
#include "server/report_value.h"

#include <string.h>

enum { VERSION = 1 };

static void put(struct writ_build *build, const char *key, const char *text)
{
    writ_build_put_text(build, key, writ_str_from(text));
}

static const struct writ_value *finding_value(struct writ_arena *arena, const char *path,
                                              const struct writ_finding *finding)
{
    struct writ_build one;

    writ_build_object(&one, arena);
    put(&one, "path", finding->source[0] == '\0' ? path : finding->source);
    writ_build_put_int(&one, "line", finding->line);
    writ_build_put_int(&one, "column", finding->column);
    put(&one, "severity", writ_severity_name(finding->severity));
    put(&one, "policy", finding->policy);
    put(&one, "code", finding->code);
    put(&one, "message", finding->message);
    put(&one, "hint", finding->hint);
    put(&one, "note", finding->note);
    put(&one, "docs", finding->docs);
    return writ_build_end(&one);
}

static const struct writ_value *entry_value(struct writ_arena *arena,
                                            const struct writ_entry *entry)
{
    struct writ_build one, findings;

    writ_build_array(&findings, arena);
    for (size_t i = 0; i < entry->finding_count; i++) {
        writ_build_item(&findings, finding_value(arena, entry->path, &entry->findings[i]));
    }
    writ_build_object(&one, arena);
    put(&one, "path", entry->path);
    put(&one, "name", entry->name);
    put(&one, "group", entry->group);
    put(&one, "state", writ_entry_state_name(entry->state));
    writ_build_put(&one, "findings", writ_build_end(&findings));
    return writ_build_end(&one);
}

const struct writ_value *writ_report_value(struct writ_arena *arena,
                                           const struct writ_report *report)
{
    struct writ_build whole, entries;

    writ_build_array(&entries, arena);
    for (size_t i = 0; i < writ_report_count(report); i++) {
        writ_build_item(&entries, entry_value(arena, writ_report_entry(report, i)));
    }
    writ_build_object(&whole, arena);
    writ_build_put_int(&whole, "version", VERSION);
    put(&whole, "command", "check");
    writ_build_put(&whole, "entries", writ_build_end(&entries));
    writ_build_put_int(&whole, "policies", (int64_t)writ_report_policy_count(report));
    return writ_build_end(&whole);
}
