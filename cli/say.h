/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/say.h - everything on standard error: errors, hints and notes.
 */
#ifndef WRIT_CLI_SAY_H
#define WRIT_CLI_SAY_H

#include "exit.h"
#include "options.h"
#include "writ/error.h"

/** `file:line:column: error: what [CODE]`, then `hint: …`. */
void writ_cli_say_error(const struct writ_error *err);

/** `writ: error: what`, then `hint: …`; without one, where the help of the command is (NULL: of the
 * program). */
void writ_cli_say_usage(const struct writ_usage *usage, const struct writ_command *command);

/** "unknown command 'chekc'", with the nearest one. */
void writ_cli_say_unknown(const char *command);

/** The same for what only the command can know. Returns WRIT_EXIT_USAGE. */
enum writ_exit writ_cli_refuse(const struct writ_args *args, const char *fmt, ...)
    WRIT_PRINTF(2, 3);

/** `note: …` on one line. Not an error, but better known. */
void writ_cli_note(const char *fmt, ...) WRIT_PRINTF(1, 2);

/** Fill an empty error record with an error of the program's own. Returns status. */
enum writ_status writ_cli_fail(struct writ_error *err, enum writ_status status, const char *fmt,
                               ...) WRIT_PRINTF(3, 4);

#endif
