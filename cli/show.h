/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/show.h - a report of the library, through the renderer that was asked for.
 */
#ifndef WRIT_CLI_SHOW_H
#define WRIT_CLI_SHOW_H

#include "outcome.h"

struct writ_showing {
    const char *format; /**< --format; NULL: pretty */
    bool is_test;       /**< the entries are test cases, not descriptors */
    bool is_diff;       /**< the findings are changes, not what policies say */
    bool is_lint;       /**< the entries are texts of policies */
    bool is_brief;      /**< people are not shown entries that pass and have no finding */
    bool is_strict;
};

/** Prints it on standard output. @return the exit code; WRIT_EXIT_INTERNAL with `err` when memory
 * is out */
enum writ_exit writ_cli_show(const struct writ_report *report, const struct writ_showing *showing,
                             struct writ_error *err);

/**
 * There is no report: something could not be read, the mesh say. A form for programs gets it as an
 * entry with its place, so that a build server shows it where it is; people get the message alone.
 *
 * @return the exit code of the status
 */
enum writ_exit writ_cli_show_failure(enum writ_status status, const struct writ_showing *showing,
                                     const struct writ_error *why);

#endif
