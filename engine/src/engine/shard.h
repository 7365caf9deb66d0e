/* SPDX-License-Identifier: Apache-2.0
 *
 * engine/shard.h - the leaves by which one log ends and another goes on from it.
 * Layer: engine. Private to it.
 */
#ifndef WRIT_ENGINE_SHARD_H
#define WRIT_ENGINE_SHARD_H

#include "data/value.h"
#include "ledger/log.h"

enum writ_link_kind {
    WRIT_LINK_NONE,
    WRIT_LINK_NEXT,     /**< a rotation, the last leaf: the log goes on as another */
    WRIT_LINK_PREVIOUS, /**< a continuation, the first leaf: the log goes on from another */
};

/** What such a leaf says of the other log. */
struct writ_link {
    enum writ_link_kind kind;
    struct writ_verifier verifier;     /**< its key; the key's name is its origin */
    struct writ_str note;              /**< previous: its last checkpoint, as it was signed */
    struct writ_checkpoint checkpoint; /**< previous: what that says */
};

/**
 * Read a leaf's link, and check what can be checked of it alone: key and origin belong together,
 * and the key signed the checkpoint.
 *
 * @param leaf      borrowed by *ret_link
 * @param ret_link  of kind WRIT_LINK_NONE when the leaf is another
 * @retval WRIT_E_CORRUPT  malformed  @retval WRIT_E_CRYPTO  the checkpoint is not signed by the key
 */
WRIT_NODISCARD enum writ_status writ_link_read(const struct writ_value *leaf,
                                               struct writ_link *ret_link, struct writ_error *err);

/** The link of a log's first or last leaf; WRIT_LINK_NONE in an empty log. */
WRIT_NODISCARD enum writ_status writ_link_first(struct writ_log *log, struct writ_arena *arena,
                                                struct writ_link *ret_link, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_link_last(struct writ_log *log, struct writ_arena *arena,
                                               struct writ_link *ret_link, struct writ_error *err);

bool writ_link_is_to(const struct writ_link *link, const struct writ_verifier *verifier);

/** The leaf of a link, recorded now. @param ret_leaf  in the arena */
WRIT_NODISCARD enum writ_status writ_link_leaf(struct writ_arena *arena, const char *node,
                                               const struct writ_link *link,
                                               struct writ_str *ret_leaf, struct writ_error *err);

/** @retval WRIT_E_SCHEMA  the log has ended; the hint says where it goes on */
WRIT_NODISCARD enum writ_status writ_shard_check_open(struct writ_log *log, struct writ_error *err);

/** Where the next log is made: beside the present one. NULL when memory is out. */
const char *writ_shard_next_dir(struct writ_arena *arena, const char *dir);

/** @retval WRIT_E_IO  a rotation of this folder has begun and not ended */
WRIT_NODISCARD enum writ_status writ_shard_check_rotated(struct writ_arena *arena, const char *dir,
                                                         struct writ_error *err);

#endif
