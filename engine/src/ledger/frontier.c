/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/try.h"
#include "ledger/node.h"

enum writ_status writ_frontier_add(struct writ_frontier *frontier,
                                   const struct writ_digest *leaf_hash, struct writ_error *err)
{
    struct writ_digest hash = *leaf_hash;
    size_t count = frontier->count;

    if (frontier->size == UINT64_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "the tree is full");
    }
    /* as in counting: each trailing 1 of the size is a subtree that the new one completes */
    for (uint64_t bits = frontier->size; bits % 2 == 1; bits /= 2) {
        WRIT_TRY(writ_node_hash(&frontier->hashes[count - 1], &hash, &hash, err));
        count--;
    }
    frontier->hashes[count] = hash;
    frontier->count = count + 1;
    frontier->size++;
    return WRIT_OK;
}

enum writ_status writ_frontier_root(const struct writ_frontier *frontier,
                                    struct writ_digest *ret_root, struct writ_error *err)
{
    if (frontier->count == 0) {
        return writ_sha256(NULL, 0, ret_root, err);
    }

    struct writ_digest root = frontier->hashes[frontier->count - 1];

    for (size_t i = frontier->count - 1; i-- > 0;) {
        WRIT_TRY(writ_node_hash(&frontier->hashes[i], &root, &root, err));
    }
    *ret_root = root;
    return WRIT_OK;
}
