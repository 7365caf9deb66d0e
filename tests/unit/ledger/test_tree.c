/* SPDX-License-Identifier: Apache-2.0
 *
 * Roots and proofs of every tree up to 64 leaves, against the definitions of RFC 6962 written as
 * recursion.
 */
#include "cmocka_all.h"

#include "ledger/node.h"
#include "ledger/tree.h"
#include "oom.h"

enum { MOST = 64 };

struct leaf_hashes {
    struct writ_digest items[MOST];
};

static enum writ_status get(void *ctx, uint64_t index, struct writ_digest *ret_hash,
                            struct writ_error *err)
{
    const struct leaf_hashes *hashes = ctx;

    (void)err;
    assert_true(index < MOST);
    *ret_hash = hashes->items[index];
    return WRIT_OK;
}

static int set_up(void **state)
{
    static struct leaf_hashes hashes;

    for (size_t i = 0; i < MOST; i++) {
        const char byte = (char)i;

        assert_int_equal(writ_leaf_hash((struct writ_str){&byte, 1}, &hashes.items[i], NULL),
                         WRIT_OK);
    }
    *state = &hashes;
    return 0;
}

static struct writ_leaves leaves_of(void **state)
{
    return (struct writ_leaves){.hash = get, .ctx = *state};
}

static struct writ_digest root_of(struct writ_leaves leaves, uint64_t size)
{
    struct writ_digest root;

    assert_int_equal(writ_tree_root(leaves, size, &root, NULL), WRIT_OK);
    return root;
}

/* MTH(D[from:to]) as the RFC defines it. */
static struct writ_digest defined_root(const struct leaf_hashes *hashes, size_t from, size_t to)
{
    struct writ_digest root;
    size_t split = 1;

    if (to - from == 1) {
        return hashes->items[from];
    }
    while (split * 2 < to - from) {
        split *= 2;
    }

    const struct writ_digest left = defined_root(hashes, from, from + split);
    const struct writ_digest right = defined_root(hashes, from + split, to);

    assert_int_equal(writ_node_hash(&left, &right, &root, NULL), WRIT_OK);
    return root;
}

static void roots_are_those_of_the_definition(void **state)
{
    struct writ_frontier frontier = {0};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_nodes nodes;
    const struct leaf_hashes *hashes = *state;

    writ_nodes_init(&nodes, &alloc);
    for (size_t size = 1; size <= MOST; size++) {
        const struct writ_digest expected = defined_root(hashes, 0, size);
        const struct writ_digest root = root_of(leaves_of(state), size);
        struct writ_digest grown;

        assert_int_equal(writ_frontier_add(&frontier, &hashes->items[size - 1], NULL), WRIT_OK);
        assert_int_equal(writ_frontier_root(&frontier, &grown, NULL), WRIT_OK);
        assert_int_equal(writ_nodes_add(&nodes, &hashes->items[size - 1], NULL), WRIT_OK);

        const struct writ_digest stored = root_of(writ_nodes_leaves(&nodes), size);

        assert_true(writ_digest_equal(&root, &expected));
        assert_true(writ_digest_equal(&grown, &expected));
        assert_true(writ_digest_equal(&stored, &expected));
        assert_int_equal(frontier.size, size);
    }
    writ_nodes_done(&nodes);
    assert_int_equal(alloc.used_bytes, 0);
}

static void a_store_gives_the_right_edge_of_every_earlier_tree(void **state)
{
    const struct leaf_hashes *hashes = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_frontier grown = {0};
    struct writ_frontier stored;
    struct writ_nodes nodes;

    writ_nodes_init(&nodes, &alloc);
    for (size_t i = 0; i < MOST; i++) {
        assert_int_equal(writ_nodes_add(&nodes, &hashes->items[i], NULL), WRIT_OK);
    }
    for (size_t size = 0; size <= MOST; size++) {
        writ_nodes_frontier(&nodes, size, &stored);
        assert_int_equal(stored.size, size);
        assert_int_equal(stored.count, grown.count);
        assert_memory_equal(stored.hashes, grown.hashes, grown.count * sizeof(*grown.hashes));
        if (size < MOST) {
            assert_int_equal(writ_frontier_add(&grown, &hashes->items[size], NULL), WRIT_OK);
        }
    }
    writ_nodes_done(&nodes);
}

static void the_empty_tree_is_the_digest_of_nothing(void **state)
{
    const struct writ_frontier frontier = {0};
    const struct writ_digest root = root_of(leaves_of(state), 0);
    struct writ_digest expected;
    struct writ_digest grown;

    assert_int_equal(writ_sha256(NULL, 0, &expected, NULL), WRIT_OK);
    assert_int_equal(writ_frontier_root(&frontier, &grown, NULL), WRIT_OK);
    assert_true(writ_digest_equal(&root, &expected));
    assert_true(writ_digest_equal(&grown, &expected));
}

struct inclusion {
    struct writ_proof proof;
    uint64_t index;
    uint64_t size;
    struct writ_digest leaf;
    struct writ_digest root;
};

static enum writ_status check_inclusion(const struct inclusion *claim)
{
    return writ_inclusion_verify(&claim->proof, claim->index, claim->size, &claim->leaf,
                                 &claim->root, NULL);
}

static void refuses_other_inclusions(const struct inclusion *claim)
{
    struct inclusion other = *claim;

    for (size_t i = 0; i < claim->proof.count; i++) {
        other.proof.hashes[i].bytes[i % 32] ^= 1;
        assert_int_equal(check_inclusion(&other), WRIT_E_CRYPTO);
        other = *claim;
    }
    other.leaf.bytes[0] ^= 1;
    assert_int_equal(check_inclusion(&other), WRIT_E_CRYPTO);
    other = *claim;
    other.root.bytes[31] ^= 0x80;
    assert_int_equal(check_inclusion(&other), WRIT_E_CRYPTO);
    other = *claim;
    other.proof.count++;
    assert_int_equal(check_inclusion(&other), WRIT_E_CRYPTO);
    other.proof.count = claim->proof.count - 1;
    assert_true(claim->proof.count == 0 || check_inclusion(&other) == WRIT_E_CRYPTO);
    for (uint64_t index = 0; index <= claim->size; index++) {
        other = *claim;
        other.index = index;
        assert_int_equal(check_inclusion(&other), index == claim->index ? WRIT_OK : WRIT_E_CRYPTO);
    }
}

static void every_leaf_of_every_tree_is_proved_in_its_place_only(void **state)
{
    const struct leaf_hashes *hashes = *state;

    for (uint64_t size = 1; size <= MOST; size++) {
        for (uint64_t index = 0; index < size; index++) {
            struct inclusion claim = {.index = index,
                                      .size = size,
                                      .leaf = hashes->items[index],
                                      .root = root_of(leaves_of(state), size)};

            assert_int_equal(writ_tree_inclusion(leaves_of(state), index, size, &claim.proof, NULL),
                             WRIT_OK);
            assert_int_equal(check_inclusion(&claim), WRIT_OK);
            refuses_other_inclusions(&claim);
        }
    }
}

struct growth {
    struct writ_proof proof;
    uint64_t from;
    uint64_t to;
    struct writ_digest from_root;
    struct writ_digest to_root;
};

static enum writ_status check_growth(const struct growth *claim)
{
    return writ_consistency_verify(&claim->proof, claim->from, claim->to, &claim->from_root,
                                   &claim->to_root, NULL);
}

static void refuses_other_growths(const struct growth *claim)
{
    struct growth other = *claim;

    for (size_t i = 0; i < claim->proof.count; i++) {
        other.proof.hashes[i].bytes[i % 32] ^= 1;
        assert_int_equal(check_growth(&other), WRIT_E_CRYPTO);
        other = *claim;
    }
    other.from_root.bytes[0] ^= 1;
    assert_int_equal(check_growth(&other), WRIT_E_CRYPTO);
    other = *claim;
    other.to_root.bytes[31] ^= 0x80;
    assert_true(claim->from == 0 || check_growth(&other) == WRIT_E_CRYPTO);
    other = *claim;
    other.proof.count++;
    assert_int_equal(check_growth(&other), WRIT_E_CRYPTO);
    other.proof.count = claim->proof.count - 1;
    assert_true(claim->proof.count == 0 || check_growth(&other) == WRIT_E_CRYPTO);
}

static void every_tree_continues_every_smaller_one(void **state)
{
    for (uint64_t to = 0; to <= MOST; to++) {
        for (uint64_t from = 0; from <= to; from++) {
            struct growth claim = {.from = from,
                                   .to = to,
                                   .from_root = root_of(leaves_of(state), from),
                                   .to_root = root_of(leaves_of(state), to)};

            assert_int_equal(writ_tree_consistency(leaves_of(state), from, to, &claim.proof, NULL),
                             WRIT_OK);
            assert_int_equal(check_growth(&claim), WRIT_OK);
            refuses_other_growths(&claim);
        }
    }
}

static void no_tree_shrinks(void **state)
{
    struct growth claim = {.from = 3,
                           .to = 2,
                           .from_root = root_of(leaves_of(state), 3),
                           .to_root = root_of(leaves_of(state), 2)};

    assert_int_equal(writ_tree_consistency(leaves_of(state), 3, 2, &claim.proof, NULL),
                     WRIT_E_NOTFOUND);
    assert_int_equal(check_growth(&claim), WRIT_E_CRYPTO);
    assert_int_equal(writ_tree_inclusion(leaves_of(state), 2, 2, &claim.proof, NULL),
                     WRIT_E_NOTFOUND);
}

static void a_cut_store_grows_again(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct leaf_hashes *hashes = *state;
    struct writ_nodes nodes;

    writ_nodes_init(&nodes, &alloc);
    for (uint64_t size = 0; size <= MOST; size++) {
        for (uint64_t i = nodes.size; i < MOST; i++) {
            assert_int_equal(writ_nodes_add(&nodes, &hashes->items[i], NULL), WRIT_OK);
        }

        const struct writ_digest whole = root_of(writ_nodes_leaves(&nodes), MOST);
        const struct writ_digest expected = root_of(leaves_of(state), MOST);

        assert_true(writ_digest_equal(&whole, &expected));
        writ_nodes_cut(&nodes, size);
        assert_int_equal(nodes.size, size);
    }
    writ_nodes_done(&nodes);
}

static void compare_paths(struct writ_leaves stored, struct writ_leaves leaves, uint64_t index,
                          uint64_t size)
{
    struct writ_proof proof;
    struct writ_proof expected;

    assert_int_equal(writ_tree_inclusion(stored, index, size, &proof, NULL), WRIT_OK);
    assert_int_equal(writ_tree_inclusion(leaves, index, size, &expected, NULL), WRIT_OK);
    assert_int_equal(proof.count, expected.count);
    assert_memory_equal(proof.hashes, expected.hashes, proof.count * sizeof(*proof.hashes));
}

/* Roots and edges of the trees of at least `before` leaves, and proofs of the leaves from there on.
 */
static void check_from(void **state, struct writ_nodes *nodes, uint64_t before)
{
    const struct leaf_hashes *hashes = *state;

    for (uint64_t size = before; size <= nodes->size; size++) {
        const struct writ_digest root = root_of(writ_nodes_leaves(nodes), size);
        const struct writ_digest expected = root_of(leaves_of(state), size);
        struct writ_frontier frontier;
        struct writ_digest joined;

        writ_nodes_frontier(nodes, size, &frontier);
        assert_int_equal(writ_frontier_root(&frontier, &joined, NULL), WRIT_OK);
        assert_true(writ_digest_equal(&root, &expected));
        assert_true(writ_digest_equal(&joined, &expected));
        for (uint64_t index = before; index < size; index++) {
            compare_paths(writ_nodes_leaves(nodes), leaves_of(state), index, size);
            assert_true(
                writ_digest_equal(writ_nodes_leaf_hashes(nodes, index), &hashes->items[index]));
        }
    }
}

/* In steps of any width, and with a step taken back, as after a commit that failed. */
static void what_is_forgotten_is_of_no_later_root_or_proof(void **state)
{
    const struct leaf_hashes *hashes = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    for (uint64_t step = 1; step < MOST; step++) {
        struct writ_nodes nodes;

        writ_nodes_init(&nodes, &alloc);
        for (uint64_t before = 0; before < MOST; before += step) {
            const uint64_t end = before + step < MOST ? before + step : MOST;

            for (int round = 0; round < 2; round++) {
                writ_nodes_cut(&nodes, before);
                for (uint64_t i = before; i < end; i++) {
                    assert_int_equal(writ_nodes_add(&nodes, &hashes->items[i], NULL), WRIT_OK);
                }
            }
            writ_nodes_forget(&nodes, before);
            check_from(state, &nodes, before);
        }
        writ_nodes_done(&nodes);
    }
    assert_int_equal(alloc.used_bytes, 0);
}

static void a_store_that_forgets_stays_small(void **state)
{
    enum { LEAVES = 100000, COMMIT = 50, SMALL = 64 << 10 };
    const struct leaf_hashes *hashes = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_nodes nodes;
    struct writ_digest root;

    writ_nodes_init(&nodes, &alloc);
    for (uint64_t i = 0; i < LEAVES; i++) {
        assert_int_equal(writ_nodes_add(&nodes, &hashes->items[0], NULL), WRIT_OK);
    }
    assert_true(alloc.used_bytes > (size_t)LEAVES * 2 * WRIT_SHA256_SIZE);
    root = root_of(writ_nodes_leaves(&nodes), LEAVES);
    writ_nodes_forget(&nodes, LEAVES);
    assert_true(alloc.used_bytes < (size_t)8 * SMALL);
    assert_int_equal(writ_tree_root(writ_nodes_leaves(&nodes), LEAVES - 1, &root, NULL),
                     WRIT_E_BUG);
    writ_nodes_done(&nodes);
    alloc.peak_bytes = 0;
    for (uint64_t i = 0; i < LEAVES; i++) {
        assert_int_equal(writ_nodes_add(&nodes, &hashes->items[0], NULL), WRIT_OK);
        writ_nodes_forget(&nodes, i / COMMIT * COMMIT);
    }
    assert_true(alloc.peak_bytes < SMALL);

    const struct writ_digest same = root_of(writ_nodes_leaves(&nodes), LEAVES);

    assert_true(writ_digest_equal(&same, &root));
    writ_nodes_done(&nodes);
}

/* Parts of every length, from every leaf on: a store that they are joined to is as one that grew.
 */
static void joined_parts_are_one_tree(void **state)
{
    enum { SOME = MOST / 2 };
    const struct leaf_hashes *hashes = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    for (size_t len = 1; len <= SOME; len++) {
        for (size_t begin = 0; begin < SOME; begin++) {
            struct writ_nodes grown, joined;

            writ_nodes_init(&grown, &alloc);
            writ_nodes_init(&joined, &alloc);
            for (size_t i = 0; i < begin; i++) {
                assert_int_equal(writ_nodes_add(&joined, &hashes->items[i], NULL), WRIT_OK);
                assert_int_equal(writ_nodes_add(&grown, &hashes->items[i], NULL), WRIT_OK);
            }
            while (joined.size < SOME) {
                struct writ_alloc own = WRIT_ALLOC_INIT(0);
                struct writ_nodes part;

                writ_nodes_init_part(&part, &own, joined.size);
                for (size_t i = 0; i < len; i++) {
                    const struct writ_digest *hash = &hashes->items[grown.size];

                    assert_int_equal(writ_nodes_add(&part, hash, NULL), WRIT_OK);
                    assert_int_equal(writ_nodes_add(&grown, hash, NULL), WRIT_OK);
                }
                assert_int_equal(writ_nodes_join(&joined, &part, NULL), WRIT_OK);
                writ_nodes_done(&part);
                assert_int_equal(own.used_bytes, 0);
            }
            assert_int_equal(joined.size, grown.size);
            for (size_t i = 0; i < WRIT_PROOF_MAX; i++) {
                assert_int_equal(joined.levels[i].count, grown.levels[i].count);
                assert_true(grown.levels[i].count == 0 ||
                            memcmp(joined.levels[i].hashes, grown.levels[i].hashes,
                                   grown.levels[i].count * sizeof(struct writ_digest)) == 0);
            }
            writ_nodes_done(&grown);
            writ_nodes_done(&joined);
        }
    }
    assert_int_equal(alloc.used_bytes, 0);
}

static enum writ_status join_stores(struct writ_alloc *alloc)
{
    const struct writ_digest hash = {{0}};
    struct writ_alloc own = WRIT_ALLOC_INIT(0);
    enum writ_status status = WRIT_OK;
    struct writ_nodes nodes;

    writ_nodes_init(&nodes, alloc);
    while (nodes.size < 600 && status == WRIT_OK) {
        struct writ_nodes part;

        writ_nodes_init_part(&part, &own, nodes.size);
        for (size_t i = 0; i < 100; i++) {
            assert_int_equal(writ_nodes_add(&part, &hash, NULL), WRIT_OK);
        }
        status = writ_nodes_join(&nodes, &part, NULL);
        writ_nodes_done(&part);
    }
    writ_nodes_done(&nodes);
    return status;
}

static enum writ_status grow_store(struct writ_alloc *alloc)
{
    const struct writ_digest hash = {{0}};
    enum writ_status status = WRIT_OK;
    struct writ_nodes nodes;

    writ_nodes_init(&nodes, alloc);
    for (size_t i = 0; i < 300 && status == WRIT_OK; i++) {
        status = writ_nodes_add(&nodes, &hash, NULL);
    }
    writ_nodes_done(&nodes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(grow_store, 64);
    oom_sweep(join_stores, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_of_the_definition),
        cmocka_unit_test(a_store_gives_the_right_edge_of_every_earlier_tree),
        cmocka_unit_test(the_empty_tree_is_the_digest_of_nothing),
        cmocka_unit_test(every_leaf_of_every_tree_is_proved_in_its_place_only),
        cmocka_unit_test(every_tree_continues_every_smaller_one),
        cmocka_unit_test(no_tree_shrinks),
        cmocka_unit_test(a_cut_store_grows_again),
        cmocka_unit_test(what_is_forgotten_is_of_no_later_root_or_proof),
        cmocka_unit_test(a_store_that_forgets_stays_small),
        cmocka_unit_test(joined_parts_are_one_tree),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
