/* SPDX-License-Identifier: Apache-2.0 */
#include "server/door.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

/* Room for one descriptor, which is room for two, as it is padded. */
union passed {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static enum writ_status make_pair(int type, int ret_fds[2], struct writ_error *err)
{
    return socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ret_fds) == 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "cannot make a pair of sockets: %s",
                           strerror(errno));
}

enum writ_status writ_door_make(struct writ_door *ret_door, struct writ_error *err)
{
    int fds[2];

    WRIT_TRY(make_pair(SOCK_SEQPACKET, fds, err));
    *ret_door = (struct writ_door){.outside = fds[0], .inside = fds[1]};
    return WRIT_OK;
}

void writ_door_close(struct writ_door *door)
{
    writ_fd_autop(&door->outside);
    writ_fd_autop(&door->inside);
    *door = (struct writ_door){-1, -1};
}

static bool pass(int outside, int fd)
{
    char byte = 0;
    struct iovec text = {&byte, 1};
    union passed passed = {.bytes = {0}};
    const struct msghdr message = {.msg_iov = &text,
                                   .msg_iovlen = 1,
                                   .msg_control = &passed,
                                   .msg_controllen = sizeof(passed)};

    passed.head = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(sizeof(fd)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&passed.head), &fd, sizeof(fd));
    return sendmsg(outside, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

enum writ_status writ_door_enter(int outside, int *ret_fd, struct writ_error *err)
{
    int fds[2];

    WRIT_TRY(make_pair(SOCK_STREAM, fds, err));

    WRIT_AUTO(writ_fd) int own = fds[0];
    WRIT_AUTO(writ_fd) int theirs = fds[1];

    if (!pass(outside, theirs)) {
        return writ_fail(err, WRIT_E_IO, NULL, "another process of the service takes nobody: %s",
                         strerror(errno));
    }
    *ret_fd = own;
    own = -1;
    return WRIT_OK;
}

/* Exactly one, or none is kept. */
static int descriptor_of(struct msghdr *message)
{
    const struct cmsghdr *head = CMSG_FIRSTHDR(message);
    int fds[sizeof(union passed) / sizeof(int)];
    size_t count = 0;

    if (head != NULL && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
        count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(fds, CMSG_DATA(head), count * sizeof(int));
    }
    if (count == 1) {
        return fds[0];
    }
    for (size_t i = 0; i < count; i++) {
        (void)close(fds[i]);
    }
    return -1;
}

bool writ_door_admit(int inside, int *ret_fd)
{
    char byte;
    struct iovec text = {&byte, 1};
    union passed passed = {.bytes = {0}};
    struct msghdr message = {.msg_iov = &text,
                             .msg_iovlen = 1,
                             .msg_control = &passed,
                             .msg_controllen = sizeof(passed)};

    if (recvmsg(inside, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) <= 0) {
        return false;
    }
    *ret_fd = descriptor_of(&message);
    return *ret_fd >= 0;
}
