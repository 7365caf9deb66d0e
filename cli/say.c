/* SPDX-License-Identifier: Apache-2.0 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

#include "text.h"

static void say_place(const struct writ_loc *loc)
{
    writ_cli_text_line(stderr, loc->source[0] == '\0' ? "writ" : loc->source);
    if (loc->source[0] != '\0' && loc->line != 0) {
        (void)fprintf(stderr, ":%u:%u", (unsigned)loc->line, (unsigned)loc->column);
    }
}

static void say_hint(const char *hint)
{
    if (hint[0] != '\0') {
        (void)fputs("hint: ", stderr);
        writ_cli_text_line(stderr, hint);
        (void)fputc('\n', stderr);
    }
}

void writ_cli_say_error(const struct writ_error *err)
{
    say_place(&err->loc);
    (void)fputs(": error: ", stderr);
    writ_cli_text_line(stderr, err->text);
    (void)fprintf(stderr, " [%s]\n", writ_status_name(err->status));
    say_hint(err->hint);
}

void writ_cli_say_usage(const struct writ_usage *usage, const struct writ_command *command)
{
    (void)fputs("writ: error: ", stderr);
    writ_cli_text_line(stderr, usage->text);
    (void)fputc('\n', stderr);
    if (usage->hint[0] != '\0') {
        say_hint(usage->hint);
    } else if (command != NULL) {
        (void)fprintf(stderr, "hint: 'writ help %s' shows its options\n", command->name);
    } else {
        (void)fputs("hint: 'writ help' shows the commands\n", stderr);
    }
}

void writ_cli_say_unknown(const char *command)
{
    struct writ_usage usage = {{0}, {0}};
    const char *nearest = writ_cli_command_nearest(command);

    (void)snprintf(usage.text, sizeof(usage.text), "unknown command '%.100s'", command);
    if (nearest != NULL) {
        (void)snprintf(usage.hint, sizeof(usage.hint), "did you mean '%s'?", nearest);
    }
    writ_cli_say_usage(&usage, NULL);
}

enum writ_exit writ_cli_refuse(const struct writ_args *args, const char *fmt, ...)
{
    struct writ_usage usage = {{0}, {0}};
    va_list list;

    va_start(list, fmt);
    (void)vsnprintf(usage.text, sizeof(usage.text), fmt, list);
    va_end(list);
    writ_cli_say_usage(&usage, args->command);
    return WRIT_EXIT_USAGE;
}

void writ_cli_note(const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    (void)fputs("note: ", stderr);
    writ_cli_text_line(stderr, text);
    (void)fputc('\n', stderr);
}

enum writ_status writ_cli_fail(struct writ_error *err, enum writ_status status, const char *fmt,
                               ...)
{
    va_list args;

    if (err->status != WRIT_OK) {
        return status;
    }
    err->status = status;
    va_start(args, fmt);
    (void)vsnprintf(err->text, sizeof(err->text), fmt, args);
    va_end(args);
    return status;
}
