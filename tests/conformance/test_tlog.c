/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints, receipts and consistency proofs of a log of 300 leaves made by another
 * implementation: ours opens them, and makes the same bytes.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/hash_text.h"
#include "ledger/node.h"
#include "ledger/receipt.h"
#include "signer.h"
#include "vectors.h"

enum { LEAVES = 300 };

static const char policy[] =
    "sha256:148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940";

struct fixture {
    const json_t *json;
    struct writ_alloc alloc;
    struct writ_nodes nodes;
    struct writ_verifier verifier;
};

static struct writ_str leaf_text(size_t index, char ret_text[160])
{
    const int len =
        snprintf(ret_text, 160, "{\"allow\":%s,\"id\":\"d%03zu\",\"policy\":\"%s\",\"v\":1}",
                 index % 3 == 0 ? "false" : "true", index, policy);

    return (struct writ_str){ret_text, (size_t)len};
}

static void fixture_init(struct fixture *fixture, const json_t *json)
{
    char text[160];

    *fixture = (struct fixture){.json = json, .alloc = WRIT_ALLOC_INIT(0)};
    writ_nodes_init(&fixture->nodes, &fixture->alloc);
    for (size_t i = 0; i < LEAVES; i++) {
        struct writ_digest hash;

        if (writ_leaf_hash(leaf_text(i, text), &hash, NULL) != WRIT_OK ||
            writ_nodes_add(&fixture->nodes, &hash, NULL) != WRIT_OK) {
            abort();
        }
    }
    if (writ_verifier_parse(vectors_text(json, "log_vkey"), &fixture->verifier, NULL) != WRIT_OK) {
        abort();
    }
}

static struct writ_digest root_at(struct fixture *fixture, uint64_t size)
{
    struct writ_digest root;

    assert_int_equal(writ_tree_root(writ_nodes_leaves(&fixture->nodes), size, &root, NULL),
                     WRIT_OK);
    return root;
}

static void roots_are_the_same(void **state)
{
    struct fixture *fixture = *state;
    json_t *roots = json_object_get(fixture->json, "roots");
    const char *key = NULL;
    json_t *hex = NULL;

    assert_int_equal(json_object_size(roots), 10);
    json_object_foreach(roots, key, hex)
    {
        const struct writ_digest root = root_at(fixture, strtoull(key, NULL, 10));
        char text[WRIT_SHA256_HEX_SIZE];

        writ_digest_hex(&root, text);
        assert_string_equal(text, json_string_value(hex));
    }
}

static void check_checkpoint(struct fixture *fixture, const struct writ_signer *signer,
                             uint64_t size, struct writ_str note)
{
    const struct writ_digest root = root_at(fixture, size);
    WRIT_AUTO(writ_buf) struct writ_buf own;
    WRIT_AUTO(writ_buf) struct writ_buf signed_own;
    struct writ_checkpoint checkpoint;
    struct writ_str text;

    writ_buf_init(&own, &fixture->alloc, 4096);
    writ_buf_init(&signed_own, &fixture->alloc, 4096);
    assert_int_equal(writ_note_open(note, &fixture->verifier, &text, NULL), WRIT_OK);
    assert_int_equal(writ_checkpoint_parse(text, &checkpoint, NULL), WRIT_OK);
    assert_string_equal(checkpoint.origin, fixture->verifier.name);
    assert_int_equal(checkpoint.size, size);
    assert_true(writ_digest_equal(&checkpoint.root, &root));
    writ_checkpoint_text(&checkpoint, &own);
    assert_true(writ_str_eq((struct writ_str){own.ptr, own.len}, text));
    assert_int_equal(writ_note_sign(&signed_own, text, signer, NULL), WRIT_OK);
    /* the witnesses' lines follow ours */
    assert_true(writ_str_starts(note, (struct writ_str){signed_own.ptr, signed_own.len}));
}

static void checkpoints_open_and_ours_are_the_same(void **state)
{
    struct fixture *fixture = *state;
    WRIT_AUTO(writ_signer)
    struct writ_signer *signer = signer_from_seed(rfc8032_seed, fixture->verifier.name);
    json_t *checkpoints = json_object_get(fixture->json, "checkpoints");
    const char *key = NULL;
    json_t *note = NULL;

    assert_int_equal(json_object_size(checkpoints), 10);
    json_object_foreach(checkpoints, key, note)
    {
        check_checkpoint(fixture, signer, strtoull(key, NULL, 10),
                         (struct writ_str){json_string_value(note), json_string_length(note)});
    }
}

static void check_receipt(struct fixture *fixture, const json_t *vector)
{
    const uint64_t index = (uint64_t)json_integer_value(json_object_get(vector, "index"));
    const uint64_t size = (uint64_t)json_integer_value(json_object_get(vector, "size"));
    const struct writ_str receipt = vectors_text(vector, "tlog_proof");
    const struct writ_str leaf = vectors_text(vector, "entry");
    WRIT_AUTO(writ_buf) struct writ_buf own;
    struct writ_checkpoint checkpoint;
    struct writ_receipt parsed;
    struct writ_proof proof;
    uint64_t place = 0;
    char text[160];

    writ_buf_init(&own, &fixture->alloc, 16384);
    assert_true(writ_str_eq(leaf, leaf_text((size_t)index, text)));
    assert_int_equal(
        writ_receipt_verify(receipt, leaf, &fixture->verifier, &checkpoint, &place, NULL), WRIT_OK);
    assert_int_equal(place, index);
    assert_int_equal(checkpoint.size, size);
    assert_int_equal(writ_receipt_parse(receipt, &parsed, NULL), WRIT_OK);
    assert_int_equal(
        writ_tree_inclusion(writ_nodes_leaves(&fixture->nodes), index, size, &proof, NULL),
        WRIT_OK);
    writ_receipt_write(&own, index, &proof, parsed.signed_checkpoint);
    assert_true(writ_str_eq((struct writ_str){own.ptr, own.len}, receipt));
}

static void receipts_verify_and_ours_are_the_same(void **state)
{
    struct fixture *fixture = *state;
    const json_t *proofs = json_object_get(fixture->json, "proofs");
    const json_t *vector = NULL;
    size_t i = 0;

    assert_int_equal(json_array_size(proofs), 10);
    json_array_foreach(proofs, i, vector)
    {
        check_receipt(fixture, vector);
    }
}

static void check_consistency(struct fixture *fixture, const json_t *vector)
{
    const uint64_t from = (uint64_t)json_integer_value(json_object_get(vector, "old"));
    const uint64_t to = (uint64_t)json_integer_value(json_object_get(vector, "new"));
    const json_t *hashes = json_object_get(vector, "proof_b64");
    const struct writ_digest from_root = root_at(fixture, from);
    const struct writ_digest to_root = root_at(fixture, to);
    struct writ_proof theirs = {.count = json_array_size(hashes)};
    struct writ_proof ours;

    for (size_t i = 0; i < theirs.count; i++) {
        const char *text = json_string_value(json_array_get(hashes, i));

        assert_int_equal(writ_hash_text_parse(writ_str_from(text), &theirs.hashes[i], NULL),
                         WRIT_OK);
    }
    assert_int_equal(writ_consistency_verify(&theirs, from, to, &from_root, &to_root, NULL),
                     WRIT_OK);
    assert_int_equal(
        writ_tree_consistency(writ_nodes_leaves(&fixture->nodes), from, to, &ours, NULL), WRIT_OK);
    assert_int_equal(ours.count, theirs.count);
    for (size_t i = 0; i < ours.count; i++) {
        assert_true(writ_digest_equal(&ours.hashes[i], &theirs.hashes[i]));
    }
}

static void consistency_proofs_verify_and_ours_are_the_same(void **state)
{
    struct fixture *fixture = *state;
    const json_t *list = json_object_get(fixture->json, "consistency");
    const json_t *vector = NULL;
    size_t i = 0;

    assert_int_equal(json_array_size(list), 9);
    json_array_foreach(list, i, vector)
    {
        check_consistency(fixture, vector);
    }
}

int main(void)
{
    json_t *json = vectors_load("generated/tlog_ed25519.json");
    struct fixture fixture;

    if (json == NULL) {
        return VECTORS_SKIPPED;
    }
    fixture_init(&fixture, json);

    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(roots_are_the_same, &fixture),
        cmocka_unit_test_prestate(checkpoints_open_and_ours_are_the_same, &fixture),
        cmocka_unit_test_prestate(receipts_verify_and_ours_are_the_same, &fixture),
        cmocka_unit_test_prestate(consistency_proofs_verify_and_ours_are_the_same, &fixture),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);

    writ_nodes_done(&fixture.nodes);
    json_decref(json);
    return failed;
}
