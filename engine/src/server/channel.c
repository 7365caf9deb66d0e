/* SPDX-License-Identifier: Apache-2.0 */
#include "server/channel.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "server/wire.h"

enum { HEAD = 13, CHUNK = 64 << 10, KEPT_MAX = 1 << 20 };

void writ_channel_init(struct writ_channel *channel, int fd, struct writ_alloc *alloc,
                       size_t message_max, size_t queue_max)
{
    *channel = (struct writ_channel){.fd = fd, .message_max = message_max};
    writ_buf_init(&channel->in, alloc, HEAD + message_max + CHUNK);
    writ_buf_init(&channel->out, alloc, queue_max);
}

void writ_channel_hang_up(struct writ_channel *channel)
{
    writ_fd_autop(&channel->fd);
    channel->fd = -1;
}

void writ_channel_done(struct writ_channel *channel)
{
    writ_channel_hang_up(channel);
    writ_buf_done(&channel->in);
    writ_buf_done(&channel->out);
    channel->in_at = 0;
    channel->out_at = 0;
}

void writ_channel_reset(struct writ_channel *channel, int fd)
{
    writ_channel_done(channel);
    channel->fd = fd;
}

struct writ_buf *writ_channel_begin(struct writ_channel *channel, unsigned kind, uint64_t id)
{
    channel->begun = channel->out.len;
    writ_wire_put_u32(&channel->out, 0);
    writ_buf_add_char(&channel->out, (char)(unsigned char)kind);
    writ_wire_put_u64(&channel->out, id);
    return &channel->out;
}

void writ_channel_undo(struct writ_channel *channel)
{
    channel->out.len = channel->begun;
    channel->out.status = WRIT_OK;
}

enum writ_status writ_channel_end(struct writ_channel *channel, struct writ_error *err)
{
    struct writ_buf *out = &channel->out;
    const size_t len = out->len - channel->begun - (out->status == WRIT_OK ? HEAD : 0);
    enum writ_status status = out->status;

    if (status == WRIT_OK && len > channel->message_max) {
        status = WRIT_E_LIMIT;
    }
    if (status != WRIT_OK) {
        writ_channel_undo(channel);
        return writ_fail(err, status, NULL, "no room for a message of %zu bytes", len);
    }
    for (size_t i = 0; i < sizeof(uint32_t); i++) {
        out->ptr[channel->begun + i] = (char)(unsigned char)(len >> (8 * i) & 255);
    }
    return WRIT_OK;
}

bool writ_channel_has_output(const struct writ_channel *channel)
{
    return channel->out_at < channel->out.len;
}

static enum writ_status lost(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_IO, NULL, "another process of the service is gone: %s",
                     strerror(errno));
}

/* Empty, and one long message is no reason to keep its memory for ever. */
static void rewind_buf(struct writ_buf *buf)
{
    if (buf->cap > KEPT_MAX) {
        writ_buf_done(buf);
    } else {
        writ_buf_clear(buf);
    }
}

enum writ_status writ_channel_flush(struct writ_channel *channel, struct writ_error *err)
{
    while (writ_channel_has_output(channel)) {
        const ssize_t sent = send(channel->fd, channel->out.ptr + channel->out_at,
                                  channel->out.len - channel->out_at, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (sent < 0 && errno == EAGAIN) {
            return WRIT_OK;
        }
        if (sent < 0 && errno != EINTR) {
            return lost(err);
        }
        channel->out_at += sent < 0 ? 0 : (size_t)sent;
    }
    rewind_buf(&channel->out);
    channel->out_at = 0;
    return WRIT_OK;
}

static void drop_taken(struct writ_channel *channel)
{
    const size_t held = channel->in.len - channel->in_at;

    if (held == 0) {
        rewind_buf(&channel->in);
    } else if (channel->in_at > 0) {
        memmove(channel->in.ptr, channel->in.ptr + channel->in_at, held);
        channel->in.len = held;
    }
    channel->in_at = 0;
}

enum writ_status writ_channel_fill(struct writ_channel *channel, bool *ret_is_open,
                                   struct writ_error *err)
{
    struct writ_buf *in = &channel->in;

    drop_taken(channel);
    while (in->len < HEAD + channel->message_max) {
        writ_buf_reserve(in, CHUNK);
        if (in->status != WRIT_OK) {
            return writ_fail(err, in->status, NULL, "out of memory for a message");
        }

        const ssize_t got = recv(channel->fd, in->ptr + in->len, CHUNK, MSG_DONTWAIT);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 && errno != EAGAIN && errno != ECONNRESET) {
            return lost(err);
        }
        if (got <= 0) {
            *ret_is_open = got < 0 && errno == EAGAIN;
            return WRIT_OK;
        }
        in->len += (size_t)got;
    }
    *ret_is_open = true;
    return WRIT_OK;
}

enum writ_status writ_channel_next(struct writ_channel *channel, struct writ_message *ret_message,
                                   bool *ret_is_there, struct writ_error *err)
{
    const struct writ_str held = {channel->in.ptr, channel->in.len};
    struct writ_wire wire = {.rest = writ_str_cut(held, channel->in_at, held.len)};
    const uint32_t len = writ_wire_u32(&wire);
    const struct writ_str kind = writ_wire_bytes(&wire, 1);

    *ret_is_there = false;
    if (!wire.is_short && len > channel->message_max) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "a message of %u bytes, of %zu at most", len,
                         channel->message_max);
    }
    ret_message->id = writ_wire_u64(&wire);
    ret_message->payload = writ_wire_bytes(&wire, len);
    if (!wire.is_short) {
        ret_message->kind = (unsigned char)kind.ptr[0];
        *ret_is_there = true;
        channel->in_at += HEAD + len;
    }
    return WRIT_OK;
}

enum writ_status writ_channel_wait(const struct writ_channel *channel, int64_t deadline_ms,
                                   struct writ_error *err)
{
    struct pollfd wanted = {.fd = channel->fd,
                            .events =
                                (short)(POLLIN | (writ_channel_has_output(channel) ? POLLOUT : 0))};

    for (;;) {
        const int64_t left_ms = deadline_ms - writ_time_monotonic_ms();
        const int ready = poll(&wanted, 1, left_ms < 0 ? 0 : (int)left_ms);

        if (ready > 0) {
            return WRIT_OK;
        }
        if (ready == 0) {
            return writ_fail(err, WRIT_E_TIMEOUT, NULL,
                             "another process of the service does not answer");
        }
        if (errno != EINTR) {
            return lost(err);
        }
    }
}
