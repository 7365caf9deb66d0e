/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/help.h - the rows of commands.def, written for people, man, shells and the reference page.
 */
#ifndef WRIT_CLI_HELP_H
#define WRIT_CLI_HELP_H

#include <stdio.h>

#include "commands.h"

#define WRIT_TAGLINE "federated governance policy engine for data mesh"

/* `command` NULL: the program as a whole. */
void writ_cli_help_text(FILE *out, const struct writ_command *command);
void writ_cli_help_man(FILE *out, const struct writ_command *command);
void writ_cli_help_markdown(FILE *out);
void writ_cli_help_bash(FILE *out);
void writ_cli_help_zsh(FILE *out);
void writ_cli_help_fish(FILE *out);

/** " [--mesh DIR] --key FILE WRIT RECEIPT": what follows the command's name, which ends at `column`,
 * in lines of 80 columns. */
void writ_cli_synopsis(FILE *out, const struct writ_command *command, size_t column);

/** Is this row an option of the command that help shows? */
bool writ_cli_is_shown(const struct writ_option *row, const struct writ_command *command);

#endif
