/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/watch.h - wait until somebody saves a file.
 */
#ifndef WRIT_CLI_WATCH_H
#define WRIT_CLI_WATCH_H

#include <stdbool.h>

#include "writ/error.h"

/** From here on SIGINT and SIGTERM end writ_cli_watch_wait() instead of the program. */
WRIT_NODISCARD enum writ_status writ_cli_watch_signals(int *ret_signals, struct writ_error *err);

/** Notice every change below a folder from now on, names that start with a dot left out.
 * @param ret_changes  close() it */
WRIT_NODISCARD enum writ_status writ_cli_watch_begin(const char *dir, int *ret_changes,
                                                     struct writ_error *err);

/** Wait for a change, and until there has been none for a moment. False when a signal came. */
bool writ_cli_watch_wait(int signals, int changes);

#endif
