/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/options.h - the command line of one command: --x=y, --x y, -x, -xy, -x y, "--"; options and
 * operands in any order.
 */
#ifndef WRIT_CLI_OPTIONS_H
#define WRIT_CLI_OPTIONS_H

#include <stdint.h>

#include "commands.h"

enum {
    WRIT_OPTION_SLOTS = 0
#define WRIT_OPTION(command, long_name, short_name, argument, text) +1
#include "commands.def"
};

struct writ_args {
    const struct writ_command *command;
    const char *values[WRIT_OPTION_SLOTS]; /**< by row of writ_cli_options; NULL: not given */
    char *const *operands;                 /**< inside argv; NULL-terminated */
    size_t operand_count;
    bool is_help; /**< --help or -h: nothing after it was read */
};

/** What is wrong with the command line; the status codes are the library's and do not fit here. */
struct writ_usage {
    char text[256];
    char hint[192];
};

/**
 * Sorts argv so that the operands come first and can be pointed to. The last of a repeated option
 * wins.
 *
 * @param argv  what follows the command's name; argv[argc] is NULL
 * @return false with *ret_usage filled when the command line is not understood
 */
bool writ_cli_parse(const struct writ_command *command, int argc, char **argv,
                    struct writ_args *ret_args, struct writ_usage *ret_usage);

/** The value of an option of this command, NULL when it was not given. The name must exist. */
const char *writ_cli_value(const struct writ_args *args, const char *name);
bool writ_cli_flag(const struct writ_args *args, const char *name);

/** Is the result wanted as JSON? */
bool writ_cli_is_json(const struct writ_args *args);

/** "12"; false when it is no number, or too large for one. */
bool writ_cli_number(const char *text, uint64_t *ret_number);

#endif
