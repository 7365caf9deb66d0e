/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 64 /* longer than any option we have */

struct cursor {
    int argc;
    char **argv;
    int next;
    struct writ_args *args;
    struct writ_usage *usage;
};

static bool refuse(struct writ_usage *usage, const char *what, const char *subject)
{
    (void)snprintf(usage->text, sizeof(usage->text), "%s '%.100s'", what, subject);
    return false;
}

static bool suggest(struct writ_usage *usage, const char *dashes, const char *word)
{
    if (word != NULL) {
        (void)snprintf(usage->hint, sizeof(usage->hint), "did you mean '%s%s'?", dashes, word);
    }
    return false;
}

static bool check_choice(const struct writ_option *option, const char *value,
                         struct writ_usage *usage)
{
    char word[32];

    if (!writ_cli_option_is_choice(option) || writ_cli_choice_has(option->argument, value)) {
        return true;
    }
    (void)snprintf(usage->text, sizeof(usage->text), "option '--%s' must be %s, not '%.100s'",
                   option->name, option->argument, value);
    return suggest(usage, "", writ_cli_choice_nearest(option->argument, value, word));
}

/* `attached` is the value in the same argument ("--x=y", "-xy"), or NULL. */
static bool take(struct cursor *at, const struct writ_option *option, const char *attached)
{
    const size_t slot = (size_t)(option - writ_cli_options);
    const char *value = attached;

    if (option->argument[0] == '\0') {
        if (attached != NULL) {
            (void)snprintf(at->usage->text, sizeof(at->usage->text),
                           "option '--%s' takes no value, but got '%.100s'", option->name,
                           attached);
            return false;
        }
        at->args->values[slot] = "";
        return true;
    }
    if (value == NULL && at->next < at->argc) {
        value = at->argv[at->next++];
    }
    if (value == NULL) {
        (void)snprintf(at->usage->text, sizeof(at->usage->text), "option '--%s' needs a value: %s",
                       option->name, option->argument);
        return false;
    }
    at->args->values[slot] = value;
    return check_choice(option, value, at->usage);
}

static bool take_long(struct cursor *at, const char *text)
{
    const size_t len = strcspn(text, "=");
    const char *attached = text[len] == '=' ? text + len + 1 : NULL;
    char name[NAME_MAX_BYTES];

    (void)snprintf(name, sizeof(name), "%.*s", (int)(len < sizeof(name) ? len : sizeof(name)),
                   text);
    const struct writ_option *option = writ_cli_option_find(at->args->command, name, '\0');

    if (option != NULL) {
        return take(at, option, attached);
    }
    if (strcmp(name, "help") == 0) {
        at->args->is_help = true;
        return true;
    }
    (void)snprintf(at->usage->text, sizeof(at->usage->text), "unknown option '--%s'", name);
    return suggest(at->usage, "--", writ_cli_option_nearest(at->args->command, name));
}

static bool take_short(struct cursor *at, const char *text)
{
    const struct writ_option *option = writ_cli_option_find(at->args->command, NULL, text[0]);

    if (option != NULL) {
        return take(at, option, text[1] == '\0' ? NULL : text + 1);
    }
    if (strcmp(text, "h") == 0) {
        at->args->is_help = true;
        return true;
    }
    (void)refuse(at->usage, "unknown option", text - 1);
    return suggest(at->usage, "--", writ_cli_option_nearest(at->args->command, text));
}

static bool check_complete(const struct writ_args *args, struct writ_usage *usage)
{
    const struct writ_command *command = args->command;

    for (const struct writ_option *row = writ_cli_options; row->name != NULL; row++) {
        if (row->command == command->id && row->is_required && !writ_cli_flag(args, row->name)) {
            (void)snprintf(usage->text, sizeof(usage->text), "'writ %s' needs --%s %s",
                           command->name, row->name, row->argument);
            return false;
        }
    }
    if (args->operand_count < command->least) {
        (void)snprintf(usage->text, sizeof(usage->text), "'writ %s' needs %s", command->name,
                       command->operands);
        return false;
    }
    if (args->operand_count > command->most) {
        return refuse(usage, "unexpected argument", args->operands[command->most]);
    }
    return true;
}

bool writ_cli_parse(const struct writ_command *command, int argc, char **argv,
                    struct writ_args *ret_args, struct writ_usage *ret_usage)
{
    struct cursor at = {argc, argv, 0, ret_args, ret_usage};
    bool is_only_operands = false;

    *ret_args = (struct writ_args){.command = command, .operands = argv};
    *ret_usage = (struct writ_usage){{0}, {0}};
    while (at.next < argc && !ret_args->is_help) {
        char *text = argv[at.next++];

        if (is_only_operands || text[0] != '-' || text[1] == '\0') {
            /* The count never passes what was read, so moving an operand forward overwrites nothing
             * unread. */
            argv[ret_args->operand_count++] = text;
        } else if (strcmp(text, "--") == 0) {
            is_only_operands = true;
        } else if (!(text[1] == '-' ? take_long(&at, text + 2) : take_short(&at, text + 1))) {
            return false;
        }
    }
    argv[ret_args->operand_count] = NULL;
    return ret_args->is_help || check_complete(ret_args, ret_usage);
}

const char *writ_cli_value(const struct writ_args *args, const char *name)
{
    const struct writ_option *option = writ_cli_option_find(args->command, name, '\0');

    assert(option != NULL);
    return option == NULL ? NULL : args->values[option - writ_cli_options];
}

bool writ_cli_flag(const struct writ_args *args, const char *name)
{
    return writ_cli_value(args, name) != NULL;
}

bool writ_cli_is_json(const struct writ_args *args)
{
    const char *format = writ_cli_value(args, "format");

    return format != NULL && strcmp(format, "json") == 0;
}

bool writ_cli_number(const char *text, uint64_t *ret_number)
{
    if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0') {
        return false;
    }
    errno = 0;
    *ret_number = strtoull(text, NULL, 10);
    return errno == 0;
}
