/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/piece.h - a segment, or what was added to it since it was last read, on its way into an
 * open log. Private to the ledger layer.
 *
 * Parts of a log are read by themselves, by any number of threads; joined to the log in their
 * order, by one; and then their commits are compared with the tree, by any number again. What is
 * wrong with a piece is kept, so that it can be said in its turn.
 */
#ifndef WRIT_LEDGER_PIECE_H
#define WRIT_LEDGER_PIECE_H

#include "ledger/reader.h"

/** A commit frame, and what its leaves are when they are counted. */
struct writ_piece_commit {
    struct writ_commit_record record;
    uint64_t size;   /**< leaves before it */
    uint64_t offset; /**< of the frame */
};

/** What a step came to. */
struct writ_outcome {
    enum writ_status status;
    struct writ_error err;
};

struct writ_piece {
    struct writ_alloc alloc;   /**< its own: a budget is no two threads' */
    struct writ_arena arena;   /**< for the arrays */
    struct writ_log *log;      /**< only looked at */
    struct writ_reader reader; /**< after reading: where the segment ends, or the first thing that
                                  is no frame */
    bool is_rest;              /**< the log has the segment's begin */
    uint64_t first;            /**< index of its segment's first leaf */
    uint64_t start;            /**< where the piece begins in the segment */
    struct writ_nodes nodes;   /**< over its leaves, wherever the piece begins */
    uint32_t *offsets;         /**< of the leaves' frames */
    uint64_t *others;          /**< leaves that the log's visitor wants */
    size_t other_count;
    struct writ_piece_commit *commits;
    size_t commit_count;
    bool is_bad;               /**< it ends with what is no frame */
    struct writ_digest before; /**< root that its first commit continues */
    struct writ_outcome read;
    struct writ_outcome compared;
};

/** A new segment. */
void writ_piece_init(struct writ_piece *piece, struct writ_log *log, uint64_t first);

/** What follows in the log's last segment. */
void writ_piece_init_rest(struct writ_piece *piece, struct writ_log *log);
void writ_piece_done(struct writ_piece *piece);

/** Index of its first leaf, and of the one after its last. */
uint64_t writ_piece_begin(const struct writ_piece *piece);
uint64_t writ_piece_end(const struct writ_piece *piece);

/** Read frames until the segment ends or one is bad. */
void writ_piece_read(struct writ_piece *piece);

/** Compare its commits with the tree that it was joined to. */
void writ_piece_compare(struct writ_piece *piece);

#endif
