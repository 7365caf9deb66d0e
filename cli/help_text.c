/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/help_text.c - `writ help` for people at a terminal.
 */
#include <string.h>

#include "help.h"

enum { TEXT_WIDTH = 80, INDENT = 8, PART_MAX = 128 };

bool writ_cli_is_shown(const struct writ_option *row, const struct writ_command *command)
{
    return row->command == command->id && !row->is_hidden;
}

/* On the line if it fits, else on the next. @return the column behind it */
static size_t print_part(FILE *out, size_t column, const char *part)
{
    const size_t len = strlen(part);
    const bool is_on_line = column + 1 + len <= TEXT_WIDTH;

    (void)fprintf(out, "%s%*s%s", is_on_line ? "" : "\n", is_on_line ? 1 : INDENT, "", part);
    return (is_on_line ? column + 1 : INDENT) + len;
}

void writ_cli_synopsis(FILE *out, const struct writ_command *command, size_t column)
{
    for (const struct writ_option *row = writ_cli_options; row->name != NULL; row++) {
        char part[PART_MAX];

        if (writ_cli_is_shown(row, command)) {
            (void)snprintf(part, sizeof(part), "%s--%s%s%s%s", row->is_required ? "" : "[",
                           row->name, row->argument[0] == '\0' ? "" : " ", row->argument,
                           row->is_required ? "" : "]");
            column = print_part(out, column, part);
        }
    }
    if (command->operands[0] != '\0') {
        (void)print_part(out, column, command->operands);
    }
}

/* Words of `text` in lines of TEXT_WIDTH, each after `indent` spaces; an empty line between
 * paragraphs. */
static void print_wrapped(FILE *out, const char *text, size_t indent)
{
    size_t column = 0;

    while (*text != '\0') {
        const size_t len = strcspn(text, " \n");

        if (column > 0 && column + 1 + len > TEXT_WIDTH) {
            (void)fputc('\n', out);
            column = 0;
        }
        (void)fprintf(out, "%*s%.*s", column == 0 ? (int)indent : 1, "", (int)len, text);
        column += (column == 0 ? indent : 1) + len;
        text += len;
        if (strncmp(text, "\n\n", 2) == 0) {
            (void)fputs("\n\n", out);
            column = 0;
        }
        text += strspn(text, " \n");
    }
    (void)fputc('\n', out);
}

static void print_option(FILE *out, const struct writ_option *row)
{
    if (row->letter == '\0') {
        (void)fprintf(out, "      --%s", row->name);
    } else {
        (void)fprintf(out, "  -%c, --%s", row->letter, row->name);
    }
    (void)fprintf(out, "%s%s\n", row->argument[0] == '\0' ? "" : " ", row->argument);
    print_wrapped(out, row->text, 10);
}

static void print_options(FILE *out, const struct writ_command *command)
{
    (void)fputs("\noptions:\n", out);
    for (const struct writ_option *row = writ_cli_options; row->name != NULL; row++) {
        if (writ_cli_is_shown(row, command)) {
            print_option(out, row);
        }
    }
    (void)fputs("  -h, --help\n          show this text\n", out);
}

static void print_examples(FILE *out, const struct writ_command *command)
{
    const char *title = "\nexamples:\n";

    for (const struct writ_example *row = writ_cli_examples; row->line != NULL; row++) {
        if (row->command == command->id) {
            (void)fprintf(out, "%s  %s\n", title, row->line);
            print_wrapped(out, row->text, 10);
            title = "";
        }
    }
}

static void print_exits(FILE *out)
{
    (void)fputs("\nexit codes:\n", out);
    for (const struct writ_exit_row *row = writ_cli_exits; row->text != NULL; row++) {
        (void)fprintf(out, "  %d  %s\n", row->value, row->text);
    }
}

static void print_program(FILE *out)
{
    (void)fputs("writ - " WRIT_TAGLINE "\n\nusage: writ COMMAND [OPTION...] [ARGUMENT...]\n\n"
                "commands:\n",
                out);
    for (const struct writ_command *row = writ_cli_commands; row->name != NULL; row++) {
        (void)fprintf(out, "  %-8s %s\n", row->name, row->summary);
    }
    print_exits(out);
    (void)fputs("\n'writ help COMMAND' shows the options of a command.\n", out);
}

void writ_cli_help_text(FILE *out, const struct writ_command *command)
{
    if (command == NULL) {
        print_program(out);
        return;
    }
    (void)fprintf(out, "writ %s - %s\n\nusage: writ %s", command->name, command->summary,
                  command->name);
    writ_cli_synopsis(out, command, strlen("usage: writ ") + strlen(command->name));
    (void)fputs("\n\n", out);
    print_wrapped(out, command->about, 0);
    print_options(out, command);
    print_examples(out, command);
    print_exits(out);
}
