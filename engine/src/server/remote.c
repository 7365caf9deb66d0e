/* SPDX-License-Identifier: Apache-2.0 */
#include "server/remote.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "server/door.h"

enum { TICK_S = 1 };

static enum writ_status watch(const struct writ_remote *remote, int operation, int fd,
                              uint32_t events, struct writ_error *err)
{
    struct epoll_event event = {.events = events};

    return epoll_ctl(remote->epoll_fd, operation, fd, &event) == 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "cannot wait: %s", strerror(errno));
}

static enum writ_status enter(struct writ_remote *remote, struct writ_error *err)
{
    int fd;

    WRIT_TRY(writ_door_enter(remote->options.door_fd, &fd, err));
    writ_channel_reset(&remote->channel, fd);
    remote->waits_to_send = false;
    return watch(remote, EPOLL_CTL_ADD, fd, EPOLLIN, err);
}

static void unlink_one(struct writ_remote *remote, struct writ_letter *before,
                       struct writ_letter *letter)
{
    if (before == NULL) {
        remote->first = letter->next;
    } else {
        before->next = letter->next;
    }
    if (remote->last == letter) {
        remote->last = before;
    }
}

/* NULL: it was given up already. Answers come nearly in the order of the questions. */
static struct writ_letter *take(struct writ_remote *remote, uint64_t id)
{
    struct writ_letter *before = NULL;
    struct writ_letter *each = remote->first;

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
static void give_up(struct writ_remote *remote, int64_t until_ms)
{
    struct writ_error late = {0};

    (void)!writ_fail(&late, WRIT_E_IO, NULL, "%s did not answer in time", remote->options.who);
    while (remote->first != NULL && remote->first->due_ms <= until_ms) {
        struct writ_letter *letter = remote->first;

        unlink_one(remote, NULL, letter);
        letter->answered(letter, NULL, &late);
    }
}

static void lose(struct writ_remote *remote)
{
    struct writ_letter *pending = remote->first;

    writ_channel_reset(&remote->channel, -1);
    remote->loss = (struct writ_error){0};
    (void)!writ_fail(&remote->loss, WRIT_E_IO, NULL, "%s has died", remote->options.who);
    remote->first = NULL;
    remote->last = NULL;
    if (enter(remote, NULL) != WRIT_OK) {
        writ_channel_reset(&remote->channel, -1);
    }
    while (pending != NULL) { /* whose owners may ask again */
        struct writ_letter *next = pending->next;

        pending->answered(pending, NULL, &remote->loss);
        pending = next;
    }
}

static bool take_message(struct writ_remote *remote, const struct writ_message *message)
{
    remote->loss = (struct writ_error){0};
    if (message->id == 0) {
        return remote->options.heard != NULL && remote->options.heard(remote->options.ctx, message);
    }

    struct writ_letter *letter = take(remote, message->id);

    if (letter != NULL) {
        letter->answered(letter, message, NULL);
    }
    return true;
}

/* Everything that is there; a failure is a loss. */
static enum writ_status converse(struct writ_remote *remote, struct writ_error *err)
{
    struct writ_message message;
    bool is_there = false;
    bool is_open = true;

    WRIT_TRY(writ_channel_flush(&remote->channel, err));
    WRIT_TRY(writ_channel_fill(&remote->channel, &is_open, err));
    do {
        WRIT_TRY(writ_channel_next(&remote->channel, &message, &is_there, err));
        if (is_there && !take_message(remote, &message)) {
            return WRIT_E_BUG;
        }
    } while (is_there);
    WRIT_TRY(writ_channel_flush(&remote->channel, err)); /* what was asked meanwhile */
    return is_open ? WRIT_OK : WRIT_E_IO;
}

static void watch_for_room(struct writ_remote *remote)
{
    const bool has_output = writ_channel_has_output(&remote->channel);
    const uint32_t room = has_output ? EPOLLOUT : 0;

    if (has_output != remote->waits_to_send &&
        watch(remote, EPOLL_CTL_MOD, remote->channel.fd, EPOLLIN | room, NULL) == WRIT_OK) {
        remote->waits_to_send = has_output;
    }
}

struct writ_buf *writ_remote_begin(struct writ_remote *remote, unsigned kind)
{
    if (remote->channel.fd < 0 && enter(remote, NULL) != WRIT_OK) {
        writ_channel_reset(&remote->channel, -1);
    }
    return writ_channel_begin(&remote->channel, kind, ++remote->next_id);
}

enum writ_status writ_remote_end(struct writ_remote *remote, struct writ_letter *letter,
                                 struct writ_error *err)
{
    if (remote->channel.fd < 0) {
        writ_channel_undo(&remote->channel);
        return writ_fail(err, WRIT_E_IO, NULL, "%s is not there", remote->options.who);
    }
    if (writ_channel_end(&remote->channel, NULL) != WRIT_OK) {
        return writ_fail(err, WRIT_E_IO, NULL, "%s has too much to do: try again later",
                         remote->options.who);
    }
    letter->id = remote->next_id;
    letter->due_ms = writ_time_monotonic_ms() + remote->options.patience_ms;
    letter->next = NULL;
    if (remote->last == NULL) {
        remote->first = letter;
    } else {
        remote->last->next = letter;
    }
    remote->last = letter;
    return WRIT_OK;
}

int writ_remote_fd(const struct writ_remote *remote)
{
    return remote->epoll_fd;
}

void writ_remote_turn(struct writ_remote *remote)
{
    uint64_t ticks;

    (void)!read(remote->tick_fd, &ticks, sizeof(ticks)); /* nothing to read is fine */
    if (remote->channel.fd < 0 && enter(remote, NULL) != WRIT_OK) {
        writ_channel_reset(&remote->channel, -1);
    }
    if (remote->channel.fd >= 0 && converse(remote, NULL) != WRIT_OK) {
        lose(remote);
    }
    give_up(remote, writ_time_monotonic_ms());
    if (remote->channel.fd >= 0) {
        watch_for_room(remote);
    }
}

enum writ_status writ_remote_open(struct writ_remote *ret_remote,
                                  const struct writ_remote_options *options, struct writ_error *err)
{
    const struct itimerspec tick = {.it_interval.tv_sec = TICK_S, .it_value.tv_sec = TICK_S};

    *ret_remote = (struct writ_remote){
        .options = *options,
        .alloc = WRIT_ALLOC_INIT(0),
        .epoll_fd = epoll_create1(EPOLL_CLOEXEC),
        .tick_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
    writ_channel_init(&ret_remote->channel, -1, &ret_remote->alloc, options->message_max,
                      options->queue_max);
    if (ret_remote->epoll_fd < 0 || ret_remote->tick_fd < 0 ||
        timerfd_settime(ret_remote->tick_fd, 0, &tick, NULL) != 0) {
        return writ_fail(err, WRIT_E_IO, NULL, "cannot wait: %s", strerror(errno));
    }
    WRIT_TRY(watch(ret_remote, EPOLL_CTL_ADD, ret_remote->tick_fd, EPOLLIN, err));
    return enter(ret_remote, err);
}

void writ_remote_close(struct writ_remote *remote)
{
    writ_channel_done(&remote->channel);
    writ_fd_autop(&remote->tick_fd);
    writ_fd_autop(&remote->epoll_fd);
}
