/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/out_junit.c - JUnit XML, which every build server reads: one test case per descriptor or
 * policy test.
 */
#include "renderer.h"
#include "text.h"

/* What XML 1.0 cannot hold at all, not even as a reference: most control characters, U+FFFE and
 * U+FFFF. */
static bool is_forbidden(const unsigned char *bytes, size_t len)
{
    if (len == 1) {
        return bytes[0] < 0x20 && bytes[0] != '\t' && bytes[0] != '\n' && bytes[0] != '\r';
    }
    return len == 3 && bytes[0] == 0xef && bytes[1] == 0xbf && bytes[2] >= 0xbe;
}

static void print_byte(FILE *out, unsigned char byte)
{
    switch (byte) {
    case '&':
        (void)fputs("&amp;", out);
        return;
    case '<':
        (void)fputs("&lt;", out);
        return;
    case '>':
        (void)fputs("&gt;", out);
        return;
    case '"':
        (void)fputs("&quot;", out);
        return;
    case '\t':
    case '\n':
    case '\r': /* as references, or attribute values would lose them */
        (void)fprintf(out, "&#%u;", (unsigned)byte);
        return;
    default:
        (void)fputc(byte, out);
    }
}

static void print_xml(FILE *out, const char *text)
{
    struct writ_str rest = writ_str_from(text);

    while (rest.len > 0) {
        const size_t len = writ_cli_utf8_len(rest);
        const size_t step = len == 0 ? 1 : len;

        if (len == 0) {
            (void)fputs("\xef\xbf\xbd", out);
        } else if (len == 1 && !is_forbidden((const unsigned char *)rest.ptr, len)) {
            print_byte(out, (unsigned char)rest.ptr[0]);
        } else if (!is_forbidden((const unsigned char *)rest.ptr, len)) {
            (void)fwrite(rest.ptr, 1, len, out);
        }
        rest.ptr += step;
        rest.len -= step;
    }
}

static void print_attribute(FILE *out, const char *name, const char *value)
{
    (void)fprintf(out, " %s=\"", name);
    print_xml(out, value);
    (void)fputc('"', out);
}

static void print_more(FILE *out, const char *label, const char *text)
{
    if (text[0] != '\0') {
        (void)fprintf(out, "  %s", label);
        print_xml(out, text);
        (void)fputc('\n', out);
    }
}

/* "file:line:column: error: message", the line people look for in a log. */
static void print_line(FILE *out, const char *path, const struct writ_finding *finding)
{
    print_xml(out, path);
    if (finding->line != 0) {
        (void)fprintf(out, ":%u:%u", (unsigned)finding->line, (unsigned)finding->column);
    }
    (void)fprintf(out, ": %s: ", writ_severity_name(finding->severity));
    print_xml(out, finding->message);
    if (finding->note[0] != '\0') {
        (void)fputs(" (", out);
        print_xml(out, finding->note);
        (void)fputc(')', out);
    }
    (void)fputc('\n', out);
    print_more(out, "hint: ", finding->hint);
    print_more(out, "see ", finding->docs);
}

/* Errors make the case fail; everything else is its output. */
static void print_lines(FILE *out, const struct writ_entry *entry, bool is_error)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        const struct writ_finding *finding = &entry->findings[i];

        if ((finding->severity == WRIT_ERROR) == is_error) {
            print_line(out, writ_cli_finding_path(entry, finding), finding);
        }
    }
}

static const struct writ_finding *first_error(const struct writ_entry *entry)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        if (entry->findings[i].severity == WRIT_ERROR) {
            return &entry->findings[i];
        }
    }
    return NULL;
}

static void print_problem(FILE *out, const struct writ_outcome *outcome,
                          const struct writ_entry *entry)
{
    const char *element = entry->state == WRIT_ENTRY_FAIL ? "failure" : "error";
    const struct writ_finding *first = first_error(entry);
    const char *verdict = writ_cli_outcome_verdict(outcome, entry);

    (void)fprintf(out, "      <%s", element);
    print_attribute(out, "message", first == NULL ? verdict : first->message);
    print_attribute(out, "type", first == NULL || first->code[0] == '\0' ? verdict : first->code);
    (void)fputc('>', out);
    print_lines(out, entry, true);
    (void)fprintf(out, "</%s>\n", element);
}

static bool has_output(const struct writ_entry *entry)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        if (entry->findings[i].severity != WRIT_ERROR) {
            return true;
        }
    }
    return false;
}

static void print_entry(FILE *out, const struct writ_outcome *outcome,
                        const struct writ_entry *entry)
{
    (void)fputs("    <testcase", out);
    print_attribute(out, "name", entry->name[0] == '\0' ? entry->path : entry->name);
    print_attribute(out, "classname", entry->group[0] == '\0' ? "unknown" : entry->group);
    print_attribute(out, "file", entry->path);
    (void)fputs(">\n", out);
    if (entry->state != WRIT_ENTRY_PASS) {
        print_problem(out, outcome, entry);
    }
    if (has_output(entry)) {
        (void)fputs("      <system-out>", out);
        print_lines(out, entry, false);
        (void)fputs("</system-out>\n", out);
    }
    (void)fputs("    </testcase>\n", out);
}

bool writ_cli_out_junit(const struct writ_outcome *outcome, const struct writ_term *term)
{
    FILE *out = term->out;

    (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    (void)fprintf(out,
                  "  <testsuite name=\"writ %s\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
                  "skipped=\"0\">\n",
                  outcome->command, outcome->count, outcome->states[WRIT_ENTRY_FAIL],
                  outcome->states[WRIT_ENTRY_UNREADABLE]);
    for (size_t i = 0; i < outcome->count; i++) {
        print_entry(out, outcome, &outcome->entries[i]);
    }
    (void)fputs("  </testsuite>\n</testsuites>\n", out);
    return true;
}
