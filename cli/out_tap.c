/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/out_tap.c - the Test Anything Protocol, version 14: one test point per entry.
 */
#include <string.h>

#include "json_out.h"
#include "renderer.h"
#include "text.h"

/* '#' begins a directive and '\\' an escape. */
static void print_description(FILE *out, const char *text)
{
    while (text[0] != '\0') {
        const size_t plain = strcspn(text, "#\\");

        writ_cli_text_line_of(out, (struct writ_str){text, plain});
        text += plain;
        if (text[0] != '\0') {
            (void)fprintf(out, "\\%c", text[0]);
            text++;
        }
    }
}

/* A diagnostic is YAML, and JSON is YAML. */
static void print_finding(FILE *out, const struct writ_entry *entry,
                          const struct writ_finding *finding)
{
    struct writ_json_out json = {out, false};

    (void)fputs("  - ", out);
    writ_cli_json_finding(&json, writ_cli_finding_path(entry, finding), finding);
    (void)fputc('\n', out);
}

static void print_entry(FILE *out, size_t number, const struct writ_entry *entry)
{
    const bool is_ok = entry->state == WRIT_ENTRY_PASS;

    (void)fprintf(out, "%sok %zu - ", is_ok ? "" : "not ", number);
    print_description(out, entry->group);
    (void)fputs(entry->group[0] == '\0' ? "" : ": ", out);
    print_description(out, entry->name);
    (void)fputc('\n', out);
    if (entry->finding_count == 0) {
        return;
    }
    (void)fputs("  ---\n", out);
    for (size_t i = 0; i < entry->finding_count; i++) {
        print_finding(out, entry, &entry->findings[i]);
    }
    (void)fputs("  ...\n", out);
}

bool writ_cli_out_tap(const struct writ_outcome *outcome, const struct writ_term *term)
{
    (void)fprintf(term->out, "TAP version 14\n1..%zu\n", outcome->count);
    for (size_t i = 0; i < outcome->count; i++) {
        print_entry(term->out, i + 1, &outcome->entries[i]);
    }
    return true;
}
