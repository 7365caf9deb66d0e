/* SPDX-License-Identifier: Apache-2.0
 *
 * server/child.h - a process that another one starts, which says once whether it could, and ends with it.
 */
#ifndef WRIT_SERVER_CHILD_H
#define WRIT_SERVER_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "writ/error.h"

/** What a child says of its start. */
struct writ_word {
    struct writ_error err; /**< WRIT_OK: it is ready */
    char text[256];        /**< what else it has to say; then */
};

struct writ_child {
    pid_t pid;     /**< 0: none */
    int report_fd; /**< readable when it has said its word, or died without; -1 after that */
    int order_fd;  /**< a byte here is an order to it */
};

/** What the child has. */
struct writ_child_side {
    int report_fd;
    int order_fd; /**< readable: an order */
};

struct writ_child_plan {
    const char *name; /**< as ps shows it: at most 15 characters */
    /** The child's whole life; its value is the exit code. */
    int (*live)(void *ctx, const struct writ_child_side *side);
    void *ctx;
    const int *keeps; /**< descriptors that it keeps beside its own and the standard ones; all others are closed */
    size_t keep_count;
};

/** @retval WRIT_E_IO  the system refuses another process */
WRIT_NODISCARD enum writ_status writ_child_start(const struct writ_child_plan *plan, struct writ_child *ret_child,
                                                 struct writ_error *err);

/** To be called when report_fd is readable. A child that died without a word is an error of its own. */
void writ_child_hear(struct writ_child *child, struct writ_word *ret_word);

void writ_child_order(const struct writ_child *child);

/** It has ended: forget it. */
void writ_child_forget(struct writ_child *child);

/** By the child, once. @param text  for a child that is ready; NULL: none */
void writ_child_say(const struct writ_child_side *side, const struct writ_error *err, const char *text);

#endif
