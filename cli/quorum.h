/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/quorum.h - the options --witness and --quorum.
 */
#ifndef WRIT_CLI_QUORUM_H
#define WRIT_CLI_QUORUM_H

#include "exit.h"
#include "options.h"
#include "writ/witness.h"

/**
 * Read the file of --witness, which must be given.
 *
 * @param ret_text    what *ret_quorum borrows from
 * @return WRIT_EXIT_PASS, or the exit code: the command line is wrong (said), or the file cannot be
 * read (in err)
 */
enum writ_exit writ_cli_quorum(const struct writ_args *args, struct writ_bytes *ret_text,
                               struct writ_quorum *ret_quorum, struct writ_error *err);

#endif
