/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 6962: the reference tree of certificate-transparency, its nodes and roots.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/node.h"
#include "vectors.h"

static struct writ_digest digest_of(const json_t *hex)
{
    struct writ_digest digest;

    assert_true(writ_digest_from_hex(writ_str_from(json_string_value(hex)), &digest));
    return digest;
}

static struct writ_digest leaf_of(const json_t *hex)
{
    unsigned char bytes[64];
    const size_t len = vectors_hex(writ_str_from(json_string_value(hex)), bytes, sizeof(bytes));
    struct writ_digest hash;

    assert_int_equal(writ_leaf_hash((struct writ_str){(const char *)bytes, len}, &hash, NULL),
                     WRIT_OK);
    return hash;
}

static void check_roots(const json_t *roots, struct writ_nodes *nodes,
                        const struct writ_frontier *frontier)
{
    const struct writ_digest expected = digest_of(json_array_get(roots, (size_t)nodes->size));
    struct writ_digest root;

    assert_int_equal(writ_tree_root(writ_nodes_leaves(nodes), nodes->size, &root, NULL), WRIT_OK);
    assert_true(writ_digest_equal(&root, &expected));
    assert_int_equal(writ_frontier_root(frontier, &root, NULL), WRIT_OK);
    assert_true(writ_digest_equal(&root, &expected));
}

static void check_levels(const json_t *levels, const struct writ_nodes *nodes)
{
    const json_t *level = NULL;
    const json_t *hash = NULL;
    size_t i = 0;
    size_t j = 0;

    json_array_foreach(levels, i, level)
    {
        assert_int_equal(json_array_size(level), nodes->levels[i].count);
        json_array_foreach(level, j, hash)
        {
            const struct writ_digest expected = digest_of(hash);

            assert_true(writ_digest_equal(&nodes->levels[i].hashes[j], &expected));
        }
    }
}

static void nodes_and_roots_are_those_of_the_reference(void **state)
{
    const json_t *leaves = json_object_get(*state, "leaf_inputs_hex");
    const json_t *roots = json_object_get(*state, "root_hashes_hex");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_frontier frontier = {0};
    struct writ_nodes nodes;
    const json_t *leaf = NULL;
    size_t i = 0;

    writ_nodes_init(&nodes, &alloc);
    assert_int_equal(json_array_size(leaves), 8);
    check_roots(roots, &nodes, &frontier);
    json_array_foreach(leaves, i, leaf)
    {
        const struct writ_digest hash = leaf_of(leaf);

        assert_int_equal(writ_nodes_add(&nodes, &hash, NULL), WRIT_OK);
        assert_int_equal(writ_frontier_add(&frontier, &hash, NULL), WRIT_OK);
        check_roots(roots, &nodes, &frontier);
    }
    check_levels(json_object_get(*state, "node_hashes_hex"), &nodes);
    writ_nodes_done(&nodes);
}

int main(void)
{
    json_t *json = vectors_load("merkle/rfc6962_tree.json");

    if (json == NULL) {
        return VECTORS_SKIPPED;
    }

    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(nodes_and_roots_are_those_of_the_reference, json),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    json_decref(json);
    return failed;
}
