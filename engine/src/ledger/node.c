/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/node.h"

#include "base/error.h"
#include "base/try.h"

/* A level that takes more than it needs keeps no more than this. */
enum { FIRST_CAP = 64, SPARE_CAP = 1024 };

void writ_nodes_init(struct writ_nodes *nodes, struct writ_alloc *alloc)
{
    *nodes = (struct writ_nodes){.alloc = alloc};
}

/* How many nodes of a level begin before a leaf. */
static uint64_t nodes_before(uint64_t leaf, size_t level)
{
    const uint64_t count = leaf >> level;

    return count << level == leaf ? count : count + 1;
}

void writ_nodes_init_part(struct writ_nodes *nodes, struct writ_alloc *alloc, uint64_t first)
{
    writ_nodes_init(nodes, alloc);
    nodes->size = first;
    for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
        nodes->levels[i].first = nodes_before(first, i);
    }
}

void writ_nodes_done(struct writ_nodes *nodes)
{
    for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
        struct writ_level *level = &nodes->levels[i];

        writ_free(nodes->alloc, level->hashes, level->cap * sizeof(*level->hashes));
        *level = (struct writ_level){0};
    }
    nodes->size = 0;
}

static bool resize(struct writ_alloc *alloc, struct writ_level *level, size_t cap)
{
    struct writ_digest *hashes =
        cap > SIZE_MAX / sizeof(*hashes)
            ? NULL
            : writ_realloc(alloc, level->hashes, level->cap * sizeof(*hashes),
                           cap * sizeof(*hashes));

    if (hashes != NULL) {
        level->hashes = hashes;
        level->cap = cap;
    }
    return hashes != NULL;
}

static enum writ_status push(struct writ_alloc *alloc, struct writ_level *level,
                             const struct writ_digest *hashes, size_t count, struct writ_error *err)
{
    const size_t doubled = level->cap == 0 ? FIRST_CAP : level->cap * 2;
    const size_t wanted = level->count + count;

    if (wanted > level->cap && !resize(alloc, level, wanted > doubled ? wanted : doubled)) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for the hashes of the log");
    }
    memcpy(level->hashes + level->count, hashes, count * sizeof(*hashes));
    level->count = wanted;
    return WRIT_OK;
}

static const struct writ_digest *hash_at(const struct writ_nodes *nodes, size_t level,
                                         uint64_t index)
{
    return &nodes->levels[level].hashes[index - nodes->levels[level].first];
}

static uint64_t level_end(const struct writ_level *level)
{
    return level->first + level->count;
}

/* The next node of a level, of two below it. */
static enum writ_status push_parent(struct writ_nodes *nodes, size_t level, struct writ_error *err)
{
    const uint64_t left = 2 * level_end(&nodes->levels[level]);
    struct writ_digest parent;

    WRIT_TRY(writ_node_hash(hash_at(nodes, level - 1, left), hash_at(nodes, level - 1, left + 1),
                            &parent, err));
    return push(nodes->alloc, &nodes->levels[level], &parent, 1, err);
}

static bool ends_in_pair(const struct writ_level *level)
{
    return level->count >= 2 && level_end(level) % 2 == 0;
}

enum writ_status writ_nodes_add(struct writ_nodes *nodes, const struct writ_digest *leaf_hash,
                                struct writ_error *err)
{
    WRIT_TRY(push(nodes->alloc, &nodes->levels[0], leaf_hash, 1, err));
    for (size_t i = 1; i < WRIT_PROOF_MAX && ends_in_pair(&nodes->levels[i - 1]); i++) {
        WRIT_TRY(push_parent(nodes, i, err));
    }
    nodes->size++;
    return WRIT_OK;
}

/* In the place of a level that has nothing yet. */
static void take_level(struct writ_alloc *alloc, struct writ_level *level,
                       struct writ_alloc *from_alloc, struct writ_level *from)
{
    writ_free(alloc, level->hashes, level->cap * sizeof(*level->hashes));
    writ_alloc_hand_over(from_alloc, alloc, from->cap * sizeof(*from->hashes));
    *level = *from;
    *from = (struct writ_level){.first = level->first};
}

/* The nodes that begin before the part and end in it, and then those of the part. */
static enum writ_status join_level(struct writ_nodes *nodes, struct writ_nodes *part, size_t i,
                                   struct writ_error *err)
{
    struct writ_level *from = &part->levels[i];
    struct writ_level *level = &nodes->levels[i];

    while (level_end(level) + from->count < part->size >> i) {
        WRIT_TRY(push_parent(nodes, i, err));
    }
    if (level->count == 0 && from->count > 0) {
        take_level(nodes->alloc, level, part->alloc, from);
    }
    return from->count == 0 ? WRIT_OK : push(nodes->alloc, level, from->hashes, from->count, err);
}

enum writ_status writ_nodes_join(struct writ_nodes *nodes, struct writ_nodes *part,
                                 struct writ_error *err)
{
    for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
        WRIT_TRY(join_level(nodes, part, i, err));
    }
    nodes->size = part->size;
    nodes->edge.size = 0;
    return WRIT_OK;
}

void writ_nodes_cut(struct writ_nodes *nodes, uint64_t size)
{
    for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
        const uint64_t count = (size >> i) - nodes->levels[i].first;

        if (nodes->levels[i].count > count) {
            nodes->levels[i].count = (size_t)count;
        }
    }
    nodes->size = size;
    nodes->edge.size = 0;
}

/* Copying less than is forgotten, so that all copying together is less than all adding. */
static void level_forget(struct writ_alloc *alloc, struct writ_level *level, uint64_t first)
{
    const size_t gone = first > level->first ? (size_t)(first - level->first) : 0;
    const size_t left = level->count - gone;

    if (gone == 0 || gone < left) {
        return;
    }
    memmove(level->hashes, level->hashes + gone, left * sizeof(*level->hashes));
    level->first = first;
    level->count = left;
    if (level->cap > SPARE_CAP && left < SPARE_CAP) {
        (void)resize(alloc, level, SPARE_CAP); /* else it stays as large as it was */
    }
}

/* The left one of two that have a parent is kept with the right one: paths and roots take either.
 */
void writ_nodes_forget(struct writ_nodes *nodes, uint64_t before)
{
    for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
        level_forget(nodes->alloc, &nodes->levels[i], before >> i & ~(uint64_t)1);
    }
}

const struct writ_digest *writ_nodes_leaf_hashes(const struct writ_nodes *nodes, uint64_t index)
{
    return hash_at(nodes, 0, index);
}

static enum writ_status get_node(void *ctx, unsigned level, uint64_t index,
                                 struct writ_digest *ret_hash, struct writ_error *err)
{
    const struct writ_nodes *nodes = ctx;

    if (level >= WRIT_PROOF_MAX ||
        index - nodes->levels[level].first >= nodes->levels[level].count) {
        return writ_fail(err, WRIT_E_BUG, NULL, "node %llu of level %u is not in the tree",
                         (unsigned long long)index, level);
    }
    *ret_hash = *hash_at(nodes, level, index);
    return WRIT_OK;
}

static enum writ_status get_leaf(void *ctx, uint64_t index, struct writ_digest *ret_hash,
                                 struct writ_error *err)
{
    return get_node(ctx, 0, index, ret_hash, err);
}

/* From right to left: a perfect subtree for each bit of the size, joined with what is right of it.
 */
static enum writ_status walk_edge(struct writ_nodes *nodes, uint64_t size, struct writ_edge *edge,
                                  struct writ_error *err)
{
    uint64_t start = size;

    for (unsigned level = 0; level < WRIT_PROOF_MAX && start > 0; level++) {
        struct writ_digest *hash = &edge->hashes[edge->count];

        if ((size >> level & 1) == 0) {
            continue;
        }
        start -= (uint64_t)1 << level;
        WRIT_TRY(get_node(nodes, level, start >> level, hash, err));
        if (edge->count > 0) {
            WRIT_TRY(writ_node_hash(hash, hash - 1, hash, err));
        }
        edge->starts[edge->count++] = start;
    }
    edge->size = size;
    return WRIT_OK;
}

static enum writ_status get_edge(void *ctx, uint64_t start, uint64_t size,
                                 struct writ_digest *ret_hash, struct writ_error *err)
{
    struct writ_nodes *nodes = ctx;
    struct writ_edge *edge = &nodes->edge;

    if (edge->size != size) {
        *edge = (struct writ_edge){.size = 0};
        WRIT_TRY(walk_edge(nodes, size, edge, err));
    }
    for (size_t i = 0; i < edge->count; i++) {
        if (edge->starts[i] == start) {
            *ret_hash = edge->hashes[i];
            return WRIT_OK;
        }
    }
    return writ_fail(err, WRIT_E_BUG, NULL, "leaf %llu is not on the edge of a tree of %llu",
                     (unsigned long long)start, (unsigned long long)size);
}

void writ_nodes_frontier(const struct writ_nodes *nodes, uint64_t size,
                         struct writ_frontier *ret_frontier)
{
    struct writ_frontier frontier = {.size = size};
    uint64_t start = 0;

    for (unsigned level = WRIT_PROOF_MAX; level-- > 0;) {
        if ((size >> level & 1) != 0) {
            frontier.hashes[frontier.count++] = *hash_at(nodes, level, start >> level);
            start += (uint64_t)1 << level;
        }
    }
    *ret_frontier = frontier;
}

struct writ_leaves writ_nodes_leaves_shared(struct writ_nodes *nodes)
{
    return (struct writ_leaves){.hash = get_leaf, .node = get_node, .ctx = nodes};
}

struct writ_leaves writ_nodes_leaves(struct writ_nodes *nodes)
{
    return (struct writ_leaves){.hash = get_leaf, .node = get_node, .edge = get_edge, .ctx = nodes};
}
