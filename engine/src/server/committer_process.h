/* SPDX-License-Identifier: Apache-2.0
 *
 * server/committer_process.h - the process that owns the log: what workers submit is committed and answered.
 *
 * Everything that is there when it looks becomes one commit; what arrives while that is made durable is the next one.
 * It reads from a worker only when there is room for what may come, so nothing is dropped.
 */
#ifndef WRIT_SERVER_COMMITTER_PROCESS_H
#define WRIT_SERVER_COMMITTER_PROCESS_H

#include "writ/error.h"

struct writ_committer_options {
    const char *log_dir;
    int door_fd;        /**< inside of the committer's door, where workers come in */
    int signer_door_fd; /**< outside of the signer's */
    int stop_fd;        /**< readable or hung up when it is to end; what was submitted by then is still committed */

    /**
     * 0: strict, an answer is of what is durable and signed. Else grouped: an answer is of what will be committed this
     * many milliseconds later at the latest. A crash of the machine, or of this process, loses what was answered since the
     * last commit; a full disk does not: it is kept, and everything after it is refused, until there is room.
     */
    unsigned window_ms;

    void (*ready)(void *ctx); /**< called once, when the log is open; NULL: nobody */
    void (*note)(void *ctx, const char *text);
    void *ctx; /**< for both */
};

/** @retval other  the log cannot be opened: as writ_log_open() */
WRIT_NODISCARD enum writ_status writ_committer_run(const struct writ_committer_options *options, struct writ_error *err);

#endif
