/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/reader.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

enum { WINDOW = 1 << 20 };

enum writ_status writ_log_corrupt_at(const struct writ_log *log, const char *name, uint64_t offset,
                                     const char *what, struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, name);

    return writ_fail(err, WRIT_E_CORRUPT, &loc, "at byte %llu: %s", (unsigned long long)offset,
                     what);
}

void writ_reader_done(struct writ_reader *reader)
{
    writ_free(reader->alloc, reader->window, WINDOW);
    writ_fd_autop(&reader->fd);
}

enum writ_status writ_reader_open(struct writ_reader *reader, const struct writ_log *log,
                                  uint64_t first, struct writ_error *err)
{
    struct stat info;

    writ_segment_name(first, reader->name);
    reader->fd = writ_fd_open_file(log->dir_fd, reader->name, 0);
    if (reader->fd < 0 || fstat(reader->fd, &info) != 0) {
        return writ_log_io_fail(log, reader->name, "read the segment", err);
    }
    reader->size = (uint64_t)info.st_size;
    if (reader->size > UINT32_MAX) {
        return writ_log_corrupt_at(log, reader->name, 0,
                                   "the segment is longer than any that Writ makes", err);
    }
    reader->window = writ_realloc(reader->alloc, NULL, 0, WINDOW);
    return reader->window != NULL
               ? WRIT_OK
               : writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading the log");
}

enum writ_status writ_reader_peek(struct writ_reader *reader, const struct writ_log *log,
                                  struct writ_str *ret_bytes, struct writ_error *err)
{
    const size_t held = reader->end - reader->start;

    if (held < WRIT_FRAME_HEAD + WRIT_FRAME_MAX && reader->offset + held < reader->size) {
        memmove(reader->window, reader->window + reader->start, held);
        reader->start = 0;
        reader->end = held;
    }
    while (reader->end < WRIT_FRAME_HEAD + WRIT_FRAME_MAX &&
           reader->offset + reader->end - reader->start < reader->size) {
        const uint64_t at = reader->offset + reader->end - reader->start;
        const size_t room = WINDOW - reader->end;
        const size_t wanted = reader->size - at < room ? (size_t)(reader->size - at) : room;
        const ssize_t got = pread(reader->fd, reader->window + reader->end, wanted, (off_t)at);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return writ_log_io_fail(log, reader->name, "read the segment", err);
        }
        if (got == 0) { /* cut by someone else meanwhile */
            reader->size = at;
        }
        reader->end += (size_t)got;
    }
    *ret_bytes = (struct writ_str){reader->window + reader->start, reader->end - reader->start};
    return WRIT_OK;
}

void writ_reader_skip(struct writ_reader *reader, size_t len)
{
    reader->start += len;
    reader->offset += len;
}
