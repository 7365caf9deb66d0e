/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as the body of add-checkpoint, as a list of keys, and as what a witness answers. What
 * parses is written as it was read; what nobody signed is never cosigned.
 */
#include "crypto/note.h"
#include "fuzz.h"
#include "ledger/key_list.h"
#include "ledger/submission.h"

#define WITNESS "witness.example/w1+eb762cc2+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
#define NOTE                                                                                       \
    "acme/node-1/2026-11\n2\ncQf1xQ20wdqfvwCosPXPAaRYB1wyVUEAS9FX8CcvoUU=\n\n"                     \
    "\xe2\x80\x94 a AAAAAAA=\n"

static void try_submission(struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf written;
    struct writ_submission submission;
    struct writ_error err = {0};

    writ_buf_init(&written, &alloc, 2 * WRIT_SUBMISSION_MAX);
    if (writ_submission_parse(text, &submission, &err) != WRIT_OK) {
        require(err.text[0] != '\0');
        return;
    }
    writ_submission_write(&written, submission.old_size, &submission.proof, submission.note);
    require(writ_str_eq((struct writ_str){written.ptr, written.len}, text));
}

static void try_list(struct writ_str text, enum writ_key_use use)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_key_list list = {NULL, 0};
    struct writ_error err = {0};

    writ_arena_init(&arena, &alloc);
    if (writ_key_list_read(&arena, "keys", text, use, &list, &err) == WRIT_OK) {
        require(list.count > 0 && list.items[0].verifier.use == use);
    } else {
        require(err.text[0] != '\0' && err.loc.source[0] != '\0');
    }
}

static bool has_line_by(struct writ_str lines, const struct writ_verifier *witness)
{
    struct writ_str line;

    while (writ_str_split(&lines, '\n', &line)) {
        if (writ_note_line_is_by(line, witness)) {
            return true;
        }
    }
    return false;
}

/* Signature lines behind a checkpoint: none that can be made up holds. */
static void try_answer(struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_verifier witness;
    bool is_signed = false;

    writ_buf_init(&note, &alloc, 2 * WRIT_SUBMISSION_MAX);
    require(writ_witness_parse(WRIT_LIT(WITNESS), &witness, NULL) == WRIT_OK);
    writ_buf_add_text(&note, NOTE);
    writ_buf_add(&note, text);
    require(writ_note_is_signed((struct writ_str){note.ptr, note.len}, &witness, &is_signed,
                                NULL) != WRIT_OK ||
            !is_signed || has_line_by(text, &witness));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct writ_str text = {size == 0 ? "" : (const char *)data, size};

    try_submission(text);
    try_list(text, WRIT_KEY_LOG);
    try_list(text, WRIT_KEY_WITNESS);
    try_answer(text);
    return 0;
}
