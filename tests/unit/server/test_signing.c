/* SPDX-License-Identifier: Apache-2.0
 *
 * A signer signs what extends what it signed last, and nothing else, whatever it is told.
 */
#include <stdlib.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/base64.h"
#include "ledger/node.h"
#include "server/signing.h"
#include "signer.h"

#define ORIGIN "acme/node-1/2026-11"

/* A log as a committer has it, of leaves that a number and a salt make. */
struct tree {
    struct writ_nodes nodes;
    const char *salt;
};

struct fixture {
    struct writ_alloc alloc;
    struct writ_signer *signer;
    struct writ_signing signing;
    struct tree own;   /* what it signs */
    struct tree other; /* the same log, rewritten */
};

static struct writ_digest leaf_hash(const char *salt, size_t n)
{
    struct writ_digest hash;
    char leaf[64];

    (void)snprintf(leaf, sizeof(leaf), "{\"n\":%zu,\"salt\":\"%s\"}", n, salt);
    assert_int_equal(writ_leaf_hash(writ_str_from(leaf), &hash, NULL), WRIT_OK);
    return hash;
}

enum { MOST = 40 };

static void tree_make(struct tree *tree, struct writ_alloc *alloc, const char *salt)
{
    tree->salt = salt;
    writ_nodes_init(&tree->nodes, alloc);
    for (size_t i = 0; i < MOST; i++) {
        const struct writ_digest hash = leaf_hash(salt, i);

        assert_int_equal(writ_nodes_add(&tree->nodes, &hash, NULL), WRIT_OK);
    }
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    fixture->signer = signer_from_seed(rfc8032_seed, ORIGIN);
    assert_int_equal(writ_signing_init(&fixture->signing, fixture->signer, NULL), WRIT_OK);
    tree_make(&fixture->own, &fixture->alloc, "own");
    tree_make(&fixture->other, &fixture->alloc, "other");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_nodes_done(&fixture->own.nodes);
    writ_nodes_done(&fixture->other.nodes);
    writ_signer_free(fixture->signer);
    free(fixture);
    return 0;
}

static struct writ_buf new_buf(struct fixture *fixture)
{
    struct writ_buf buf;

    writ_buf_init(&buf, &fixture->alloc, 1 << 20);
    return buf;
}

static struct writ_str view(const struct writ_buf *buf)
{
    return (struct writ_str){buf->ptr, buf->len};
}

/* Whoever has the key may have signed this, at any time. */
static struct writ_buf note_of(struct fixture *fixture, struct tree *tree, uint64_t size,
                               const struct writ_signer *signer)
{
    struct writ_checkpoint checkpoint = {.origin = ORIGIN, .size = size};
    struct writ_buf text = new_buf(fixture);
    struct writ_buf note = new_buf(fixture);

    assert_int_equal(writ_tree_root(writ_nodes_leaves(&tree->nodes), size, &checkpoint.root, NULL),
                     WRIT_OK);
    writ_checkpoint_text(&checkpoint, &text);
    assert_int_equal(writ_note_sign(&note, view(&text), signer, NULL), WRIT_OK);
    writ_buf_done(&text);
    return note;
}

/* From a tree's checkpoint at `from`, to `to`, and sign. */
static enum writ_status begin_at(struct fixture *fixture, struct tree *tree, uint64_t from)
{
    struct writ_buf note =
        from == 0 ? new_buf(fixture) : note_of(fixture, tree, from, fixture->signer);
    struct writ_frontier frontier;

    writ_nodes_frontier(&tree->nodes, from, &frontier);

    const enum writ_status status =
        writ_signing_begin(&fixture->signing, view(&note), &frontier, NULL);

    writ_buf_done(&note);
    return status;
}

static enum writ_status grow(struct fixture *fixture, const struct tree *tree, uint64_t to)
{
    while (fixture->signing.grown.size < to) {
        const struct writ_digest hash = leaf_hash(tree->salt, fixture->signing.grown.size);

        WRIT_TRY(writ_signing_add(&fixture->signing, &hash, NULL));
    }
    return WRIT_OK;
}

static enum writ_status sign(struct fixture *fixture, struct writ_checkpoint *ret_checkpoint)
{
    WRIT_AUTO(writ_buf) struct writ_buf note = new_buf(fixture);

    WRIT_TRY(writ_signing_note(&fixture->signing, &note, NULL));
    return writ_checkpoint_open(view(&note), writ_signer_public(fixture->signer), ret_checkpoint,
                                NULL);
}

static void check_signs(struct fixture *fixture, struct tree *tree, uint64_t from, uint64_t to)
{
    struct writ_checkpoint checkpoint = {0};
    struct writ_digest root;

    assert_int_equal(begin_at(fixture, tree, from), WRIT_OK);
    assert_int_equal(grow(fixture, tree, to), WRIT_OK);
    assert_int_equal(sign(fixture, &checkpoint), WRIT_OK);
    assert_int_equal(writ_tree_root(writ_nodes_leaves(&tree->nodes), to, &root, NULL), WRIT_OK);
    assert_int_equal(checkpoint.size, to);
    assert_true(writ_digest_equal(&checkpoint.root, &root));
}

static void it_signs_a_log_that_grows(void **state)
{
    struct fixture *fixture = *state;
    struct writ_checkpoint checkpoint;

    check_signs(fixture, &fixture->own, 0, 0);
    for (uint64_t size = 1; size <= MOST; size++) {
        assert_int_equal(grow(fixture, &fixture->own, size), WRIT_OK);
        assert_int_equal(sign(fixture, &checkpoint), WRIT_OK);
        assert_int_equal(checkpoint.size, size);
    }
}

static void it_goes_on_from_every_checkpoint_it_signed(void **state)
{
    struct fixture *fixture = *state;

    check_signs(fixture, &fixture->own, 0, 21);
    for (uint64_t from = 0; from <= 21; from++) {
        check_signs(fixture, &fixture->own, from, 21); /* asked again, it says the same again */
    }
    check_signs(fixture, &fixture->own, 5, MOST);
}

static void nothing_is_signed_before_it_was_told_where_the_log_stands(void **state)
{
    struct fixture *fixture = *state;
    struct writ_checkpoint checkpoint;

    assert_int_equal(sign(fixture, &checkpoint), WRIT_E_CRYPTO);
}

/* What a committer, or who has taken it over, may try. */
static void a_fork_is_refused_wherever_it_begins(void **state)
{
    struct fixture *fixture = *state;
    struct writ_checkpoint checkpoint;

    check_signs(fixture, &fixture->own, 0, 21);
    for (uint64_t from = 0; from <= 21; from++) {
        const enum writ_status status = begin_at(fixture, &fixture->other, from);

        if (from == 21) {
            assert_int_equal(status, WRIT_E_CRYPTO);
        } else {
            assert_int_equal(status, WRIT_OK);
            assert_int_equal(grow(fixture, &fixture->other, 21), WRIT_E_CRYPTO);
        }
        assert_int_equal(sign(fixture, &checkpoint), WRIT_E_CRYPTO);
    }
    check_signs(fixture, &fixture->own, 21, 22);
}

static void a_shorter_log_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct writ_checkpoint checkpoint;

    check_signs(fixture, &fixture->own, 0, 21);
    assert_int_equal(begin_at(fixture, &fixture->own, 8), WRIT_OK);
    assert_int_equal(grow(fixture, &fixture->own, 20), WRIT_OK);
    assert_int_equal(sign(fixture, &checkpoint), WRIT_E_CRYPTO);
    assert_int_equal(grow(fixture, &fixture->own, 21), WRIT_OK);
    assert_int_equal(sign(fixture, &checkpoint), WRIT_OK);
}

static void a_new_signer_knows_what_was_published(void **state)
{
    struct fixture *fixture = *state;
    struct writ_buf note = note_of(fixture, &fixture->own, 13, fixture->signer);
    struct writ_checkpoint checkpoint;

    assert_int_equal(writ_signing_remember(&fixture->signing, view(&note), NULL), WRIT_OK);
    writ_buf_done(&note);
    note = note_of(fixture, &fixture->own, 9, fixture->signer);
    assert_int_equal(writ_signing_remember(&fixture->signing, view(&note), NULL), WRIT_OK);
    writ_buf_done(&note);
    assert_int_equal(begin_at(fixture, &fixture->own, 0), WRIT_OK);
    assert_int_equal(sign(fixture, &checkpoint), WRIT_E_CRYPTO);
    assert_int_equal(begin_at(fixture, &fixture->other, 0), WRIT_OK);
    assert_int_equal(grow(fixture, &fixture->other, 13), WRIT_E_CRYPTO);
    check_signs(fixture, &fixture->own, 0, 14);
}

static void a_frontier_must_be_that_of_its_checkpoint(void **state)
{
    struct fixture *fixture = *state;
    struct writ_buf note = note_of(fixture, &fixture->own, 13, fixture->signer);
    struct writ_frontier frontier;

    for (uint64_t size = 0; size < MOST; size++) {
        writ_nodes_frontier(&fixture->own.nodes, size, &frontier);
        assert_int_equal(writ_signing_begin(&fixture->signing, view(&note), &frontier, NULL),
                         size == 13 ? WRIT_OK : WRIT_E_CRYPTO);
    }
    writ_nodes_frontier(&fixture->other.nodes, 13, &frontier);
    assert_int_equal(writ_signing_begin(&fixture->signing, view(&note), &frontier, NULL),
                     WRIT_E_CRYPTO);
    writ_nodes_frontier(&fixture->own.nodes, 13, &frontier);
    frontier.count--; /* as many hashes as the size has ones */
    assert_int_equal(writ_signing_begin(&fixture->signing, view(&note), &frontier, NULL),
                     WRIT_E_CRYPTO);
    writ_nodes_frontier(&fixture->own.nodes, 4, &frontier);
    assert_int_equal(writ_signing_begin(&fixture->signing, WRIT_LIT(""), &frontier, NULL),
                     WRIT_E_CRYPTO);
    writ_buf_done(&note);
}

static void a_checkpoint_by_another_key_is_none(void **state)
{
    struct fixture *fixture = *state;
    struct writ_signer *stranger = NULL;
    struct writ_frontier frontier;

    assert_int_equal(writ_signer_generate(WRIT_LIT(ORIGIN), &stranger, NULL), WRIT_OK);

    struct writ_buf note = note_of(fixture, &fixture->own, 13, stranger);

    writ_nodes_frontier(&fixture->own.nodes, 13, &frontier);
    assert_int_equal(writ_signing_begin(&fixture->signing, view(&note), &frontier, NULL),
                     WRIT_E_CRYPTO);
    assert_int_equal(writ_signing_remember(&fixture->signing, view(&note), NULL), WRIT_E_CRYPTO);
    assert_int_equal(writ_signing_begin(&fixture->signing, WRIT_LIT("no note"), &frontier, NULL),
                     WRIT_E_SYNTAX);
    writ_buf_done(&note);
    writ_signer_free(stranger);
}

static void the_jws_is_of_the_checkpoint_signed_last(void **state)
{
    struct fixture *fixture = *state;
    struct writ_buf jws = new_buf(fixture);
    struct writ_buf text = new_buf(fixture);

    check_signs(fixture, &fixture->own, 0, 6);
    assert_int_equal(grow(fixture, &fixture->own, 7), WRIT_OK); /* told, not signed */
    writ_checkpoint_text(&fixture->signing.last, &text);
    assert_int_equal(fixture->signing.last.size, 6);
    assert_int_equal(writ_signing_jws(&fixture->signing, &jws, NULL), WRIT_OK);
    assert_int_equal(writ_jws_verify_detached(view(&jws), view(&text),
                                              writ_signer_public(fixture->signer), NULL),
                     WRIT_OK);
    writ_buf_done(&jws);
    writ_buf_done(&text);
}

static int64_t at_noon(void *ctx)
{
    (void)ctx;
    return 1780315200999;
}

static enum writ_status token_of(struct fixture *fixture, const char *claims, struct writ_buf *jws)
{
    const struct writ_digest hash = leaf_hash("own", 3);
    const struct writ_token token = {
        .index = 3, .leaf_hash = &hash, .claims = writ_str_from(claims)};

    fixture->signing.clock.now_ms = at_noon;
    return writ_signing_token(&fixture->signing, &token, jws, NULL);
}

/* The three parts, decoded where they are text; signed over what is before the last dot. */
static void check_token(struct fixture *fixture, struct writ_str jws, const char *payload)
{
    const size_t first = writ_str_find(jws, '.');
    const size_t second = first + 1 + writ_str_find(writ_str_cut(jws, first + 1, jws.len), '.');
    struct writ_buf decoded = new_buf(fixture);
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];

    assert_true(writ_base64url_decode(&decoded, writ_str_cut(jws, 0, first)));
    writ_buf_add_char(&decoded, '\0');
    assert_non_null(strstr(decoded.ptr, "{\"alg\":\"EdDSA\",\"kid\":\""));
    assert_non_null(strstr(decoded.ptr, "\",\"typ\":\"writ-decision+jwt\"}"));
    writ_buf_clear(&decoded);
    assert_true(writ_base64url_decode(&decoded, writ_str_cut(jws, first + 1, second)));
    writ_buf_add_char(&decoded, '\0');
    assert_string_equal(decoded.ptr, payload);
    writ_buf_clear(&decoded);
    assert_true(writ_base64url_decode(&decoded, writ_str_cut(jws, second + 1, jws.len)));
    assert_int_equal(decoded.len, sizeof(signature));
    memcpy(signature, decoded.ptr, sizeof(signature));
    assert_int_equal(writ_verify_signature(writ_signer_public(fixture->signer),
                                           writ_str_cut(jws, 0, second), signature, NULL),
                     WRIT_OK);
    writ_buf_done(&decoded);
}

static void a_token_names_its_leaf(void **state)
{
    struct fixture *fixture = *state;
    const struct writ_digest hash = leaf_hash("own", 3);
    struct writ_buf jws = new_buf(fixture);
    char digest[WRIT_DIGEST_TEXT_SIZE];
    char payload[512];

    assert_int_equal(token_of(fixture, "{\"decision\":true,\"sub\":\"a}\\\"{b\"}", &jws), WRIT_OK);
    writ_digest_text(&hash, digest);
    (void)snprintf(payload, sizeof(payload),
                   "{\"claims\":{\"decision\":true,\"sub\":\"a}\\\"{b\"},\"iat\":1780315200,"
                   "\"index\":3,\"iss\":\"%s\",\"leaf\":\"%s\"}",
                   ORIGIN, digest);
    check_token(fixture, view(&jws), payload);
    writ_buf_done(&jws);
}

static void claims_cannot_reach_out_of_their_object(void **state)
{
    static const char *const bad[] = {
        "",    "{",  "}",    "{}}",          "{},\"index\":4", "{},{}",      " {}",
        "{} ", "[]", "null", "\"{}\"",       "{\"a\":\"}",     "{\"a\\\":}", "{\"a\":\"\\",
        "{}x", "}{", "{{}",  "{\"\xff\":1}",
    };
    struct fixture *fixture = *state;
    struct writ_buf jws = new_buf(fixture);

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(token_of(fixture, bad[i], &jws), WRIT_E_SCHEMA);
        assert_int_equal(jws.len, 0);
    }
    assert_int_equal(token_of(fixture, "{}", &jws), WRIT_OK);
    writ_buf_done(&jws);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_signs_a_log_that_grows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_goes_on_from_every_checkpoint_it_signed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_signed_before_it_was_told_where_the_log_stands,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_fork_is_refused_wherever_it_begins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shorter_log_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_signer_knows_what_was_published, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_frontier_must_be_that_of_its_checkpoint, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_checkpoint_by_another_key_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_jws_is_of_the_checkpoint_signed_last, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_token_names_its_leaf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(claims_cannot_reach_out_of_their_object, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
