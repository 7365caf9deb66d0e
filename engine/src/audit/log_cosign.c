/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking witnesses (c2sp.org/tlog-witness). What a witness answers is believed only as far as its
 * signature goes, with one exception: that it has seen more, or another history, of our log is an
 * alarm even unproved.
 */
#include <stdio.h>

#include "audit/quorum.h"
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"
#include "ledger/cosigned.h"
#include "ledger/submission.h"
#include "net/http_client.h"

enum { TRIES = 3, ANSWER_MAX = 64 << 10, TIMEOUT_MS = 20000, URL_MAX = 2048 };

struct asking {
    struct writ_log *log;
    struct writ_alloc *alloc;
    struct writ_buf note; /* the checkpoint, and the cosignatures it gathers */
};

static struct writ_str view(const struct writ_buf *buf)
{
    return (struct writ_str){buf->ptr, buf->len};
}

/* What the witness knows, as far as we know: it cosigned what we kept. */
static uint64_t first_guess(const struct asking *asking, const struct writ_verifier *witness)
{
    const struct writ_checkpoint *kept = writ_log_cosigned(asking->log);
    bool is_signed = false;

    return kept != NULL &&
                   writ_note_is_signed(writ_log_cosigned_note(asking->log), witness, &is_signed,
                                       NULL) == WRIT_OK &&
                   is_signed
               ? kept->size
               : 0;
}

static enum writ_status post(const struct asking *asking, const char *prefix, uint64_t old_size,
                             struct writ_http_answer *answer, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf body;
    char url[URL_MAX];
    const size_t len = strlen(prefix);
    const bool has_slash = len > 0 && prefix[len - 1] == '/';

    writ_buf_init(&body, asking->alloc, WRIT_SUBMISSION_MAX);
    WRIT_TRY(writ_log_submission(asking->log, old_size, &body, err));
    if (snprintf(url, sizeof(url), "%s%sadd-checkpoint", prefix, has_slash ? "" : "/") >= URL_MAX) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "the URL is longer than %d bytes", URL_MAX);
    }

    const struct writ_http_post request = {url, "text/plain; charset=utf-8", view(&body),
                                           TIMEOUT_MS};

    writ_buf_clear(answer->body);
    return writ_http_send(&request, answer, err);
}

/* Of the lines that came, one by this witness; all of its own must hold for our checkpoint. */
static enum writ_status take_lines(struct asking *asking, const struct writ_verifier *witness,
                                   struct writ_str lines, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf candidate;
    struct writ_str text;

    writ_buf_init(&candidate, asking->alloc, WRIT_SUBMISSION_MAX);
    writ_buf_add(&candidate, writ_log_checkpoint(asking->log));
    writ_buf_add(&candidate, lines);
    if (candidate.status != WRIT_OK) {
        return writ_fail(err, candidate.status, NULL, "no room for what the witness answered");
    }
    WRIT_TRY(writ_note_open(view(&candidate), witness, &text, err));
    writ_note_line_add_by(&asking->note, lines, witness);
    return asking->note.status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, asking->note.status, NULL, "no room for more cosignatures");
}

static enum writ_status explain(const struct writ_http_answer *answer, struct writ_error *err)
{
    struct writ_str rest = view(answer->body);
    struct writ_str line = {"", 0};

    switch (answer->status) {
    case 403:
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the witness knows this log by another key (403)");
    case 404:
        return writ_fail(err, WRIT_E_NOTFOUND, NULL, "the witness does not watch this log (404)");
    case 422:
        return writ_hint(err,
                         writ_fail(err, WRIT_E_CORRUPT, NULL,
                                   "the log is no continuation of what the witness has cosigned: "
                                   "it was rewritten or forked (422)"),
                         "compare it with the checkpoint that the witness serves, and with copies");
    default:
        (void)writ_str_split(&rest, '\n', &line);
        return writ_fail(err, WRIT_E_IO, NULL, "the witness answered %u: %.*s", answer->status,
                         WRIT_FMT(line));
    }
}

/* "7\n": what the witness has cosigned. */
static bool read_size(const struct writ_buf *body, uint64_t *ret_size)
{
    struct writ_str rest = view(body);
    struct writ_str line;

    return writ_str_split(&rest, '\n', &line) && rest.len == 0 && writ_str_to_u64(line, ret_size);
}

static enum writ_status ask(struct asking *asking, const struct writ_listed_key *witness,
                            struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_http_answer answer = {.body = &body};
    uint64_t old_size = first_guess(asking, &witness->verifier);

    writ_buf_init(&body, asking->alloc, ANSWER_MAX);
    for (int i = 0; i < TRIES; i++) {
        WRIT_TRY(post(asking, witness->url, old_size, &answer, err));
        if (answer.status == 200) {
            return take_lines(asking, &witness->verifier, view(&body), err);
        }
        if (answer.status != 409 || !read_size(&body, &old_size)) {
            return explain(&answer, err);
        }
    }
    return writ_fail(err, WRIT_E_IO, NULL, "the witness keeps changing its mind about the size");
}

static enum writ_status check_urls(const struct writ_key_list *witnesses, const char *source,
                                   struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(source == NULL ? "witnesses" : source, 0, 0);

    for (size_t i = 0; i < witnesses->count; i++) {
        if (witnesses->items[i].url == NULL) {
            return writ_hint(err,
                             writ_fail(err, WRIT_E_SCHEMA, &loc, "no URL for the witness '%s'",
                                       witnesses->items[i].verifier.name),
                             "write it behind the vkey, after a space");
        }
    }
    return WRIT_OK;
}

/* Every witness is asked even after a refusal: each has its own view of the log. */
static enum writ_status ask_all(struct asking *asking, const struct writ_key_list *witnesses,
                                const struct writ_cosign_visitor *visitor, uint64_t *ret_count,
                                struct writ_error *err)
{
    uint64_t count = 0;
    struct writ_error alarm = {0};

    for (size_t i = 0; i < witnesses->count; i++) {
        const struct writ_listed_key *witness = &witnesses->items[i];
        struct writ_error problem = {0};
        const enum writ_status status = ask(asking, witness, &problem);

        if (status == WRIT_E_NOMEM) {
            return writ_fail(err, status, NULL, "%s", problem.text);
        }
        if (status == WRIT_E_CORRUPT && alarm.status == WRIT_OK) {
            alarm = problem;
        }
        count += status == WRIT_OK ? 1 : 0;
        visitor->asked(visitor->ctx, witness->verifier.name, status == WRIT_OK ? NULL : &problem);
    }
    *ret_count = count;
    return alarm.status == WRIT_OK
               ? WRIT_OK
               : writ_hint(err, writ_pass_on(err, alarm.status, &alarm), "%s", alarm.hint);
}

static enum writ_status gather(struct asking *asking, const struct writ_quorum *quorum,
                               const struct writ_cosign_visitor *visitor, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_key_list witnesses = {NULL, 0};
    uint64_t least = 0;
    uint64_t count = 0;

    writ_arena_init(&arena, asking->alloc);
    WRIT_TRY(writ_quorum_read(&arena, quorum, &witnesses, &least, err));
    WRIT_TRY(check_urls(&witnesses, quorum->source, err));
    writ_buf_add(&asking->note, writ_log_checkpoint(asking->log));
    WRIT_TRY(ask_all(asking, &witnesses, visitor, &count, err));
    WRIT_TRY(writ_quorum_check(count, least, err));
    return writ_log_keep_cosigned(asking->log, view(&asking->note), err);
}

enum writ_status writ_audit_cosign(const char *dir, const struct writ_quorum *quorum,
                                   const struct writ_cosign_visitor *visitor, uint64_t *ret_size,
                                   struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct asking asking = {.alloc = &alloc};

    WRIT_TRY(writ_log_open_readonly(dir, &log, err));
    if (writ_log_published(log) == NULL) {
        const struct writ_loc loc = writ_loc_at(dir, 0, 0);

        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "the log has no checkpoint yet");
    }

    asking.log = log;
    writ_buf_init(&asking.note, &alloc, WRIT_SUBMISSION_MAX);

    const enum writ_status status = gather(&asking, quorum, visitor, err);

    writ_buf_done(&asking.note);
    WRIT_TRY(status);
    *ret_size = writ_log_published(log)->size;
    return WRIT_OK;
}
