/* SPDX-License-Identifier: Apache-2.0
 *
 * server/channel.h - messages between two processes of the service, over a UNIX stream socket.
 *
 * A message is [u32 len][u8 kind][u64 id][len bytes], little endian. Nothing here waits but
 * writ_channel_wait(). The other side is not believed: lengths are checked before memory is taken, and what is kept of
 * either direction has a bound.
 */
#ifndef WRIT_SERVER_CHANNEL_H
#define WRIT_SERVER_CHANNEL_H

#include "base/buf.h"

struct writ_message {
    unsigned kind;
    uint64_t id;
    struct writ_str payload; /**< borrowed until the next writ_channel_fill() */
};

struct writ_channel {
    int fd; /**< -1: closed */
    size_t message_max;
    struct writ_buf in;
    size_t in_at; /**< what is before was taken */
    struct writ_buf out;
    size_t out_at; /**< what is before was sent */
    size_t begun;  /**< where the message that is being written starts */
};

/**
 * @param fd           the channel's from here on; -1 for a closed one
 * @param message_max  longest payload, in bytes, that is taken or sent
 * @param queue_max    bytes that may wait to be sent
 */
void writ_channel_init(struct writ_channel *channel, int fd, struct writ_alloc *alloc, size_t message_max, size_t queue_max);
void writ_channel_done(struct writ_channel *channel);

/** Close, but keep what was read. */
void writ_channel_hang_up(struct writ_channel *channel);

/** Forget what is held and close; go on with another socket, or none (-1). */
void writ_channel_reset(struct writ_channel *channel, int fd);

/** Begin a message; its payload is to be appended to what is returned. */
struct writ_buf *writ_channel_begin(struct writ_channel *channel, unsigned kind, uint64_t id);

/**
 * The payload is complete. On failure the message is taken back whole.
 *
 * @retval WRIT_E_LIMIT  longer than any, or too much waits to be sent already
 */
WRIT_NODISCARD enum writ_status writ_channel_end(struct writ_channel *channel, struct writ_error *err);

/** Take back what was begun. */
void writ_channel_undo(struct writ_channel *channel);

bool writ_channel_has_output(const struct writ_channel *channel);

/** Send what the socket takes. @retval WRIT_E_IO  the other side is gone */
WRIT_NODISCARD enum writ_status writ_channel_flush(struct writ_channel *channel, struct writ_error *err);

/**
 * Read what is there, up to one message of the longest kind; what is beyond waits in the socket.
 *
 * @param ret_is_open  false: the other side has closed; what it said before can still be taken
 */
WRIT_NODISCARD enum writ_status writ_channel_fill(struct writ_channel *channel, bool *ret_is_open, struct writ_error *err);

/**
 * Take the next whole message.
 *
 * @param ret_is_there  false: there is none yet
 * @retval WRIT_E_SYNTAX  the other side announces a message longer than any: no use going on with it
 */
WRIT_NODISCARD enum writ_status writ_channel_next(struct writ_channel *channel, struct writ_message *ret_message,
                                                  bool *ret_is_there, struct writ_error *err);

/** Wait until something can be read or, when there is output, sent. @retval WRIT_E_TIMEOUT  nothing by then */
WRIT_NODISCARD enum writ_status writ_channel_wait(const struct writ_channel *channel, int64_t deadline_ms, struct writ_error *err);

static inline void writ_channel_autop(struct writ_channel *channel)
{
    writ_channel_done(channel);
}

#endif
