/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/piece.h"

#include "base/error.h"
#include "base/try.h"

static void init(struct writ_piece *piece, struct writ_log *log, uint64_t begin)
{
    *piece = (struct writ_piece){.alloc = WRIT_ALLOC_INIT(0), .log = log, .first = begin};
    piece->reader = (struct writ_reader){.alloc = &piece->alloc, .fd = -1};
    writ_arena_init(&piece->arena, &piece->alloc);
    writ_nodes_init_part(&piece->nodes, &piece->alloc, begin);
}

void writ_piece_init(struct writ_piece *piece, struct writ_log *log, uint64_t first)
{
    init(piece, log, first);
}

void writ_piece_init_rest(struct writ_piece *piece, struct writ_log *log)
{
    const struct writ_segment *tail = &log->segments[log->segment_count - 1];

    init(piece, log, log->nodes.size);
    piece->is_rest = true;
    piece->first = tail->first;
    piece->start = tail->bytes;
}

void writ_piece_done(struct writ_piece *piece)
{
    writ_reader_done(&piece->reader);
    writ_nodes_done(&piece->nodes);
    writ_arena_done(&piece->arena);
}

uint64_t writ_piece_begin(const struct writ_piece *piece)
{
    return piece->nodes.levels[0].first;
}

uint64_t writ_piece_end(const struct writ_piece *piece)
{
    return piece->nodes.size;
}

static enum writ_status no_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading the log");
}

static enum writ_status corrupt(const struct writ_piece *piece, uint64_t offset, const char *what,
                                struct writ_error *err)
{
    return writ_log_corrupt_at(piece->log, piece->reader.name, offset, what, err);
}

static enum writ_status note_other(struct writ_piece *piece, uint64_t index, struct writ_error *err)
{
    uint64_t *others =
        writ_arena_more(&piece->arena, piece->others, piece->other_count, sizeof(*others));

    if (others == NULL) {
        return no_memory(err);
    }
    others[piece->other_count++] = index;
    piece->others = others;
    return WRIT_OK;
}

static enum writ_status take_leaf(struct writ_piece *piece, struct writ_str leaf,
                                  struct writ_error *err)
{
    const struct writ_leaf_visitor *visitor = piece->log->visitor;
    const uint64_t index = writ_piece_end(piece);
    const size_t count = (size_t)(index - writ_piece_begin(piece));
    uint32_t *offsets = writ_arena_more(&piece->arena, piece->offsets, count, sizeof(*offsets));
    struct writ_digest hash;

    if (offsets == NULL) {
        return no_memory(err);
    }
    offsets[count] = (uint32_t)piece->reader.offset;
    piece->offsets = offsets;
    if (visitor != NULL && visitor->is_wanted(leaf)) {
        WRIT_TRY(note_other(piece, index, err));
    }
    WRIT_TRY(writ_leaf_hash(leaf, &hash, err));
    return writ_nodes_add(&piece->nodes, &hash, err);
}

static enum writ_status take_commit(struct writ_piece *piece, struct writ_str body,
                                    struct writ_error *err)
{
    struct writ_piece_commit commit = {.size = writ_piece_end(piece),
                                       .offset = piece->reader.offset};
    struct writ_piece_commit *commits;

    if (!writ_commit_record_decode(body, &commit.record)) {
        return corrupt(piece, commit.offset, "the commit is malformed", err);
    }
    commits = writ_arena_more(&piece->arena, piece->commits, piece->commit_count, sizeof(*commits));
    if (commits == NULL) {
        return no_memory(err);
    }
    commits[piece->commit_count++] = commit;
    piece->commits = commits;
    return WRIT_OK;
}

static enum writ_status take_frame(struct writ_piece *piece, const struct writ_frame *frame,
                                   struct writ_error *err)
{
    switch (frame->type) {
    case WRIT_FRAME_LEAF:
        return take_leaf(piece, frame->body, err);
    case WRIT_FRAME_COMMIT:
        return take_commit(piece, frame->body, err);
    default: /* not an enum: any byte may stand there */
        return corrupt(piece, piece->reader.offset, "the frame is of an unknown type", err);
    }
}

static enum writ_status take_frames(struct writ_piece *piece, struct writ_error *err)
{
    struct writ_str bytes = {NULL, 0};
    struct writ_frame frame;

    WRIT_TRY(writ_reader_open(&piece->reader, piece->log, piece->first, err));
    piece->reader.offset = piece->start;
    for (;;) {
        WRIT_TRY(writ_reader_peek(&piece->reader, piece->log, &bytes, err));
        if (bytes.len == 0 || !writ_frame_decode(bytes, &frame)) {
            piece->is_bad = bytes.len != 0;
            return WRIT_OK;
        }
        WRIT_TRY(take_frame(piece, &frame, err));
        writ_reader_skip(&piece->reader, WRIT_FRAME_HEAD + frame.body.len);
    }
}

void writ_piece_read(struct writ_piece *piece)
{
    piece->read.status = take_frames(piece, &piece->read.err);
}

/* A commit whose crc holds was written as it stands, so whatever else is wrong with it is no
 * accident. */
static enum writ_status compare(const struct writ_piece *piece, size_t i, struct writ_leaves leaves,
                                struct writ_error *err)
{
    const struct writ_piece_commit *commit = &piece->commits[i];
    const uint64_t first = i == 0 ? writ_piece_begin(piece) : commit[-1].size;
    const struct writ_digest *previous = i == 0 ? &piece->before : &commit[-1].record.root;
    struct writ_digest root;

    if (commit->record.first != first || commit->record.size != commit->size) {
        return corrupt(piece, commit->offset, "the commit does not count the leaves before it",
                       err);
    }
    if (!writ_digest_equal(&commit->record.previous, previous)) {
        return corrupt(piece, commit->offset, "the commit does not continue the one before it",
                       err);
    }
    WRIT_TRY(writ_tree_root(leaves, commit->size, &root, err));
    return writ_digest_equal(&commit->record.root, &root)
               ? WRIT_OK
               : corrupt(piece, commit->offset, "the commit's root is not the root of its leaves",
                         err);
}

void writ_piece_compare(struct writ_piece *piece)
{
    const struct writ_leaves leaves = writ_nodes_leaves_shared(&piece->log->nodes);
    struct writ_outcome *outcome = &piece->compared;

    for (size_t i = 0; i < piece->commit_count && outcome->status == WRIT_OK; i++) {
        outcome->status = compare(piece, i, leaves, &outcome->err);
    }
}
