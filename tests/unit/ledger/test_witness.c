/* SPDX-License-Identifier: Apache-2.0
 *
 * The witness: it cosigns a log that only grows, remembers that, and refuses everything else in the
 * words of the protocol.
 */
#include "cmocka_all.h"

#include <pthread.h>

#include "witnessing.h"

static const char size_type[] = "text/x.tlog.size";

static bool answered(const struct witnessing *fixture, const char *text)
{
    return writ_str_is((struct writ_str){fixture->body.ptr, fixture->body.len}, text);
}

/* The answer, behind the checkpoint it is for, opens with the witness's key. */
static void expect_cosigned(struct witnessing *fixture, uint64_t size)
{
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_error err = {0};
    struct writ_str text;

    writ_buf_init(&note, &fixture->alloc, WRIT_SUBMISSION_MAX);
    submitting_note(&fixture->log, size, NULL, &note);
    writ_buf_add(&note, (struct writ_str){fixture->body.ptr, fixture->body.len});
    if (writ_note_open((struct writ_str){note.ptr, note.len}, &fixture->self, &text, &err) !=
        WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static void a_log_that_grows_is_cosigned(void **state)
{
    static const uint64_t sizes[] = {0, 1, 2, 7, 8, 8, 33, SIZE};
    struct witnessing *fixture = *state;
    uint64_t old_size = 0;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(witnessing_grow(fixture, old_size, sizes[i]), 200);
        expect_cosigned(fixture, sizes[i]);
        old_size = sizes[i];
    }
}

static void a_wrong_old_size_is_answered_with_the_right_one(void **state)
{
    struct witnessing *fixture = *state;
    struct writ_witness_answer answer;

    assert_int_equal(witnessing_grow(fixture, 0, 7), 200);
    answer = witnessing_submit(fixture, submitting_body(&fixture->log, 0, 8));
    assert_int_equal(answer.status, 409);
    assert_string_equal(answer.content_type, size_type);
    assert_true(answered(fixture, "7\n"));
    assert_int_equal(witnessing_grow(fixture, 8, 9), 409);
}

static void rollback_rewrite_and_fork_are_refused(void **state)
{
    struct witnessing *fixture = *state;

    assert_int_equal(witnessing_grow(fixture, 0, 20), 200);
    assert_int_equal(witnessing_grow(fixture, 10, 10), 409); /* rolled back: it cannot know of 20 */
    assert_int_equal(witnessing_grow(fixture, 20, 10), 400);
    assert_int_equal(witnessing_status(fixture, submitting_body(&fixture->fork, 20, 20)), 422);
    assert_int_equal(witnessing_status(fixture, submitting_body(&fixture->fork, 20, 30)), 422);
    assert_int_equal(witnessing_grow(fixture, 20, 21), 200);
}

static void what_was_cosigned_is_remembered(void **state)
{
    struct witnessing *fixture = *state;

    assert_int_equal(witnessing_grow(fixture, 0, 20), 200);
    witnessing_reopen(fixture);
    assert_int_equal(witnessing_status(fixture, submitting_body(&fixture->fork, 0, 30)), 409);
    assert_int_equal(witnessing_status(fixture, submitting_body(&fixture->fork, 20, 30)), 422);
    assert_int_equal(witnessing_grow(fixture, 20, 30), 200);
}

static void only_known_logs_with_their_key_are_cosigned(void **state)
{
    struct witnessing *fixture = *state;
    WRIT_AUTO(writ_signer)
    struct writ_signer *stranger = signer_from_seed(rfc8032_seed, "acme/node-2/2026-11");
    WRIT_AUTO(writ_signer) struct writ_signer *thief = NULL;

    assert_int_equal(writ_signer_generate(WRIT_LIT(SUBMITTING_ORIGIN), &thief, NULL), WRIT_OK);

    struct writ_signer *own = fixture->log.signer;

    fixture->log.signer = thief;
    assert_int_equal(witnessing_grow(fixture, 0, 7), 403);
    fixture->log.signer = stranger; /* the origin is known, the signature is by another name */
    assert_int_equal(witnessing_grow(fixture, 0, 7), 403);
    fixture->log.signer = own;
    fixture->logs.items[0].verifier = *writ_signer_public(stranger);
    witnessing_reopen(fixture);
    assert_int_equal(witnessing_grow(fixture, 0, 7), 404);
}

static void the_root_of_nothing_is_fixed(void **state)
{
    struct witnessing *fixture = *state;
    WRIT_AUTO(writ_buf) struct writ_buf note;
    const struct writ_proof none = {.count = 0};
    const struct writ_digest zeros = {{0}};

    writ_buf_init(&note, &fixture->alloc, 4096);
    submitting_note(&fixture->log, 0, &zeros, &note);
    writ_buf_clear(&fixture->log.body);
    writ_submission_write(&fixture->log.body, 0, &none, (struct writ_str){note.ptr, note.len});
    assert_int_equal(
        witnessing_status(fixture, (struct writ_str){fixture->log.body.ptr, fixture->log.body.len}),
        422);
}

/* A proof that is too much is as wrong as one that is too little. */
static void every_changed_proof_is_refused(void **state)
{
    struct witnessing *fixture = *state;
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_proof proof;

    writ_buf_init(&note, &fixture->alloc, 4096);
    submitting_note(&fixture->log, 20, NULL, &note);
    for (uint64_t old_size = 0; old_size < 20; old_size++) {
        assert_int_equal(writ_tree_consistency(writ_nodes_leaves(&fixture->log.nodes), old_size, 20,
                                               &proof, NULL),
                         WRIT_OK);
        for (size_t change = 0; change < 2 + proof.count; change++) {
            struct writ_proof changed = proof;

            changed.count += change == 0 ? 1 : 0;
            changed.count -= change == 1 && proof.count > 0 ? 1 : 0;
            if (change > 1) {
                changed.hashes[change - 2].bytes[0] ^= 1;
            } else if (change == 0) {
                changed.hashes[proof.count] = (struct writ_digest){{0}};
            }
            if (changed.count == proof.count && change < 2) {
                continue;
            }
            writ_buf_clear(&fixture->log.body);
            writ_submission_write(&fixture->log.body, old_size, &changed,
                                  (struct writ_str){note.ptr, note.len});
            assert_int_equal(witnessing_status(fixture, (struct writ_str){fixture->log.body.ptr,
                                                                          fixture->log.body.len}),
                             422);
        }
        assert_int_equal(witnessing_grow(fixture, old_size, old_size + 1), 200);
    }
}

#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define NOTE SUBMITTING_ORIGIN "\n1\n" HASH "\n\n\xe2\x80\x94 a AAAAAAA=\n"

static const char *const malformed[] = {
    "",
    "old",
    "old 0",
    "old 0\n",
    "old 0\n\n",
    "old -1\n\n" NOTE,
    "old 01\n\n" NOTE,
    "old 18446744073709551616\n\n" NOTE,
    "Old 0\n\n" NOTE,
    "old 0\r\n\r\n" NOTE,
    "old 0\n" NOTE,
    "old 0\n" HASH "x\n\n" NOTE,
    "old 0\n\n" SUBMITTING_ORIGIN "\n1\n" HASH "\n",
    "old 0\n\n" SUBMITTING_ORIGIN "\nx\n" HASH "\n\n\xe2\x80\x94 a AAAAAAA=\n",
    "old 0\n\n\n" NOTE,
};

static void malformed_bodies_are_400(void **state)
{
    struct witnessing *fixture = *state;

    for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
        if (witnessing_status(fixture, writ_str_from(malformed[i])) != 400) {
            fail_msg("%zu: %.*s", i, (int)fixture->body.len, fixture->body.ptr);
        }
    }
    assert_int_equal(witnessing_status(fixture, WRIT_LIT("old 0\n\n" NOTE)),
                     403); /* the frame is good */
}

static void a_proof_has_at_most_63_hashes(void **state)
{
    struct witnessing *fixture = *state;

    for (size_t count = 63; count <= 64; count++) {
        writ_buf_clear(&fixture->log.body);
        writ_buf_add_text(&fixture->log.body, "old 1\n");
        for (size_t i = 0; i < count; i++) {
            writ_buf_add_text(&fixture->log.body, HASH "\n");
        }
        writ_buf_add_text(&fixture->log.body, "\n" NOTE);
        assert_int_equal(witnessing_status(fixture, (struct writ_str){fixture->log.body.ptr,
                                                                      fixture->log.body.len}),
                         count == 63 ? 403 : 400);
    }
}

static void every_cut_of_a_submission_is_refused(void **state)
{
    struct witnessing *fixture = *state;
    const struct writ_str body = submitting_body(&fixture->log, 0, 7);

    for (size_t len = 0; len < body.len; len++) {
        assert_int_not_equal(witnessing_status(fixture, writ_str_cut(body, 0, len)), 200);
    }
    assert_int_equal(witnessing_status(fixture, body), 200);
}

static void the_last_checkpoint_can_be_fetched(void **state)
{
    struct witnessing *fixture = *state;
    struct writ_witness_answer answer = {.body = &fixture->body};
    const struct writ_str origin = WRIT_LIT(SUBMITTING_ORIGIN);
    struct writ_digest hash;
    char hex[WRIT_SHA256_HEX_SIZE];
    struct writ_str text;

    assert_int_equal(writ_sha256(&origin, 1, &hash, NULL), WRIT_OK);
    writ_digest_hex(&hash, hex);
    assert_int_equal(writ_witness_checkpoint(fixture->witness, writ_str_from(hex), &answer, NULL),
                     WRIT_OK);
    assert_int_equal(answer.status, 404);
    assert_int_equal(witnessing_grow(fixture, 0, 9), 200);
    writ_buf_clear(&fixture->body);
    assert_int_equal(writ_witness_checkpoint(fixture->witness, writ_str_from(hex), &answer, NULL),
                     WRIT_OK);
    assert_int_equal(answer.status, 200);

    const struct writ_str note = {fixture->body.ptr, fixture->body.len};

    assert_int_equal(writ_note_open(note, &fixture->self, &text, NULL), WRIT_OK);
    assert_int_equal(writ_note_open(note, writ_signer_public(fixture->log.signer), &text, NULL),
                     WRIT_OK);
    hex[0] = hex[0] == '0' ? '1' : '0';
    assert_int_equal(writ_witness_checkpoint(fixture->witness, writ_str_from(hex), &answer, NULL),
                     WRIT_OK);
    assert_int_equal(answer.status, 404);
}

enum { RUNNERS = 8 };

struct runner {
    struct witnessing *fixture;
    struct submitting log;
    pthread_t thread;
    size_t cosigned;
};

/* Every thread wants its own branch to be the history. */
static void *race(void *ctx)
{
    struct runner *runner = ctx;

    for (uint64_t size = 0; size < SIZE; size++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf body;
        struct writ_witness_answer answer = {.body = &body};

        writ_buf_init(&body, &alloc, WRIT_SUBMISSION_MAX);
        if (writ_witness_add_checkpoint(runner->fixture->witness,
                                        submitting_body(&runner->log, size, size + 1), &answer,
                                        NULL) == WRIT_OK &&
            answer.status == 200) {
            runner->cosigned++;
        }
    }
    return NULL;
}

static void of_racing_forks_one_wins(void **state)
{
    struct witnessing *fixture = *state;
    struct runner runners[RUNNERS] = {0};
    size_t winners = 0;

    for (size_t i = 0; i < RUNNERS; i++) {
        char salt[8];

        (void)snprintf(salt, sizeof(salt), "%zu", i);
        runners[i].fixture = fixture;
        submitting_make(&runners[i].log, salt, SIZE);
        assert_int_equal(pthread_create(&runners[i].thread, NULL, race, &runners[i]), 0);
    }
    for (size_t i = 0; i < RUNNERS; i++) {
        assert_int_equal(pthread_join(runners[i].thread, NULL), 0);
        winners += runners[i].cosigned > 0 ? 1 : 0;
        submitting_autop(&runners[i].log);
    }
    assert_int_equal(winners, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_log_that_grows_is_cosigned, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_old_size_is_answered_with_the_right_one,
                                        witnessing_set_up, witnessing_tear_down),
        cmocka_unit_test_setup_teardown(rollback_rewrite_and_fork_are_refused, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(what_was_cosigned_is_remembered, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(only_known_logs_with_their_key_are_cosigned,
                                        witnessing_set_up, witnessing_tear_down),
        cmocka_unit_test_setup_teardown(the_root_of_nothing_is_fixed, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(every_changed_proof_is_refused, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(malformed_bodies_are_400, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(a_proof_has_at_most_63_hashes, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(every_cut_of_a_submission_is_refused, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(the_last_checkpoint_can_be_fetched, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(of_racing_forks_one_wins, witnessing_set_up,
                                        witnessing_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
