/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/submission.h"

#include "base/error.h"
#include "base/try.h"
#include "ledger/hash_text.h"

enum { PROOF_LINES_MAX = 63 };

static const struct writ_str old_key = {"old ", 4};

void writ_submission_write(struct writ_buf *buf, uint64_t old_size, const struct writ_proof *proof,
                           struct writ_str note)
{
    writ_buf_addf(buf, "old %llu\n", (unsigned long long)old_size);
    for (size_t i = 0; i < proof->count; i++) {
        writ_hash_text_add(buf, &proof->hashes[i]);
        writ_buf_add_char(buf, '\n');
    }
    writ_buf_add_char(buf, '\n');
    writ_buf_add(buf, note);
}

static enum writ_status parse_proof(struct writ_str *rest, struct writ_proof *proof,
                                    struct writ_error *err)
{
    struct writ_str line;

    while (writ_str_split(rest, '\n', &line)) {
        if (line.len == 0) {
            return WRIT_OK;
        }
        if (proof->count == PROOF_LINES_MAX) {
            return writ_fail(err, WRIT_E_SYNTAX, NULL, "the consistency proof has over %d hashes",
                             PROOF_LINES_MAX);
        }
        WRIT_TRY(writ_hash_text_parse(line, &proof->hashes[proof->count], err));
        proof->count++;
    }
    return writ_fail(err, WRIT_E_SYNTAX, NULL, "no checkpoint after an empty line");
}

enum writ_status writ_submission_parse(struct writ_str body, struct writ_submission *ret_submission,
                                       struct writ_error *err)
{
    struct writ_submission submission = {0};
    struct writ_str rest = body;
    struct writ_str line;

    if (body.len > WRIT_SUBMISSION_MAX) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "the body is longer than %d bytes",
                         WRIT_SUBMISSION_MAX);
    }
    if (!writ_str_split(&rest, '\n', &line) || !writ_str_starts(line, old_key) ||
        !writ_str_to_u64(writ_str_cut(line, old_key.len, line.len), &submission.old_size)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "line 1 is not 'old' and a tree size");
    }
    WRIT_TRY(parse_proof(&rest, &submission.proof, err));
    submission.note = rest;
    WRIT_TRY(writ_note_text(rest, &submission.text, err));
    WRIT_TRY(writ_checkpoint_parse(submission.text, &submission.checkpoint, err));
    *ret_submission = submission;
    return WRIT_OK;
}
