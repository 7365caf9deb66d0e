/* SPDX-License-Identifier: Apache-2.0 */
#if defined(__linux__)
#define _GNU_SOURCE /* sync_file_range */
#endif
#include "base/fd.h"

#include <fcntl.h>
#include <sys/stat.h>

int writ_fd_open_file(int dir_fd, const char *name, int flags)
{
    const int fd = openat(dir_fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags);
    struct stat info = {.st_mode = 0};

    if (fd < 0 || (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))) {
        return fd;
    }
    errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
    writ_fd_autop(&fd);
    return -1;
}

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
