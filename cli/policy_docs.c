/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/policy_docs.c - the comment at the head of a policy as markdown: a list item for each
 * paragraph, and below "Params:" one for each parameter.
 */
#include "policy_docs.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

struct head {
    FILE *out;
    bool has_paragraph;
    bool is_params;   /* the paragraph under way lists parameters */
    bool is_new_next; /* the next line begins a paragraph */
};

static bool starts(struct writ_str text, const char *prefix)
{
    const size_t len = strlen(prefix);

    return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

static struct writ_str from(struct writ_str text, size_t at)
{
    return (struct writ_str){text.ptr + at, text.len - at};
}

static struct writ_str trimmed(struct writ_str text)
{
    while (text.len > 0 && text.ptr[0] == ' ') {
        text = from(text, 1);
    }
    while (text.len > 0 && text.ptr[text.len - 1] == ' ') {
        text.len--;
    }
    return text;
}

/* "names, of_parameters - what": the length of the names; 0 when the line is not like that. */
static size_t names_len(struct writ_str line)
{
    size_t len = 0;

    while (len < line.len && ((line.ptr[len] >= 'a' && line.ptr[len] <= 'z') ||
                              (line.ptr[len] >= '0' && line.ptr[len] <= '9') ||
                              line.ptr[len] == '_' || starts(from(line, len), ", ") ||
                              (len > 1 && line.ptr[len - 1] == ',' && line.ptr[len] == ' '))) {
        len++;
    }
    return starts(trimmed(from(line, len)), "- ") && len < line.len && line.ptr[len] == ' ' ? len
                                                                                            : 0;
}

static void begin(struct head *head, struct writ_str text, bool is_params)
{
    (void)fputs(head->has_paragraph ? "\n- " : "- ", head->out);
    writ_cli_text_line_of(head->out, text);
    head->has_paragraph = true;
    head->is_params = is_params;
}

static void add_parameter(struct head *head, struct writ_str line, size_t names)
{
    (void)fputs("\n  - `", head->out);
    writ_cli_text_line_of(head->out, (struct writ_str){line.ptr, names});
    (void)fputs("`: ", head->out);
    writ_cli_text_line_of(head->out, trimmed(from(trimmed(from(line, names)), 1)));
}

/* @param is_deep  the comment's text is indented: it goes on with what is above it */
static void take(struct head *head, struct writ_str body, bool is_deep)
{
    static const char label[] = "Params:";
    const bool is_params = starts(body, label);
    const struct writ_str line = is_params ? trimmed(from(body, sizeof(label) - 1)) : body;
    const size_t names = is_params || head->is_params ? names_len(line) : 0;
    const bool is_label = starts(body, "Basis:") || starts(body, "Unknown:");
    const bool is_new = head->is_new_next || is_label || (head->is_params && !is_deep);

    head->is_new_next = body.len == 0;
    if (body.len == 0) {
        return;
    }
    if (is_params) {
        begin(head, names > 0 ? (struct writ_str){label, sizeof(label) - 1} : body, true);
    }
    if (names > 0) {
        add_parameter(head, line, names);
    } else if (!is_params && (is_new || !head->has_paragraph)) {
        begin(head, body, false);
    } else if (!is_params) {
        (void)fputc(' ', head->out);
        writ_cli_text_line_of(head->out, body);
    }
}

static struct writ_str next_line(struct writ_str *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    const size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
    const struct writ_str line = {rest->ptr, len};

    *rest = from(*rest, end == NULL ? len : len + 1);
    return line;
}

static void write_head(FILE *out, struct writ_str text)
{
    struct head head = {.out = out};
    struct writ_str line = next_line(&text);

    if (!starts(line, "-- SPDX")) {
        return;
    }
    while (text.len > 0) {
        line = next_line(&text);
        if (!starts(line, "--")) {
            break;
        }
        take(&head, trimmed(from(line, 2)), starts(line, "--   "));
    }
    (void)fputs(head.has_paragraph ? "\n" : "", out);
}

void writ_cli_policy_section(FILE *out, const struct writ_policy_row *row)
{
    (void)fputs("## `", out);
    writ_cli_text_line(out, row->id);
    (void)fputs("`\n\n", out);
    writ_cli_text_line(out, row->title);
    (void)fprintf(out, ". *%s; %s*\n\n", row->phases, row->level);
    write_head(out, row->text);
}
