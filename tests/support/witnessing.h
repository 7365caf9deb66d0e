/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/witnessing.h - a witness that watches a log, and a fork of that log.
 */
#ifndef WRIT_TESTS_WITNESSING_H
#define WRIT_TESTS_WITNESSING_H

#include "base/try.h"
#include "ledger/witness.h"
#include "submitting.h"

enum { SIZE = 40, NOW_S = 1790000000 };

struct witnessing {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_key_list logs;
    struct writ_signer *signer;
    struct writ_verifier self;
    struct submitting log;
    struct submitting fork; /* the same name and key, other leaves */
    char dir[OWN_PATH];
    char state[OWN_PATH];
    struct writ_witness *witness;
    struct writ_buf body;
};

static inline int64_t now_ms(void *ctx)
{
    (void)ctx;
    return (int64_t)NOW_S * 1000;
}

static inline enum writ_status witnessing_try_open(struct witnessing *fixture,
                                                   struct writ_error *err)
{
    const struct writ_witness_terms terms = {
        .dir = fixture->state,
        .signer = fixture->signer,
        .logs = &fixture->logs,
        .clock = {now_ms, NULL},
    };

    return writ_witness_open(&terms, &fixture->witness, err);
}

static inline void witnessing_reopen(struct witnessing *fixture)
{
    struct writ_error err = {0};

    writ_witness_close(fixture->witness);
    fixture->witness = NULL;
    if (witnessing_try_open(fixture, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static inline int witnessing_set_up(void **state)
{
    struct witnessing *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&fixture->arena, &fixture->alloc);
    assert_int_equal(writ_key_list_read(&fixture->arena, "logs",
                                        WRIT_LIT("# ours\n\n" SUBMITTING_VKEY "\n"), WRIT_KEY_LOG,
                                        &fixture->logs, NULL),
                     WRIT_OK);
    fixture->signer = signer_from_seed(rfc8032_seed, "witness.example/w1");
    assert_int_equal(writ_signer_witness(fixture->signer, &fixture->self, NULL), WRIT_OK);
    submitting_make(&fixture->log, "", SIZE);
    submitting_make(&fixture->fork, "x", SIZE);
    own_dir_make(fixture->dir);
    own_path(fixture->dir, "state", fixture->state);
    writ_buf_init(&fixture->body, &fixture->alloc, WRIT_SUBMISSION_MAX);
    witnessing_reopen(fixture);
    *state = fixture;
    return 0;
}

static inline int witnessing_tear_down(void **state)
{
    struct witnessing *fixture = *state;

    writ_witness_close(fixture->witness);
    submitting_autop(&fixture->log);
    submitting_autop(&fixture->fork);
    writ_signer_free(fixture->signer);
    writ_buf_done(&fixture->body);
    writ_arena_done(&fixture->arena);
    own_dir_remove(fixture->dir);
    free(fixture);
    return 0;
}

static inline struct writ_witness_answer witnessing_submit(struct witnessing *fixture,
                                                           struct writ_str body)
{
    struct writ_witness_answer answer = {.body = &fixture->body};
    struct writ_error err = {0};

    writ_buf_clear(&fixture->body);
    if (writ_witness_add_checkpoint(fixture->witness, body, &answer, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return answer;
}

static inline unsigned witnessing_status(struct witnessing *fixture, struct writ_str body)
{
    return witnessing_submit(fixture, body).status;
}

static inline unsigned witnessing_grow(struct witnessing *fixture, uint64_t old_size, uint64_t size)
{
    return witnessing_status(fixture, submitting_body(&fixture->log, old_size, size));
}

#endif
