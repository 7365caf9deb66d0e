/* SPDX-License-Identifier: Apache-2.0 */
#include "server/committer_process.h"

#include <poll.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "server/batch.h"
#include "server/door.h"
#include "server/keeper.h"
#include "server/wire.h"

enum { CLIENTS_MAX = 256, ANSWERS_MAX = 16 << 20, RECEIPT_MAX = 64 << 10 };

/* A worker, at the other end of a channel. */
struct client {
    struct writ_channel channel;
    size_t pending; /* slips in the batch that are not answered */
    bool is_gone;
};

struct desk {
    struct writ_alloc alloc;
    const struct writ_committer_options *options;
    struct writ_keeper keeper;
    struct writ_batch batch;
    uint64_t batch_first;   /* index of its first record */
    int64_t batch_since_ms; /* grouped: when that came */
    struct client *clients[CLIENTS_MAX];
    size_t count;
    bool was_open;  /* what the clients were told of the log */
    bool has_input; /* a client may have whole messages that were not taken yet */
    bool was_heard; /* something came in this turn */
    struct pollfd fds[CLIENTS_MAX + 2];
};

static bool is_grouped(const struct desk *desk)
{
    return desk->options->window_ms > 0;
}

static void client_free(struct desk *desk, struct client *client)
{
    writ_channel_done(&client->channel);
    writ_free(&desk->alloc, client, sizeof(*client));
}

/* Nobody who is still to be answered. */
static void sweep(struct desk *desk)
{
    size_t kept = 0;

    for (size_t i = 0; i < desk->count; i++) {
        struct client *client = desk->clients[i];

        if (client->is_gone && client->pending == 0) {
            client_free(desk, client);
        } else {
            desk->clients[kept++] = client;
        }
    }
    desk->count = kept;
}

/* A client that cannot be answered is none. */
static void drop(struct desk *desk, struct client *client, const char *why)
{
    if (!client->is_gone && why != NULL && desk->options->note != NULL) {
        desk->options->note(desk->options->ctx, why);
    }
    client->is_gone = true; /* what the batch has borrowed of it stays until it is answered */
    writ_channel_hang_up(&client->channel);
}

static void send_end(struct desk *desk, struct client *client)
{
    if (writ_channel_end(&client->channel, NULL) != WRIT_OK) {
        drop(desk, client, "a worker does not take its answers");
    }
}

static void put_error(struct writ_buf *payload, const struct writ_error *err)
{
    writ_wire_put_u32(payload, (uint32_t)err->status);
    writ_wire_put_text(payload, writ_str_from(err->loc.source));
    writ_wire_put_text(payload, writ_str_from(err->text));
    writ_wire_put_text(payload, writ_str_from(err->hint));
}

static void send_error(struct desk *desk, struct client *client, unsigned kind, uint64_t id,
                       const struct writ_error *err)
{
    if (!client->is_gone) {
        put_error(writ_channel_begin(&client->channel, kind, id), err);
        send_end(desk, client);
    }
}

static void send_state(struct desk *desk, struct client *client)
{
    struct writ_error why = {0};

    why.status = writ_keeper_check(&desk->keeper, &why);
    send_error(desk, client, WRIT_RECORD_STATE, 0, &why);
}

static void send_state_if_new(struct desk *desk)
{
    const bool is_open = writ_keeper_check(&desk->keeper, NULL) == WRIT_OK;

    for (size_t i = 0; i < desk->count && is_open != desk->was_open; i++) {
        send_state(desk, desk->clients[i]);
    }
    desk->was_open = is_open;
}

static void admit(struct desk *desk)
{
    struct client *client;
    int fd;

    if (!writ_door_admit(desk->options->door_fd, &fd)) {
        return;
    }
    client = desk->count == CLIENTS_MAX ? NULL : writ_calloc(&desk->alloc, sizeof(*client));
    if (client == NULL) {
        (void)close(fd);
        return;
    }
    writ_channel_init(&client->channel, fd, &desk->alloc, WRIT_SUBMIT_MAX, ANSWERS_MAX);
    desk->clients[desk->count++] = client;
    send_state(desk, client);
}

/* The receipt can be missing only where memory is: a client then learns the index alone. */
static void put_done(const struct desk *desk, struct writ_buf *payload,
                     const struct writ_slip *slip, uint64_t index)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;

    writ_buf_init(&receipt, &alloc, RECEIPT_MAX);
    if (slip->wants_receipt &&
        writ_log_receipt(desk->keeper.log, index, &receipt, NULL) != WRIT_OK) {
        payload->status = WRIT_E_NOMEM;
    }
    writ_wire_put_u64(payload, index);
    writ_wire_put_text(payload, (struct writ_str){receipt.ptr, receipt.len});
    writ_wire_put_text(payload, slip->token == NULL ? WRIT_LIT("") : slip->token->token);
}

static void answer(struct desk *desk, struct writ_slip *slip, const struct writ_error *err)
{
    struct client *client = slip->from;

    if (slip->is_answered) {
        return;
    }
    slip->is_answered = true;
    client->pending--;
    if (err->status != WRIT_OK) {
        send_error(desk, client, WRIT_RECORD_REFUSED, slip->id, err);
    } else if (!client->is_gone) {
        put_done(desk, writ_channel_begin(&client->channel, WRIT_RECORD_DONE, slip->id), slip,
                 desk->batch_first + slip->first);
        send_end(desk, client);
    }
}

static void answer_all(struct desk *desk, const struct writ_error *err)
{
    for (size_t i = 0; i < desk->batch.slip_count; i++) {
        answer(desk, &desk->batch.slips[i], err);
    }
    writ_batch_clear(&desk->batch);
}

/* In a grouped log what was answered stays until it is committed, whatever happens to the disk. */
static void commit(struct desk *desk)
{
    struct writ_batch *batch = &desk->batch;
    struct writ_error err = {0};

    err.status = writ_keeper_commit(&desk->keeper, batch->records, batch->count, batch->tokens,
                                    batch->token_count, &err);
    if (err.status == WRIT_OK || !is_grouped(desk)) {
        answer_all(desk, &err);
    }
    desk->batch_since_ms = writ_time_monotonic_ms(); /* when it is to be tried again, if it is */
}

/* After a failed commit the log holds all of it or nothing. */
static void commit_again(struct desk *desk)
{
    const struct writ_error fine = {0};

    if (writ_log_size(desk->keeper.log) > desk->batch_first) {
        answer_all(desk, &fine);
    } else {
        commit(desk);
    }
}

static int64_t commit_due_ms(const struct desk *desk)
{
    if (desk->batch.count == 0 || desk->keeper.log == NULL) {
        return INT64_MAX;
    }
    return is_grouped(desk) ? desk->batch_since_ms + desk->options->window_ms : 0;
}

static bool is_full(const struct desk *desk)
{
    return !writ_batch_has_room(&desk->batch, WRIT_SUBMIT_MAX);
}

static void take_slip(struct desk *desk, struct client *client, struct writ_slip *slip)
{
    const struct writ_error fine = {0};

    if (desk->batch.slip_count == 1) {
        desk->batch_first = writ_log_size(desk->keeper.log);
        desk->batch_since_ms = writ_time_monotonic_ms();
    }
    slip->from = client;
    client->pending++;
    if (is_grouped(desk) && !slip->wants_receipt && slip->token == NULL) {
        answer(desk, slip, &fine);
    }
}

static void take_message(struct desk *desk, struct client *client,
                         const struct writ_message *message)
{
    struct writ_slip *slip = NULL;
    struct writ_error err = {0};
    enum writ_status status = writ_keeper_check(&desk->keeper, &err);

    if (status == WRIT_OK) {
        status = writ_batch_add(&desk->batch, message, is_grouped(desk), &slip, &err);
    }
    if (status == WRIT_OK) {
        take_slip(desk, client, slip);
    } else if (status == WRIT_E_SYNTAX) {
        drop(desk, client, err.text);
    } else {
        send_error(desk, client, WRIT_RECORD_REFUSED, message->id, &err);
    }
}

/* As many of its messages as fit. */
static void take_messages(struct desk *desk, struct client *client)
{
    struct writ_message message;
    bool is_there = true;

    while (is_there && !client->is_gone) {
        if (is_full(desk)) {
            desk->has_input = true;
            return;
        }
        if (writ_channel_next(&client->channel, &message, &is_there, NULL) != WRIT_OK) {
            drop(desk, client, "a worker sent what is no message");
        } else if (is_there) {
            take_message(desk, client, &message);
        }
    }
}

/* What is read stays where it is until it is committed, so it is read once a turn. */
static void read_client(struct desk *desk, struct client *client)
{
    bool is_open = true;

    if (client->is_gone) {
        return;
    }
    if (writ_channel_fill(&client->channel, &is_open, NULL) != WRIT_OK) {
        drop(desk, client, "a worker cannot be read from");
        return;
    }
    take_messages(desk, client);
    if (!is_open && !desk->has_input) {
        drop(desk, client, NULL);
    }
}

static void flush(struct desk *desk)
{
    for (size_t i = 0; i < desk->count; i++) {
        struct client *client = desk->clients[i];

        if (!client->is_gone && writ_channel_flush(&client->channel, NULL) != WRIT_OK) {
            drop(desk, client, NULL);
        }
    }
}

static int wait_ms(const struct desk *desk)
{
    const int64_t now_ms = writ_time_monotonic_ms();
    int64_t due_ms = writ_keeper_due_ms(&desk->keeper);

    due_ms = commit_due_ms(desk) < due_ms ? commit_due_ms(desk) : due_ms;
    if (desk->has_input || due_ms <= now_ms) {
        return 0;
    }
    return due_ms - now_ms > INT32_MAX ? -1 : (int)(due_ms - now_ms);
}

static enum writ_status wait_for_work(struct desk *desk, bool is_stopping, struct writ_error *err)
{
    desk->fds[0] = (struct pollfd){is_stopping ? -1 : desk->options->stop_fd, POLLIN, 0};
    desk->fds[1] = (struct pollfd){desk->options->door_fd, POLLIN, 0};
    for (size_t i = 0; i < desk->count; i++) {
        const struct writ_channel *channel = &desk->clients[i]->channel;
        const int events = POLLIN | (writ_channel_has_output(channel) ? POLLOUT : 0);

        desk->fds[i + 2] = (struct pollfd){channel->fd, (short)events, 0};
    }
    return poll(desk->fds, desk->count + 2, is_stopping ? 0 : wait_ms(desk)) >= 0 || errno == EINTR
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "the committer cannot wait: %s", strerror(errno));
}

/* Everybody who has something, or had more than fitted the last time. */
static void read_clients(struct desk *desk)
{
    const bool had_input = desk->has_input;
    const size_t count = desk->count;

    desk->has_input = false;
    desk->was_heard = false;
    for (size_t i = 0; i < count && !is_full(desk); i++) {
        if (had_input || (desk->fds[i + 2].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            read_client(desk, desk->clients[i]);
            desk->was_heard = true;
        }
    }
}

static void work(struct desk *desk)
{
    const bool was_closed = desk->keeper.log == NULL;

    writ_keeper_turn(&desk->keeper);
    if (was_closed && desk->keeper.log != NULL && desk->batch.count > 0) {
        commit_again(desk);
    }
    read_clients(desk);
    if (commit_due_ms(desk) <= writ_time_monotonic_ms() ||
        (desk->keeper.log != NULL && is_full(desk))) {
        commit(desk);
    }
    if ((desk->fds[1].revents & POLLIN) != 0) {
        admit(desk);
    }
    send_state_if_new(desk);
    flush(desk);
    sweep(desk);
}

/* What was submitted before the end is committed before the end. */
static enum writ_status drain(struct desk *desk, struct writ_error *err)
{
    do {
        WRIT_TRY(wait_for_work(desk, true, err));
        work(desk);
    } while (desk->was_heard);
    if (desk->batch.count > 0 && desk->keeper.log != NULL) {
        commit(desk);
    }
    flush(desk);
    return WRIT_OK;
}

static enum writ_status serve(struct desk *desk, struct writ_error *err)
{
    for (;;) {
        WRIT_TRY(wait_for_work(desk, false, err));
        if (desk->fds[0].revents != 0) {
            return drain(desk, err);
        }
        work(desk);
    }
}

static void desk_free(struct desk *desk)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    for (size_t i = 0; i < desk->count; i++) {
        client_free(desk, desk->clients[i]);
    }
    writ_batch_done(&desk->batch);
    writ_keeper_close(&desk->keeper);
    alloc.used_bytes = sizeof(*desk);
    writ_free(&alloc, desk, sizeof(*desk));
}

static enum writ_status open_and_serve(struct desk *desk, struct writ_error *err)
{
    const struct writ_committer_options *options = desk->options;

    WRIT_TRY(writ_keeper_open(&desk->keeper, options->log_dir, options->signer_door_fd, err));
    desk->keeper.note = options->note;
    desk->keeper.ctx = options->ctx;
    desk->was_open = true;
    if (options->ready != NULL) {
        options->ready(options->ctx);
    }
    return serve(desk, err);
}

enum writ_status writ_committer_run(const struct writ_committer_options *options,
                                    struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct desk *desk = writ_calloc(&alloc, sizeof(*desk));

    if (desk == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for the committer");
    }
    desk->alloc = WRIT_ALLOC_INIT(0);
    desk->options = options;
    writ_batch_init(&desk->batch);

    const enum writ_status status = open_and_serve(desk, err);

    desk_free(desk);
    return status;
}
