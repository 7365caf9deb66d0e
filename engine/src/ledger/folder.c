/* SPDX-License-Identifier: Apache-2.0
 *
 * Which segments and side segments a log's directory holds.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { FIRST_CAP = 16 };

static void stream_autop(DIR **stream)
{
    if (*stream != NULL) {
        (void)closedir(*stream);
    }
}

void writ_firsts_done(struct writ_firsts *firsts)
{
    writ_free(firsts->alloc, firsts->items, firsts->cap * sizeof(*firsts->items));
    *firsts = (struct writ_firsts){.alloc = firsts->alloc};
}

static enum writ_status push(struct writ_firsts *firsts, uint64_t first, struct writ_error *err)
{
    if (firsts->count == firsts->cap) {
        const size_t cap = firsts->cap == 0 ? FIRST_CAP : firsts->cap * 2;
        uint64_t *grown = writ_realloc(firsts->alloc, firsts->items, firsts->cap * sizeof(*grown),
                                       cap * sizeof(*grown));

        if (grown == NULL) {
            return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while listing segments");
        }
        firsts->items = grown;
        firsts->cap = cap;
    }
    firsts->items[firsts->count++] = first;
    return WRIT_OK;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static DIR *open_stream(const struct writ_log *log, const char *folder)
{
    const int fd = openat(log->dir_fd, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);

    if (stream == NULL) {
        writ_fd_autop(&fd);
    }
    return stream;
}

enum writ_status writ_firsts_list(struct writ_firsts *firsts, const struct writ_log *log,
                                  const char *folder, struct writ_error *err)
{
    bool (*parse)(struct writ_str name, uint64_t * ret_first) =
        strcmp(folder, ".") == 0 ? writ_segment_name_parse : writ_side_name_parse;
    WRIT_AUTO(stream) DIR *stream = open_stream(log, folder);
    const struct dirent *entry;
    uint64_t first;

    if (stream == NULL) {
        return writ_log_io_fail(log, folder, "list the segments", err);
    }
    errno = 0;
    while ((entry = readdir(stream)) != NULL) {
        if (parse(writ_str_from(entry->d_name), &first)) {
            WRIT_TRY(push(firsts, first, err));
        }
        errno = 0;
    }
    if (errno != 0) {
        return writ_log_io_fail(log, folder, "list the segments", err);
    }
    if (firsts->count > 1) {
        qsort(firsts->items, firsts->count, sizeof(*firsts->items), by_number);
    }
    return WRIT_OK;
}
