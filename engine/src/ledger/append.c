/* SPDX-License-Identifier: Apache-2.0
 *
 * One commit: everything that can be refused is refused before the first byte is written; from then
 * on any failure closes the log, because only a recovery knows what the disk holds.
 */
#include <fcntl.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { FIRST_CAP = 64, SEGMENT_MODE = 0644 };

enum writ_status writ_log_put_place(struct writ_log *log, uint64_t index, struct writ_place place,
                                    struct writ_error *err)
{
    if (log->forgets) {
        return WRIT_OK;
    }
    if (index >= log->place_cap) {
        const size_t cap = log->place_cap == 0 ? FIRST_CAP : log->place_cap * 2;
        struct writ_place *grown = writ_realloc(
            &log->alloc, log->places, log->place_cap * sizeof(*grown), cap * sizeof(*grown));

        if (grown == NULL) {
            return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for the places of leaves");
        }
        log->places = grown;
        log->place_cap = cap;
    }
    log->places[index] = place;
    return WRIT_OK;
}

enum writ_status writ_log_add_segment(struct writ_log *log, uint64_t first, struct writ_error *err)
{
    if (log->segment_count == log->segment_cap) {
        const size_t cap = log->segment_cap == 0 ? FIRST_CAP : log->segment_cap * 2;
        struct writ_segment *grown = writ_realloc(
            &log->alloc, log->segments, log->segment_cap * sizeof(*grown), cap * sizeof(*grown));

        if (grown == NULL) {
            return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for the list of segments");
        }
        log->segments = grown;
        log->segment_cap = cap;
    }
    log->segments[log->segment_count++] = (struct writ_segment){.first = first};
    return WRIT_OK;
}

/* A commit in the making. */
struct draft {
    struct writ_log *log;
    struct writ_buf bytes;
    struct writ_buf sides;
    bool is_new_segment;
    uint32_t segment; /* where it goes */
    uint64_t offset;
};

static void draft_autop(struct draft *draft)
{
    writ_buf_done(&draft->bytes);
    writ_buf_done(&draft->sides);
}

static void choose_segment(struct draft *draft)
{
    const struct writ_log *log = draft->log;
    const struct writ_segment *tail =
        log->segment_count == 0 ? NULL : &log->segments[log->segment_count - 1];

    draft->is_new_segment =
        tail == NULL || tail->bytes >= WRIT_SEGMENT_ROLL || tail->side_bytes >= WRIT_SIDE_ROLL;
    draft->segment = (uint32_t)(log->segment_count - (draft->is_new_segment ? 0 : 1));
    draft->offset = draft->is_new_segment ? 0 : tail->bytes;
}

enum writ_status writ_record_check(const struct writ_record *record, struct writ_error *err)
{
    if (record->leaf.len <= WRIT_LEAF_MAX && record->side.len <= WRIT_SIDE_MAX) {
        return WRIT_OK;
    }
    return writ_fail(err, WRIT_E_LIMIT, NULL,
                     "a leaf of %zu bytes with %zu beside it; the log takes at most %d and %d",
                     record->leaf.len, record->side.len, WRIT_LEAF_MAX, WRIT_SIDE_MAX);
}

static enum writ_status check_room(const struct draft *draft, struct writ_error *err)
{
    const enum writ_status status =
        draft->bytes.status != WRIT_OK ? draft->bytes.status : draft->sides.status;

    return status == WRIT_OK ? WRIT_OK
                             : writ_fail(err, status, NULL, "no room for a commit this large");
}

/* At once, rather than by doubling what was copied before. */
static enum writ_status reserve(struct draft *draft, const struct writ_record *records,
                                size_t count, struct writ_error *err)
{
    size_t leaves = WRIT_FRAME_HEAD + WRIT_COMMIT_SIZE;
    size_t sides = 0;

    for (size_t i = 0; i < count; i++) {
        WRIT_TRY(writ_record_check(&records[i], err));
        leaves += WRIT_FRAME_HEAD + records[i].leaf.len;
        sides += WRIT_SIDE_HEAD + records[i].side.len;
    }
    writ_buf_reserve(&draft->bytes, leaves);
    writ_buf_reserve(&draft->sides, sides);
    return check_room(draft, err);
}

static enum writ_status add_record(struct draft *draft, const struct writ_record *record,
                                   struct writ_error *err)
{
    struct writ_log *log = draft->log;
    const uint64_t index = log->nodes.size;
    const struct writ_place place = {.segment = draft->segment,
                                     .offset = (uint32_t)(draft->offset + draft->bytes.len)};
    struct writ_digest hash;

    WRIT_TRY(writ_leaf_hash(record->leaf, &hash, err));
    WRIT_TRY(writ_log_put_place(log, index, place, err));
    WRIT_TRY(writ_nodes_add(&log->nodes, &hash, err));
    writ_frame_add(&draft->bytes, WRIT_FRAME_LEAF, record->leaf);
    writ_side_frame_add(&draft->sides, index, record->side);
    return check_room(draft, err);
}

static enum writ_status draft_fill(struct draft *draft, const struct writ_record *records,
                                   size_t count, struct writ_error *err)
{
    struct writ_log *log = draft->log;
    const struct writ_leaves hashes = writ_nodes_leaves(&log->nodes);
    struct writ_commit_record record = {.first = log->nodes.size, .count = (uint32_t)count};

    choose_segment(draft);
    WRIT_TRY(reserve(draft, records, count, err));
    WRIT_TRY(writ_tree_root(hashes, record.first, &record.previous, err));
    for (size_t i = 0; i < count; i++) {
        WRIT_TRY(add_record(draft, &records[i], err));
    }
    record.size = log->nodes.size;
    WRIT_TRY(writ_tree_root(hashes, record.size, &record.root, err));
    writ_commit_record_add(&draft->bytes, &record);
    return check_room(draft, err);
}

bool writ_log_drop_room(struct writ_log *log)
{
    const struct writ_segment *tail =
        log->segment_count == 0 ? NULL : &log->segments[log->segment_count - 1];

    return tail == NULL || (writ_room_drop(log->side_fd, &log->side_room, tail->side_bytes) &&
                            writ_room_drop(log->tail_fd, &log->tail_room, tail->bytes));
}

/* Only the last segment may end in anything but a commit, so its room goes first, for good. */
static enum writ_status end_segment(struct writ_log *log, struct writ_error *err)
{
    const bool has_room = log->tail_room.end > 0 || log->side_room.end > 0;

    if (!has_room ||
        (writ_log_drop_room(log) && fdatasync(log->side_fd) == 0 && fdatasync(log->tail_fd) == 0)) {
        return WRIT_OK;
    }
    return writ_log_io_fail(log, "", "end the segment", err);
}

static enum writ_status start_segment(struct draft *draft, uint64_t first, struct writ_error *err)
{
    struct writ_log *log = draft->log;
    char name[WRIT_SEGMENT_NAME_SIZE];

    WRIT_TRY(end_segment(log, err));
    WRIT_TRY(writ_log_start_side(log, first, err));
    WRIT_TRY(writ_log_add_segment(log, first, err));
    writ_segment_name(first, name);

    const int fd = openat(log->dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, SEGMENT_MODE);

    if (fd < 0) {
        return writ_log_io_fail(log, name, "make a segment", err);
    }
    writ_fd_autop(&log->tail_fd);
    log->tail_fd = fd;
    return WRIT_OK;
}

/* What a commit adds to a file. */
struct end {
    int fd;
    struct writ_room *room;
    uint64_t offset;
    struct writ_str bytes;
    char name[WRIT_SEGMENT_NAME_SIZE];
};

static struct end side_end(const struct draft *draft)
{
    struct writ_log *log = draft->log;
    const struct writ_segment *tail = &log->segments[log->segment_count - 1];
    struct end end = {.fd = log->side_fd,
                      .room = &log->side_room,
                      .offset = tail->side_bytes,
                      .bytes = {draft->sides.ptr, draft->sides.len}};

    writ_side_name(tail->first, end.name);
    return end;
}

static struct end leaf_end(const struct draft *draft)
{
    struct writ_log *log = draft->log;
    struct end end = {.fd = log->tail_fd,
                      .room = &log->tail_room,
                      .offset = draft->offset,
                      .bytes = {draft->bytes.ptr, draft->bytes.len}};

    writ_segment_name(log->segments[log->segment_count - 1].first, end.name);
    return end;
}

/* What cannot be written whole is given back, for readers' sake; recovery does not depend on it. */
static enum writ_status write_end(const struct writ_log *log, const struct end *end,
                                  struct writ_error *err)
{
    if (!writ_room_make(end->fd, end->room, end->offset, end->bytes.len)) {
        return writ_log_io_fail(log, end->name, "make room in the segment", err);
    }
    if (!writ_fd_write_at(end->fd, end->bytes, end->offset)) {
        const enum writ_status status = writ_log_io_fail(log, end->name, "write the segment", err);

        return ftruncate(end->fd, (off_t)end->offset) == 0 ? status : WRIT_E_IO;
    }
    writ_fd_start_writing(end->fd, end->offset, end->bytes.len);
    return WRIT_OK;
}

static enum writ_status sync_end(const struct writ_log *log, const struct end *end,
                                 struct writ_error *err)
{
    return fdatasync(end->fd) == 0
               ? WRIT_OK
               : writ_log_io_fail(log, end->name, "make the segment durable", err);
}

/* The texts are written first, for readers: a leaf that is there has its text. What a power cut
 * leaves of the two is recovery's: leaves without all their texts are a torn commit. */
static enum writ_status draft_write(const struct draft *draft, struct writ_error *err)
{
    struct writ_log *log = draft->log;
    struct writ_segment *tail = &log->segments[log->segment_count - 1];
    const struct end sides = side_end(draft);
    const struct end leaves = leaf_end(draft);

    WRIT_TRY(write_end(log, &sides, err));
    WRIT_TRY(write_end(log, &leaves, err));
    WRIT_TRY(sync_end(log, &sides, err));
    WRIT_TRY(sync_end(log, &leaves, err));
    if (draft->is_new_segment && fsync(log->dir_fd) != 0) {
        return writ_log_io_fail(log, "", "make the folder durable", err);
    }
    tail->bytes = draft->offset + draft->bytes.len;
    tail->side_bytes += draft->sides.len;
    return WRIT_OK;
}

static enum writ_status draft_commit(struct draft *draft, uint64_t first, struct writ_error *err)
{
    if (draft->is_new_segment) {
        WRIT_TRY(start_segment(draft, first, err));
    }
    WRIT_TRY(draft_write(draft, err));
    return writ_log_sign(draft->log, err);
}

static enum writ_status check_append(const struct writ_log *log, size_t count,
                                     struct writ_error *err)
{
    if (!writ_log_is_writable(log)) {
        return writ_fail(err, WRIT_E_IO, NULL, "the log is open for reading only");
    }
    if (count == 0 || count > WRIT_COMMIT_MAX / WRIT_FRAME_HEAD) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "a commit of %zu leaves", count);
    }
    return writ_log_check_usable(log, err);
}

enum writ_status writ_log_commit(struct writ_log *log, const struct writ_record *records,
                                 size_t count, uint64_t *ret_first, struct writ_error *err)
{
    const uint64_t first = log->nodes.size;
    WRIT_AUTO(draft) struct draft draft = {.log = log};

    WRIT_TRY(check_append(log, count, err));
    writ_buf_init(&draft.bytes, &log->alloc, WRIT_COMMIT_MAX);
    writ_buf_init(&draft.sides, &log->alloc, WRIT_COMMIT_MAX);

    enum writ_status status = draft_fill(&draft, records, count, err);

    if (status == WRIT_OK) { /* else refused with nothing written: the log stays as it was */
        status = draft_commit(&draft, first, err);
        log->is_failed = status != WRIT_OK;
    }
    if (status != WRIT_OK) {
        writ_nodes_cut(&log->nodes, first);
        return status;
    }
    if (log->forgets) {
        writ_nodes_forget(&log->nodes, first);
    }
    *ret_first = first;
    return WRIT_OK;
}

enum writ_status writ_log_append(struct writ_log *log, const struct writ_record *records,
                                 size_t count, uint64_t *ret_first, struct writ_error *err)
{
    uint64_t first;

    WRIT_TRY(writ_log_commit(log, records, count, &first, err));
    WRIT_TRY(writ_log_publish(log, false, err));
    *ret_first = first;
    return WRIT_OK;
}
