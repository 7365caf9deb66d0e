/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/exit.h - exit codes, and which one each status of the library becomes.
 */
#ifndef WRIT_CLI_EXIT_H
#define WRIT_CLI_EXIT_H

#include "writ/error.h"

enum writ_exit {
#define WRIT_EXIT(name, value, text) name = value,
#include "commands.def"
};

enum writ_exit writ_cli_exit_of(enum writ_status status);

/** The same for a command that is asked whether a log holds: that it does not is its answer,
 * WRIT_EXIT_DENY, not an accident of its input. */
enum writ_exit writ_cli_exit_of_log(enum writ_status status);

#endif
