/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tree.h"

#include "base/error.h"
#include "base/try.h"
#include "ledger/node.h"

enum writ_status writ_leaf_hash(struct writ_str leaf, struct writ_digest *ret_hash,
                                struct writ_error *err)
{
    const struct writ_str pieces[] = {{"\0", 1}, leaf};

    return writ_sha256(pieces, 2, ret_hash, err);
}

enum writ_status writ_node_hash(const struct writ_digest *left, const struct writ_digest *right,
                                struct writ_digest *ret_hash, struct writ_error *err)
{
    const struct writ_str pieces[] = {
        {"\1", 1},
        {(const char *)left->bytes, WRIT_SHA256_SIZE},
        {(const char *)right->bytes, WRIT_SHA256_SIZE},
    };

    return writ_sha256(pieces, 3, ret_hash, err);
}

/* The largest power of two below size; size > 1. */
static uint64_t split_point(uint64_t size)
{
    uint64_t split = 1;

    while (split < size - split) {
        split *= 2;
    }
    return split;
}

static bool is_power_of_two(uint64_t size)
{
    return size != 0 && (size & (size - 1)) == 0;
}

static unsigned level_of(uint64_t power_of_two)
{
    unsigned level = 0;

    while (power_of_two > 1) {
        power_of_two /= 2;
        level++;
    }
    return level;
}

/* The root over leaves [start, start + size), size > 0. At most 64 calls deep: each halves the
 * range. */
static enum writ_status range_root(struct writ_leaves leaves, uint64_t start, uint64_t size,
                                   struct writ_digest *ret_root, struct writ_error *err)
{
    struct writ_digest left;
    struct writ_digest right;

    if (size == 1) {
        return leaves.hash(leaves.ctx, start, ret_root, err);
    }
    if (leaves.node != NULL && is_power_of_two(size)) {
        return leaves.node(leaves.ctx, level_of(size), start / size, ret_root, err);
    }
    if (leaves.edge != NULL) { /* such a range ends where the tree does */
        return leaves.edge(leaves.ctx, start, start + size, ret_root, err);
    }

    const uint64_t split = split_point(size);

    WRIT_TRY(range_root(leaves, start, split, &left, err));
    WRIT_TRY(range_root(leaves, start + split, size - split, &right, err));
    return writ_node_hash(&left, &right, ret_root, err);
}

enum writ_status writ_tree_root(struct writ_leaves leaves, uint64_t size,
                                struct writ_digest *ret_root, struct writ_error *err)
{
    return size == 0 ? writ_sha256(NULL, 0, ret_root, err)
                     : range_root(leaves, 0, size, ret_root, err);
}

/* Hashes are found from the root down and read from the leaf up. */
static void reverse(struct writ_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        const struct writ_digest kept = proof->hashes[i];

        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = kept;
    }
}

static enum writ_status add_range(struct writ_proof *proof, struct writ_leaves leaves,
                                  uint64_t start, uint64_t size, struct writ_error *err)
{
    WRIT_TRY(range_root(leaves, start, size, &proof->hashes[proof->count], err));
    proof->count++;
    return WRIT_OK;
}

enum writ_status writ_tree_inclusion(struct writ_leaves leaves, uint64_t index, uint64_t size,
                                     struct writ_proof *ret_proof, struct writ_error *err)
{
    struct writ_proof proof = {0};
    uint64_t start = 0;

    if (index >= size) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "leaf %llu is not among the first %llu",
                         (unsigned long long)index, (unsigned long long)size);
    }
    while (size > 1) {
        const uint64_t split = split_point(size);
        const bool is_left = index - start < split;

        WRIT_TRY(add_range(&proof, leaves, is_left ? start + split : start,
                           is_left ? size - split : split, err));
        start = is_left ? start : start + split;
        size = is_left ? split : size - split;
    }
    reverse(&proof);
    *ret_proof = proof;
    return WRIT_OK;
}

enum writ_status writ_tree_consistency(struct writ_leaves leaves, uint64_t from, uint64_t to,
                                       struct writ_proof *ret_proof, struct writ_error *err)
{
    struct writ_proof proof = {0};
    uint64_t start = 0;
    uint64_t size = to;

    if (from > to) {
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "a tree of %llu leaves never had %llu",
                         (unsigned long long)to, (unsigned long long)from);
    }
    if (from == 0) { /* every tree continues the empty one */
        *ret_proof = proof;
        return WRIT_OK;
    }
    while (from - start < size) {
        const uint64_t split = split_point(size);
        const bool is_left = from - start <= split;

        WRIT_TRY(add_range(&proof, leaves, is_left ? start + split : start,
                           is_left ? size - split : split, err));
        start = is_left ? start : start + split;
        size = is_left ? split : size - split;
    }
    if (start >
        0) { /* the old tree's last subtree; when it is the whole old tree, its root is known */
        WRIT_TRY(add_range(&proof, leaves, start, size, err));
    }
    reverse(&proof);
    *ret_proof = proof;
    return WRIT_OK;
}
