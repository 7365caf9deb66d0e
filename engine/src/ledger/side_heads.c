/* SPDX-License-Identifier: Apache-2.0
 *
 * A window over a side segment, for who steps from head to head: the texts between them may be
 * short, and a read for each head would be most of the work.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/state.h"

bool writ_side_heads_open(struct writ_side_heads *heads, int fd)
{
    struct stat info = {.st_size = 0};

    if (fd >= 0 && fstat(fd, &info) != 0) {
        return false;
    }
    heads->fd = fd;
    heads->size = (uint64_t)info.st_size;
    heads->start = 0;
    heads->len = 0;
    return true;
}

bool writ_side_heads_read(struct writ_side_heads *heads, uint64_t offset,
                          struct writ_side_head *ret_head)
{
    if (offset + WRIT_SIDE_HEAD > heads->start + heads->len || offset < heads->start) {
        const ssize_t got = pread(heads->fd, heads->bytes, sizeof(heads->bytes), (off_t)offset);

        heads->start = offset;
        heads->len = got < 0 ? 0 : (size_t)got;
    }
    return offset + WRIT_SIDE_HEAD <= heads->start + heads->len &&
           writ_side_head_decode(heads->bytes + (offset - heads->start), ret_head) &&
           ret_head->size <= heads->size - offset;
}
