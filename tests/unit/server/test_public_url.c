/* SPDX-License-Identifier: Apache-2.0
 *
 * What clients reach the service by: what is said, else where it listens.
 */
#include "cmocka_all.h"

#include "server/public_url.h"

static void urls_of_a_service_are_taken_as_they_are(void **state)
{
    static const struct {
        const char *url;
        bool is_fine;
    } rows[] = {
        {"https://pdp.example.com", true},
        {"http://127.0.0.1:8181", true},
        {"https://[::1]:8443", true},
        {"https://pdp.example.com/tenant1", true},
        {"", false},
        {"pdp.example.com", false},
        {"https://", false},
        {"http://", false},
        {"https:///x", false},
        {"https://pdp.example.com/", false},
        {"https://pdp.example.com?x", false},
        {"https://pdp.example.com#x", false},
        {"https://pdp.example.com/a b", false},
        {"https://pdp.example.com\r\nX: y", false},
        {"https://pdp\".example.com", false},
        {"ftp://pdp.example.com", false},
        {"HTTPS://pdp.example.com", false},
        {"https://pdp.example.com\x7f", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char url[WRIT_PUBLIC_URL_SIZE];
        const enum writ_status status = writ_public_url(rows[i].url, NULL, 0, false, url, NULL);

        if (status != (rows[i].is_fine ? WRIT_OK : WRIT_E_SYNTAX) ||
            (rows[i].is_fine && strcmp(url, rows[i].url) != 0)) {
            fail_msg("%s: %s", rows[i].url, url);
        }
    }
}

static void one_that_is_too_long_is_refused(void **state)
{
    char given[WRIT_PUBLIC_URL_SIZE + 1] = "https://";
    char url[WRIT_PUBLIC_URL_SIZE];

    (void)state;
    memset(given + 8, 'x', WRIT_PUBLIC_URL_SIZE - 8);
    given[WRIT_PUBLIC_URL_SIZE] = '\0';
    assert_int_equal(writ_public_url(given, NULL, 0, false, url, NULL), WRIT_E_SYNTAX);
    given[WRIT_PUBLIC_URL_SIZE - 1] = '\0';
    assert_int_equal(writ_public_url(given, NULL, 0, false, url, NULL), WRIT_OK);
    assert_string_equal(url, given);
}

static void without_one_it_is_the_first_tcp_address(void **state)
{
    const struct writ_listener listeners[] = {
        {.address = "unix:/run/pdp.sock", .path = "/run/pdp.sock"},
        {.address = "[::1]:8181"},
        {.address = "127.0.0.1:1"}};
    char url[WRIT_PUBLIC_URL_SIZE];

    (void)state;
    assert_int_equal(writ_public_url(NULL, listeners, 3, false, url, NULL), WRIT_OK);
    assert_string_equal(url, "http://[::1]:8181");
    assert_int_equal(writ_public_url("https://pdp.example.com", listeners, 3, false, url, NULL), WRIT_OK);
    assert_string_equal(url, "https://pdp.example.com");
    assert_int_equal(writ_public_url(NULL, listeners, 1, false, url, NULL), WRIT_OK);
    assert_string_equal(url, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_of_a_service_are_taken_as_they_are),
        cmocka_unit_test(one_that_is_too_long_is_refused),
        cmocka_unit_test(without_one_it_is_the_first_tcp_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
