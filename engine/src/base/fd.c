/* SPDX-License-Identifier: Apache-2.0 */
#if defined(__linux__)
#define _GNU_SOURCE /* sync_file_range */
#endif
#include "base/fd.h"

#include <fcntl.h>

/* What a write left to do; false when it failed. */
static bool advance(struct writ_str *bytes, ssize_t done)
{
    if (done < 0) {
        return errno == EINTR;
    }
    *bytes = writ_str_cut(*bytes, (size_t)done, bytes->len);
    return true;
}

bool writ_fd_write_all(int fd, struct writ_str bytes)
{
    while (bytes.len > 0) {
        if (!advance(&bytes, write(fd, bytes.ptr, bytes.len))) {
            return false;
        }
    }
    return true;
}

bool writ_fd_write_at(int fd, struct writ_str bytes, uint64_t offset)
{
    const uint64_t end = offset + bytes.len;

    while (bytes.len > 0) {
        if (!advance(&bytes, pwrite(fd, bytes.ptr, bytes.len, (off_t)(end - bytes.len)))) {
            return false;
        }
    }
    return true;
}

bool writ_fd_rewrite(int fd, uint64_t from, uint64_t to)
{
    char window[1 << 16];

    while (from < to) {
        const size_t len = to - from < sizeof(window) ? (size_t)(to - from) : sizeof(window);
        const ssize_t got = pread(fd, window, len, (off_t)from);

        if (got == 0) {
            errno = EIO; /* it was longer a moment ago */
        }
        if (got <= 0 || !writ_fd_write_at(fd, (struct writ_str){window, (size_t)got}, from)) {
            return false;
        }
        from += (uint64_t)got;
    }
    return true;
}

void writ_fd_start_writing(int fd, uint64_t offset, size_t len)
{
#if defined(__linux__)
    (void)sync_file_range(fd, (off_t)offset, (off_t)len, SYNC_FILE_RANGE_WRITE);
#else
    (void)fd;
    (void)offset;
    (void)len;
#endif
}
