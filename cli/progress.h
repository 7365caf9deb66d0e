/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/progress.h - how far long work is: one line on a terminal's standard error, gone when it
 * ends.
 */
#ifndef WRIT_CLI_PROGRESS_H
#define WRIT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct writ_cli_progress {
    const char *what; /**< "disclosures" */
    bool is_shown;    /**< standard error is a terminal, and not a dumb one */
    int64_t due_ms;   /**< when the line is written next */
    bool has_line;
};

/** Nothing is written for work that is done at once. @param what  borrowed */
struct writ_cli_progress writ_cli_progress_begin(const char *what);

/** @param ctx  a struct writ_cli_progress; the form of a callback of the API */
void writ_cli_progress_step(void *ctx, uint64_t done, uint64_t all);

void writ_cli_progress_end(struct writ_cli_progress *progress);

#endif
