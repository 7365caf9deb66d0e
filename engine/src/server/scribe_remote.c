/* SPDX-License-Identifier: Apache-2.0 */
#include "server/scribe_remote.h"

#include <stddef.h>

#include "base/error.h"
#include "base/try.h"
#include "server/batch.h"
#include "server/remote.h"
#include "server/wire.h"

/* What waits to be sent is decided already, so there is a bound on how much that may be. */
enum { QUEUE_MAX = 2 * WRIT_SUBMIT_MAX };

struct scribe {
    struct writ_scribe scribe;
    struct writ_remote remote;
    struct writ_error state; /* as the committer said last */
};

static void put(struct writ_buf *payload, const struct writ_submitted *submitted)
{
    const uint32_t flags = (submitted->wants_receipt ? WRIT_SUBMIT_RECEIPT : 0) |
                           (submitted->claims.len > 0 ? WRIT_SUBMIT_TOKEN : 0);

    writ_wire_put_u32(payload, flags);
    writ_wire_put_u32(payload, (uint32_t)submitted->count);
    for (size_t i = 0; i < submitted->count; i++) {
        writ_wire_put_text(payload, submitted->records[i].leaf);
        writ_wire_put_text(payload, submitted->records[i].side);
    }
    if (submitted->claims.len > 0) {
        writ_wire_put_text(payload, submitted->claims);
    }
}

static bool read_error(struct writ_wire *wire, struct writ_error *ret_error)
{
    struct writ_error error = {.status = (enum writ_status)writ_wire_u32(wire)};
    const struct writ_str source = writ_wire_text(wire);
    const struct writ_str text = writ_wire_text(wire);
    const struct writ_str hint = writ_wire_text(wire);

    if (!writ_wire_is_read(wire) || source.len >= sizeof(error.loc.source) ||
        text.len >= sizeof(error.text) || hint.len >= sizeof(error.hint)) {
        return false;
    }
    memcpy(error.loc.source, source.ptr, source.len);
    memcpy(error.text, text.ptr, text.len);
    memcpy(error.hint, hint.ptr, hint.len);
    *ret_error = error;
    return true;
}

static bool read_done(struct writ_wire *wire, struct writ_submitted *submitted)
{
    submitted->first = writ_wire_u64(wire);
    submitted->receipt = writ_wire_text(wire);
    submitted->token = writ_wire_text(wire);
    return writ_wire_is_read(wire);
}

/* The error of a refusal, or of an answer that is none. */
static struct writ_error error_of(const struct writ_message *answer, struct writ_wire *wire)
{
    struct writ_error err = {0};

    if (answer->kind != WRIT_RECORD_REFUSED || !read_error(wire, &err) || err.status == WRIT_OK) {
        err = (struct writ_error){0};
        (void)!writ_fail(&err, WRIT_E_BUG, NULL,
                         "the process that records says what it should not");
    }
    return err;
}

static void answered(struct writ_letter *letter, const struct writ_message *answer,
                     const struct writ_error *err)
{
    struct writ_submitted *submitted =
        (struct writ_submitted *)(void *)((char *)letter - offsetof(struct writ_submitted, letter));
    struct writ_wire wire = {.rest = answer == NULL ? (struct writ_str){NULL, 0} : answer->payload};

    if (answer == NULL) {
        submitted->err = *err;
    } else if (answer->kind != WRIT_RECORD_DONE || !read_done(&wire, submitted)) {
        submitted->err = error_of(answer, &wire);
    }
    submitted->status = submitted->err.status;
    submitted->done(submitted);
}

static bool hear(void *ctx, const struct writ_message *message)
{
    struct writ_wire wire = {.rest = message->payload};
    struct scribe *own = ctx;

    return message->kind == WRIT_RECORD_STATE && read_error(&wire, &own->state);
}

static enum writ_status submit(struct writ_scribe *scribe, struct writ_submitted *submitted,
                               struct writ_error *err)
{
    struct scribe *own = (struct scribe *)scribe;

    submitted->letter.answered = answered;
    put(writ_remote_begin(&own->remote, WRIT_RECORD_SUBMIT), submitted);
    return writ_remote_end(&own->remote, &submitted->letter, err);
}

static enum writ_status check(const struct writ_scribe *scribe, struct writ_error *err)
{
    const struct scribe *own = (const struct scribe *)scribe;
    const struct writ_error *trouble =
        own->remote.loss.status != WRIT_OK ? &own->remote.loss : &own->state;

    if (trouble->status != WRIT_OK) {
        *err = *trouble;
    }
    return trouble->status;
}

static int fd(const struct writ_scribe *scribe)
{
    return writ_remote_fd(&((const struct scribe *)scribe)->remote);
}

static void turn(struct writ_scribe *scribe)
{
    writ_remote_turn(&((struct scribe *)scribe)->remote);
}

static void close_scribe(struct writ_scribe *scribe)
{
    struct writ_alloc alloc = {.used_bytes = sizeof(struct scribe), .fail_after = (size_t)-1};

    writ_remote_close(&((struct scribe *)scribe)->remote);
    writ_free(&alloc, scribe, sizeof(struct scribe));
}

enum writ_status writ_scribe_remote(int door_fd, unsigned patience_ms,
                                    struct writ_scribe **ret_scribe, struct writ_error *err)
{
    static const struct writ_scribe_kind kind = {submit, check, fd, turn, close_scribe};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct scribe *own = writ_calloc(&alloc, sizeof(*own));

    if (own == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    own->scribe.kind = &kind;

    const struct writ_remote_options options = {.who = "the process that records",
                                                .door_fd = door_fd,
                                                .message_max = WRIT_SUBMIT_MAX,
                                                .queue_max = QUEUE_MAX,
                                                .patience_ms = patience_ms,
                                                .heard = hear,
                                                .ctx = own};
    const enum writ_status status = writ_remote_open(&own->remote, &options, err);

    if (status != WRIT_OK) {
        close_scribe(&own->scribe);
        return status;
    }
    *ret_scribe = &own->scribe;
    return WRIT_OK;
}
