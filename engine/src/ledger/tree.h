/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/tree.h - RFC 6962 Merkle tree: roots, inclusion and consistency proofs.
 * Layer: ledger (may include base, data, codec, crypto).
 */
#ifndef WRIT_LEDGER_TREE_H
#define WRIT_LEDGER_TREE_H

#include "crypto/digest.h"

enum { WRIT_PROOF_MAX = 64 }; /**< levels of a tree of 2^64 leaves */

struct writ_proof {
    size_t count;
    struct writ_digest hashes[WRIT_PROOF_MAX];
};

/** Gives the hash of leaf `index`; lets the tree read from memory or from segments. */
struct writ_leaves {
    enum writ_status (*hash)(void *ctx, uint64_t index, struct writ_digest *ret_hash,
                             struct writ_error *err);
    /**
     * The hash of the perfect subtree over leaves [index << level, (index + 1) << level), for who has kept them:
     * a proof then costs a few dozen hashes, whatever the size. NULL computes them from the leaves.
     */
    enum writ_status (*node)(void *ctx, unsigned level, uint64_t index,
                             struct writ_digest *ret_hash, struct writ_error *err);
    /**
     * The hash over leaves [start, size) of a tree of `size` leaves that is no perfect subtree: many proofs need the
     * same few. NULL computes it each time.
     */
    enum writ_status (*edge)(void *ctx, uint64_t start, uint64_t size,
                             struct writ_digest *ret_hash, struct writ_error *err);
    void *ctx;
};

/** The right edge of a growing tree: everything that appending needs. */
struct writ_frontier {
    uint64_t size;
    size_t count;
    struct writ_digest hashes[WRIT_PROOF_MAX]; /**< perfect subtrees, largest first */
};

WRIT_NODISCARD enum writ_status writ_leaf_hash(struct writ_str leaf, struct writ_digest *ret_hash, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_frontier_add(struct writ_frontier *frontier, const struct writ_digest *leaf_hash, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_frontier_root(const struct writ_frontier *frontier, struct writ_digest *ret_root, struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_tree_root(struct writ_leaves leaves, uint64_t size, struct writ_digest *ret_root, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_tree_inclusion(struct writ_leaves leaves, uint64_t index, uint64_t size, struct writ_proof *ret_proof, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_tree_consistency(struct writ_leaves leaves, uint64_t from, uint64_t to, struct writ_proof *ret_proof, struct writ_error *err);

/** @retval WRIT_E_CRYPTO  the proof does not lead to the root (RFC 9162, section 2.1.3.2 and 2.1.4.2) */
WRIT_NODISCARD enum writ_status writ_inclusion_verify(const struct writ_proof *proof, uint64_t index, uint64_t size, const struct writ_digest *leaf_hash, const struct writ_digest *root, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_consistency_verify(const struct writ_proof *proof, uint64_t from, uint64_t to, const struct writ_digest *from_root, const struct writ_digest *to_root, struct writ_error *err);

#endif
