/* SPDX-License-Identifier: Apache-2.0
 *
 * server/remote.h - another process of the service, asked through its door without waiting for it.
 *
 * Of one thread. When the other process dies, what it has not answered fails; the remote then stands before the door
 * again, and what is asked meanwhile waits for the next one, though not for long.
 */
#ifndef WRIT_SERVER_REMOTE_H
#define WRIT_SERVER_REMOTE_H

#include "server/channel.h"
#include "writ/error.h"

/** A question that waits for its answer: the first member of what the asker keeps of it. */
struct writ_letter {
    /**
     * Called once, in writ_remote_turn().
     *
     * @param answer  borrowed; NULL: none came, and `err` says why
     */
    void (*answered)(struct writ_letter *letter, const struct writ_message *answer, const struct writ_error *err);

    /* the remote's own */
    uint64_t id;
    int64_t due_ms;
    struct writ_letter *next;
};

struct writ_remote_options {
    const char *who;      /**< in errors: "the process that records" */
    int door_fd;          /**< outside of its door; borrowed */
    size_t message_max;   /**< bytes of one message */
    size_t queue_max;     /**< bytes that may wait to be sent */
    unsigned patience_ms; /**< what is not answered by then fails */

    /** Told what the other process says without being asked; false: it should not. NULL: nothing is to be said. */
    bool (*heard)(void *ctx, const struct writ_message *message);
    void *ctx; /**< for heard */
};

struct writ_remote {
    struct writ_remote_options options;
    struct writ_alloc alloc;
    struct writ_channel channel;
    int epoll_fd;
    int tick_fd;
    bool waits_to_send; /* epoll knows */
    uint64_t next_id;
    struct writ_letter *first; /* not answered, oldest first */
    struct writ_letter *last;
    struct writ_error loss; /* WRIT_OK in it while there is somebody to ask, as far as is known */
};

/** @param ret_remote  stays where it is; writ_remote_close(), also on failure */
WRIT_NODISCARD enum writ_status writ_remote_open(struct writ_remote *ret_remote, const struct writ_remote_options *options,
                                                 struct writ_error *err);

/** Nothing is told of what still waits. */
void writ_remote_close(struct writ_remote *remote);

/** Begin a question: its payload is to be appended to what is returned. */
struct writ_buf *writ_remote_begin(struct writ_remote *remote, unsigned kind);

/**
 * It is complete: send it with the next turn. The letter is left alone until `answered`.
 *
 * @retval WRIT_E_IO  too much waits already, or nobody can be asked; `answered` will not be called
 */
WRIT_NODISCARD enum writ_status writ_remote_end(struct writ_remote *remote, struct writ_letter *letter, struct writ_error *err);

/** Readable when there is something to do. */
int writ_remote_fd(const struct writ_remote *remote);

/** Send what waits, and hand over what was answered. Never blocks. */
void writ_remote_turn(struct writ_remote *remote);

#endif
