/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd.h - the functions behind the rows of commands.def.
 */
#ifndef WRIT_CLI_CMD_H
#define WRIT_CLI_CMD_H

#include "exit.h"
#include "options.h"

/*
 * A command prints its result on standard output and fills `err` for main to print; what it got
 * wrong about the command line it says itself.
 */
#define WRIT_COMMAND(name, operands, least, most, summary, about, function)                        \
    enum writ_exit function(const struct writ_args *args, struct writ_error *err);
#include "commands.def"

#endif
