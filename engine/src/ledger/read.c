/* SPDX-License-Identifier: Apache-2.0
 *
 * What an open log answers: leaves and receipts.
 */
#include <fcntl.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { FRAME_MAX = WRIT_FRAME_HEAD + WRIT_FRAME_MAX };

enum writ_status writ_log_check_usable(const struct writ_log *log, struct writ_error *err)
{
    if (!log->is_failed) {
        return WRIT_OK;
    }
    const struct writ_loc loc = writ_log_loc(log, "");

    return writ_hint(err,
                     writ_fail(err, WRIT_E_IO, &loc, "the log is closed: an earlier write failed"),
                     "restart; the log is checked and repaired when it is opened");
}

enum writ_status writ_log_receipt(struct writ_log *log, uint64_t index,
                                  struct writ_buf *ret_receipt, struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, "");
    struct writ_proof proof;

    WRIT_TRY(writ_log_check_usable(log, err));
    if (index >= log->checkpoint.size) {
        return writ_fail(err, WRIT_E_NOTFOUND, &loc,
                         "no leaf %llu: the checkpoint covers %llu leaves",
                         (unsigned long long)index, (unsigned long long)log->checkpoint.size);
    }
    WRIT_TRY(writ_tree_inclusion(writ_nodes_leaves(&log->nodes), index, log->checkpoint.size,
                                 &proof, err));
    writ_receipt_write(ret_receipt, index, &proof, writ_log_checkpoint(log));
    return ret_receipt->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, ret_receipt->status, NULL, "no room for a receipt");
}

/* Read up to a frame's greatest length; the frame itself says where it ends. */
static enum writ_status read_frame(const struct writ_log *log, uint64_t index, struct writ_buf *buf,
                                   struct writ_error *err)
{
    const struct writ_place place = log->places[index];
    char name[WRIT_SEGMENT_NAME_SIZE];
    char chunk[4096];
    ssize_t got = 1;

    writ_segment_name(log->segments[place.segment].first, name);

    WRIT_AUTO(writ_fd) int fd = openat(log->dir_fd, name, O_RDONLY | O_CLOEXEC);
    struct writ_frame frame;

    while (fd >= 0 && got > 0 && buf->status == WRIT_OK &&
           !writ_frame_decode((struct writ_str){buf->ptr, buf->len}, &frame)) {
        got = pread(fd, chunk, sizeof(chunk), (off_t)(place.offset + buf->len));
        writ_buf_add(buf, (struct writ_str){chunk, got > 0 ? (size_t)got : 0});
    }
    if (fd < 0 || got < 0) {
        return writ_log_io_fail(log, name, "read the segment", err);
    }
    return buf->status == WRIT_E_NOMEM
               ? writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading a leaf")
               : WRIT_OK;
}

static bool is_leaf(const struct writ_log *log, uint64_t index, const struct writ_frame *frame)
{
    struct writ_digest hash;

    return frame->type == WRIT_FRAME_LEAF && writ_leaf_hash(frame->body, &hash, NULL) == WRIT_OK &&
           writ_digest_equal(&hash, &log->nodes.levels[0].hashes[index]);
}

enum writ_status writ_log_leaf(struct writ_log *log, uint64_t index, struct writ_arena *arena,
                               struct writ_str *ret_leaf, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_loc loc = writ_log_loc(log, "");
    struct writ_frame frame;

    writ_buf_init(&buf, &log->alloc, 2 * (size_t)FRAME_MAX);
    WRIT_TRY(writ_log_check_usable(log, err));
    if (index >= log->nodes.size) {
        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "no leaf %llu: the log has %llu",
                         (unsigned long long)index, (unsigned long long)log->nodes.size);
    }
    WRIT_TRY(read_frame(log, index, &buf, err));
    if (!writ_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame) ||
        !is_leaf(log, index, &frame)) {
        return writ_fail(err, WRIT_E_CORRUPT, &loc,
                         "leaf %llu was changed on disk since the log was opened",
                         (unsigned long long)index);
    }

    const struct writ_str leaf = writ_arena_str(arena, frame.body);

    if (leaf.ptr == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading a leaf");
    }
    *ret_leaf = leaf;
    return WRIT_OK;
}
