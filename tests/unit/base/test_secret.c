/* SPDX-License-Identifier: Apache-2.0
 *
 * A private key's file: who may have it, and that nothing of it stays.
 */
#include "cmocka_all.h"

#include "base/secret.h"
#include "own_dir.h"

static const struct {
    const char *label;
    mode_t mode;
    size_t len;
    enum writ_status status;
} cases[] = {
    {"its owner's", 0600, 100, WRIT_OK},
    {"for reading only", 0400, 100, WRIT_OK},
    {"empty", 0600, 0, WRIT_OK},
    {"the longest", 0600, WRIT_SECRET_MAX - 1, WRIT_OK},
    {"too long", 0600, WRIT_SECRET_MAX, WRIT_E_LIMIT},
    {"others may read", 0604, 100, WRIT_E_CRYPTO},
    {"others may write", 0602, 100, WRIT_E_CRYPTO},
    {"the group may read", 0640, 100, WRIT_E_CRYPTO},
};

static void it_is_read_whole_or_refused(void **state)
{
    static char bytes[WRIT_SECRET_MAX];
    char dir[OWN_PATH];
    char path[OWN_PATH];

    (void)state;
    own_dir_make(dir);
    own_path(dir, "key", path);
    memset(bytes, 'k', sizeof(bytes));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_secret secret;
        struct writ_error err = {0};

        own_write(path, (struct writ_str){bytes, cases[i].len}, cases[i].mode);

        const enum writ_status status = writ_secret_read(path, &secret, &err);

        if (status != cases[i].status || (status != WRIT_OK && err.text[0] == '\0')) {
            fail_msg("%s: %s %s", cases[i].label, writ_status_name(status), err.text);
        }
        if (status == WRIT_OK) {
            assert_int_equal(secret.len, cases[i].len);
            assert_int_equal(strlen(secret.bytes), cases[i].len);
        }
        (void)unlink(path);
    }
    own_dir_remove(dir);
}

static void what_is_no_file_is_refused(void **state)
{
    struct writ_secret secret;
    char dir[OWN_PATH];
    char path[OWN_PATH];

    (void)state;
    own_dir_make(dir);
    own_path(dir, "key", path);
    assert_int_equal(writ_secret_read(path, &secret, NULL), WRIT_E_NOTFOUND);
    assert_int_equal(writ_secret_read(dir, &secret, NULL), WRIT_E_CRYPTO);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(writ_secret_read(path, &secret, NULL), WRIT_E_CRYPTO);
    own_dir_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_whole_or_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
