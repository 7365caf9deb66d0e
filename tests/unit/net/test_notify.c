/* SPDX-License-Identifier: Apache-2.0
 *
 * What the service manager is told, and what it asked for.
 */
#include "cmocka_all.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/time.h"
#include "net/notify.h"
#include "own_dir.h"

/* A manager that listens on a path, or, with '@' in front, in the abstract namespace. */
static int manage(const char *target)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    const size_t len = strlen(target);
    const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    assert_true(len < sizeof(name.sun_path));
    memcpy(name.sun_path, target, len);
    if (target[0] == '@') {
        name.sun_path[0] = '\0';
    }
    assert_int_equal(bind(fd, (const struct sockaddr *)&name,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
                     0);
    assert_int_equal(setenv("NOTIFY_SOCKET", target, 1), 0);
    return fd;
}

static void hear(int fd, char ret_text[256])
{
    const ssize_t got = recv(fd, ret_text, 255, 0);

    assert_true(got > 0);
    ret_text[got] = '\0';
}

static void the_manager_is_told(void **state)
{
    char dir[OWN_PATH];
    char path[OWN_PATH];
    char abstract[64];
    char text[256];

    (void)state;
    own_dir_make(dir);
    own_path(dir, "notify", path);
    (void)snprintf(abstract, sizeof(abstract), "@writ-test-%d", (int)getpid());

    const char *const targets[] = {path, abstract};

    for (size_t i = 0; i < 2; i++) {
        const int fd = manage(targets[i]);
        const int64_t now_ms = writ_time_monotonic_ms();

        assert_int_equal(writ_notify("READY=1\nSTATUS=serving", NULL), WRIT_OK);
        hear(fd, text);
        assert_string_equal(text, "READY=1\nSTATUS=serving");
        assert_int_equal(writ_notify_reloading(NULL), WRIT_OK);
        hear(fd, text);
        assert_ptr_equal(strstr(text, "RELOADING=1\nMONOTONIC_USEC="), text);
        assert_in_range(strtoll(text + strlen("RELOADING=1\nMONOTONIC_USEC="), NULL, 10) / 1000,
                        now_ms, now_ms + 5000);
        (void)close(fd);
    }
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    own_dir_remove(dir);
}

static void without_a_manager_nobody_is_told(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    assert_int_equal(writ_notify("READY=1", NULL), WRIT_OK);
}

static void a_manager_that_cannot_be_told_is_an_error(void **state)
{
    static const char too_long[] =
        "/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
        "890123456789012345678901";
    static const char *const targets[] = {"/no/such/socket", "relative", "vsock:2:1", too_long};

    (void)state;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct writ_error err = {0};

        assert_int_equal(setenv("NOTIFY_SOCKET", targets[i], 1), 0);
        if (writ_notify("READY=1", &err) != WRIT_E_IO || err.text[0] == '\0') {
            fail_msg("%s: %s", targets[i], err.text);
        }
    }
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
}

static void the_watchdog_is_fed_twice_in_its_time(void **state)
{
    char own_pid[32];
    const struct {
        const char *wanted;
        const char *pid;
        int ms;
    } cases[] = {
        {"30000000", own_pid, 15000},
        {"30000000", NULL, 15000},
        {"30000000", "1", -1},
        {"30000000", "x", -1},
        {"1", NULL, 1},
        {"0", NULL, -1},
        {"-5", NULL, -1},
        {"", NULL, -1},
        {NULL, own_pid, -1},
        {"18446744073709551615", NULL, 2147483647},
    };

    (void)state;
    (void)snprintf(own_pid, sizeof(own_pid), "%d", (int)getpid());
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        (void)(cases[i].wanted == NULL ? unsetenv("WATCHDOG_USEC")
                                       : setenv("WATCHDOG_USEC", cases[i].wanted, 1));
        (void)(cases[i].pid == NULL ? unsetenv("WATCHDOG_PID")
                                    : setenv("WATCHDOG_PID", cases[i].pid, 1));
        if (writ_notify_watchdog_ms() != cases[i].ms) {
            fail_msg("%zu: %d", i, writ_notify_watchdog_ms());
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manager_is_told),
        cmocka_unit_test(without_a_manager_nobody_is_told),
        cmocka_unit_test(a_manager_that_cannot_be_told_is_an_error),
        cmocka_unit_test(the_watchdog_is_fed_twice_in_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
