/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a log back. A crash can only damage what came after the last published checkpoint, and
 * only the one commit that was being written; pages of that write may have reached the disk in any
 * order. So a bad frame there is cut off, and a bad frame anywhere else is damage that no crash
 * explains.
 */
#include "base/error.h"
#include "base/jobs.h"
#include "base/try.h"
#include "ledger/piece.h"
#include "ledger/state.h"

struct scan {
    struct writ_log *log;
    uint64_t committed; /* leaves that a valid commit covers */
    struct writ_digest root;
};

static enum writ_status corrupt(const struct writ_piece *piece, const char *what,
                                struct writ_error *err)
{
    return writ_log_corrupt_at(piece->log, piece->reader.name, piece->reader.offset, what, err);
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

static enum writ_status check_torn_tail(const struct scan *scan, const struct writ_piece *piece,
                                        struct writ_error *err)
{
    struct writ_reader ahead =
        piece->reader; /* borrows window and fd, to keep the bad frame's offset */
    struct writ_str bytes = {0};

    for (;;) {
        WRIT_TRY(writ_reader_peek(&ahead, scan->log, &bytes, err));
        if (bytes.len == 0) {
            return WRIT_OK;
        }
        if (is_later_commit(bytes, scan->committed)) {
            return corrupt(piece, "a bad frame before the last commit", err);
        }
        writ_reader_skip(&ahead, to_next_candidate(bytes));
    }
}

static enum writ_status check_tail(const struct scan *scan, const struct writ_piece *piece,
                                   bool is_last, struct writ_error *err)
{
    const struct writ_log *log = scan->log;

    if (!piece->is_bad && log->nodes.size == scan->committed) {
        return WRIT_OK;
    }
    if (!is_last || (log->is_published && scan->committed < log->checkpoint.size)) {
        return corrupt(piece,
                       piece->is_bad
                           ? "a bad frame before the last commit"
                           : "the segment ends within a commit, but is not the end of the log",
                       err);
    }
    return piece->is_bad ? check_torn_tail(scan, piece, err) : WRIT_OK;
}

static enum writ_status begin_segment(const struct scan *scan, const struct writ_piece *piece,
                                      struct writ_error *err)
{
    if (piece->is_rest) {
        return WRIT_OK;
    }
    return piece->first == scan->committed
               ? writ_log_add_segment(scan->log, piece->first, err)
               : writ_log_corrupt_at(scan->log, piece->reader.name, 0,
                                     "the segment does not continue the one before it", err);
}

static enum writ_status join_leaves(struct writ_log *log, struct writ_piece *piece,
                                    struct writ_error *err)
{
    struct writ_place place = {.segment = (uint32_t)(log->segment_count - 1)};
    const uint64_t begin = writ_piece_begin(piece);

    for (uint64_t i = begin; i < writ_piece_end(piece); i++) {
        place.offset = piece->offsets[i - begin];
        WRIT_TRY(writ_log_put_place(log, i, place, err));
    }
    for (size_t i = 0; i < piece->other_count; i++) {
        WRIT_TRY(log->visitor->leaf(log->visitor->ctx, piece->others[i], err));
    }
    return writ_nodes_join(&log->nodes, &piece->nodes, err);
}

static uint64_t end_of(const struct writ_piece_commit *commit)
{
    return commit->offset + WRIT_FRAME_HEAD + WRIT_COMMIT_SIZE;
}

static void join_commits(struct scan *scan, struct writ_piece *piece)
{
    struct writ_log *log = scan->log;

    piece->before = scan->root;
    for (size_t i = 0; i < piece->commit_count; i++) {
        const struct writ_piece_commit *commit = &piece->commits[i];
        struct writ_segment *segment = &log->segments[log->segment_count - 1];

        log->last.first = scan->committed;
        log->last.offset = segment->bytes;
        segment->bytes = end_of(commit);
        scan->committed = commit->size;
        scan->root = commit->record.root;
    }
}

static enum writ_status join(struct scan *scan, struct writ_piece *piece, struct writ_error *err)
{
    WRIT_TRY(begin_segment(scan, piece, err));
    WRIT_TRY(join_leaves(scan->log, piece, err));
    join_commits(scan, piece);
    return WRIT_OK;
}

/* How a piece that was joined ends. */
static enum writ_status end(const struct scan *scan, const struct writ_piece *piece, bool is_last,
                            struct writ_error *err)
{
    if (piece->read.status != WRIT_OK) {
        return writ_pass_on(err, piece->read.status, &piece->read.err);
    }
    WRIT_TRY(check_tail(scan, piece, is_last, err));
    writ_nodes_cut(&scan->log->nodes, scan->committed);
    return WRIT_OK;
}

/* Parts that are read at once. */
struct pieces {
    struct writ_alloc *alloc;
    struct writ_piece *items;
    size_t count;
};

static void pieces_autop(struct pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        writ_piece_done(&pieces->items[i]);
    }
    writ_free(pieces->alloc, pieces->items, pieces->count * sizeof(*pieces->items));
}

static enum writ_status pieces_init(struct pieces *pieces, struct writ_log *log,
                                    const uint64_t *firsts, size_t count, struct writ_error *err)
{
    pieces->alloc = &log->alloc;
    pieces->items = writ_calloc(pieces->alloc, count * sizeof(*pieces->items));
    if (pieces->items == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading the log");
    }
    pieces->count = count;
    for (size_t i = 0; i < count; i++) {
        if (log->segment_count > 0 && log->segments[log->segment_count - 1].first == firsts[i]) {
            writ_piece_init_rest(&pieces->items[i], log);
        } else {
            writ_piece_init(&pieces->items[i], log, firsts[i]);
        }
    }
    return WRIT_OK;
}

static void read_piece(void *ctx, size_t index)
{
    const struct pieces *pieces = ctx;

    writ_piece_read(&pieces->items[index]);
}

static void compare_piece(void *ctx, size_t index)
{
    const struct pieces *pieces = ctx;

    writ_piece_compare(&pieces->items[index]);
}

/* Join pieces as far as they go. What stops that is said after what is wrong with the commits
 * before it. */
static enum writ_status join_all(struct scan *scan, struct pieces *pieces, bool are_last,
                                 struct writ_error *err)
{
    struct writ_outcome stop = {.status = WRIT_OK};
    size_t joined = 0;

    while (joined < pieces->count && stop.status == WRIT_OK) {
        struct writ_piece *piece = &pieces->items[joined];

        stop.status = join(scan, piece, &stop.err);
        if (stop.status == WRIT_OK) {
            joined++;
            stop.status = end(scan, piece, are_last && joined == pieces->count, &stop.err);
        }
    }
    writ_jobs_run(joined, compare_piece, pieces);
    for (size_t i = 0; i < joined; i++) {
        const struct writ_outcome *compared = &pieces->items[i].compared;

        if (compared->status != WRIT_OK) {
            return writ_pass_on(err, compared->status, &compared->err);
        }
    }
    return stop.status == WRIT_OK ? WRIT_OK : writ_pass_on(err, stop.status, &stop.err);
}

static enum writ_status scan_some(struct scan *scan, const uint64_t *firsts, size_t count,
                                  bool are_last, struct writ_error *err)
{
    WRIT_AUTO(pieces) struct pieces pieces = {.items = NULL};

    WRIT_TRY(pieces_init(&pieces, scan->log, firsts, count, err));
    writ_jobs_run(count, read_piece, &pieces);
    return join_all(scan, &pieces, are_last, err);
}

/* Segments that were read to their end. */
static size_t count_behind(const struct writ_log *log, const struct writ_firsts *firsts)
{
    size_t count = 0;

    while (log->segment_count > 0 && count < firsts->count &&
           firsts->items[count] < log->segments[log->segment_count - 1].first) {
        count++;
    }
    return count;
}

static enum writ_status scan_all(struct scan *scan, struct writ_error *err)
{
    WRIT_AUTO(writ_firsts) struct writ_firsts firsts = {.alloc = &scan->log->alloc};
    const size_t jobs = scan->log->jobs;

    WRIT_TRY(writ_firsts_list(&firsts, scan->log, ".", err));
    for (size_t i = count_behind(scan->log, &firsts); i < firsts.count; i += jobs) {
        const size_t left = firsts.count - i;
        const size_t count = left < jobs ? left : jobs;

        WRIT_TRY(scan_some(scan, firsts.items + i, count, count == left, err));
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
