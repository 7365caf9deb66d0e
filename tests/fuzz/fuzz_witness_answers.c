/* SPDX-License-Identifier: Apache-2.0
 *
 * A witness that is asked again and again by two histories of one log, and with any bytes. It
 * answers only in the words of the protocol, what it remembers never shrinks, and it cosigns one
 * history.
 *
 * The input is a row of steps: a byte that says what to send, and two sizes. With the lowest bit it
 * is of the fork. Then: 0 as it should be, 1 with a byte of it changed, 2 followed by bytes of the
 * input, 3 the witness is closed and opened again first.
 */
#include "cmocka_all.h"

#include "fuzz.h"
#include "ledger/witness.h"
#include "submitting.h"

enum { SIZE = 16, STEP = 3, HISTORIES = 2, NOW_S = 1790000000 };

struct asked {
    struct submitting histories[HISTORIES]; /* the same name and key, other leaves */
    struct writ_signer *signer;
    struct writ_verifier self;
    struct writ_key_list logs;
    struct writ_arena arena;
    struct writ_alloc alloc;
    char dir[OWN_PATH];
    struct writ_witness *witness;
    struct writ_checkpoint last; /* what it cosigned; the empty tree at first */
};

static int64_t now_ms(void *ctx)
{
    (void)ctx;
    return (int64_t)NOW_S * 1000;
}

static struct writ_str view(const struct writ_buf *buf)
{
    return (struct writ_str){buf->ptr, buf->len};
}

static void open_again(struct asked *asked)
{
    const struct writ_witness_terms terms = {
        .dir = asked->dir, .signer = asked->signer, .logs = &asked->logs, .clock = {now_ms, NULL}};

    writ_witness_close(asked->witness);
    asked->witness = NULL;
    require(writ_witness_open(&terms, &asked->witness, NULL) == WRIT_OK);
}

static void asked_init(struct asked *asked)
{
    *asked = (struct asked){.alloc = WRIT_ALLOC_INIT(0)};
    writ_arena_init(&asked->arena, &asked->alloc);
    submitting_make(&asked->histories[0], "", SIZE);
    submitting_make(&asked->histories[1], "x", SIZE);
    asked->signer = signer_from_seed(rfc8032_seed, "witness.example/w1");
    require(writ_signer_witness(asked->signer, &asked->self, NULL) == WRIT_OK);
    require(writ_key_list_read(&asked->arena, "logs", WRIT_LIT(SUBMITTING_VKEY "\n"), WRIT_KEY_LOG,
                               &asked->logs, NULL) == WRIT_OK);
    require(writ_sha256(NULL, 0, &asked->last.root, NULL) == WRIT_OK);
    own_dir_make(asked->dir);
    open_again(asked);
}

static void asked_done(struct asked *asked)
{
    writ_witness_close(asked->witness);
    own_dir_remove(asked->dir);
    writ_signer_free(asked->signer);
    writ_arena_done(&asked->arena);
    submitting_autop(&asked->histories[0]);
    submitting_autop(&asked->histories[1]);
}

/* The checkpoint that it serves, signed by the log and by itself, is the last that it cosigned. */
static void check_memory(struct asked *asked, bool has_cosigned)
{
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_witness_answer answer = {.body = &body};
    const struct writ_str origin = WRIT_LIT(SUBMITTING_ORIGIN);
    char hex[WRIT_SHA256_HEX_SIZE];
    struct writ_checkpoint served;
    struct writ_digest hash;
    struct writ_str text;

    writ_buf_init(&body, &asked->alloc, WRIT_SUBMISSION_MAX);
    require(writ_sha256(&origin, 1, &hash, NULL) == WRIT_OK);
    writ_digest_hex(&hash, hex);
    require(writ_witness_checkpoint(asked->witness, writ_str_from(hex), &answer, NULL) == WRIT_OK);
    require(answer.status == (has_cosigned ? 200 : 404));
    if (has_cosigned) {
        require(writ_note_open(view(&body), &asked->logs.items[0].verifier, &text, NULL) ==
                WRIT_OK);
        require(writ_note_open(view(&body), &asked->self, &text, NULL) == WRIT_OK);
        require(writ_checkpoint_parse(text, &served, NULL) == WRIT_OK);
        require(served.size == asked->last.size &&
                writ_digest_equal(&served.root, &asked->last.root));
    }
}

static bool is_of(struct submitting *history, const struct writ_checkpoint *checkpoint)
{
    struct writ_digest root;

    return checkpoint->size <= SIZE &&
           writ_tree_root(writ_nodes_leaves(&history->nodes), checkpoint->size, &root, NULL) ==
               WRIT_OK &&
           writ_digest_equal(&root, &checkpoint->root);
}

/* Only what was submitted, well signed and a continuation; by our own tree, not the witness's. */
static void check_cosigned(struct asked *asked, struct writ_str body, struct writ_str lines)
{
    WRIT_AUTO(writ_buf) struct writ_buf note;
    const struct writ_checkpoint *now;
    struct writ_submission submission;
    struct writ_str text;
    bool is_history = false;

    require(writ_submission_parse(body, &submission, NULL) == WRIT_OK);
    now = &submission.checkpoint;
    require(submission.old_size == asked->last.size && now->size >= asked->last.size);
    writ_buf_init(&note, &asked->alloc, 2 * WRIT_SUBMISSION_MAX);
    writ_buf_add(&note, submission.text);
    writ_buf_add_char(&note, '\n');
    writ_buf_add(&note, lines);
    require(writ_note_open(view(&note), &asked->self, &text, NULL) == WRIT_OK);
    for (size_t i = 0; i < HISTORIES; i++) {
        is_history = is_history || (is_of(&asked->histories[i], &asked->last) &&
                                    is_of(&asked->histories[i], now));
    }
    require(is_history);
    asked->last = *now;
}

/* 409 is for who does not know what it cosigned, and 422 for who does. */
static void check_refused(const struct asked *asked, struct writ_str body,
                          const struct writ_witness_answer *answer)
{
    const struct writ_str reply = view(answer->body);
    const bool is_conflict = answer->status == 409;
    struct writ_submission submission;
    char size[32];

    (void)snprintf(size, sizeof(size), "%llu\n", (unsigned long long)asked->last.size);
    if (is_conflict || answer->status == 422) {
        require(writ_submission_parse(body, &submission, NULL) == WRIT_OK);
        require((submission.old_size != asked->last.size) == is_conflict);
    } else {
        require(answer->status == 400 || answer->status == 403 || answer->status == 404);
    }
    require(strcmp(answer->content_type,
                   is_conflict ? "text/x.tlog.size" : "text/plain; charset=utf-8") == 0);
    require(is_conflict ? writ_str_is(reply, size) : writ_str_ends(reply, WRIT_LIT("\n")));
}

/* Whether it has cosigned anything so far. */
static bool ask(struct asked *asked, struct writ_str body, bool has_cosigned)
{
    WRIT_AUTO(writ_buf) struct writ_buf reply;
    struct writ_witness_answer answer = {.body = &reply};

    writ_buf_init(&reply, &asked->alloc, WRIT_SUBMISSION_MAX);
    require(writ_witness_add_checkpoint(asked->witness, body, &answer, NULL) == WRIT_OK);
    if (answer.status == 200) {
        check_cosigned(asked, body, view(&reply));
        has_cosigned = true;
    } else {
        check_refused(asked, body, &answer);
    }
    check_memory(asked, has_cosigned);
    return has_cosigned;
}

static struct writ_str step_body(struct asked *asked, const uint8_t step[STEP],
                                 struct writ_str rest)
{
    struct submitting *log = &asked->histories[step[0] & 1];
    const struct writ_str body = submitting_body(log, step[1] % (SIZE + 1), step[2] % (SIZE + 1));

    switch (step[0] >> 1 & 3) {
    case 1:
        log->body.ptr[step[0] * 7u % body.len] ^= (char)(1 << (step[1] & 7));
        break;
    case 2:
        writ_buf_add(&log->body, rest);
        break;
    case 3:
        open_again(asked);
        break;
    }
    return view(&log->body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct writ_str input = {size == 0 ? "" : (const char *)data, size};
    struct asked asked;
    bool has_cosigned = false;

    asked_init(&asked);
    has_cosigned = ask(&asked, input, has_cosigned);
    for (size_t at = 0; at + STEP <= size && at < (size_t)64 * STEP; at += STEP) {
        const struct writ_str rest = writ_str_cut(input, at + STEP, size);

        has_cosigned = ask(&asked, step_body(&asked, data + at, rest), has_cosigned);
    }
    asked_done(&asked);
    return 0;
}
