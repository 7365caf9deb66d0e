/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/commands.h - the rows of commands.def as tables. The functions behind the rows are main.c's
 * business.
 */
#ifndef WRIT_CLI_COMMANDS_H
#define WRIT_CLI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#define WRIT_MANY ((size_t)-1)

enum writ_command_id {
#define WRIT_COMMAND(name, operands, least, most, summary, about, function) WRIT_COMMAND_##name,
#include "commands.def"
    WRIT_COMMAND_COUNT
};

struct writ_option {
    enum writ_command_id command;
    const char *name; /**< without "--" */
    char letter;      /**< '\0' for none */
    const char *argument;
    const char *text;
    bool is_required;
    bool is_hidden;
};

struct writ_example {
    enum writ_command_id command;
    const char *line;
    const char *text;
};

struct writ_exit_row {
    int value;
    const char *text;
};

struct writ_command {
    enum writ_command_id id;
    const char *name;
    const char *operands;
    size_t least, most;
    const char *summary;
    const char *about;
};

/* Each table ends with a row whose first text is NULL. */
extern const struct writ_command writ_cli_commands[];
extern const struct writ_option writ_cli_options[];
extern const struct writ_example writ_cli_examples[];
extern const struct writ_exit_row writ_cli_exits[];

/** NULL when there is none. */
const struct writ_command *writ_cli_command_find(const char *name);

/** The option called `name`, or the one with `letter` when name is NULL. NULL when there is none.
 */
const struct writ_option *writ_cli_option_find(const struct writ_command *command, const char *name,
                                               char letter);

/** The name closest to what was typed, NULL when nothing is close. */
const char *writ_cli_command_nearest(const char *typed);
const char *writ_cli_option_nearest(const struct writ_command *command, const char *typed);
const char *writ_cli_choice_nearest(const char *choices, const char *typed, char ret_word[32]);

/** Is `word` one of "a|b|c"? */
bool writ_cli_choice_has(const char *choices, const char *word);

/** Does the option take one of a few words ("a|b")? */
bool writ_cli_option_is_choice(const struct writ_option *option);

/** Does the command begin with one of its own words ("verify|query DIR")? They end at a blank. */
bool writ_cli_command_has_words(const struct writ_command *command);

#endif
