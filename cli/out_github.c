/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/out_github.c - workflow commands, which GitHub shows beside the lines of a pull request.
 */
#include <string.h>

#include "renderer.h"

/* The documented escapes: a message keeps ':' and ',', a property does not. */
static void print_escaped(FILE *out, const char *text, const char *escaped)
{
    for (; *text != '\0'; text++) {
        if (strchr(escaped, *text) != NULL) {
            (void)fprintf(out, "%%%02X", (unsigned)(unsigned char)*text);
        } else {
            const bool is_control = (unsigned char)*text < 0x20 || *text == 0x7f;

            (void)fputc(is_control ? '?' : *text, out); /* the log is shown by terminals too */
        }
    }
}

static void print_message(FILE *out, const char *text)
{
    print_escaped(out, text, "%\r\n");
}

static void print_property(FILE *out, const char *text)
{
    print_escaped(out, text, "%\r\n:,");
}

static const char *level_of(enum writ_severity severity)
{
    switch (severity) {
    case WRIT_NOTE:
        return "notice";
    case WRIT_WARNING:
        return "warning";
    case WRIT_ERROR:
        return "error";
    }
    return "error";
}

static void print_title(FILE *out, const struct writ_finding *finding)
{
    const bool has_both = finding->policy[0] != '\0' && finding->code[0] != '\0';

    if (finding->policy[0] == '\0' && finding->code[0] == '\0') {
        return;
    }
    (void)fputs(",title=", out);
    print_property(out, finding->policy);
    (void)fputs(has_both ? " " : "", out);
    print_property(out, finding->code);
}

/* Another line of the message. */
static void print_more(FILE *out, const char *label, const char *text)
{
    if (text[0] != '\0') {
        (void)fprintf(out, "%%0A%s", label);
        print_message(out, text);
    }
}

static void print_finding(FILE *out, const char *path, const struct writ_finding *finding)
{
    (void)fprintf(out, "::%s file=", level_of(finding->severity));
    print_property(out, path);
    if (finding->line != 0) {
        (void)fprintf(out, ",line=%u,col=%u", (unsigned)finding->line, (unsigned)finding->column);
    }
    print_title(out, finding);
    (void)fputs("::", out);
    print_message(out, finding->message);
    if (finding->note[0] != '\0') {
        (void)fputs(" (", out);
        print_message(out, finding->note);
        (void)fputc(')', out);
    }
    print_more(out, "hint: ", finding->hint);
    print_more(out, "see ", finding->docs);
    (void)fputc('\n', out);
}

static void print_entry(const struct writ_outcome *outcome, const struct writ_entry *entry,
                        FILE *out)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        const struct writ_finding *finding = &entry->findings[i];

        if (!finding->is_repeated) {
            print_finding(out, writ_cli_finding_path(entry, finding), finding);
        }
    }
    if (entry->finding_count == 0 && entry->state != WRIT_ENTRY_PASS) {
        (void)fputs("::error file=", out);
        print_property(out, entry->path);
        (void)fprintf(out, "::%s\n", writ_cli_outcome_verdict(outcome, entry));
    }
}

bool writ_cli_out_github(const struct writ_outcome *outcome, const struct writ_term *term)
{
    for (size_t i = 0; i < outcome->count; i++) {
        print_entry(outcome, &outcome->entries[i], term->out);
    }
    writ_cli_outcome_summary(term->out, outcome);
    (void)fputc('\n', term->out);
    return true;
}
