/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses to listen on: what is read, what is refused, and what stays behind.
 */
#include "cmocka_all.h"

#include <stdlib.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_strictly),
        cmocka_unit_test(port_0_becomes_a_real_one_that_is_taken),
        cmocka_unit_test(a_socket_left_behind_is_replaced_and_a_live_one_is_not),
        cmocka_unit_test(why_there_is_no_socket_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
