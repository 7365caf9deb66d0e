/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/out_json.c - the report as one stable, versioned object. Members are added, never renamed.
 */
#include "json_out.h"
#include "renderer.h"

enum { REPORT_VERSION = 1 };

void writ_cli_json_finding(struct writ_json_out *json, const char *path,
                           const struct writ_finding *finding)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_place(json, path, finding->line, finding->column);
    writ_cli_json_member(json, "severity", writ_severity_name(finding->severity));
    writ_cli_json_member(json, "policy", finding->policy);
    writ_cli_json_member(json, "code", finding->code);
    writ_cli_json_member(json, "message", finding->message);
    writ_cli_json_member(json, "hint", finding->hint);
    writ_cli_json_member(json, "note", finding->note);
    writ_cli_json_member(json, "docs", finding->docs);
    writ_cli_json_close(json, '}');
}

static void print_entry(struct writ_json_out *json, const struct writ_entry *entry)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member(json, "path", entry->path);
    writ_cli_json_member(json, "name", entry->name);
    writ_cli_json_member(json, "group", entry->group);
    writ_cli_json_member(json, "state", writ_entry_state_name(entry->state));
    writ_cli_json_key(json, "findings");
    writ_cli_json_open(json, '[');
    for (size_t i = 0; i < entry->finding_count; i++) {
        const struct writ_finding *finding = &entry->findings[i];

        writ_cli_json_finding(json, writ_cli_finding_path(entry, finding), finding);
    }
    writ_cli_json_close(json, ']');
    writ_cli_json_close(json, '}');
}

static void print_summary(struct writ_json_out *json, const struct writ_outcome *outcome)
{
    writ_cli_json_open(json, '{');
    writ_cli_json_member_number(json, "entries", outcome->count);
    writ_cli_json_member_number(json, "pass", outcome->states[WRIT_ENTRY_PASS]);
    writ_cli_json_member_number(json, "fail", outcome->states[WRIT_ENTRY_FAIL]);
    writ_cli_json_member_number(json, "unreadable", outcome->states[WRIT_ENTRY_UNREADABLE]);
    writ_cli_json_member_number(json, "errors", outcome->severities[WRIT_ERROR]);
    writ_cli_json_member_number(json, "warnings", outcome->severities[WRIT_WARNING]);
    writ_cli_json_member_number(json, "notes", outcome->severities[WRIT_NOTE]);
    writ_cli_json_member_number(json, "waived", outcome->waived);
    writ_cli_json_member_number(json, "policies", outcome->policies);
    writ_cli_json_close(json, '}');
}

bool writ_cli_out_json(const struct writ_outcome *outcome, const struct writ_term *term)
{
    struct writ_json_out json = {term->out, false};

    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", REPORT_VERSION);
    writ_cli_json_member(&json, "command", outcome->command);
    writ_cli_json_key(&json, "entries");
    writ_cli_json_open(&json, '[');
    for (size_t i = 0; i < outcome->count; i++) {
        print_entry(&json, &outcome->entries[i]);
    }
    writ_cli_json_close(&json, ']');
    writ_cli_json_key(&json, "summary");
    print_summary(&json, outcome);
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', term->out);
    return true;
}
