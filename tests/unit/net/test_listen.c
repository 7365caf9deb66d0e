/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses to listen on: what is read, what is refused, and what stays behind.
 */
#include "cmocka_all.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "net/listen.h"
#include "own_dir.h"

static const struct {
    const char *address;
    bool allows_remote;
    enum writ_status status;
} cases[] = {
    {"127.0.0.1:0", false, WRIT_OK},
    {"localhost:0", false, WRIT_OK},
    {"127.1.2.3:0", false, WRIT_OK},
    {"0.0.0.0:0", false, WRIT_E_SCHEMA},
    {"0.0.0.0:0", true, WRIT_OK},
    {"[::]:0", false, WRIT_E_SCHEMA},
    {"[::ffff:127.0.0.1]:0", false, WRIT_E_SCHEMA}, /* refused rather than interpreted */
    {"192.0.2.1:0", true, WRIT_E_IO},
    {"", false, WRIT_E_SYNTAX},
    {"127.0.0.1", false, WRIT_E_SYNTAX},
    {":80", false, WRIT_E_SYNTAX},
    {"127.0.0.1:", false, WRIT_E_SYNTAX},
    {"127.0.0.1:65536", false, WRIT_E_SYNTAX},
    {"127.0.0.1:http", false, WRIT_E_SYNTAX},
    {"127.0.0.1:-1", false, WRIT_E_SYNTAX},
    {"no such host.invalid:1", false, WRIT_E_IO},
    {"unix:", false, WRIT_E_SYNTAX},
    {"unix:/no/such/folder/socket", false, WRIT_E_IO},
    {"unix:/"
     "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
     "890123456789012345678901",
     false, WRIT_E_SYNTAX},
};

static void addresses_are_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_listener listener = {.fd = -1};
        struct writ_error err = {0};
        const enum writ_status status =
            writ_listen(cases[i].address, cases[i].allows_remote, &listener, &err);

        writ_listener_close(&listener);
        if (status != cases[i].status || (status != WRIT_OK && err.text[0] == '\0')) {
            fail_msg("'%s': %s %s", cases[i].address, writ_status_name(status), err.text);
        }
    }
}

static void port_0_becomes_a_real_one_that_is_taken(void **state)
{
    struct writ_listener first = {.fd = -1};
    struct writ_listener second = {.fd = -1};
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_listen("127.0.0.1:0", false, &first, &err), WRIT_OK);
    assert_null(strstr(first.address, ":0"));
    assert_int_equal(writ_listen(first.address, false, &second, &err), WRIT_E_IO);
    assert_string_equal(err.loc.source, first.address);
    writ_listener_close(&first);
}

static void a_socket_left_behind_is_replaced_and_a_live_one_is_not(void **state)
{
    struct writ_listener first = {.fd = -1};
    struct writ_listener second = {.fd = -1};
    struct writ_error err = {0};
    char dir[OWN_PATH];
    char address[OWN_PATH + 8];

    (void)state;
    own_dir_make(dir);
    (void)snprintf(address, sizeof(address), "unix:%s/s", dir);
    assert_int_equal(writ_listen(address, false, &first, &err), WRIT_OK);
    assert_int_equal(writ_listen(address, false, &second, &err), WRIT_E_IO);
    (void)close(first.fd); /* as if the process had died */
    assert_int_equal(writ_listen(address, false, &second, &err), WRIT_OK);
    writ_listener_close(&second);
    assert_int_not_equal(access(address + 5, F_OK), 0);
    own_write(address + 5, (struct writ_str){"x", 1}, 0644); /* a file is nobody's socket */
    assert_int_equal(writ_listen(address, false, &second, &err), WRIT_E_IO);
    assert_int_equal(access(address + 5, F_OK), 0);
    own_dir_remove(dir);
}

static void why_there_is_no_socket_is_said(void **state)
{
    struct writ_listener listener = {.fd = -1};
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_listen("unix:/no/such/folder/socket", false, &listener, &err), WRIT_E_IO);
    assert_non_null(strstr(err.text, strerror(ENOENT)));
}

/* Each case runs in a process of its own, whose descriptors from 3 on are what it inherits. */
enum { ROOM = 2, FIRST = 3 };

struct inheritance {
    const char *label;
    const char *count; /* LISTEN_FDS; NULL: not set */
    const char *pid;   /* LISTEN_PID; NULL: the process' own */
    bool allows_remote;
    enum writ_status status;
    size_t inherited;
    const char *address; /* of the last one, as it begins */
};

static const struct inheritance inheritances[] = {
    {"a loopback address", "1", NULL, false, WRIT_OK, 1, "127.0.0.1:"},
    {"and a UNIX socket", "2", NULL, false, WRIT_OK, 2, "unix:/"},
    {"more than there is room for", "3", NULL, false, WRIT_E_LIMIT, 0, ""},
    {"none", "0", NULL, false, WRIT_OK, 0, ""},
    {"not told", NULL, NULL, false, WRIT_OK, 0, ""},
    {"another process'", "2", "1", false, WRIT_OK, 0, ""},
    {"no process'", "2", "x", false, WRIT_OK, 0, ""},
    {"no number", "two", NULL, false, WRIT_E_SYNTAX, 0, ""},
    {"a negative number", "-1", NULL, false, WRIT_E_SYNTAX, 0, ""},
};

static int child_of(const struct inheritance *wanted)
{
    struct writ_listener listeners[ROOM];
    struct writ_error err = {0};
    size_t count = 99;
    char pid[32];

    (void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
    (void)setenv("LISTEN_PID", wanted->pid == NULL ? pid : wanted->pid, 1);
    (void)(wanted->count == NULL ? unsetenv("LISTEN_FDS") : setenv("LISTEN_FDS", wanted->count, 1));

    const enum writ_status status =
        writ_listen_inherited(wanted->allows_remote, ROOM, listeners, &count, &err);

    if (status != wanted->status || count != wanted->inherited) {
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (listeners[i].fd != FIRST + (int)i || listeners[i].path != NULL ||
            (fcntl(FIRST + (int)i, F_GETFD) & FD_CLOEXEC) == 0 ||
            (fcntl(FIRST + (int)i, F_GETFL) & O_NONBLOCK) == 0) {
            return 2;
        }
    }
    return count == 0 || strstr(listeners[count - 1].address, wanted->address) ==
                             listeners[count - 1].address
               ? 0
               : 3;
}

/* `fds` become the descriptors from 3 on. */
static int in_child(const struct inheritance *wanted, const int fds[ROOM])
{
    const pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        const int high[ROOM] = {fcntl(fds[0], F_DUPFD, 100), fcntl(fds[1], F_DUPFD, 100)};

        for (int i = 0; i < ROOM; i++) {
            (void)dup2(high[i], FIRST + i);
        }
        _exit(child_of(wanted));
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void inherited_sockets_are_taken_as_they_are(void **state)
{
    struct writ_listener tcp = {.fd = -1};
    struct writ_listener local = {.fd = -1};
    char dir[OWN_PATH];
    char address[OWN_PATH + 8];

    (void)state;
    own_dir_make(dir);
    assert_int_equal(writ_listen("127.0.0.1:0", false, &tcp, NULL), WRIT_OK);
    (void)snprintf(address, sizeof(address), "unix:%s/s", dir);
    assert_int_equal(writ_listen(address, false, &local, NULL), WRIT_OK);
    for (size_t i = 0; i < sizeof(inheritances) / sizeof(inheritances[0]); i++) {
        const int result = in_child(&inheritances[i], (const int[]){tcp.fd, local.fd});

        if (result != 0) {
            fail_msg("%s: %d", inheritances[i].label, result);
        }
    }
    writ_listener_close(&tcp);
    writ_listener_close(&local);
    own_dir_remove(dir);
}

static void what_cannot_be_listened_on_is_not_inherited(void **state)
{
    struct inheritance wanted = {"", "1", NULL, false, WRIT_E_SCHEMA, 0, ""};
    struct writ_listener remote = {.fd = -1};
    const int mute = socket(AF_INET, SOCK_STREAM, 0);
    const int datagrams = socket(AF_UNIX, SOCK_DGRAM, 0);
    const int no_socket = open("/dev/null", O_RDONLY);

    (void)state;
    assert_int_equal(writ_listen("0.0.0.0:0", true, &remote, NULL), WRIT_OK);
    assert_int_equal(in_child(&wanted, (const int[]){mute, mute}), 0);
    assert_int_equal(in_child(&wanted, (const int[]){datagrams, mute}), 0);
    assert_int_equal(in_child(&wanted, (const int[]){no_socket, mute}), 0);
    assert_int_equal(in_child(&wanted, (const int[]){remote.fd, mute}), 0);
    wanted = (struct inheritance){"", "1", NULL, true, WRIT_OK, 1, "0.0.0.0:"};
    assert_int_equal(in_child(&wanted, (const int[]){remote.fd, mute}), 0);
    writ_listener_close(&remote);
    (void)close(mute);
    (void)close(datagrams);
    (void)close(no_socket);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_strictly),
        cmocka_unit_test(port_0_becomes_a_real_one_that_is_taken),
        cmocka_unit_test(a_socket_left_behind_is_replaced_and_a_live_one_is_not),
        cmocka_unit_test(why_there_is_no_socket_is_said),
        cmocka_unit_test(inherited_sockets_are_taken_as_they_are),
        cmocka_unit_test(what_cannot_be_listened_on_is_not_inherited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
