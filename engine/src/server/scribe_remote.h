/* SPDX-License-Identifier: Apache-2.0
 *
 * server/scribe_remote.h - a scribe that sends what it is given to the committer process.
 *
 * A committer that dies takes with it what it has not answered: that fails. The scribe then stands before the door again,
 * and what is submitted meanwhile waits for the next one, though not for long.
 */
#ifndef WRIT_SERVER_SCRIBE_REMOTE_H
#define WRIT_SERVER_SCRIBE_REMOTE_H

#include "server/scribe.h"

/**
 * @param door_fd      outside of the committer's door; borrowed
 * @param patience_ms  what is not answered by then fails
 */
WRIT_NODISCARD enum writ_status writ_scribe_remote(int door_fd, unsigned patience_ms, struct writ_scribe **ret_scribe,
                                                   struct writ_error *err);

#endif
