/* SPDX-License-Identifier: Apache-2.0
 *
 * The side segment that is appended to. It is written before the leaves and synced with them: after
 * a power cut it may hold frames too many, or too few for the commit that was being written. Nobody
 * was answered for that one, so it is taken back.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { FOLDER_MODE = 0700, SIDE_MODE = 0600 };

static const char folder_name[] = "side";

static enum writ_status sync_folder(const struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_fd)
    int fd = openat(log->dir_fd, folder_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    return fd >= 0 && fsync(fd) == 0
               ? WRIT_OK
               : writ_log_io_fail(log, folder_name, "make the folder durable", err);
}

static enum writ_status make_folder(const struct writ_log *log, struct writ_error *err)
{
    if (mkdirat(log->dir_fd, folder_name, FOLDER_MODE) == 0) {
        return fsync(log->dir_fd) == 0 ? WRIT_OK
                                       : writ_log_io_fail(log, "", "make the folder durable", err);
    }
    return errno == EEXIST ? WRIT_OK : writ_log_io_fail(log, folder_name, "make the folder", err);
}

/* A crash between making a side segment and its segment leaves one, with texts that nobody was
 * answered for. */
static bool is_stray(const struct writ_log *log, uint64_t first)
{
    for (size_t i = 0; i < log->segment_count; i++) {
        if (log->segments[i].first == first) {
            return false;
        }
    }
    return true;
}

static enum writ_status drop_strays(struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_firsts) struct writ_firsts firsts = {.alloc = &log->alloc};
    char name[WRIT_SEGMENT_NAME_SIZE];

    WRIT_TRY(writ_firsts_list(&firsts, log, folder_name, err));
    for (size_t i = 0; i < firsts.count; i++) {
        writ_side_name(firsts.items[i], name);
        if (is_stray(log, firsts.items[i]) && unlinkat(log->dir_fd, name, 0) != 0) {
            return writ_log_io_fail(log, name, "delete the file", err);
        }
    }
    return WRIT_OK;
}

static enum writ_status corrupt(const struct writ_log *log, const char *name, uint64_t offset,
                                struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, name);

    return writ_fail(err, WRIT_E_CORRUPT, &loc,
                     "after byte %llu: the side frames do not lead to that of the last leaf",
                     (unsigned long long)offset);
}

/* Where a walk over frame heads ended. */
struct walk {
    uint64_t offset;
    uint64_t last;    /* where the frame before it starts */
    uint64_t next;    /* index that the frame there should have */
    bool has_started; /* a side segment that somebody deleted starts with a later leaf */
};

/* Step over the frame at the walk's place, if it is one of a leaf before `end`. */
static bool step(struct writ_side_heads *heads, uint64_t end, struct walk *walk)
{
    struct writ_side_head head;

    if (!writ_side_heads_read(heads, walk->offset, &head) || head.index >= end ||
        head.index < walk->next || (walk->has_started && head.index != walk->next)) {
        return false;
    }
    walk->last = walk->offset;
    walk->offset += head.size;
    walk->next = head.index + 1;
    walk->has_started = true;
    return true;
}

/* The same for the commit that may be torn, whole frames now: pages of its texts may be missing. */
static enum writ_status walk_last_commit(const struct writ_log *log, struct walk *walk,
                                         bool *ret_is_whole, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_open_file file = {
        .fd = log->side_fd, .segment = (uint32_t)(log->segment_count - 1), .name = writ_side_name};
    struct writ_frame_place at = {.file = &file, .max = WRIT_SIDE_HEAD + WRIT_SIDE_MAX};
    struct writ_side_frame frame;

    writ_buf_init(&buf, &alloc, at.max + WRIT_SIDE_HEAD);
    for (uint64_t index = log->last.first; index < log->nodes.size; index++) {
        writ_buf_clear(&buf);
        at.offset = walk->offset;
        WRIT_TRY(writ_log_read_frame(log, &at, &buf, err));
        if (!writ_side_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame) ||
            frame.index != index) {
            return WRIT_OK;
        }
        walk->last = walk->offset;
        walk->offset += writ_frame_size(buf.ptr);
        walk->next = index + 1;
        walk->has_started = true;
    }
    *ret_is_whole = true;
    return WRIT_OK;
}

/* The last commit is there and nobody says whether its sync succeeded: what is read may be in
 * memory only. */
static enum writ_status settle_last_commit(struct writ_log *log, struct writ_segment *tail,
                                           const char *name, struct walk *walk,
                                           struct writ_error *err)
{
    const struct walk before = *walk;
    bool is_whole = false;

    WRIT_TRY(walk_last_commit(log, walk, &is_whole, err));
    if (is_whole) {
        return writ_fd_rewrite(log->side_fd, before.offset, walk->offset) &&
                       fdatasync(log->side_fd) == 0
                   ? WRIT_OK
                   : writ_log_io_fail(log, name, "repair the side segment", err);
    }
    if (before.has_started && before.next != log->last.first) {
        return corrupt(log, name, before.last, err);
    }
    *walk = before;
    tail->bytes = log->last.offset;
    writ_nodes_cut(&log->nodes, log->last.first);
    return WRIT_OK;
}

static enum writ_status find_end(struct writ_log *log, struct writ_segment *tail, const char *name,
                                 struct writ_side_heads *heads, struct writ_error *err)
{
    const bool may_be_torn = writ_log_may_be_torn(log);
    const uint64_t end = may_be_torn ? log->last.first : log->nodes.size;
    struct walk walk = {.next = tail->first};

    while (step(heads, end, &walk)) {
    }
    if (may_be_torn) {
        WRIT_TRY(settle_last_commit(log, tail, name, &walk, err));
    } else if (walk.next != end && (walk.has_started || heads->size > 0)) {
        return corrupt(log, name, walk.last, err);
    }
    tail->side_bytes = walk.offset;
    return WRIT_OK;
}

static enum writ_status cut_tail(struct writ_log *log, struct writ_segment *tail, const char *name,
                                 struct writ_error *err)
{
    struct writ_side_heads heads;

    if (!writ_side_heads_open(&heads, log->side_fd)) {
        return writ_log_io_fail(log, name, "open the side segment", err);
    }
    WRIT_TRY(find_end(log, tail, name, &heads, err));
    if (heads.size == tail->side_bytes) {
        return WRIT_OK;
    }
    return ftruncate(log->side_fd, (off_t)tail->side_bytes) == 0 && fdatasync(log->side_fd) == 0
               ? WRIT_OK
               : writ_log_io_fail(log, name, "repair the side segment", err);
}

static enum writ_status open_side(struct writ_log *log, const char *name, int flags,
                                  struct writ_error *err)
{
    writ_fd_autop(&log->side_fd);
    log->side_fd =
        openat(log->dir_fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, SIDE_MODE);
    return log->side_fd >= 0 ? sync_folder(log, err)
                             : writ_log_io_fail(log, name, "open the side segment", err);
}

enum writ_status writ_log_open_sides(struct writ_log *log, struct writ_error *err)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    WRIT_TRY(make_folder(log, err));
    WRIT_TRY(drop_strays(log, err));
    if (log->segment_count == 0) {
        return WRIT_OK;
    }

    struct writ_segment *tail = &log->segments[log->segment_count - 1];

    writ_side_name(tail->first, name);

    const bool is_gone = faccessat(log->dir_fd, name, F_OK, 0) != 0; /* somebody deleted it */

    WRIT_TRY(open_side(log, name, 0, err));
    return is_gone ? WRIT_OK : cut_tail(log, tail, name, err);
}

enum writ_status writ_log_start_side(struct writ_log *log, uint64_t first, struct writ_error *err)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    writ_side_name(first, name);
    return open_side(log, name, O_EXCL, err);
}
