/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"

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
