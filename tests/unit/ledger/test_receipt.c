/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints and receipts: one leaf, one place, one key, and not a byte of difference.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/node.h"
#include "ledger/receipt.h"
#include "oom.h"
#include "signer.h"

enum { SIZE = 11, INDEX = 6 };

static const char origin[] = "acme/node-1/2026-11";

struct fixture {
    struct writ_alloc alloc;
    struct writ_signer *signer;
    struct writ_nodes nodes;
    struct writ_buf note;
    struct writ_buf receipt;
    char leaf[16];
};

static void leaf_text(size_t index, char ret_leaf[16])
{
    (void)snprintf(ret_leaf, 16, "{\"n\":%zu}", index);
}

static void sign_checkpoint(struct fixture *fixture, const char *name)
{
    struct writ_checkpoint checkpoint = {.size = SIZE};
    WRIT_AUTO(writ_buf) struct writ_buf text;

    (void)snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", name);
    writ_buf_init(&text, &fixture->alloc, 4096);
    assert_int_equal(
        writ_tree_root(writ_nodes_leaves(&fixture->nodes), SIZE, &checkpoint.root, NULL), WRIT_OK);
    writ_checkpoint_text(&checkpoint, &text);
    writ_buf_clear(&fixture->note);
    assert_int_equal(writ_note_sign(&fixture->note, (struct writ_str){text.ptr, text.len},
                                    fixture->signer, NULL),
                     WRIT_OK);
}

static void write_receipt(struct fixture *fixture)
{
    struct writ_proof proof;

    assert_int_equal(
        writ_tree_inclusion(writ_nodes_leaves(&fixture->nodes), INDEX, SIZE, &proof, NULL),
        WRIT_OK);
    writ_buf_clear(&fixture->receipt);
    writ_receipt_write(&fixture->receipt, INDEX, &proof,
                       (struct writ_str){fixture->note.ptr, fixture->note.len});
    assert_int_equal(fixture->receipt.status, WRIT_OK);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    fixture->signer = signer_from_seed(rfc8032_seed, origin);
    writ_nodes_init(&fixture->nodes, &fixture->alloc);
    writ_buf_init(&fixture->note, &fixture->alloc, 4096);
    writ_buf_init(&fixture->receipt, &fixture->alloc, 8192);
    for (size_t i = 0; i < SIZE; i++) {
        struct writ_digest hash;

        leaf_text(i, fixture->leaf);
        assert_int_equal(writ_leaf_hash(writ_str_from(fixture->leaf), &hash, NULL), WRIT_OK);
        assert_int_equal(writ_nodes_add(&fixture->nodes, &hash, NULL), WRIT_OK);
    }
    leaf_text(INDEX, fixture->leaf);
    sign_checkpoint(fixture, origin);
    write_receipt(fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_nodes_done(&fixture->nodes);
    writ_buf_done(&fixture->note);
    writ_buf_done(&fixture->receipt);
    writ_signer_free(fixture->signer);
    free(fixture);
    return 0;
}

static enum writ_status verify_text(const struct fixture *fixture, struct writ_str receipt,
                                    struct writ_error *err)
{
    struct writ_checkpoint checkpoint;
    uint64_t index = 0;
    const enum writ_status status =
        writ_receipt_verify(receipt, writ_str_from(fixture->leaf),
                            writ_signer_public(fixture->signer), &checkpoint, &index, err);

    assert_true(status != WRIT_OK || (index == INDEX && checkpoint.size == SIZE &&
                                      strcmp(checkpoint.origin, origin) == 0));
    return status;
}

static enum writ_status verify(const struct fixture *fixture, struct writ_error *err)
{
    return verify_text(fixture, (struct writ_str){fixture->receipt.ptr, fixture->receipt.len}, err);
}

static void a_receipt_verifies(void **state)
{
    struct writ_error err = {0};

    if (verify(*state, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static void every_changed_bit_of_a_receipt_is_refused(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < 8 * fixture->receipt.len; i++) {
        char *byte = &fixture->receipt.ptr[i / 8];
        const char kept = *byte;

        *byte = (char)(kept ^ (char)(1u << i % 8));
        if (verify(fixture, NULL) == WRIT_OK) {
            fail_msg("byte %zu, bit %zu", i / 8, i % 8);
        }
        *byte = kept;
    }
}

static void every_cut_or_addition_is_refused(void **state)
{
    struct fixture *fixture = *state;

    for (size_t len = 0; len < fixture->receipt.len; len++) {
        assert_int_not_equal(
            verify_text(fixture, (struct writ_str){fixture->receipt.ptr, len}, NULL), WRIT_OK);
    }
    writ_buf_add_char(&fixture->receipt, '\n');
    assert_int_not_equal(verify(fixture, NULL), WRIT_OK);
}

static void every_changed_bit_of_a_leaf_is_refused(void **state)
{
    struct fixture *fixture = *state;
    const size_t len = strlen(fixture->leaf);

    for (size_t i = 0; i < 8 * len; i++) {
        const char kept = fixture->leaf[i / 8];

        fixture->leaf[i / 8] = (char)(kept ^ (char)(1u << i % 8));
        assert_int_equal(verify(fixture, NULL), WRIT_E_CRYPTO);
        fixture->leaf[i / 8] = kept;
    }
    fixture->leaf[len - 1] = '\0';
    assert_int_equal(verify(fixture, NULL), WRIT_E_CRYPTO);
}

static void a_checkpoint_of_another_log_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct writ_error err = {0};

    sign_checkpoint(fixture, "acme/node-1/2026-12"); /* well signed, by the same key */
    write_receipt(fixture);
    assert_int_equal(verify(fixture, &err), WRIT_E_CRYPTO);
    assert_non_null(strstr(err.text, "2026-12"));
}

static void extra_data_is_allowed_and_ignored(void **state)
{
    struct fixture *fixture = *state;
    WRIT_AUTO(writ_buf) struct writ_buf text;
    const struct writ_str receipt = {fixture->receipt.ptr, fixture->receipt.len};

    writ_buf_init(&text, &fixture->alloc, 8192);
    writ_buf_add_text(&text, "c2sp.org/tlog-proof@v1\nextra Zm9v\n");
    writ_buf_add(&text, writ_str_cut(receipt, 23, receipt.len));
    assert_int_equal(verify_text(fixture, (struct writ_str){text.ptr, text.len}, NULL), WRIT_OK);
    text.ptr[30] = '!';
    assert_int_equal(verify_text(fixture, (struct writ_str){text.ptr, text.len}, NULL),
                     WRIT_E_SYNTAX);
}

#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static const struct {
    const char *label;
    const char *text;
    bool is_valid;
} checkpoints[] = {
    {"plain", "a\n0\n" HASH "\n", true},
    {"origin with spaces", "go.sum database tree\n35225469\n" HASH "\n", true},
    {"extension lines", "a\n1\n" HASH "\nmore\nlines\n", true},
    {"greatest size", "a\n18446744073709551615\n" HASH "\n", true},
    {"too great a size", "a\n18446744073709551616\n" HASH "\n", false},
    {"leading zero", "a\n01\n" HASH "\n", false},
    {"sign", "a\n+1\n" HASH "\n", false},
    {"no size", "a\n\n" HASH "\n", false},
    {"no origin", "\n1\n" HASH "\n", false},
    {"short hash", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hS\n", false},
    {"long hash", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUAAA==\n", false},
    {"unpadded hash", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", false},
    {"empty extension line", "a\n1\n" HASH "\n\nmore\n", false},
    {"no last newline", "a\n1\n" HASH, false},
    {"two lines", "a\n1\n", false},
    {"empty", "", false},
};

static void checkpoints_are_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(checkpoints) / sizeof(checkpoints[0]); i++) {
        struct writ_checkpoint checkpoint;
        struct writ_error err = {0};
        const enum writ_status status =
            writ_checkpoint_parse(writ_str_from(checkpoints[i].text), &checkpoint, &err);

        if (status != (checkpoints[i].is_valid ? WRIT_OK : WRIT_E_SYNTAX)) {
            fail_msg("%s: %s %s", checkpoints[i].label, writ_status_name(status), err.text);
        }
    }
}

static const struct {
    const char *label;
    const char *text;
} bad_receipts[] = {
    {"empty", ""},
    {"another version", "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n"},
    {"no index", "c2sp.org/tlog-proof@v1\n" HASH "\n\nx\n"},
    {"index with leading zero", "c2sp.org/tlog-proof@v1\nindex 00\n\nx\n"},
    {"negative index", "c2sp.org/tlog-proof@v1\nindex -1\n\nx\n"},
    {"index twice", "c2sp.org/tlog-proof@v1\nindex 0\nindex 0\n\nx\n"},
    {"extra after index", "c2sp.org/tlog-proof@v1\nindex 0\nextra Zm9v\n\nx\n"},
    {"two extras", "c2sp.org/tlog-proof@v1\nextra Zm9v\nextra Zm9v\nindex 0\n\nx\n"},
    {"carriage returns", "c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\nx\r\n"},
    {"no checkpoint", "c2sp.org/tlog-proof@v1\nindex 0\n" HASH "\n"},
    {"a hash of 33 bytes",
     "c2sp.org/tlog-proof@v1\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA\n\nx\n"},
};

static void receipts_are_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bad_receipts) / sizeof(bad_receipts[0]); i++) {
        struct writ_receipt receipt;
        struct writ_error err = {0};

        if (writ_receipt_parse(writ_str_from(bad_receipts[i].text), &receipt, &err) !=
                WRIT_E_SYNTAX ||
            err.text[0] == '\0') {
            fail_msg("%s was accepted", bad_receipts[i].label);
        }
    }
}

static void a_path_has_at_most_64_hashes(void **state)
{
    struct fixture *fixture = *state;

    for (size_t count = 64; count <= 65; count++) {
        WRIT_AUTO(writ_buf) struct writ_buf text;
        struct writ_receipt receipt;

        writ_buf_init(&text, &fixture->alloc, 8192);
        writ_buf_add_text(&text, "c2sp.org/tlog-proof@v1\nindex 0\n");
        for (size_t i = 0; i < count; i++) {
            writ_buf_add_text(&text, HASH "\n");
        }
        writ_buf_add_text(&text, "\nx\n");
        assert_int_equal(writ_receipt_parse((struct writ_str){text.ptr, text.len}, &receipt, NULL),
                         count == 64 ? WRIT_OK : WRIT_E_SYNTAX);
    }
}

static enum writ_status write_once(struct writ_alloc *alloc)
{
    struct writ_proof proof = {.count = 20};
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, alloc, 8192);
    writ_receipt_write(&buf, 1, &proof, WRIT_LIT("checkpoint\n"));
    return buf.status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(write_once, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_receipt_verifies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_bit_of_a_receipt_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_cut_or_addition_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_bit_of_a_leaf_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_checkpoint_of_another_log_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(extra_data_is_allowed_and_ignored, set_up, tear_down),
        cmocka_unit_test(checkpoints_are_read_strictly),
        cmocka_unit_test(receipts_are_read_strictly),
        cmocka_unit_test_setup_teardown(a_path_has_at_most_64_hashes, set_up, tear_down),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
