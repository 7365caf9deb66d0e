/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/submitting.h - a log without a disk: a growing tree, its signed checkpoints, and
 * what it sends to a witness.
 */
#ifndef WRIT_TESTS_SUBMITTING_H
#define WRIT_TESTS_SUBMITTING_H

#include "crypto/cosignature.h"
#include "ledger/node.h"
#include "ledger/submission.h"
#include "signer.h"

#define SUBMITTING_ORIGIN "acme/node-1/2026-11"
#define SUBMITTING_VKEY   "acme/node-1/2026-11+bb6b6091+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

struct submitting {
    struct writ_alloc alloc;
    struct writ_signer *signer;
    struct writ_nodes nodes;
    struct writ_buf body; /* the last submission */
};

/* @param salt  another one makes another log of the same name and key */
static inline void submitting_make(struct submitting *log, const char *salt, size_t size)
{
    *log = (struct submitting){.alloc = WRIT_ALLOC_INIT(0)};
    log->signer = signer_from_seed(rfc8032_seed, SUBMITTING_ORIGIN);
    writ_nodes_init(&log->nodes, &log->alloc);
    writ_buf_init(&log->body, &log->alloc, 2 * WRIT_SUBMISSION_MAX);
    for (size_t i = 0; i < size; i++) {
        struct writ_digest hash;
        char leaf[64];

        (void)snprintf(leaf, sizeof(leaf), "{\"n\":%zu,\"salt\":\"%s\"}", i, salt);
        assert_int_equal(writ_leaf_hash(writ_str_from(leaf), &hash, NULL), WRIT_OK);
        assert_int_equal(writ_nodes_add(&log->nodes, &hash, NULL), WRIT_OK);
    }
}

static inline void submitting_autop(struct submitting *log)
{
    writ_nodes_done(&log->nodes);
    writ_buf_done(&log->body);
    writ_signer_free(log->signer);
}

/* A checkpoint of the first `size` leaves; the root may be given. */
static inline void submitting_note(struct submitting *log, uint64_t size,
                                   const struct writ_digest *root, struct writ_buf *ret_note)
{
    struct writ_checkpoint checkpoint = {.origin = SUBMITTING_ORIGIN, .size = size};
    WRIT_AUTO(writ_buf) struct writ_buf text;

    writ_buf_init(&text, &log->alloc, 4096);
    assert_int_equal(writ_tree_root(writ_nodes_leaves(&log->nodes), size, &checkpoint.root, NULL),
                     WRIT_OK);
    if (root != NULL) {
        checkpoint.root = *root;
    }
    writ_checkpoint_text(&checkpoint, &text);
    assert_int_equal(
        writ_note_sign(ret_note, (struct writ_str){text.ptr, text.len}, log->signer, NULL),
        WRIT_OK);
}

/* The body that claims growth from old_size to size. */
static inline struct writ_str submitting_body(struct submitting *log, uint64_t old_size,
                                              uint64_t size)
{
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_proof proof = {0};

    writ_buf_init(&note, &log->alloc, 4096);
    submitting_note(log, size, NULL, &note);
    if (old_size <= size) {
        assert_int_equal(
            writ_tree_consistency(writ_nodes_leaves(&log->nodes), old_size, size, &proof, NULL),
            WRIT_OK);
    }
    writ_buf_clear(&log->body);
    writ_submission_write(&log->body, old_size, &proof, (struct writ_str){note.ptr, note.len});
    return (struct writ_str){log->body.ptr, log->body.len};
}

#endif
