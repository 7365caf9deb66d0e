/* SPDX-License-Identifier: Apache-2.0
 *
 * What a witness remembers: one process has it, it can always be read again, and what is damaged
 * stops the witness.
 */
#include "cmocka_all.h"

#include "witnessing.h"

static void one_process_has_the_memory(void **state)
{
    struct witnessing *fixture = *state;
    struct writ_witness *first = fixture->witness;
    struct writ_error err = {0};

    fixture->witness = NULL;
    assert_int_equal(witnessing_try_open(fixture, &err), WRIT_E_IO);
    assert_non_null(strstr(err.text, "another process"));
    fixture->witness = first;
}

/* A note may have so many signatures; with the witness's own it would have one too many to be read
 * again. */
static void a_log_that_signs_many_times_does_not_spoil_the_memory(void **state)
{
    enum { SIGNATURES = 100 };
    struct witnessing *fixture = *state;
    const struct writ_str once = submitting_body(&fixture->log, 0, 7);
    struct writ_str rest = writ_str_cut(once, 0, once.len);
    struct writ_str line = {"", 0};
    WRIT_AUTO(writ_buf) struct writ_buf body;

    while (rest.len > 0) {
        assert_true(writ_str_split(&rest, '\n', &line));
    }
    writ_buf_init(&body, &fixture->alloc, WRIT_SUBMISSION_MAX);
    writ_buf_add(&body, once);
    for (size_t i = 1; i < SIGNATURES; i++) {
        writ_buf_add(&body, line);
        writ_buf_add_char(&body, '\n');
    }
    assert_int_equal(witnessing_status(fixture, (struct writ_str){body.ptr, body.len}), 200);
    witnessing_reopen(fixture);
    assert_int_equal(witnessing_grow(fixture, 7, 8), 200);
}

/* The one remembered file. */
static void memory_path(const struct witnessing *fixture, char ret_path[OWN_PATH])
{
    const struct writ_str origin = WRIT_LIT(SUBMITTING_ORIGIN);
    struct writ_digest hash;
    char hex[WRIT_SHA256_HEX_SIZE];

    assert_int_equal(writ_sha256(&origin, 1, &hash, NULL), WRIT_OK);
    writ_digest_hex(&hash, hex);
    own_path(fixture->state, hex, ret_path);
}

static void damaged_memory_stops_the_witness(void **state)
{
    struct witnessing *fixture = *state;
    struct writ_error err = {0};
    char path[OWN_PATH];
    size_t len = 0;

    assert_int_equal(witnessing_grow(fixture, 0, 9), 200);
    writ_witness_close(fixture->witness);
    fixture->witness = NULL;
    memory_path(fixture, path);

    char *bytes = own_read(path, &len);

    for (size_t i = 0; i < len; i += 7) {
        bytes[i] ^= 1;
        own_write(path, (struct writ_str){bytes, len}, 0644);
        err = (struct writ_error){0};
        assert_int_equal(witnessing_try_open(fixture, &err), WRIT_E_CORRUPT);
        assert_non_null(strstr(err.loc.source, "state/"));
        bytes[i] ^= 1;
    }
    own_write(path, (struct writ_str){"", 0}, 0644);
    assert_int_equal(witnessing_try_open(fixture, NULL), WRIT_E_CORRUPT);
    free(bytes);
}

static void a_failure_to_remember_is_no_answer(void **state)
{
    struct witnessing *fixture = *state;
    struct writ_witness_answer answer = {.body = &fixture->body};
    struct writ_error err = {0};
    char moved[OWN_PATH];

    own_path(fixture->dir, "moved", moved);
    assert_int_equal(rename(fixture->state, moved), 0);
    assert_int_not_equal(writ_witness_add_checkpoint(
                             fixture->witness, submitting_body(&fixture->log, 0, 9), &answer, &err),
                         WRIT_OK);
    assert_true(err.text[0] != '\0');
    assert_int_equal(fixture->body.len, 0);
    assert_int_equal(rename(moved, fixture->state), 0);
    assert_int_equal(witnessing_grow(fixture, 0, 9), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_process_has_the_memory, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(a_log_that_signs_many_times_does_not_spoil_the_memory,
                                        witnessing_set_up, witnessing_tear_down),
        cmocka_unit_test_setup_teardown(damaged_memory_stops_the_witness, witnessing_set_up,
                                        witnessing_tear_down),
        cmocka_unit_test_setup_teardown(a_failure_to_remember_is_no_answer, witnessing_set_up,
                                        witnessing_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
