/* SPDX-License-Identifier: Apache-2.0
 *
 * base/fd.h - file descriptors that close with their scope, and complete writes.
 */
#ifndef WRIT_BASE_FD_H
#define WRIT_BASE_FD_H

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/str.h"

static inline void writ_fd_autop(const int *fd)
{
    if (*fd >= 0) {
        const int kept = errno;

        (void)close(*fd);
        errno = kept;
    }
}

/** Whether the cause is that there is no room: ENOSPC, EDQUOT or EFBIG. */
static inline bool writ_errno_is_space(int cause)
{
    return cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
}

/**
 * Open a regular file for reading, as openat() does with further `flags`. What is none is refused, and nothing is waited
 * for: a named pipe would block, a device might never end. -1 with errno set: EISDIR, or EINVAL for what is no file.
 */
int writ_fd_open_file(int dir_fd, const char *name, int flags);

/** Write every byte, resuming after signals and short writes; false with errno set. */
bool writ_fd_write_all(int fd, struct writ_str bytes);

/** The same from an offset on; the file's own position stays. */
bool writ_fd_write_at(int fd, struct writ_str bytes, uint64_t offset);

/**
 * Write what is between two offsets again. After a sync that failed, what a file reads may be in memory only, and later
 * syncs of pages that nobody wrote to since say that all is well. False with errno set.
 */
bool writ_fd_rewrite(int fd, uint64_t from, uint64_t to);

/**
 * Have the system begin to bring what was written to the disk, and return: a sync that follows has less to wait for. No
 * more than a hint. What fails, the sync will say.
 */
void writ_fd_start_writing(int fd, uint64_t offset, size_t len);

#endif
