/* SPDX-License-Identifier: Apache-2.0
 *
 * Room behind the end of a tail file: zeros that are durable already, so that a commit neither
 * lengthens the file nor allocates a block, and its sync need not wait for the file system's
 * journal. Zeros are no frame: to recovery and readers they are a tail that was never written.
 */
#include "base/error.h"
#include "base/fd.h"
#include "ledger/state.h"

enum { ROOM_MIN = 64 << 10, ROOM_MAX = 8 << 20 };

/* Beyond this a commit's own bytes take the disk longer than the journal does, and writing zeros
 * first would double them. */
enum { COMMIT_MAX = 256 << 10 };

static const char zeros[ROOM_MIN];

/* As much as the file holds, within bounds: a small log stays a small file. */
static uint64_t room_for(uint64_t offset)
{
    if (offset < ROOM_MIN) {
        return ROOM_MIN;
    }
    return offset < ROOM_MAX ? offset : ROOM_MAX;
}

static bool write_zeros(int fd, uint64_t from, uint64_t to)
{
    while (from < to) {
        const size_t len = to - from < sizeof(zeros) ? (size_t)(to - from) : sizeof(zeros);

        if (!writ_fd_write_at(fd, (struct writ_str){zeros, len}, from)) {
            return false;
        }
        from += len;
    }
    return true;
}

bool writ_room_make(int fd, struct writ_room *room, uint64_t offset, size_t len)
{
    const uint64_t end = offset + len + room_for(offset);

    if (!room->has_begun) { /* who commits once does without */
        room->has_begun = true;
        return true;
    }
    if (offset + len <= room->end || len > COMMIT_MAX) {
        return true;
    }
    if (!write_zeros(fd, offset, end)) { /* a full disk may still have room for the commit itself */
        room->end = 0;
        return writ_errno_is_space(errno) && ftruncate(fd, (off_t)offset) == 0;
    }
    room->end = end;
    return fdatasync(fd) == 0;
}

bool writ_room_drop(int fd, struct writ_room *room, uint64_t bytes)
{
    const bool is_there = room->end > bytes;

    *room = (struct writ_room){.end = 0};
    return !is_there || ftruncate(fd, (off_t)bytes) == 0;
}
