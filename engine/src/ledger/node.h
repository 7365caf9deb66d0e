/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/node.h - inner nodes of a tree, and a store of all of them. Private to the ledger layer.
 */
#ifndef WRIT_LEDGER_NODE_H
#define WRIT_LEDGER_NODE_H

#include "base/alloc.h"
#include "ledger/tree.h"

/** SHA-256(0x01 || left || right) (RFC 6962, section 2.1). */
WRIT_NODISCARD enum writ_status writ_node_hash(const struct writ_digest *left,
                                               const struct writ_digest *right,
                                               struct writ_digest *ret_hash,
                                               struct writ_error *err);

/** Hashes of one level, left to right. */
struct writ_level {
    struct writ_digest *hashes;
    uint64_t
        first;    /**< the place in its level of the first one that is kept; even, but in a part */
    size_t count; /**< of those that are kept */
    size_t cap;
};

/** The hashes of a tree's right edge: over the leaves from each start to the end of the tree. */
struct writ_edge {
    uint64_t size; /**< of the tree; 0: nothing is known */
    size_t count;
    uint64_t starts[WRIT_PROOF_MAX];
    struct writ_digest hashes[WRIT_PROOF_MAX];
};

/** Every perfect subtree of a growing tree: 64 bytes a leaf buy proofs that need no rehashing. */
struct writ_nodes {
    struct writ_alloc *alloc;
    uint64_t size; /**< of the tree up to its last leaf */
    struct writ_level levels[WRIT_PROOF_MAX];
    struct writ_edge edge; /**< of the tree that was last asked about */
};

void writ_nodes_init(struct writ_nodes *nodes, struct writ_alloc *alloc);
void writ_nodes_done(struct writ_nodes *nodes);

/** For the leaves of a tree from `first` on. It takes leaves and can be joined to a tree; nothing
 * else may be asked of it. */
void writ_nodes_init_part(struct writ_nodes *nodes, struct writ_alloc *alloc, uint64_t first);

/** Append a leaf hash. On failure the store may hold inner nodes too many: writ_nodes_cut() repairs
 * that. */
WRIT_NODISCARD enum writ_status writ_nodes_add(struct writ_nodes *nodes,
                                               const struct writ_digest *leaf_hash,
                                               struct writ_error *err);

/** Append the leaves of a part that begins where these nodes end. What it holds may move; on
 * failure as above.
 */
WRIT_NODISCARD enum writ_status writ_nodes_join(struct writ_nodes *nodes, struct writ_nodes *part,
                                                struct writ_error *err);

/** Forget every leaf from `size` on. */
void writ_nodes_cut(struct writ_nodes *nodes, uint64_t size);

/**
 * Forget every hash that no root of the tree from `before` leaves on, and no proof of a leaf from
 * there on, is made of: what is left is small, however large the tree. Now or later, when it is
 * worth the copying.
 *
 * @param before  at most the tree's size; nothing may be asked about smaller trees and earlier
 * leaves from here on
 */
void writ_nodes_forget(struct writ_nodes *nodes, uint64_t before);

/** The hashes of the leaves from `index` on, which are kept. */
const struct writ_digest *writ_nodes_leaf_hashes(const struct writ_nodes *nodes, uint64_t index);

/** The right edge of the tree as it was at a size it has reached. */
void writ_nodes_frontier(const struct writ_nodes *nodes, uint64_t size,
                         struct writ_frontier *ret_frontier);

/** For the functions of tree.h; borrowed. */
struct writ_leaves writ_nodes_leaves(struct writ_nodes *nodes);

/** The same for several threads, while nobody adds leaves: nothing is remembered. */
struct writ_leaves writ_nodes_leaves_shared(struct writ_nodes *nodes);

#endif
