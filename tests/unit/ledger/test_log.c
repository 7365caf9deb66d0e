/* SPDX-License-Identifier: Apache-2.0
 *
 * The log as its users see it: append, read, prove, open again; and what it refuses.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/state.h"
#include "log_fixture.h"

static void check_published(const struct log_fixture *fixture, const struct writ_log *log,
                            uint64_t size)
{
    const struct writ_verifier *verifier = writ_signer_public(fixture->signer);
    struct writ_checkpoint checkpoint;
    struct writ_error err = {0};
    struct writ_str text;
    size_t len = 0;
    char *file = log_file(fixture, "checkpoint", &len);

    assert_true(writ_str_eq((struct writ_str){file, len}, writ_log_checkpoint(log)));
    free(file);
    file = log_file(fixture, "checkpoint.jws", &len);
    assert_true(writ_str_eq((struct writ_str){file, len}, writ_log_checkpoint_jws(log)));
    free(file);
    assert_int_equal(writ_note_open(writ_log_checkpoint(log), verifier, &text, &err), WRIT_OK);
    assert_int_equal(writ_checkpoint_parse(text, &checkpoint, &err), WRIT_OK);
    assert_string_equal(checkpoint.origin, LOG_ORIGIN);
    assert_int_equal(checkpoint.size, size);
    assert_int_equal(writ_jws_verify_detached(writ_log_checkpoint_jws(log), text, verifier, &err),
                     WRIT_OK);
}

static void a_new_log_is_empty_and_signed(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    struct writ_verifier verifier;
    size_t len = 0;
    char *vkey = log_file(fixture, "key.vkey", &len);

    check_published(fixture, log, 0);
    assert_int_equal(writ_log_size(log), 0);
    assert_non_null(vkey);
    assert_int_equal(vkey[len - 1], '\n');
    assert_int_equal(writ_verifier_parse((struct writ_str){vkey, len - 1}, &verifier, NULL),
                     WRIT_OK);
    assert_string_equal(verifier.name, LOG_ORIGIN);
    free(vkey);
}

static void every_commit_is_proved_at_once_and_after_opening_again(void **state)
{
    const struct log_fixture *fixture = *state;
    uint64_t size = 0;

    for (size_t count = 1; count <= LOG_BATCH; count++) {
        struct writ_log *log = log_open(fixture);

        log_check(log, writ_signer_public(fixture->signer), size);
        log_append(log, count);
        size += count;
        log_append(log, 1);
        size += 1;
        check_published(fixture, log, size);
        log_check(log, writ_signer_public(fixture->signer), size);
        writ_log_close(log);
    }
}

static void what_is_not_there_is_not_found(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&receipt, &alloc, 4096);
    log_append(log, 3);
    assert_int_equal(writ_log_leaf(log, 3, &arena, &leaf, NULL), WRIT_E_NOTFOUND);
    assert_int_equal(writ_log_receipt(log, 3, &receipt, NULL), WRIT_E_NOTFOUND);
    assert_int_equal(writ_log_receipt(log, UINT64_MAX, &receipt, NULL), WRIT_E_NOTFOUND);
    assert_int_equal(receipt.len, 0);
}

static void check_receipt(struct writ_log *log, uint64_t index,
                          const struct writ_verifier *verifier)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_checkpoint checkpoint;
    uint64_t proved = 0;
    char text[32];

    writ_buf_init(&receipt, &alloc, 4096);
    assert_int_equal(writ_log_receipt(log, index, &receipt, NULL), WRIT_OK);
    assert_int_equal(writ_receipt_verify((struct writ_str){receipt.ptr, receipt.len},
                                         log_leaf(index, text), verifier, &checkpoint, &proved,
                                         NULL),
                     WRIT_OK);
    assert_int_equal(proved, index);
    assert_int_equal(checkpoint.size, writ_log_size(log));
}

/* Opened again on what it has, it still proves its last commit. */
static void a_log_that_only_appends_proves_each_commit_and_keeps_nothing_else(void **state)
{
    enum { COMMITS = 16 };
    const struct log_fixture *fixture = *state;
    struct writ_log *log = log_open(fixture);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    enum writ_side_state side;
    struct writ_str text;

    writ_arena_init(&arena, &alloc);
    writ_log_only_append(log);
    for (uint64_t i = 0; i < COMMITS; i++) {
        if (i == COMMITS / 2) {
            writ_log_close(log);
            log = log_open(fixture);
            writ_log_only_append(log);
            check_receipt(log, writ_log_size(log) - 1, writ_signer_public(fixture->signer));
        }
        log_append(log, 1 + i % LOG_BATCH);
        for (uint64_t back = 1; back <= 1 + i % LOG_BATCH; back++) {
            check_receipt(log, writ_log_size(log) - back, writ_signer_public(fixture->signer));
        }
    }
    assert_int_equal(writ_log_leaf(log, 0, &arena, &text, NULL), WRIT_E_NOTFOUND);
    assert_int_equal(writ_log_side(log, 0, &arena, &side, &text, NULL), WRIT_E_NOTFOUND);

    const uint64_t size = writ_log_size(log);

    writ_log_close(log);
    log = log_open(fixture);
    log_check(log, writ_signer_public(fixture->signer), size);
    writ_log_close(log);
}

static void leaves_have_a_ceiling_and_refusing_one_leaves_no_trace(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    struct writ_error err = {0};
    uint64_t first = 99;
    char *big = malloc(WRIT_LEAF_MAX + 1);

    assert_non_null(big);
    memset(big, 'x', WRIT_LEAF_MAX + 1);

    const struct writ_record leaves[] = {
        {.leaf = {big, WRIT_LEAF_MAX}}, {.leaf = {big, WRIT_LEAF_MAX + 1}}, {.leaf = {NULL, 0}}};

    assert_int_equal(writ_log_append(log, leaves, 2, &first, &err), WRIT_E_LIMIT);
    assert_non_null(strstr(err.text, "65536"));
    assert_int_equal(writ_log_append(log, leaves, 0, &first, NULL), WRIT_E_LIMIT);
    assert_int_equal(first, 99);
    assert_int_equal(writ_log_size(log), 0);
    assert_int_equal(writ_log_append(log, leaves, 1, &first, NULL), WRIT_OK);
    assert_int_equal(writ_log_append(log, &leaves[2], 1, &first, NULL), WRIT_OK);
    assert_int_equal(first, 1);
    free(big);
    writ_log_close(log);
    log = log_open(fixture);
    assert_int_equal(writ_log_size(log), 2);
}

static void one_process_appends_at_a_time(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_log *log = log_open(fixture);
    struct writ_log *other = NULL;
    struct writ_error err = {0};

    assert_int_equal(log_try_open(fixture, &other, &err), WRIT_E_IO);
    assert_non_null(strstr(err.text, "another process"));
    writ_log_close(log);
    other = log_open(fixture);
    writ_log_close(other);
}

static void a_log_keeps_its_origin_and_its_key(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_signer) struct writ_signer *other_key = NULL;
    WRIT_AUTO(writ_signer)
    struct writ_signer *other_name = signer_from_seed(rfc8032_seed, "acme/node-2/2026-11");
    struct writ_log *log = log_open(fixture);
    struct writ_error err = {0};

    writ_log_close(log);
    log = NULL;
    assert_int_equal(writ_signer_generate(WRIT_LIT(LOG_ORIGIN), &other_key, NULL), WRIT_OK);
    assert_int_equal(writ_log_open(fixture->dir, WRIT_LIT(LOG_ORIGIN), other_key, &log, &err),
                     WRIT_E_CRYPTO);
    assert_non_null(strstr(err.text, "another key"));
    err = (struct writ_error){0};
    assert_int_equal(
        writ_log_open(fixture->dir, WRIT_LIT("acme/node-2/2026-11"), other_name, &log, &err),
        WRIT_E_SCHEMA);
    assert_non_null(strstr(err.text, "acme/node-2"));
    err = (struct writ_error){0};
    assert_int_equal(writ_log_open(fixture->dir, WRIT_LIT(LOG_ORIGIN), other_name, &log, &err),
                     WRIT_E_CRYPTO);
}

static void a_lost_jws_is_signed_again(void **state)
{
    const struct log_fixture *fixture = *state;

    log_make(fixture);
    log_drop_file(fixture, "checkpoint.jws");

    struct writ_log *log = log_open(fixture);

    check_published(fixture, log, 7);
    writ_log_close(log);
}

static void cosignatures_survive_opening(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_signer) struct writ_signer *witness = signer_from_seed(rfc8032_seed, "witness");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf cosigned;
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_str text;
    size_t len = 0;

    log_make(fixture);
    writ_buf_init(&cosigned, &alloc, 4096);
    writ_buf_init(&note, &alloc, 4096);

    char *bytes = log_file(fixture, "checkpoint", &len);

    assert_int_equal(writ_note_open((struct writ_str){bytes, len},
                                    writ_signer_public(fixture->signer), &text, NULL),
                     WRIT_OK);
    assert_int_equal(writ_note_sign(&note, text, witness, NULL), WRIT_OK);
    writ_buf_add(&cosigned, (struct writ_str){bytes, len});
    writ_buf_add(&cosigned, (struct writ_str){note.ptr + text.len + 1, note.len - text.len - 1});
    log_put_file(fixture, "checkpoint", cosigned.ptr, cosigned.len);
    log_drop_file(fixture, "checkpoint.jws");

    struct writ_log *log = log_open(fixture);

    assert_true(
        writ_str_eq(writ_log_checkpoint(log), (struct writ_str){cosigned.ptr, cosigned.len}));
    check_published(fixture, log, 7);
    log_check(log, writ_signer_public(fixture->signer), 7);
    log_check(log, writ_signer_public(fixture->signer), 7);
    writ_log_close(log);
    free(bytes);
}

static void readers_see_commits_and_change_nothing(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_log *reader = NULL;
    struct writ_error err = {0};
    size_t len = 0;
    size_t len_after = 0;

    assert_int_equal(writ_log_open_readonly(fixture->dir, &reader, &err), WRIT_E_NOTFOUND);
    log_make(fixture);

    WRIT_AUTO(writ_log) struct writ_log *writer = log_open(fixture);
    char *bytes = log_file(fixture, log_segment, &len);
    char *torn = malloc(len + 5);

    assert_non_null(torn);
    memcpy(torn, bytes, len);
    memcpy(torn + len, "torn!", 5);
    log_put_file(fixture, log_segment, torn, len + 5);
    assert_int_equal(writ_log_open_readonly(fixture->dir, &reader, NULL), WRIT_OK);
    log_check(reader, writ_signer_public(fixture->signer), 7);
    check_published(fixture, reader, 7);
    assert_int_equal(log_try_append(reader, 1, NULL), WRIT_E_IO);
    free(torn);
    torn = log_file(fixture, log_segment, &len_after);
    assert_int_equal(len_after, len + 5);
    log_put_file(fixture, log_segment, bytes, len);
    log_append(writer, 2);
    log_check(reader, writ_signer_public(fixture->signer), 7); /* as of when it was opened */
    writ_log_close(reader);
    free(torn);
    free(bytes);
}

/* Segments begin when the last one is long enough: leaves of the largest size make several. */
static void append_long(struct writ_log *log, size_t count)
{
    char *text = test_calloc(1, WRIT_LEAF_MAX);
    uint64_t first;

    memset(text, 'x', WRIT_LEAF_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct writ_record record = {.leaf = {text, WRIT_LEAF_MAX}};

        assert_int_equal(writ_log_append(log, &record, 1, &first, NULL), WRIT_OK);
    }
    test_free(text);
}

static void a_reader_reads_on(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    WRIT_AUTO(writ_log) struct writ_log *reader = log_open_readonly(fixture);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_log_follow(reader, NULL), WRIT_OK);
    assert_int_equal(writ_log_size(reader), 0);
    for (uint64_t size = 1; size < 40; size++) {
        log_append(log, 1);
        assert_int_equal(writ_log_follow(reader, NULL), WRIT_OK);
        log_check(reader, writ_signer_public(fixture->signer), size);
    }
    append_long(log, 2 * WRIT_SEGMENT_ROLL / WRIT_LEAF_MAX);
    assert_true(log->segment_count > 1);
    assert_int_equal(writ_log_follow(reader, NULL), WRIT_OK);
    assert_int_equal(writ_log_size(reader), writ_log_size(log));
    assert_true(writ_str_eq(writ_log_checkpoint(reader), writ_log_checkpoint(log)));
    assert_int_equal(writ_log_leaf(reader, writ_log_size(log) - 1, &arena, &leaf, NULL), WRIT_OK);
    assert_int_equal(leaf.len, WRIT_LEAF_MAX);
}

static void a_reader_notices_that_the_log_was_replaced(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_log *log = log_open(fixture);
    struct writ_error err = {0};

    log_append(log, 3);

    WRIT_AUTO(writ_log) struct writ_log *reader = log_open_readonly(fixture);
    size_t len = 0;
    char *segment = log_file(fixture, log_segment, &len);

    log_append(log, 2);
    writ_log_close(log);
    log_put_file(fixture, log_segment, segment, len);
    free(segment);
    assert_int_equal(writ_log_follow(reader, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.text, "rollback"));
}

static void a_leaf_changed_under_an_open_log_is_found(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_str leaf;
    size_t len = 0;

    log_make(fixture);
    writ_arena_init(&arena, &alloc);

    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    char *bytes = log_file(fixture, log_segment, &len);

    bytes[WRIT_FRAME_HEAD + 5] = '9';
    log_put_file(fixture, log_segment, bytes, len);
    assert_int_equal(writ_log_leaf(log, 0, &arena, &leaf, NULL), WRIT_E_CORRUPT);
    assert_int_equal(writ_log_leaf(log, 1, &arena, &leaf, NULL), WRIT_OK);
    free(bytes);
}

static void a_commit_over_64_mib_is_refused(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    enum { COUNT = 1025 };
    struct writ_record *leaves = malloc(COUNT * sizeof(*leaves));
    char *big = malloc(WRIT_LEAF_MAX);
    uint64_t first = 0;

    assert_non_null(leaves);
    assert_non_null(big);
    memset(big, 'x', WRIT_LEAF_MAX);
    for (size_t i = 0; i < COUNT; i++) {
        leaves[i] = (struct writ_record){.leaf = {big, WRIT_LEAF_MAX}};
    }
    assert_int_equal(writ_log_append(log, leaves, COUNT, &first, NULL), WRIT_E_LIMIT);
    log_append(log, 3);
    log_check(log, writ_signer_public(fixture->signer), 3);
    free(leaves);
    free(big);
}

/* The n-th allocation of an append fails: refused without a trace, or closed and repaired on
 * opening. */
static void appending_survives_every_allocation_failure(void **state)
{
    const struct log_fixture *fixture = *state;
    enum writ_status status = WRIT_E_NOMEM;
    size_t nth = 0;

    for (; status != WRIT_OK && nth < 200; nth++) {
        WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
        const uint64_t size = writ_log_size(log);

        log->alloc.fail_after = nth;
        status = log_try_append(log, LOG_BATCH, NULL);
        log->alloc.fail_after = (size_t)-1;
        if (status == WRIT_OK) {
            break;
        }
        assert_int_equal(status, WRIT_E_NOMEM);
        assert_true(writ_log_size(log) == size || log->is_failed);
        if (!log->is_failed) {
            log_append(log, 1);
            log_check(log, writ_signer_public(fixture->signer), size + 1);
        }
    }
    assert_true(nth > 3);
    assert_int_equal(status, WRIT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_log_is_empty_and_signed, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(every_commit_is_proved_at_once_and_after_opening_again,
                                        log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_not_found, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(
            a_log_that_only_appends_proves_each_commit_and_keeps_nothing_else, log_set_up,
            log_tear_down),
        cmocka_unit_test_setup_teardown(leaves_have_a_ceiling_and_refusing_one_leaves_no_trace,
                                        log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(one_process_appends_at_a_time, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_log_keeps_its_origin_and_its_key, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_lost_jws_is_signed_again, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(cosignatures_survive_opening, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(readers_see_commits_and_change_nothing, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_reader_reads_on, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_reader_notices_that_the_log_was_replaced, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_leaf_changed_under_an_open_log_is_found, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_commit_over_64_mib_is_refused, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(appending_survives_every_allocation_failure, log_set_up,
                                        log_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
