/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "nearest.h"

const struct writ_command writ_cli_commands[] = {
#define WRIT_COMMAND(name, operands, least, most, summary, about, function)                        \
    {WRIT_COMMAND_##name, #name, operands, least, most, summary, about},
#include "commands.def"
    {WRIT_COMMAND_COUNT, NULL, NULL, 0, 0, NULL, NULL},
};

const struct writ_option writ_cli_options[] = {
#define WRIT_OPTION(command, long_name, short_name, argument, text)                                \
    {WRIT_COMMAND_##command, long_name, short_name, argument, text, false, false},
#define WRIT_OPTION_REQUIRED(command, long_name, short_name, argument, text)                       \
    {WRIT_COMMAND_##command, long_name, short_name, argument, text, true, false},
#define WRIT_OPTION_HIDDEN(command, long_name, short_name, argument, text)                         \
    {WRIT_COMMAND_##command, long_name, short_name, argument, text, false, true},
#include "commands.def"
    {WRIT_COMMAND_COUNT, NULL, '\0', NULL, NULL, false, false},
};

const struct writ_example writ_cli_examples[] = {
#define WRIT_EXAMPLE(command, line, text) {WRIT_COMMAND_##command, line, text},
#include "commands.def"
    {WRIT_COMMAND_COUNT, NULL, NULL},
};

const struct writ_exit_row writ_cli_exits[] = {
#define WRIT_EXIT(name, value, text) {value, text},
#include "commands.def"
    {0, NULL},
};

const struct writ_command *writ_cli_command_find(const char *name)
{
    for (const struct writ_command *row = writ_cli_commands; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

const struct writ_option *writ_cli_option_find(const struct writ_command *command, const char *name,
                                               char letter)
{
    for (const struct writ_option *row = writ_cli_options; row->name != NULL; row++) {
        const bool is_it =
            name != NULL ? strcmp(row->name, name) == 0 : letter != '\0' && row->letter == letter;

        if (row->command == command->id && is_it) {
            return row;
        }
    }
    return NULL;
}

const char *writ_cli_command_nearest(const char *typed)
{
    struct writ_nearest nearest = writ_cli_nearest(typed);

    for (const struct writ_command *row = writ_cli_commands; row->name != NULL; row++) {
        writ_cli_nearest_offer(&nearest, row->name);
    }
    return nearest.word;
}

const char *writ_cli_option_nearest(const struct writ_command *command, const char *typed)
{
    struct writ_nearest nearest = writ_cli_nearest(typed);

    for (const struct writ_option *row = writ_cli_options; row->name != NULL; row++) {
        if (row->command == command->id && !row->is_hidden) {
            writ_cli_nearest_offer(&nearest, row->name);
        }
    }
    writ_cli_nearest_offer(&nearest, "help");
    return nearest.word;
}

/* The first word of "a|b|c" into `word`; the rest, or NULL at the end. */
static const char *next_choice(const char *choices, char word[32])
{
    const size_t len = strcspn(choices, "|");

    (void)snprintf(word, 32, "%.*s", (int)len, choices);
    return choices[len] == '|' ? choices + len + 1 : NULL;
}

const char *writ_cli_choice_nearest(const char *choices, const char *typed, char ret_word[32])
{
    struct writ_nearest nearest = writ_cli_nearest(typed);
    char word[32];

    ret_word[0] = '\0';
    while (choices != NULL) {
        choices = next_choice(choices, word);
        nearest.word = NULL;
        writ_cli_nearest_offer(&nearest, word);
        if (nearest.word != NULL) {
            (void)snprintf(ret_word, 32, "%s", word);
        }
    }
    return ret_word[0] == '\0' ? NULL : ret_word;
}

bool writ_cli_choice_has(const char *choices, const char *word)
{
    char choice[32];

    while (choices != NULL) {
        choices = next_choice(choices, choice);
        if (strcmp(choice, word) == 0) {
            return true;
        }
    }
    return false;
}

bool writ_cli_option_is_choice(const struct writ_option *option)
{
    return strchr(option->argument, '|') != NULL;
}

bool writ_cli_command_has_words(const struct writ_command *command)
{
    return command->operands[0] >= 'a' && command->operands[0] <= 'z';
}
