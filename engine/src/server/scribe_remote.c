/* SPDX-License-Identifier: Apache-2.0 */
#include "server/scribe_remote.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "server/batch.h"
#include "server/door.h"
#include "server/wire.h"

/* What waits to be sent is decided already, so there is a bound on how much that may be. */
enum { QUEUE_MAX = 2 * WRIT_SUBMIT_MAX, TICK_S = 1 };

struct remote {
    struct writ_scribe scribe;
    struct writ_alloc alloc;
    struct writ_channel channel;
    int door_fd;
    int epoll_fd;
    int tick_fd;
    unsigned patience_ms;
    bool waits_to_send; /* epoll knows */
    uint64_t next_id;
    struct writ_submitted *first; /* not answered, oldest first */
    struct writ_submitted *last;
    struct writ_error state; /* as the committer said last */
};

static enum writ_status watch(const struct remote *remote, int operation, int fd, uint32_t events,
                              struct writ_error *err)
{
    struct epoll_event event = {.events = events};

    return epoll_ctl(remote->epoll_fd, operation, fd, &event) == 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "cannot wait: %s", strerror(errno));
}

static enum writ_status enter(struct remote *remote, struct writ_error *err)
{
    int fd;

    WRIT_TRY(writ_door_enter(remote->door_fd, &fd, err));
    writ_channel_reset(&remote->channel, fd);
    remote->waits_to_send = false;
    return watch(remote, EPOLL_CTL_ADD, fd, EPOLLIN, err);
}

static void finish(struct writ_submitted *submitted, enum writ_status status,
                   const struct writ_error *err)
{
    submitted->status = status;
    submitted->err = *err;
    submitted->done(submitted);
}

static void unlink_one(struct remote *remote, struct writ_submitted *before,
                       struct writ_submitted *submitted)
{
    if (before == NULL) {
        remote->first = submitted->next;
    } else {
        before->next = submitted->next;
    }
    if (remote->last == submitted) {
        remote->last = before;
    }
}

/* NULL: it was given up already. Answers come nearly in the order of the questions. */
static struct writ_submitted *take(struct remote *remote, uint64_t id)
{
    struct writ_submitted *before = NULL;
    struct writ_submitted *each = remote->first;

    while (each != NULL && each->id != id) {
        before = each;
        each = each->next;
    }
    if (each != NULL) {
        unlink_one(remote, before, each);
    }
    return each;
}

/* Those that wait since before `until_ms`; later ones stay. */
static void give_up(struct remote *remote, int64_t until_ms, const struct writ_error *err)
{
    while (remote->first != NULL && remote->first->due_ms <= until_ms) {
        struct writ_submitted *submitted = remote->first;

        unlink_one(remote, NULL, submitted);
        finish(submitted, err->status, err);
    }
}

static void lose(struct remote *remote)
{
    struct writ_error err = {0};
    struct writ_submitted *pending = remote->first;

    writ_channel_reset(&remote->channel, -1);
    (void)!writ_fail(&err, WRIT_E_IO, NULL, "the process that records has died");
    remote->state = err;
    remote->first = NULL;
    remote->last = NULL;
    if (enter(remote, NULL) != WRIT_OK) {
        writ_channel_reset(&remote->channel, -1);
    }
    while (pending != NULL) { /* whose owners may submit again */
        struct writ_submitted *next = pending->next;

        finish(pending, WRIT_E_IO, &err);
        pending = next;
    }
}

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

static enum writ_status submit(struct writ_scribe *scribe, struct writ_submitted *submitted,
                               struct writ_error *err)
{
    struct remote *remote = (struct remote *)scribe;

    if (remote->channel.fd < 0) {
        WRIT_TRY(enter(remote, err));
    }
    submitted->id = ++remote->next_id;
    submitted->due_ms = writ_time_monotonic_ms() + remote->patience_ms;
    submitted->next = NULL;
    put(writ_channel_begin(&remote->channel, WRIT_RECORD_SUBMIT, submitted->id), submitted);
    if (writ_channel_end(&remote->channel, NULL) != WRIT_OK) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "the log's queue is full: try again later");
    }
    if (remote->last == NULL) {
        remote->first = submitted;
    } else {
        remote->last->next = submitted;
    }
    remote->last = submitted;
    return WRIT_OK;
}

static enum writ_status strange(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_BUG, NULL, "the process that records says what it should not");
}

static enum writ_status read_error(struct writ_wire *wire, struct writ_error *ret_error,
                                   struct writ_error *err)
{
    struct writ_error error = {.status = (enum writ_status)writ_wire_u32(wire)};
    const struct writ_str source = writ_wire_text(wire);
    const struct writ_str text = writ_wire_text(wire);
    const struct writ_str hint = writ_wire_text(wire);

    if (!writ_wire_is_read(wire) || source.len >= sizeof(error.loc.source) ||
        text.len >= sizeof(error.text) || hint.len >= sizeof(error.hint)) {
        return strange(err);
    }
    memcpy(error.loc.source, source.ptr, source.len);
    memcpy(error.text, text.ptr, text.len);
    memcpy(error.hint, hint.ptr, hint.len);
    *ret_error = error;
    return WRIT_OK;
}

static enum writ_status take_done(struct remote *remote, const struct writ_message *message,
                                  struct writ_error *err)
{
    const struct writ_error fine = {0};
    struct writ_wire wire = {.rest = message->payload};
    const uint64_t first = writ_wire_u64(&wire);
    const struct writ_str receipt = writ_wire_text(&wire);
    const struct writ_str token = writ_wire_text(&wire);

    if (!writ_wire_is_read(&wire)) {
        return strange(err);
    }

    struct writ_submitted *submitted = take(remote, message->id);

    if (submitted != NULL) {
        submitted->first = first;
        submitted->receipt = receipt;
        submitted->token = token;
        finish(submitted, WRIT_OK, &fine);
    }
    return WRIT_OK;
}

static enum writ_status take_refusal(struct remote *remote, const struct writ_message *message,
                                     struct writ_error *err)
{
    struct writ_wire wire = {.rest = message->payload};
    struct writ_error why;

    WRIT_TRY(read_error(&wire, &why, err));
    if (why.status == WRIT_OK) {
        return strange(err);
    }

    struct writ_submitted *submitted = take(remote, message->id);

    if (submitted != NULL) {
        finish(submitted, why.status, &why);
    }
    return WRIT_OK;
}

static enum writ_status take_message(struct remote *remote, const struct writ_message *message,
                                     struct writ_error *err)
{
    struct writ_wire wire = {.rest = message->payload};

    switch (message->kind) {
    case WRIT_RECORD_DONE:
        return take_done(remote, message, err);
    case WRIT_RECORD_REFUSED:
        return take_refusal(remote, message, err);
    case WRIT_RECORD_STATE:
        return read_error(&wire, &remote->state, err);
    default: /* not an enum: any byte may stand there */
        return strange(err);
    }
}

/* Everything that is there; a failure is a lost committer. */
static enum writ_status converse(struct remote *remote, struct writ_error *err)
{
    struct writ_message message;
    bool is_there = false;
    bool is_open = true;

    WRIT_TRY(writ_channel_flush(&remote->channel, err));
    WRIT_TRY(writ_channel_fill(&remote->channel, &is_open, err));
    do {
        WRIT_TRY(writ_channel_next(&remote->channel, &message, &is_there, err));
        if (is_there) {
            WRIT_TRY(take_message(remote, &message, err));
        }
    } while (is_there);
    WRIT_TRY(writ_channel_flush(&remote->channel, err)); /* what was submitted meanwhile */
    return is_open ? WRIT_OK : strange(err);
}

static void watch_for_room(struct remote *remote)
{
    const bool has_output = writ_channel_has_output(&remote->channel);
    const uint32_t room = has_output ? EPOLLOUT : 0;

    if (has_output != remote->waits_to_send &&
        watch(remote, EPOLL_CTL_MOD, remote->channel.fd, EPOLLIN | room, NULL) == WRIT_OK) {
        remote->waits_to_send = has_output;
    }
}

static void turn(struct writ_scribe *scribe)
{
    struct remote *remote = (struct remote *)scribe;
    struct writ_error late = {0};
    uint64_t ticks;

    (void)!read(remote->tick_fd, &ticks, sizeof(ticks)); /* nothing to read is fine */
    if (remote->channel.fd >= 0 && converse(remote, NULL) != WRIT_OK) {
        lose(remote);
    }
    (void)!writ_fail(&late, WRIT_E_IO, NULL, "the process that records did not answer in time");
    give_up(remote, writ_time_monotonic_ms(), &late);
    if (remote->channel.fd >= 0) {
        watch_for_room(remote);
    }
}

static enum writ_status check(const struct writ_scribe *scribe, struct writ_error *err)
{
    const struct remote *remote = (const struct remote *)scribe;

    if (remote->state.status != WRIT_OK) {
        *err = remote->state;
    }
    return remote->state.status;
}

static int fd(const struct writ_scribe *scribe)
{
    return ((const struct remote *)scribe)->epoll_fd;
}

static void close_remote(struct writ_scribe *scribe)
{
    struct remote *remote = (struct remote *)scribe;
    struct writ_alloc alloc = {.used_bytes = sizeof(*remote), .fail_after = (size_t)-1};

    writ_channel_done(&remote->channel);
    writ_fd_autop(&remote->tick_fd);
    writ_fd_autop(&remote->epoll_fd);
    writ_free(&alloc, remote, sizeof(*remote));
}

static enum writ_status start(struct remote *remote, struct writ_error *err)
{
    const struct itimerspec tick = {.it_interval.tv_sec = TICK_S, .it_value.tv_sec = TICK_S};

    if (remote->epoll_fd < 0 || remote->tick_fd < 0 ||
        timerfd_settime(remote->tick_fd, 0, &tick, NULL) != 0) {
        return writ_fail(err, WRIT_E_IO, NULL, "cannot wait: %s", strerror(errno));
    }
    WRIT_TRY(watch(remote, EPOLL_CTL_ADD, remote->tick_fd, EPOLLIN, err));
    return enter(remote, err);
}

enum writ_status writ_scribe_remote(int door_fd, unsigned patience_ms,
                                    struct writ_scribe **ret_scribe, struct writ_error *err)
{
    static const struct writ_scribe_kind kind = {submit, check, fd, turn, close_remote};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct remote *remote = writ_calloc(&alloc, sizeof(*remote));

    if (remote == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    *remote =
        (struct remote){.scribe = {&kind},
                        .alloc = WRIT_ALLOC_INIT(0),
                        .door_fd = door_fd,
                        .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
                        .tick_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
                        .patience_ms = patience_ms};
    writ_channel_init(&remote->channel, -1, &remote->alloc, WRIT_SUBMIT_MAX, QUEUE_MAX);

    const enum writ_status status = start(remote, err);

    if (status != WRIT_OK) {
        close_remote(&remote->scribe);
        return status;
    }
    *ret_scribe = &remote->scribe;
    return WRIT_OK;
}
