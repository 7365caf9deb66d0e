/* SPDX-License-Identifier: Apache-2.0
 *
 * server/archive_process.h - the process that reads the log for workers, which may not open files, and what it is asked.
 */
#ifndef WRIT_SERVER_ARCHIVE_PROCESS_H
#define WRIT_SERVER_ARCHIVE_PROCESS_H

#include "server/archive.h"
#include "server/remote.h"

/** What goes through a worker's channel; the numbers are the kinds of messages. */
enum writ_archive_message {
    WRIT_ARCHIVE_GET = 1,      /**< text path of the request, text of its authorization */
    WRIT_ARCHIVE_FOUND = 64,   /**< text content type, text body */
    WRIT_ARCHIVE_REFUSED = 65, /**< u32 status, text */
};

/** A tile of the longest leaves, and what is around it. */
enum { WRIT_ARCHIVE_BODY_MAX = 17 << 20, WRIT_ARCHIVE_MESSAGE_MAX = WRIT_ARCHIVE_BODY_MAX + 4096 };

/**
 * Answer who comes in, one question at a time, until told to stop.
 *
 * @param door_fd  inside of the archive's door
 * @param stop_fd  readable or hung up when it is to end
 */
WRIT_NODISCARD enum writ_status writ_archive_run(struct writ_archive *archive, int door_fd, int stop_fd, struct writ_error *err);

/** A worker's side of it. @param door_fd  outside of the door; borrowed */
WRIT_NODISCARD enum writ_status writ_archive_remote(int door_fd, struct writ_remote *ret_remote, struct writ_error *err);

#endif
