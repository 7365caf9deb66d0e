/* SPDX-License-Identifier: Apache-2.0
 *
 * Damage that no crash explains is refused, with the file and the place.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/cosigned.h"
#include "ledger/state.h"
#include "log_fixture.h"

/* Both ways of opening say the same; nothing on disk changes. */
static void expect_corrupt(const struct log_fixture *fixture, const char *file, const char *text)
{
    for (size_t i = 0; i < 2; i++) {
        struct writ_log *log = NULL;
        struct writ_error err = {0};
        const enum writ_status status = i == 0 ? writ_log_open_readonly(fixture->dir, &log, &err)
                                               : log_try_open(fixture, &log, &err);

        if (status != WRIT_E_CORRUPT || strstr(err.text, text) == NULL ||
            strstr(err.loc.source, file) == NULL) {
            writ_log_close(log);
            fail_msg("expected '%s' in %s, got %s '%s' in %s", text, file, writ_status_name(status),
                     err.text, err.loc.source);
        }
    }
}

enum { LEAF_FRAME = WRIT_FRAME_HEAD + 7, COMMIT_FRAME = WRIT_FRAME_HEAD + WRIT_COMMIT_SIZE };

static void a_log_without_its_last_commit_is_a_rollback(void **state)
{
    const struct log_fixture *fixture = *state;
    size_t len = 0;

    log_make(fixture);

    char *bytes = log_file(fixture, log_segment, &len);

    assert_int_equal(len, (size_t)(7 * LEAF_FRAME + 3 * COMMIT_FRAME));
    log_put_file(fixture, log_segment, bytes, len - (size_t)(2 * LEAF_FRAME + COMMIT_FRAME));
    expect_corrupt(fixture, "checkpoint",
                   "rollback: the log has 5 leaves, but its checkpoint says 7");
    log_drop_file(fixture, log_segment);
    expect_corrupt(fixture, "checkpoint", "rollback: the log has 0 leaves");
    log_put_file(fixture, log_segment, bytes, len - 1);
    expect_corrupt(fixture, log_segment, "at byte 298");
    log_put_file(fixture, log_segment, bytes, len);

    struct writ_log *log = log_open(fixture);

    log_check(log, writ_signer_public(fixture->signer), 7);
    writ_log_close(log);
    free(bytes);
}

static void copy_file(const struct log_fixture *from, const char *name,
                      const struct log_fixture *to, const char *copy)
{
    size_t len = 0;
    char *bytes = log_file(from, name, &len);

    log_put_file(to, copy, bytes, len);
    free(bytes);
}

/* Other leaves, well formed and well chained, under the old checkpoint. */
static void a_rewritten_log_is_found(void **state)
{
    const struct log_fixture *fixture = *state;
    const struct writ_record leaf = {.leaf = WRIT_LIT("{\"n\":\"forged\"}")};
    struct log_fixture forged;
    uint64_t first = 0;

    log_make(fixture);
    log_fixture_init(&forged);

    struct writ_log *log = log_open(&forged);

    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(writ_log_append(log, &leaf, 1, &first, NULL), WRIT_OK);
    }
    writ_log_close(log);

    copy_file(&forged, log_segment, fixture, log_segment);
    expect_corrupt(fixture, "checkpoint", "the log was rewritten");
    log_fixture_done(&forged);
}

/* One commit of two leaves, as it was before log_make() went on. */
static void put_older_copy_back(const struct log_fixture *fixture)
{
    struct log_fixture older;

    log_fixture_init(&older);

    struct writ_log *log = log_open(&older);

    log_append(log, 2);
    writ_log_close(log);
    copy_file(&older, log_segment, fixture, log_segment);
    copy_file(&older, "checkpoint", fixture, "checkpoint");
    copy_file(&older, "checkpoint.jws", fixture, "checkpoint.jws");
    log_fixture_done(&older);
}

static void a_log_smaller_than_what_witnesses_cosigned_is_a_rollback(void **state)
{
    const struct log_fixture *fixture = *state;

    log_make(fixture);
    copy_file(fixture, "checkpoint", fixture, "checkpoint.cosigned");
    put_older_copy_back(fixture);
    expect_corrupt(fixture, "checkpoint.cosigned",
                   "rollback: the log has 2 leaves, but its checkpoint says 7");
    log_drop_file(fixture, log_segment);
    log_drop_file(fixture, "checkpoint");
    expect_corrupt(fixture, "checkpoint.cosigned", "rollback: the log has 0 leaves");
}

static void a_log_that_is_no_continuation_of_what_witnesses_cosigned_was_rewritten(void **state)
{
    const struct log_fixture *fixture = *state;
    const struct writ_record leaf = {.leaf = WRIT_LIT("{\"n\":\"forged\"}")};
    struct log_fixture honest;
    uint64_t first = 0;

    log_fixture_init(&honest);
    log_make(&honest);

    struct writ_log *fork = log_open(fixture);

    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(writ_log_append(fork, &leaf, 1, &first, NULL), WRIT_OK);
    }
    writ_log_close(fork);
    copy_file(&honest, "checkpoint", fixture, "checkpoint.cosigned");
    expect_corrupt(fixture, "checkpoint.cosigned", "the log was rewritten: its first 7 leaves");
    log_fixture_done(&honest);
}

/* A power cut may take back a checkpoint that witnesses have seen, but never its leaves. */
static void a_checkpoint_older_than_the_cosigned_one_is_signed_again(void **state)
{
    const struct log_fixture *fixture = *state;
    size_t len = 0;

    log_make(fixture);
    copy_file(fixture, "checkpoint", fixture, "checkpoint.cosigned");

    char *bytes = log_file(fixture, log_segment, &len);

    put_older_copy_back(fixture);
    log_put_file(fixture, log_segment, bytes, len);

    struct writ_log *log = log_open(fixture);

    log_check(log, writ_signer_public(fixture->signer), 7);
    assert_int_equal(writ_log_cosigned(log)->size, 7);
    writ_log_close(log);
    free(bytes);
}

static void every_damaged_byte_of_a_published_log_is_named(void **state)
{
    const struct log_fixture *fixture = *state;
    size_t len = 0;

    log_make(fixture);

    char *bytes = log_file(fixture, log_segment, &len);

    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(bytes[i] ^ 0x10);
        log_put_file(fixture, log_segment, bytes, len);
        bytes[i] = (char)(bytes[i] ^ 0x10);
        expect_corrupt(fixture, log_segment, "at byte ");
    }
    free(bytes);
}

static void the_offset_of_the_damage_is_exact(void **state)
{
    const struct log_fixture *fixture = *state;
    size_t len = 0;

    log_make(fixture);

    char *bytes = log_file(fixture, log_segment, &len);

    bytes[LEAF_FRAME + 12] = 'X'; /* in the second leaf */
    log_put_file(fixture, log_segment, bytes, len);
    expect_corrupt(fixture, log_segment, "at byte 16: a bad frame before the last commit");
    free(bytes);
}

static void frames_that_hold_but_lie_are_refused(void **state)
{
    const struct log_fixture *fixture = *state;
    const struct writ_commit_record lies[] = {
        {.first = 6, .count = 1, .size = 7},
        {.first = 7, .count = 2, .size = 9},
        {.first = 7, .count = 1, .size = 8},
    };
    static const char *const texts[] = {"does not count", "does not count", "does not continue"};
    size_t len = 0;

    log_make(fixture);

    char *bytes = log_file(fixture, log_segment, &len);

    for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        writ_buf_init(&buf, &alloc, 4096);
        writ_buf_add(&buf, (struct writ_str){bytes, len});
        writ_frame_add(&buf, WRIT_FRAME_LEAF, WRIT_LIT("{}"));
        writ_commit_record_add(&buf, &lies[i]);
        log_put_file(fixture, log_segment, buf.ptr, buf.len);
        expect_corrupt(fixture, log_segment, texts[i]);
        buf.len = len;
        writ_frame_add(&buf, (enum writ_frame_type)7, WRIT_LIT("{}"));
        log_put_file(fixture, log_segment, buf.ptr, buf.len);
        expect_corrupt(fixture, log_segment, "unknown type");
    }
    free(bytes);
}

static const struct {
    const char *file;
    const char *content; /* NULL: the file is removed */
    const char *text;
} damages[] = {
    {"checkpoint", NULL, "missing"},
    {"checkpoint", "hello\n", "cannot be used: not a note"},
    {"checkpoint.cosigned", "hello\n", "cannot be used: not a note"},
    {"checkpoint.cosigned", "", "cannot be used: not a note"},
    {"key.vkey", "", "cannot be used: the file is empty"},
    {"key.vkey", "hello\n", "cannot be used: a vkey has the form"},
};

static void the_small_files_are_checked(void **state)
{
    const struct log_fixture *fixture = *state;

    log_make(fixture);
    copy_file(fixture, "checkpoint", fixture, "checkpoint.cosigned");
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        size_t len = 0;
        char *bytes = log_file(fixture, damages[i].file, &len);

        log_drop_file(fixture, damages[i].file);
        if (damages[i].content != NULL) {
            log_put_file(fixture, damages[i].file, damages[i].content, strlen(damages[i].content));
        }
        expect_corrupt(fixture, damages[i].file, damages[i].text);
        log_put_file(fixture, damages[i].file, bytes, len);
        free(bytes);
    }
}

/* In a folder that somebody else made: neither waits for ever, nor reads for ever. */
static void files_that_are_none_are_refused(void **state)
{
    static const char *const files[] = {"key.vkey", "checkpoint", "checkpoint.cosigned",
                                        "checkpoint.jws", log_segment};
    const struct log_fixture *fixture = *state;

    log_make(fixture);
    copy_file(fixture, "checkpoint", fixture, "checkpoint.cosigned");
    for (size_t i = 0; i < 2 * sizeof(files) / sizeof(files[0]); i++) {
        const char *name = files[i / 2];
        struct writ_log *log = NULL;
        struct writ_error err = {0};
        char path[OWN_PATH];
        size_t len = 0;
        char *bytes = log_file(fixture, name, &len);

        log_drop_file(fixture, name);
        own_path(fixture->dir, name, path);
        assert_int_equal(i % 2 == 0 ? mkfifo(path, 0600) : symlink("/dev/zero", path), 0);
        assert_int_equal(writ_log_open_readonly(fixture->dir, &log, &err), WRIT_E_IO);
        assert_non_null(strstr(err.loc.source, name));
        log_drop_file(fixture, name);
        log_put_file(fixture, name, bytes, len);
        free(bytes);
    }
}

static void a_checkpoint_of_another_key_is_refused(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_signer) struct writ_signer *other = NULL;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_str text;
    size_t len = 0;

    log_make(fixture);

    char *bytes = log_file(fixture, "checkpoint", &len);

    writ_buf_init(&note, &alloc, 4096);
    assert_int_equal(writ_signer_generate(WRIT_LIT(LOG_ORIGIN), &other, NULL), WRIT_OK);
    assert_int_equal(writ_note_open((struct writ_str){bytes, len},
                                    writ_signer_public(fixture->signer), &text, NULL),
                     WRIT_OK);
    assert_int_equal(writ_note_sign(&note, text, other, NULL), WRIT_OK);
    log_put_file(fixture, "checkpoint", note.ptr, note.len);
    expect_corrupt(fixture, "checkpoint", "cannot be used: the note is not signed by");
    free(bytes);
}

/* Appends commits of 64 leaves of 64 KiB until the log has a second segment. */
static uint64_t fill_segment(struct writ_log *log)
{
    struct writ_record leaves[64];
    uint64_t first = 0;
    char *big = malloc(WRIT_LEAF_MAX);

    assert_non_null(big);
    memset(big, 'x', WRIT_LEAF_MAX);
    for (size_t i = 0; i < 64; i++) {
        leaves[i] = (struct writ_record){.leaf = {big, WRIT_LEAF_MAX}};
    }
    while (log->segment_count < 2) {
        assert_int_equal(writ_log_append(log, leaves, 64, &first, NULL), WRIT_OK);
    }
    free(big);
    return first;
}

static void segments_roll_over(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    const uint64_t first = fill_segment(log);
    char name[WRIT_SEGMENT_NAME_SIZE];
    char path[OWN_PATH];
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    writ_segment_name(first, name);
    assert_true(log->segments[0].bytes >= WRIT_SEGMENT_ROLL);
    writ_log_close(log);
    log = log_open(fixture);
    assert_int_equal(log->segment_count, 2);
    assert_int_equal(writ_log_size(log), first + 64);
    assert_int_equal(writ_log_leaf(log, first + 63, &arena, &leaf, NULL), WRIT_OK);
    assert_int_equal(writ_log_leaf(log, first - 1, &arena, &leaf, NULL), WRIT_OK);
    writ_log_close(log);
    log = NULL;
    own_path(fixture->dir, log_segment, path);
    assert_int_equal(truncate(path, WRIT_SEGMENT_ROLL), 0);
    expect_corrupt(fixture, log_segment, "at byte ");
    assert_int_equal(unlink(path), 0);
    expect_corrupt(fixture, name, "does not continue the one before it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_log_without_its_last_commit_is_a_rollback, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_rewritten_log_is_found, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_log_smaller_than_what_witnesses_cosigned_is_a_rollback,
                                        log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(
            a_log_that_is_no_continuation_of_what_witnesses_cosigned_was_rewritten, log_set_up,
            log_tear_down),
        cmocka_unit_test_setup_teardown(a_checkpoint_older_than_the_cosigned_one_is_signed_again,
                                        log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(every_damaged_byte_of_a_published_log_is_named, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(the_offset_of_the_damage_is_exact, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(frames_that_hold_but_lie_are_refused, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(the_small_files_are_checked, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_none_are_refused, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_checkpoint_of_another_key_is_refused, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(segments_roll_over, log_set_up, log_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
