/* SPDX-License-Identifier: Apache-2.0
 *
 * Who comes through the door finds whoever stands inside by then, and only sockets are let in.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "cmocka_all.h"

#include "base/fd.h"
#include "server/door.h"

static void both_ends_meet_whoever_came_first(void **state)
{
    struct writ_door door;
    int outer[2];
    int inner[2];
    char byte = 0;

    (void)state;
    assert_int_equal(writ_door_make(&door, NULL), WRIT_OK);
    assert_false(writ_door_admit(door.inside, &inner[0]));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(writ_door_enter(door.outside, &outer[i], NULL), WRIT_OK);
    }
    for (int i = 0; i < 2; i++) {
        assert_true(writ_door_admit(door.inside, &inner[i]));
        assert_int_equal(write(outer[i], &"ab"[i], 1), 1);
        assert_int_equal(read(inner[i], &byte, 1), 1);
        assert_int_equal(byte, "ab"[i]);
        (void)close(inner[i]);
        assert_int_equal(recv(outer[i], &byte, 1, MSG_DONTWAIT), 0);
        (void)close(outer[i]);
    }
    assert_false(writ_door_admit(door.inside, &inner[0]));
    writ_door_close(&door);
}

/* A message with `count` descriptors, which may be none or too many. */
static void send_fds(int outside, size_t count)
{
    const int fds[3] = {STDIN_FILENO, STDIN_FILENO, STDIN_FILENO};
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(fds))];
    } passed = {.bytes = {0}};
    char byte = 0;
    struct iovec text = {&byte, 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1};

    if (count > 0) {
        message.msg_control = &passed;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        passed.head = (struct cmsghdr){.cmsg_len = CMSG_LEN(count * sizeof(int)),
                                       .cmsg_level = SOL_SOCKET,
                                       .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&passed.head), fds, count * sizeof(int));
    }
    assert_int_equal(sendmsg(outside, &message, 0), 1);
}

static void nobody_is_let_in_without_a_socket_of_their_own(void **state)
{
    static const size_t counts[] = {0, 2, 3};
    struct writ_door door;
    int fd = -1;

    (void)state;
    assert_int_equal(writ_door_make(&door, NULL), WRIT_OK);

    const int before = dup(STDIN_FILENO);

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        send_fds(door.outside, counts[i]);
        assert_false(writ_door_admit(door.inside, &fd));
    }
    assert_int_equal(close(before), 0);

    const int after = dup(STDIN_FILENO);

    assert_int_equal(after, before); /* what came was closed */
    (void)close(after);
    writ_door_close(&door);
}

static void a_door_without_an_inside_is_an_error(void **state)
{
    struct writ_error err = {0};
    struct writ_door door;
    int fd = -1;

    (void)state;
    assert_int_equal(writ_door_make(&door, NULL), WRIT_OK);
    (void)close(door.inside);
    door.inside = -1;
    assert_int_equal(writ_door_enter(door.outside, &fd, &err), WRIT_E_IO);
    assert_int_equal(fd, -1);
    assert_non_null(strstr(err.text, "takes nobody"));
    writ_door_close(&door);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ends_meet_whoever_came_first),
        cmocka_unit_test(nobody_is_let_in_without_a_socket_of_their_own),
        cmocka_unit_test(a_door_without_an_inside_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
