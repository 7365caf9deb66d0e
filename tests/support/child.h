/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/child.h - a process of its own to be killed, which says on a pipe what it does.
 */
#ifndef WRIT_TESTS_CHILD_H
#define WRIT_TESTS_CHILD_H

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t pid;
    int pipe_fd; /* what it says; the caller closes it */
};

static inline struct child child_begin(void (*live)(const void *ctx, int pipe_fd), const void *ctx)
{
    int fds[2];

    assert_int_equal(pipe(fds), 0);

    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        (void)close(fds[0]);
        live(ctx, fds[1]);
        _exit(0);
    }
    (void)close(fds[1]);
    return (struct child){pid, fds[0]};
}

#endif
