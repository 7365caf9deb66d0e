/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/out_pretty.c - the report for people.
 */
#include "renderer.h"
#include "text.h"

static enum writ_paint paint_of(enum writ_severity severity)
{
    switch (severity) {
    case WRIT_NOTE:
        return WRIT_PAINT_BOLD;
    case WRIT_WARNING:
        return WRIT_PAINT_YELLOW;
    case WRIT_ERROR:
        return WRIT_PAINT_RED;
    }
    return WRIT_PAINT_BOLD;
}

static void print_place(FILE *out, const char *path, const struct writ_finding *finding)
{
    writ_cli_text_line(out, path);
    if (finding->line != 0) {
        (void)fprintf(out, ":%u:%u", (unsigned)finding->line, (unsigned)finding->column);
    }
    (void)fputs(": ", out);
}

/* " [policy CODE]", with what there is of it. */
static void print_tag(FILE *out, const struct writ_finding *finding)
{
    const bool has_both = finding->policy[0] != '\0' && finding->code[0] != '\0';

    if (finding->policy[0] == '\0' && finding->code[0] == '\0') {
        return;
    }
    (void)fputs(" [", out);
    writ_cli_text_line(out, finding->policy);
    (void)fputs(has_both ? " " : "", out);
    writ_cli_text_line(out, finding->code);
    (void)fputc(']', out);
}

static void print_wrapped(FILE *out, const char *before, const char *text, const char *after)
{
    if (text[0] != '\0') {
        (void)fputs(before, out);
        writ_cli_text_line(out, text);
        (void)fputs(after, out);
    }
}

void writ_cli_pretty_finding(const struct writ_term *term, const char *path,
                             const struct writ_finding *finding)
{
    print_place(term->out, path, finding);
    writ_cli_paint(term, paint_of(finding->severity), writ_severity_name(finding->severity));
    (void)fputs(": ", term->out);
    writ_cli_text_line(term->out, finding->message);
    print_tag(term->out, finding);
    print_wrapped(term->out, " (", finding->note, ")");
    (void)fputc('\n', term->out);
    print_wrapped(term->out, "  hint: ", finding->hint, "\n");
    print_wrapped(term->out, "  see ", finding->docs, "\n");
}

/* What an entry before has shown is not shown again. */
static void print_findings(const struct writ_entry *entry, const struct writ_term *term)
{
    size_t repeated = 0;

    for (size_t i = 0; i < entry->finding_count; i++) {
        const struct writ_finding *finding = &entry->findings[i];

        if (finding->is_repeated) {
            repeated++;
        } else {
            writ_cli_pretty_finding(term, writ_cli_finding_path(entry, finding), finding);
        }
    }
    if (repeated > 0) {
        (void)fputs("  and ", term->out);
        writ_cli_text_count(term->out, repeated, "finding");
        (void)fprintf(term->out, " that %s shown above\n", repeated == 1 ? "is" : "are");
    }
}

static void print_entry(const struct writ_outcome *outcome, const struct writ_entry *entry,
                        const struct writ_term *term)
{
    writ_cli_text_line(term->out, entry->path);
    (void)fputs(": ", term->out);
    writ_cli_paint(term, entry->state == WRIT_ENTRY_PASS ? WRIT_PAINT_GREEN : WRIT_PAINT_RED,
                   writ_cli_outcome_verdict(outcome, entry));
    print_wrapped(term->out, "  ", entry->name, "");
    print_wrapped(term->out, " (", entry->group, ")");
    (void)fputc('\n', term->out);
    print_findings(entry, term);
}

bool writ_cli_out_pretty(const struct writ_outcome *outcome, const struct writ_term *term)
{
    for (size_t i = 0; i < outcome->count; i++) {
        const struct writ_entry *entry = &outcome->entries[i];

        if (!outcome->is_brief || entry->state != WRIT_ENTRY_PASS || entry->finding_count > 0) {
            print_entry(outcome, entry, term);
        }
    }
    writ_cli_outcome_summary(term->out, outcome);
    (void)fputc('\n', term->out);
    return true;
}
