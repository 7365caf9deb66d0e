/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys as files: four of them or none, and none is ever replaced.
 */
#include <sys/stat.h>

#include "cmocka_all.h"
#include "crypto/key.h"
#include "file_limit.h"
#include "recording.h"

enum { FILES = 4 };

static const char *const endings[FILES] = {".key", ".vkey", ".pub.pem", ".jwk"};

struct keys {
    struct scratch scratch;
    char prefix[RECORDING_PATH];
};

static void keys_make(struct keys *keys, const char *prefix)
{
    scratch_make(&keys->scratch);
    (void)snprintf(keys->prefix, sizeof(keys->prefix), "%s/%s", keys->scratch.dir, prefix);
}

static void keys_autop(struct keys *keys)
{
    scratch_autop(&keys->scratch);
}

static const char *key_path(const struct keys *keys, size_t which, char path[RECORDING_PATH])
{
    assert_true(snprintf(path, RECORDING_PATH, "%s%s", keys->prefix, endings[which]) <
                RECORDING_PATH);
    return path;
}

static size_t count_keys(const struct keys *keys)
{
    size_t count = 0;

    for (size_t i = 0; i < FILES; i++) {
        char path[RECORDING_PATH];

        count += writ_file_exists(key_path(keys, i, path)) ? 1 : 0;
    }
    return count;
}

static void four_files_are_made(void **state)
{
    static const mode_t modes[FILES] = {0600, 0644, 0644, 0644};
    WRIT_AUTO(keys) struct keys keys;
    struct writ_bytes vkey = {NULL, 0};
    struct writ_bytes read = {NULL, 0};
    struct writ_signer *signer = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];
    const mode_t kept = umask(0);

    (void)state;
    keys_make(&keys, "deep/er/log");
    assert_int_equal(writ_keygen(keys.prefix, "m/local/1", &vkey, &err), WRIT_OK);
    (void)umask(kept);
    for (size_t i = 0; i < FILES; i++) {
        struct stat info;

        assert_int_equal(stat(key_path(&keys, i, path), &info), 0);
        assert_int_equal(info.st_mode & 07777, modes[i]);
    }
    assert_int_equal(writ_read_file(key_path(&keys, 1, path), 1000, &read, &err), WRIT_OK);
    assert_int_equal(read.len, vkey.len + 1); /* and a newline */
    assert_memory_equal(read.ptr, vkey.ptr, vkey.len);
    assert_true(strncmp(vkey.ptr, "m/local/1+", 10) == 0);
    assert_int_equal(
        writ_signer_load(key_path(&keys, 0, path), WRIT_LIT("m/local/1"), &signer, &err), WRIT_OK);
    writ_signer_free(signer);
    writ_bytes_free(&vkey);
    writ_bytes_free(&read);
}

static void no_file_is_replaced(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        WRIT_AUTO(keys) struct keys keys;
        struct writ_bytes vkey = {NULL, 0};
        struct writ_bytes read = {NULL, 0};
        struct writ_error err = {0};
        char path[RECORDING_PATH];

        keys_make(&keys, "log");
        assert_int_equal(writ_write_file(key_path(&keys, i, path), WRIT_LIT("mine"), 0644, &err),
                         WRIT_OK);
        assert_int_equal(writ_keygen(keys.prefix, "m/local/1", &vkey, &err), WRIT_E_IO);
        assert_string_equal(err.loc.source, path);
        assert_null(vkey.ptr);
        assert_int_equal(count_keys(&keys), 1);
        err = (struct writ_error){0};
        assert_int_equal(writ_read_file(path, 1000, &read, &err), WRIT_OK);
        assert_string_equal(read.ptr, "mine");
        writ_bytes_free(&read);
    }
}

static void bad_names_make_no_files(void **state)
{
    static const char *const bad[] = {"", " ", "a b", "a+b", "a\n", "a\xff"};
    WRIT_AUTO(keys) struct keys keys;

    (void)state;
    keys_make(&keys, "deep/log");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct writ_bytes vkey = {NULL, 0};
        struct writ_error err = {0};

        assert_int_not_equal(writ_keygen(keys.prefix, bad[i], &vkey, &err), WRIT_OK);
        assert_int_equal(count_keys(&keys), 0);
        assert_null(vkey.ptr);
    }
}

/* The disk is full after some of the files, or there is no place for them. */
static void keys_in_part_are_taken_back(void **state)
{
    WRIT_AUTO(keys) struct keys keys;
    struct writ_error err = {0};
    struct writ_bytes vkey = {NULL, 0};

    (void)state;
    keys_make(&keys, "log");
    for (size_t limit = 0; limit < 130; limit += 10) {
        err = (struct writ_error){0};
        file_limit_set(limit);
        const enum writ_status status = writ_keygen(keys.prefix, "m/local/1", &vkey, &err);
        file_limit_lift();
        assert_int_equal(status, WRIT_E_IO);
        assert_null(vkey.ptr);
        assert_int_equal(count_keys(&keys), 0);
        assert_int_equal(rmdir(keys.scratch.dir), 0); /* nothing temporary is left either */
        assert_int_equal(mkdir(keys.scratch.dir, 0700), 0);
    }
    err = (struct writ_error){0};
    assert_int_equal(
        writ_write_file(scratch_path(&keys.scratch, "file"), WRIT_LIT("x"), 0644, &err), WRIT_OK);
    (void)snprintf(keys.prefix, sizeof(keys.prefix), "%s/file/log", keys.scratch.dir);
    assert_int_equal(writ_keygen(keys.prefix, "m/local/1", &vkey, &err), WRIT_E_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_files_are_made),
        cmocka_unit_test(no_file_is_replaced),
        cmocka_unit_test(bad_names_make_no_files),
        cmocka_unit_test(keys_in_part_are_taken_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
