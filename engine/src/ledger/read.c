/* SPDX-License-Identifier: Apache-2.0
 *
 * What an open log answers: leaves and receipts.
 */
#include <fcntl.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { FRAME_MAX = WRIT_FRAME_HEAD + WRIT_FRAME_MAX, MOSTLY_ENOUGH = 4096 };

enum writ_status writ_log_check_usable(const struct writ_log *log, struct writ_error *err)
{
    WRIT_TRY(writ_log_check_owned(log, err));
    if (!log->is_failed) {
        return WRIT_OK;
    }
    const struct writ_loc loc = writ_log_loc(log, "");

    return writ_hint(err,
                     writ_fail(err, WRIT_E_IO, &loc, "the log is closed: an earlier write failed"),
                     "restart; the log is checked and repaired when it is opened");
}

enum writ_status writ_log_no_leaf(const struct writ_log *log, uint64_t index,
                                  struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, "");

    return writ_fail(err, WRIT_E_NOTFOUND, &loc, "no leaf %llu: the log has %llu",
                     (unsigned long long)index, (unsigned long long)log->nodes.size);
}

enum writ_status writ_log_check_leaf(const struct writ_log *log, uint64_t index,
                                     struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, "");

    if (index >= log->nodes.size) {
        return writ_log_no_leaf(log, index, err);
    }
    return log->forgets
               ? writ_fail(err, WRIT_E_NOTFOUND, &loc, "the log is open for appending only")
               : WRIT_OK;
}

enum writ_status writ_log_inclusion(struct writ_log *log, uint64_t index,
                                    struct writ_proof *ret_proof, struct writ_error *err)
{
    WRIT_TRY(writ_log_check_usable(log, err));
    if (index >= log->checkpoint.size) {
        const struct writ_loc loc = writ_log_loc(log, "");

        return writ_fail(err, WRIT_E_NOTFOUND, &loc,
                         "no leaf %llu: the checkpoint covers %llu leaves",
                         (unsigned long long)index, (unsigned long long)log->checkpoint.size);
    }
    return writ_tree_inclusion(writ_nodes_leaves(&log->nodes), index, log->checkpoint.size,
                               ret_proof, err);
}

enum writ_status writ_log_receipt(struct writ_log *log, uint64_t index,
                                  struct writ_buf *ret_receipt, struct writ_error *err)
{
    struct writ_proof proof;

    WRIT_TRY(writ_log_inclusion(log, index, &proof, err));
    writ_receipt_write(ret_receipt, index, &proof, writ_log_checkpoint(log));
    return ret_receipt->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, ret_receipt->status, NULL, "no room for a receipt");
}

static enum writ_status cannot_read(const struct writ_log *log, const struct writ_open_file *file,
                                    struct writ_error *err)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    file->name(log->segments[file->segment].first, name);
    return writ_log_io_fail(log, name, "read the segment", err);
}

enum writ_status writ_log_open_file(const struct writ_log *log, struct writ_open_file *file,
                                    uint32_t segment, writ_name_fn *name, struct writ_error *err)
{
    char text[WRIT_SEGMENT_NAME_SIZE];

    if (file->fd >= 0 && file->segment == segment) {
        return WRIT_OK;
    }
    writ_fd_autop(&file->fd);
    name(log->segments[segment].first, text);
    file->segment = segment;
    file->name = name;
    file->fd = writ_fd_open_file(log->dir_fd, text, O_NOFOLLOW);
    return file->fd >= 0 ? WRIT_OK : cannot_read(log, file, err);
}

/* Append what the file has from an offset on, up to `len` bytes. */
static bool read_more(const struct writ_frame_place *place, size_t len, struct writ_buf *buf)
{
    const size_t wanted = buf->len + len;
    char chunk[4096];

    while (buf->len < wanted && buf->status == WRIT_OK) {
        const size_t left = wanted - buf->len;
        const ssize_t got =
            pread(place->file->fd, chunk, left < sizeof(chunk) ? left : sizeof(chunk),
                  (off_t)(place->offset + buf->len));

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        writ_buf_add(buf, (struct writ_str){chunk, (size_t)got});
    }
    return true;
}

enum writ_status writ_log_read_frame(const struct writ_log *log,
                                     const struct writ_frame_place *place, struct writ_buf *buf,
                                     struct writ_error *err)
{
    bool is_read = read_more(place, MOSTLY_ENOUGH, buf);

    if (is_read && buf->status == WRIT_OK && buf->len == MOSTLY_ENOUGH) {
        const uint64_t size = writ_frame_size(buf->ptr);

        is_read =
            size <= buf->len || size > place->max || read_more(place, (size_t)size - buf->len, buf);
    }
    if (!is_read) {
        return cannot_read(log, place->file, err);
    }
    return buf->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, buf->status, NULL, "out of memory while reading the log");
}

static enum writ_status read_leaf(struct writ_log *log, uint64_t index, struct writ_buf *buf,
                                  struct writ_error *err)
{
    const struct writ_place place = log->places[index];
    const struct writ_frame_place at = {
        .file = &log->reading, .offset = place.offset, .max = FRAME_MAX};

    WRIT_TRY(writ_log_open_file(log, &log->reading, place.segment, writ_segment_name, err));
    return writ_log_read_frame(log, &at, buf, err);
}

static bool is_leaf(const struct writ_log *log, uint64_t index, const struct writ_frame *frame)
{
    struct writ_digest hash;

    return frame->type == WRIT_FRAME_LEAF && writ_leaf_hash(frame->body, &hash, NULL) == WRIT_OK &&
           writ_digest_equal(&hash, writ_nodes_leaf_hashes(&log->nodes, index));
}

enum writ_status writ_log_leaf(struct writ_log *log, uint64_t index, struct writ_arena *arena,
                               struct writ_str *ret_leaf, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_frame frame;

    writ_buf_init(&buf, &log->alloc, 2 * (size_t)FRAME_MAX);
    WRIT_TRY(writ_log_check_usable(log, err));
    WRIT_TRY(writ_log_check_leaf(log, index, err));
    WRIT_TRY(read_leaf(log, index, &buf, err));
    if (!writ_frame_decode((struct writ_str){buf.ptr, buf.len}, &frame) ||
        !is_leaf(log, index, &frame)) {
        const struct writ_loc loc = writ_log_loc(log, "");

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
