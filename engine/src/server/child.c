/* SPDX-License-Identifier: Apache-2.0 */
#include "server/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

enum { KEEPS_MAX = 32 };

struct pipes {
    int report[2];
    int order[2];
};

static void close_pipe(int fds[2])
{
    writ_fd_autop(&fds[0]);
    writ_fd_autop(&fds[1]);
}

/* Both ends close with a new program and never block. */
static bool make_pipe(int ret_fds[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ret_fds) == 0;
}

static enum writ_status make_pipes(struct pipes *ret_pipes, struct writ_error *err)
{
    *ret_pipes = (struct pipes){{-1, -1}, {-1, -1}};
    if (make_pipe(ret_pipes->report) && make_pipe(ret_pipes->order)) {
        return WRIT_OK;
    }

    const enum writ_status status =
        writ_fail(err, WRIT_E_IO, NULL, "cannot make a pipe: %s", strerror(errno));

    close_pipe(ret_pipes->report);
    close_pipe(ret_pipes->order);
    return status;
}

static void close_between(int first, int last)
{
    if (first <= last) {
        (void)syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0);
    }
}

/* So that a process has only what it needs, whatever its parent has open. */
static void keep_only(const int *fds, size_t count)
{
    int next = STDERR_FILENO + 1;

    for (;;) {
        int least = -1;

        for (size_t i = 0; i < count; i++) {
            least = fds[i] >= next && (least < 0 || fds[i] < least) ? fds[i] : least;
        }
        if (least < 0) {
            break;
        }
        close_between(next, least - 1);
        next = least + 1;
    }
    close_between(next, ~0U >> 1);
}

/* In the child: its parent may have died before it asked to be told. */
static int live(const struct writ_child_plan *plan, const struct pipes *pipes, pid_t parent)
{
    const struct writ_child_side side = {pipes->report[1], pipes->order[0]};
    int keeps[KEEPS_MAX] = {side.report_fd, side.order_fd};
    size_t count = 2;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    (void)prctl(PR_SET_NAME, plan->name, 0, 0, 0);
    if (getppid() != parent) {
        return 1;
    }
    for (size_t i = 0; i < plan->keep_count && count < KEEPS_MAX; i++) {
        keeps[count++] = plan->keeps[i];
    }
    keep_only(keeps, count);
    writ_alloc_return_large();
    return plan->live(plan->ctx, &side);
}

enum writ_status writ_child_start(const struct writ_child_plan *plan, struct writ_child *ret_child,
                                  struct writ_error *err)
{
    const pid_t parent = getpid();
    struct pipes pipes;

    WRIT_TRY(make_pipes(&pipes, err));

    const pid_t pid = fork();

    if (pid == 0) {
        _exit(
            live(plan, &pipes, parent)); /* what the parent had to do at its end is the parent's */
    }
    writ_fd_autop(&pipes.report[1]);
    writ_fd_autop(&pipes.order[0]);
    if (pid < 0) {
        writ_fd_autop(&pipes.report[0]);
        writ_fd_autop(&pipes.order[1]);
        return writ_fail(err, WRIT_E_IO, NULL, "cannot start a process: %s", strerror(errno));
    }
    *ret_child = (struct writ_child){pid, pipes.report[0], pipes.order[1]};
    return WRIT_OK;
}

void writ_child_hear(struct writ_child *child, struct writ_word *ret_word)
{
    const ssize_t got = read(child->report_fd, ret_word, sizeof(*ret_word));

    writ_fd_autop(&child->report_fd);
    child->report_fd = -1;
    if (got != (ssize_t)sizeof(*ret_word)) {
        *ret_word = (struct writ_word){.text = ""};
        (void)!writ_fail(&ret_word->err, WRIT_E_IO, NULL,
                         "a process of the service died while it started");
    }
}

void writ_child_order(const struct writ_child *child)
{
    (void)!write(child->order_fd, "!", 1); /* who has died already needs no order */
}

void writ_child_forget(struct writ_child *child)
{
    writ_fd_autop(&child->report_fd);
    writ_fd_autop(&child->order_fd);
    *child = (struct writ_child){.report_fd = -1, .order_fd = -1};
}

void writ_child_say(const struct writ_child_side *side, const struct writ_error *err,
                    const char *text)
{
    struct writ_word word = {.err = *err};

    (void)snprintf(word.text, sizeof(word.text), "%s", text == NULL ? "" : text);
    (void)!write(side->report_fd, &word, sizeof(word)); /* less than a pipe takes at once */
}
