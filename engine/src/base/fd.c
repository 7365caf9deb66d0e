/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"

bool writ_fd_write_all(int fd, struct writ_str bytes)
{
    while (bytes.len > 0) {
        const ssize_t done = write(fd, bytes.ptr, bytes.len);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return false;
        }
        bytes.ptr += done;
        bytes.len -= (size_t)done;
    }
    return true;
}

bool writ_fd_write_at(int fd, struct writ_str bytes, uint64_t offset)
{
    while (bytes.len > 0) {
        const ssize_t done = pwrite(fd, bytes.ptr, bytes.len, (off_t)offset);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return false;
        }
        bytes.ptr += done;
        bytes.len -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}
