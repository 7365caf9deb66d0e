/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a log back. A crash can only damage what came after the last published checkpoint, and
 * only the one commit that was being written; pages of that write may have reached the disk in any
 * order. So a bad frame there is cut off, and a bad frame anywhere else is damage that no crash
 * explains.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { WINDOW = 1 << 20 };

/* A window that slides over one segment file. */
struct reader {
    struct writ_alloc *alloc;
    char *window;
    size_t start;
    size_t end;
    uint64_t offset; /* of window[start] in the file */
    uint64_t size;   /* of the file when it was opened: a reader must not chase a writer */
    int fd;
    char name[WRIT_SEGMENT_NAME_SIZE];
};

static void reader_autop(struct reader *reader)
{
    writ_free(reader->alloc, reader->window, WINDOW);
    writ_fd_autop(&reader->fd);
}

struct scan {
    struct writ_log *log;
    struct reader *reader;
    uint64_t committed; /* leaves that a valid commit covers */
    struct writ_digest root;
};

static enum writ_status corrupt(const struct writ_log *log, const struct reader *reader,
                                struct writ_error *err, const char *what)
{
    const struct writ_loc loc = writ_log_loc(log, reader->name);

    return writ_fail(err, WRIT_E_CORRUPT, &loc, "at byte %llu: %s",
                     (unsigned long long)reader->offset, what);
}

static enum writ_status reader_open(const struct writ_log *log, uint64_t first,
                                    struct reader *reader, struct writ_error *err)
{
    struct stat info;

    writ_segment_name(first, reader->name);
    reader->fd = openat(log->dir_fd, reader->name, O_RDONLY | O_CLOEXEC);
    if (reader->fd < 0 || fstat(reader->fd, &info) != 0) {
        return writ_log_io_fail(log, reader->name, "read the segment", err);
    }
    reader->size = (uint64_t)info.st_size;
    if (reader->size > UINT32_MAX) {
        return corrupt(log, reader, err, "the segment is longer than any that Writ makes");
    }
    reader->window = writ_realloc(reader->alloc, NULL, 0, WINDOW);
    return reader->window != NULL
               ? WRIT_OK
               : writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading the log");
}

/* The bytes from the reader's offset on: a whole frame at least, or all there is. */
static enum writ_status reader_peek(const struct writ_log *log, struct reader *reader,
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

static void reader_skip(struct reader *reader, size_t len)
{
    reader->start += len;
    reader->offset += len;
}

static enum writ_status take_leaf(struct scan *scan, struct writ_str leaf, struct writ_error *err)
{
    const struct writ_place place = {.segment = (uint32_t)(scan->log->segment_count - 1),
                                     .offset = (uint32_t)scan->reader->offset};
    const struct writ_leaf_visitor *visitor = scan->log->visitor;
    const uint64_t index = scan->log->nodes.size;
    struct writ_digest hash;

    if (visitor != NULL) {
        WRIT_TRY(visitor->leaf(visitor->ctx, index, leaf, err));
    }
    WRIT_TRY(writ_leaf_hash(leaf, &hash, err));
    WRIT_TRY(writ_log_put_place(scan->log, index, place, err));
    return writ_nodes_add(&scan->log->nodes, &hash, err);
}

/* A commit whose crc holds was written as it stands, so whatever else is wrong with it is no
 * accident. */
static enum writ_status take_commit(struct scan *scan, struct writ_str body, struct writ_error *err)
{
    struct writ_log *log = scan->log;
    struct writ_commit_record record;
    struct writ_digest root;

    if (!writ_commit_record_decode(body, &record)) {
        return corrupt(log, scan->reader, err, "the commit is malformed");
    }
    if (record.first != scan->committed || record.size != log->nodes.size) {
        return corrupt(log, scan->reader, err, "the commit does not count the leaves before it");
    }
    if (!writ_digest_equal(&record.previous, &scan->root)) {
        return corrupt(log, scan->reader, err, "the commit does not continue the one before it");
    }
    WRIT_TRY(writ_tree_root(writ_nodes_leaves(&log->nodes), record.size, &root, err));
    if (!writ_digest_equal(&record.root, &root)) {
        return corrupt(log, scan->reader, err, "the commit's root is not the root of its leaves");
    }
    scan->committed = record.size;
    scan->root = root;
    log->last.first = record.first;
    log->last.offset = log->segments[log->segment_count - 1].bytes;
    log->segments[log->segment_count - 1].bytes = scan->reader->offset + WRIT_FRAME_HEAD + body.len;
    return WRIT_OK;
}

static enum writ_status take_frame(struct scan *scan, const struct writ_frame *frame,
                                   struct writ_error *err)
{
    switch (frame->type) {
    case WRIT_FRAME_LEAF:
        return take_leaf(scan, frame->body, err);
    case WRIT_FRAME_COMMIT:
        return take_commit(scan, frame->body, err);
    default: /* not an enum: any byte may stand there */
        return corrupt(scan->log, scan->reader, err, "the frame is of an unknown type");
    }
}

/* Read frames until the file ends or a frame is bad; the reader then stands on it. */
static enum writ_status take_frames(struct scan *scan, bool *ret_is_bad, struct writ_error *err)
{
    struct writ_str bytes = {NULL, 0};
    struct writ_frame frame;

    for (;;) {
        WRIT_TRY(reader_peek(scan->log, scan->reader, &bytes, err));
        if (bytes.len == 0 || !writ_frame_decode(bytes, &frame)) {
            *ret_is_bad = bytes.len != 0;
            return WRIT_OK;
        }
        WRIT_TRY(take_frame(scan, &frame, err));
        reader_skip(scan->reader, WRIT_FRAME_HEAD + frame.body.len);
    }
}

/* A commit somewhere behind a bad frame that starts after the torn one: another append succeeded
 * since. */
static bool is_later_commit(struct writ_str bytes, uint64_t committed)
{
    struct writ_frame frame;
    struct writ_commit_record record;

    return bytes.len >= WRIT_FRAME_HEAD && (unsigned char)bytes.ptr[4] == WRIT_FRAME_COMMIT &&
           writ_frame_decode(bytes, &frame) && writ_commit_record_decode(frame.body, &record) &&
           record.first > committed;
}

/* To the next place whose type byte is a commit's: a tail may be megabytes of zeros. */
static size_t to_next_candidate(struct writ_str bytes)
{
    const size_t type = 5; /* of a frame one byte ahead */
    const char *next =
        bytes.len <= type ? NULL : memchr(bytes.ptr + type, WRIT_FRAME_COMMIT, bytes.len - type);

    if (next != NULL) {
        return (size_t)(next - bytes.ptr) - type + 1;
    }
    return bytes.len <= type ? bytes.len : bytes.len - type + 1;
}

static enum writ_status check_torn_tail(struct scan *scan, struct writ_error *err)
{
    struct reader ahead = *scan->reader; /* borrows window and fd, to keep the bad frame's offset */
    struct writ_str bytes = {0};

    for (;;) {
        WRIT_TRY(reader_peek(scan->log, &ahead, &bytes, err));
        if (bytes.len == 0) {
            return WRIT_OK;
        }
        if (is_later_commit(bytes, scan->committed)) {
            return corrupt(scan->log, scan->reader, err, "a bad frame before the last commit");
        }
        reader_skip(&ahead, to_next_candidate(bytes));
    }
}

static enum writ_status check_tail(struct scan *scan, bool is_bad, bool is_last,
                                   struct writ_error *err)
{
    const struct writ_log *log = scan->log;
    const bool is_torn = is_bad || log->nodes.size > scan->committed;

    if (!is_torn) {
        return WRIT_OK;
    }
    if (!is_last || (log->is_published && scan->committed < log->checkpoint.size)) {
        return corrupt(log, scan->reader, err,
                       is_bad ? "a bad frame before the last commit"
                              : "the segment ends within a commit, but is not the end of the log");
    }
    return is_bad ? check_torn_tail(scan, err) : WRIT_OK;
}

static enum writ_status scan_frames(struct scan *scan, bool is_last, struct writ_error *err)
{
    bool is_bad = false;

    WRIT_TRY(take_frames(scan, &is_bad, err));
    WRIT_TRY(check_tail(scan, is_bad, is_last, err));
    writ_nodes_cut(&scan->log->nodes, scan->committed);
    return WRIT_OK;
}

static enum writ_status scan_new(struct scan *scan, uint64_t first, struct writ_error *err)
{
    if (first != scan->committed) {
        return corrupt(scan->log, scan->reader, err,
                       "the segment does not continue the one before it");
    }
    return writ_log_add_segment(scan->log, first, err);
}

/* A segment from its start, or, when it was read before, from where its last commit ended. */
static enum writ_status scan_segment(struct scan *scan, uint64_t first, bool is_last,
                                     struct writ_error *err)
{
    WRIT_AUTO(reader) struct reader reader = {.alloc = &scan->log->alloc, .fd = -1};
    const struct writ_log *log = scan->log;
    const bool is_known =
        log->segment_count > 0 && log->segments[log->segment_count - 1].first == first;

    scan->reader = &reader;
    WRIT_TRY(reader_open(log, first, &reader, err));
    if (is_known) {
        reader.offset = log->segments[log->segment_count - 1].bytes;
    } else {
        WRIT_TRY(scan_new(scan, first, err));
    }
    WRIT_TRY(scan_frames(scan, is_last, err));
    scan->reader = NULL;
    return WRIT_OK;
}

static bool is_behind(const struct writ_log *log, uint64_t first)
{
    return log->segment_count > 0 && first < log->segments[log->segment_count - 1].first;
}

/* Every segment that is not read to its end. */
static enum writ_status scan_all(struct scan *scan, struct writ_error *err)
{
    WRIT_AUTO(writ_firsts) struct writ_firsts firsts = {.alloc = &scan->log->alloc};

    WRIT_TRY(writ_firsts_list(&firsts, scan->log, ".", err));
    for (size_t i = 0; i < firsts.count; i++) {
        if (!is_behind(scan->log, firsts.items[i])) {
            WRIT_TRY(scan_segment(scan, firsts.items[i], i + 1 == firsts.count, err));
        }
    }
    return WRIT_OK;
}

static enum writ_status compare_with(struct writ_log *log, const char *name,
                                     const struct writ_checkpoint *checkpoint,
                                     struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, name);
    struct writ_digest root;

    if (log->nodes.size < checkpoint->size) {
        return writ_fail(err, WRIT_E_CORRUPT, &loc,
                         "rollback: the log has %llu leaves, but its checkpoint says %llu",
                         (unsigned long long)log->nodes.size, (unsigned long long)checkpoint->size);
    }
    WRIT_TRY(writ_tree_root(writ_nodes_leaves(&log->nodes), checkpoint->size, &root, err));
    if (!writ_digest_equal(&root, &checkpoint->root)) {
        return writ_fail(err, WRIT_E_CORRUPT, &loc,
                         "the log was rewritten: its first %llu leaves have another root than the "
                         "checkpoint says",
                         (unsigned long long)checkpoint->size);
    }
    return WRIT_OK;
}

static enum writ_status compare_with_published(struct writ_log *log, struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, "checkpoint");

    if (log->is_published) {
        return compare_with(log, "checkpoint", &log->checkpoint, err);
    }
    return log->segment_count == 0 || log->is_lost
               ? WRIT_OK /* the log is new: a checkpoint comes before the first segment */
               : writ_fail(err, WRIT_E_CORRUPT, &loc, "the published checkpoint is missing");
}

bool writ_log_may_be_torn(const struct writ_log *log)
{
    const uint64_t first = log->last.first;

    return first < log->nodes.size && first >= log->segments[log->segment_count - 1].first &&
           first >= log->checkpoint.size && first >= log->cosigned.size;
}

enum writ_status writ_log_load_signed(struct writ_log *log, struct writ_error *err)
{
    /* before the segments: a writer at work only makes them longer; so witnesses with checkpoints
     */
    WRIT_TRY(writ_log_load_cosigned(log, err));
    return writ_log_load_checkpoint(log, err);
}

static enum writ_status compare_with_signed(struct writ_log *log, struct writ_error *err)
{
    WRIT_TRY(compare_with_published(log, err));
    return log->is_cosigned ? compare_with(log, "checkpoint.cosigned", &log->cosigned, err)
                            : WRIT_OK;
}

enum writ_status writ_log_recover(struct writ_log *log, struct writ_error *err)
{
    struct scan scan = {.log = log};

    WRIT_TRY(writ_sha256(NULL, 0, &scan.root, err));
    WRIT_TRY(scan_all(&scan, err));
    return compare_with_signed(log, err);
}

enum writ_status writ_log_follow(struct writ_log *log, struct writ_error *err)
{
    struct scan scan = {.log = log, .committed = log->nodes.size};

    WRIT_TRY(writ_log_load_signed(log, err));
    WRIT_TRY(writ_tree_root(writ_nodes_leaves(&log->nodes), scan.committed, &scan.root, err));
    WRIT_TRY(scan_all(&scan, err));
    return compare_with_signed(log, err);
}
