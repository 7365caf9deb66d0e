/* SPDX-License-Identifier: Apache-2.0 */
#include "server/archive_process.h"

#include <errno.h>
#include <poll.h>

#include "base/error.h"
#include "base/try.h"
#include "server/door.h"
#include "server/wire.h"

enum { CLIENTS_MAX = 64, QUEUE_MAX = 2 * WRIT_ARCHIVE_MESSAGE_MAX, PATIENCE_MS = 10000 };

/* The workers that are inside. */
struct hall {
    struct writ_alloc alloc;
    struct writ_archive *archive;
    struct writ_channel clients[CLIENTS_MAX];
    size_t count;
    struct pollfd fds[CLIENTS_MAX + 2];
};

static void hall_autop(struct hall *hall)
{
    for (size_t i = 0; i < hall->count; i++) {
        writ_channel_done(&hall->clients[i]);
    }
}

static enum writ_status find(struct hall *hall, const struct writ_message *request,
                             struct writ_archived *archived, struct writ_error *err)
{
    struct writ_wire wire = {.rest = request->payload};
    struct writ_archive_question question;

    question.path = writ_wire_text(&wire);
    question.authorization = writ_wire_text(&wire);

    if (request->kind != WRIT_ARCHIVE_GET || !writ_wire_is_read(&wire)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "the archive was asked what it does not know");
    }
    WRIT_TRY(writ_archive_get(hall->archive, &question, archived, err));
    return archived->body->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, archived->body->status, NULL, "no room for the document");
}

static enum writ_status answer(struct hall *hall, const struct writ_message *request,
                               struct writ_channel *channel, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_archived archived = {.body = &body};
    struct writ_error why = {0};
    struct writ_buf *reply;

    writ_buf_init(&body, &hall->alloc, WRIT_ARCHIVE_BODY_MAX);

    const enum writ_status status = find(hall, request, &archived, &why);

    if (status == WRIT_OK) {
        reply = writ_channel_begin(channel, WRIT_ARCHIVE_FOUND, request->id);
        writ_wire_put_text(reply, writ_str_from(archived.content_type));
        writ_wire_put_text(reply, (struct writ_str){body.ptr, body.len});
    } else {
        reply = writ_channel_begin(channel, WRIT_ARCHIVE_REFUSED, request->id);
        writ_wire_put_u32(reply, (uint32_t)status);
        writ_wire_put_text(reply, writ_str_from(why.text));
    }
    return writ_channel_end(channel, err);
}

static enum writ_status converse(struct hall *hall, struct writ_channel *channel,
                                 struct writ_error *err)
{
    struct writ_message request;
    bool is_there = false;
    bool is_open = true;

    WRIT_TRY(writ_channel_flush(channel, err));
    WRIT_TRY(writ_channel_fill(channel, &is_open, err));
    do {
        WRIT_TRY(writ_channel_next(channel, &request, &is_there, err));
        if (is_there) {
            WRIT_TRY(answer(hall, &request, channel, err));
        }
    } while (is_there);
    WRIT_TRY(writ_channel_flush(channel, err));
    return is_open ? WRIT_OK : WRIT_E_IO;
}

/* A worker that is gone, or breaks the rules, leaves. */
static void serve(struct hall *hall)
{
    size_t kept = 0;

    for (size_t i = 0; i < hall->count; i++) {
        struct writ_channel *channel = &hall->clients[i];

        if (hall->fds[i + 2].revents != 0 && converse(hall, channel, NULL) != WRIT_OK) {
            writ_channel_done(channel);
        } else {
            hall->clients[kept++] = *channel;
        }
    }
    hall->count = kept;
}

static void admit(struct hall *hall, int door_fd)
{
    int fd;

    if (hall->count < CLIENTS_MAX && writ_door_admit(door_fd, &fd)) {
        writ_channel_init(&hall->clients[hall->count++], fd, &hall->alloc, WRIT_ARCHIVE_MESSAGE_MAX,
                          QUEUE_MAX);
    }
}

static enum writ_status wait_for_work(struct hall *hall, int door_fd, int stop_fd,
                                      struct writ_error *err)
{
    hall->fds[0] = (struct pollfd){stop_fd, POLLIN, 0};
    hall->fds[1] = (struct pollfd){hall->count < CLIENTS_MAX ? door_fd : -1, POLLIN, 0};
    for (size_t i = 0; i < hall->count; i++) {
        const bool has_output = writ_channel_has_output(&hall->clients[i]);

        hall->fds[i + 2] =
            (struct pollfd){hall->clients[i].fd, (short)(POLLIN | (has_output ? POLLOUT : 0)), 0};
    }
    return poll(hall->fds, hall->count + 2, -1) >= 0 || errno == EINTR
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "the archive cannot wait: %s", strerror(errno));
}

enum writ_status writ_archive_run(struct writ_archive *archive, int door_fd, int stop_fd,
                                  struct writ_error *err)
{
    WRIT_AUTO(hall) struct hall hall = {.alloc = WRIT_ALLOC_INIT(0), .archive = archive};

    for (;;) {
        WRIT_TRY(wait_for_work(&hall, door_fd, stop_fd, err));
        if (hall.fds[0].revents != 0) {
            return WRIT_OK;
        }
        const bool is_somebody_there = hall.fds[1].revents != 0;

        serve(&hall);
        if (is_somebody_there) {
            admit(&hall, door_fd);
        }
    }
}

enum writ_status writ_archive_remote(int door_fd, struct writ_remote *ret_remote,
                                     struct writ_error *err)
{
    const struct writ_remote_options options = {.who = "the archive",
                                                .door_fd = door_fd,
                                                .message_max = WRIT_ARCHIVE_MESSAGE_MAX,
                                                .queue_max = QUEUE_MAX,
                                                .patience_ms = PATIENCE_MS};

    return writ_remote_open(ret_remote, &options, err);
}
