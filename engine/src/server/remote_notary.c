/* SPDX-License-Identifier: Apache-2.0 */
#include "server/remote_notary.h"

#include <poll.h>

#include "base/error.h"
#include "base/time.h"
#include "base/try.h"
#include "server/door.h"
#include "server/signer_process.h"
#include "server/wire.h"

enum { RETRY_MS = 10 };

/* Adds a request's payload. */
typedef void (*fill_fn)(struct writ_buf *payload, const void *what);

struct request {
    unsigned kind;
    fill_fn fill; /* NULL: nothing */
    const void *what;
};

/* Of hashes[from, from + count) */
static struct writ_str bytes_of(const struct writ_digest *hashes, size_t from, size_t count)
{
    return count == 0 ? WRIT_LIT("")
                      : (struct writ_str){(const char *)(hashes + from), count * sizeof(*hashes)};
}

static enum writ_status strange_answer(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_BUG, NULL, "the signer answered what it was not asked");
}

static enum writ_status read_refusal(const struct writ_message *answer, struct writ_error *err)
{
    struct writ_wire wire = {.rest = answer->payload};
    const uint32_t status = writ_wire_u32(&wire);
    const struct writ_str text = writ_wire_text(&wire);

    return writ_wire_is_read(&wire) && status == WRIT_E_NOMEM
               ? writ_fail(err, WRIT_E_NOMEM, NULL, "%.*s", WRIT_FMT(text))
               : writ_fail(err, WRIT_E_CRYPTO, NULL, "the signer refuses: %.*s", WRIT_FMT(text));
}

static enum writ_status await(struct writ_remote_notary *notary, int64_t deadline_ms,
                              struct writ_message *ret_answer, struct writ_error *err)
{
    bool is_there = false;
    bool is_open = true;

    for (;;) {
        WRIT_TRY(writ_channel_flush(&notary->channel, err));
        WRIT_TRY(writ_channel_next(&notary->channel, ret_answer, &is_there, err));
        if (is_there) {
            return ret_answer->id == notary->next_id ? WRIT_OK : strange_answer(err);
        }
        if (!is_open) {
            return writ_fail(err, WRIT_E_IO, NULL, "the signer has died");
        }
        WRIT_TRY(writ_channel_wait(&notary->channel, deadline_ms, err));
        WRIT_TRY(writ_channel_fill(&notary->channel, &is_open, err));
    }
}

static enum writ_status ask(struct writ_remote_notary *notary, const struct request *request,
                            int64_t deadline_ms, struct writ_wire *ret_reply,
                            struct writ_error *err)
{
    struct writ_message answer = {0};
    struct writ_buf *payload =
        writ_channel_begin(&notary->channel, request->kind, ++notary->next_id);

    if (request->fill != NULL) {
        request->fill(payload, request->what);
    }
    WRIT_TRY(writ_channel_end(&notary->channel, err));
    WRIT_TRY(await(notary, deadline_ms, &answer, err));
    if (answer.kind != WRIT_SIGNER_DONE) {
        notary->is_begun = false;
        return answer.kind == WRIT_SIGNER_REFUSED ? read_refusal(&answer, err)
                                                  : strange_answer(err);
    }
    *ret_reply = (struct writ_wire){.rest = answer.payload};
    return WRIT_OK;
}

static enum writ_status enter(struct writ_remote_notary *notary, struct writ_error *err)
{
    int fd;

    notary->is_begun = false;
    WRIT_TRY(writ_door_enter(notary->door_fd, &fd, err));
    writ_channel_reset(&notary->channel, fd);
    return WRIT_OK;
}

static void fill_begin(struct writ_buf *payload, const void *what)
{
    const struct writ_growth *growth = what;

    writ_wire_put_text(payload, growth->from_note);
    writ_wire_put_u64(payload, growth->from.size);
    writ_buf_add(payload, bytes_of(growth->from.hashes, 0, growth->from.count));
}

static void fill_hashes(struct writ_buf *payload, const void *what)
{
    writ_buf_add(payload, *(const struct writ_str *)what);
}

/* The signer stands where the growth begins. */
static enum writ_status stand_at(struct writ_remote_notary *notary,
                                 const struct writ_growth *growth, int64_t deadline_ms,
                                 struct writ_error *err)
{
    const struct request request = {WRIT_SIGNER_BEGIN, fill_begin, growth};
    struct writ_wire reply;

    if (notary->channel.fd < 0) {
        WRIT_TRY(enter(notary, err));
    }
    if (notary->is_begun && notary->position == growth->from.size) {
        return WRIT_OK;
    }
    WRIT_TRY(ask(notary, &request, deadline_ms, &reply, err));
    notary->is_begun = true;
    notary->position = growth->from.size;
    return WRIT_OK;
}

/* All but the leaves that go with the request for the note. */
static enum writ_status tell_leaves(struct writ_remote_notary *notary,
                                    const struct writ_growth *growth, size_t count,
                                    int64_t deadline_ms, struct writ_error *err)
{
    for (size_t at = 0; at < count; at += WRIT_SIGNER_HASHES_MAX) {
        const size_t some =
            count - at < WRIT_SIGNER_HASHES_MAX ? count - at : WRIT_SIGNER_HASHES_MAX;
        const struct writ_str hashes = bytes_of(growth->hashes, at, some);
        const struct request request = {WRIT_SIGNER_ADD, fill_hashes, &hashes};
        struct writ_wire reply;

        WRIT_TRY(ask(notary, &request, deadline_ms, &reply, err));
    }
    return WRIT_OK;
}

/* The last leaves of a growth, and the tokens for some of them. */
struct last_leaves {
    struct writ_str hashes;
    const struct writ_wanted_token *wanted;
    size_t wanted_count;
};

static void fill_note(struct writ_buf *payload, const void *what)
{
    const struct last_leaves *last = what;

    writ_wire_put_u32(payload, (uint32_t)(last->hashes.len / WRIT_SHA256_SIZE));
    writ_buf_add(payload, last->hashes);
    for (size_t i = 0; i < last->wanted_count; i++) {
        writ_wire_put_u32(payload, (uint32_t)last->wanted[i].place);
        writ_wire_put_text(payload, last->wanted[i].claims);
    }
}

static enum writ_status take_tokens(struct writ_remote_notary *notary, struct writ_wire *reply,
                                    struct writ_error *err)
{
    writ_arena_reset(&notary->arena);
    for (size_t i = 0; i < notary->wanted_count; i++) {
        struct writ_str *token = &notary->wanted[i].token;

        *token = writ_arena_str(&notary->arena, writ_wire_text(reply));
        if (token->ptr == NULL) {
            return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for a token");
        }
    }
    return writ_wire_is_read(reply) ? WRIT_OK : strange_answer(err);
}

/* The note has to be of the tree that the log has: it begins with the text that was expected. */
static enum writ_status take_note(struct writ_remote_notary *notary,
                                  const struct writ_growth *growth, struct writ_wire *reply,
                                  struct writ_buf *note, struct writ_error *err)
{
    const struct writ_str text = writ_wire_text(reply);

    if (!writ_str_starts(text, growth->text)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the signer signed another tree than the log's");
    }
    WRIT_TRY(take_tokens(notary, reply, err));
    writ_buf_add(note, text);
    return note->status == WRIT_OK ? WRIT_OK
                                   : writ_fail(err, note->status, NULL, "no room for a checkpoint");
}

static enum writ_status try_note(struct writ_remote_notary *notary,
                                 const struct writ_growth *growth, int64_t deadline_ms,
                                 struct writ_buf *note, struct writ_error *err)
{
    const size_t last_count =
        growth->count % WRIT_SIGNER_HASHES_MAX; /* a commit is smaller than that: all of it */
    const size_t before = growth->count - last_count;
    const struct last_leaves last = {
        .hashes = bytes_of(growth->hashes, before, last_count),
        .wanted = notary->wanted,
        .wanted_count = notary->wanted_count,
    };
    const struct request request = {WRIT_SIGNER_NOTE, fill_note, &last};
    struct writ_wire reply;

    WRIT_TRY(stand_at(notary, growth, deadline_ms, err));
    notary->is_begun = false; /* until all is done */
    WRIT_TRY(tell_leaves(notary, growth, before, deadline_ms, err));
    WRIT_TRY(ask(notary, &request, deadline_ms, &reply, err));
    WRIT_TRY(take_note(notary, growth, &reply, note, err));
    notary->is_begun = true;
    notary->position = growth->from.size + growth->count;
    return WRIT_OK;
}

static enum writ_status try_jws(struct writ_remote_notary *notary, const struct writ_growth *growth,
                                int64_t deadline_ms, struct writ_buf *jws, struct writ_error *err)
{
    const struct request request = {.kind = WRIT_SIGNER_JWS};
    struct writ_wire reply;

    WRIT_TRY(stand_at(notary, growth, deadline_ms, err));
    WRIT_TRY(ask(notary, &request, deadline_ms, &reply, err));

    const uint64_t size = writ_wire_u64(&reply);
    const struct writ_str text = writ_wire_text(&reply);

    if (!writ_wire_is_read(&reply) || size != growth->from.size) {
        return strange_answer(err);
    }
    writ_buf_add(jws, text);
    return jws->status == WRIT_OK ? WRIT_OK
                                  : writ_fail(err, jws->status, NULL, "no room for a JWS");
}

typedef enum writ_status (*attempt_fn)(struct writ_remote_notary *notary,
                                       const struct writ_growth *growth, int64_t deadline_ms,
                                       struct writ_buf *buf, struct writ_error *err);

/* A signer that dies has a successor; one that refuses means it. */
static enum writ_status insist(struct writ_remote_notary *notary, attempt_fn attempt,
                               const struct writ_growth *growth, struct writ_buf *buf,
                               struct writ_error *err)
{
    const int64_t deadline_ms = writ_time_monotonic_ms() + notary->patience_ms;

    for (;;) {
        struct writ_error why = {0};
        const enum writ_status status = attempt(notary, growth, deadline_ms, buf, &why);

        if (status == WRIT_OK) {
            return WRIT_OK;
        }
        if (status != WRIT_E_CRYPTO && status != WRIT_E_NOMEM) {
            writ_channel_reset(&notary->channel, -1);
        }
        if (status == WRIT_E_TIMEOUT || writ_time_monotonic_ms() >= deadline_ms) {
            return writ_fail(err, WRIT_E_IO, NULL, "there is no signer to sign the log");
        }
        if (status != WRIT_E_IO) {
            return writ_fail(err, status, NULL, "%s", why.text);
        }
        (void)poll(NULL, 0, RETRY_MS);
    }
}

static enum writ_status sign_note(void *ctx, const struct writ_growth *growth,
                                  struct writ_buf *note, struct writ_error *err)
{
    return insist(ctx, try_note, growth, note, err);
}

static enum writ_status sign_jws(void *ctx, const struct writ_growth *growth, struct writ_buf *jws,
                                 struct writ_error *err)
{
    return insist(ctx, try_jws, growth, jws, err);
}

struct writ_notary writ_remote_notary_of(struct writ_remote_notary *notary)
{
    return (struct writ_notary){
        .verifier = &notary->verifier, .note = sign_note, .jws = sign_jws, .ctx = notary};
}

void writ_remote_notary_want(struct writ_remote_notary *notary, struct writ_wanted_token *wanted,
                             size_t count)
{
    notary->wanted = wanted;
    notary->wanted_count = count;
}

static enum writ_status meet(struct writ_remote_notary *notary, struct writ_error *err)
{
    const struct request request = {.kind = WRIT_SIGNER_WHO};
    struct writ_wire reply;

    WRIT_TRY(enter(notary, err));
    WRIT_TRY(ask(notary, &request, writ_time_monotonic_ms() + notary->patience_ms, &reply, err));
    return writ_verifier_parse(writ_wire_text(&reply), &notary->verifier, err);
}

enum writ_status writ_remote_notary_init(struct writ_remote_notary *notary, int door_fd,
                                         unsigned patience_ms, struct writ_error *err)
{
    *notary = (struct writ_remote_notary){.door_fd = door_fd, .patience_ms = patience_ms};
    notary->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&notary->arena, &notary->alloc);
    writ_channel_init(&notary->channel, -1, &notary->alloc, WRIT_SIGNER_MESSAGE_MAX,
                      2 * (size_t)WRIT_SIGNER_MESSAGE_MAX);
    return meet(notary, err);
}

void writ_remote_notary_done(struct writ_remote_notary *notary)
{
    writ_channel_done(&notary->channel);
    writ_arena_done(&notary->arena);
}
