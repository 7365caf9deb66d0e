/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies beside the leaves: kept with them, erased alone, and damaged never unnoticed.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/state.h"
#include "log_fixture.h"

static int set_up(void **state)
{
    (void)log_set_up(state);
    log_make(*state);
    return 0;
}

/* The state of what lies beside each leaf, a letter each; '!' where it cannot be read. */
static void expect_states(const struct log_fixture *fixture, const char *expected)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open_readonly(fixture);
    char states[32] = "";

    writ_arena_init(&arena, &alloc);
    assert_true(writ_log_size(log) < sizeof(states));
    for (uint64_t i = 0; i < writ_log_size(log); i++) {
        enum writ_side_state state;
        struct writ_error err = {0};
        struct writ_str text;
        const enum writ_status status = writ_log_side(log, i, &arena, &state, &text, &err);

        assert_true(status == WRIT_OK || status == WRIT_E_CORRUPT);
        if (status != WRIT_OK) {
            assert_non_null(strstr(err.loc.source, log_side_segment));
            assert_non_null(strstr(err.text, "at byte "));
        }
        states[i] = status != WRIT_OK ? '!' : "-+e"[state];
    }
    assert_string_equal(states, expected);
}

static void a_text_is_kept_beside_its_leaf(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);

    expect_states(fixture, "++-++-+");
    log_append(log, 3);
    log_check(log, writ_signer_public(fixture->signer),
              10); /* also what the writer has looked up */
    log_append(log, 2);
    log_check(log, writ_signer_public(fixture->signer), 12);
}

static void only_the_owner_reads_it(void **state)
{
    const struct log_fixture *fixture = *state;
    char path[OWN_PATH];
    struct stat info;

    own_path(fixture->dir, log_side_segment, path);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    own_path(fixture->dir, "side", path);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0700);
}

static void erase(const struct log_fixture *fixture, const uint64_t *indices, size_t count)
{
    WRIT_AUTO(writ_log) struct writ_log *log = log_open_readonly(fixture);
    struct writ_error err = {0};

    if (writ_log_erase_sides(log, indices, count, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static void an_erased_text_is_zeros_and_hides_no_other(void **state)
{
    static const uint64_t some[] = {0, 2, 4};
    const struct log_fixture *fixture = *state;
    size_t len = 0;

    erase(fixture, some, 3);
    expect_states(fixture, "e+-+e-+");
    erase(fixture, some, 3);
    expect_states(fixture, "e+-+e-+");

    char *bytes = log_file(fixture, log_side_segment, &len);

    for (size_t i = 0; i + 9 <= len; i++) {
        assert_true(memcmp(bytes + i, "side of 0", 9) != 0);
        assert_true(memcmp(bytes + i, "side of 4", 9) != 0);
    }
    free(bytes);

    struct writ_log *log = log_open(fixture);

    log_append(log, 1);
    writ_log_close(log);
    expect_states(fixture, "e+-+e-++");
}

/* The first frame and then the second, at every byte: half old and half new. */
static void an_interrupted_erasure_can_be_ended(void **state)
{
    static const uint64_t first = 0;
    const struct log_fixture *fixture = *state;
    size_t len = 0;
    char *before = log_file(fixture, log_side_segment, &len);

    erase(fixture, &first, 1);

    char *after = log_file(fixture, log_side_segment, &len);

    for (size_t i = 1; i < WRIT_SIDE_HEAD + 9; i++) {
        memcpy(before, after, i);
        log_put_file(fixture, log_side_segment, before, len);

        struct writ_log *log = log_open(fixture); /* it stops nobody */

        writ_log_close(log);
        erase(fixture, &first, 1);
        expect_states(fixture, "e+-++-+");
    }
    free(before);
    free(after);
}

static void a_damaged_text_is_named_and_hides_no_other(void **state)
{
    const struct log_fixture *fixture = *state;
    size_t len = 0;
    char *bytes = log_file(fixture, log_side_segment, &len);

    bytes[WRIT_SIDE_HEAD + 2] ^= 1;
    log_put_file(fixture, log_side_segment, bytes, len);
    expect_states(fixture, "!+-++-+");
    bytes[WRIT_SIDE_HEAD + 2] ^= 1;
    bytes[2 * (WRIT_SIDE_HEAD + 9)] ^= 64; /* the length of the third */
    log_put_file(fixture, log_side_segment, bytes, len);
    expect_states(fixture, "++!!!!!");

    struct writ_log *log = NULL;
    struct writ_error err = {0};

    assert_int_equal(log_try_open(fixture, &log, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.loc.source, log_side_segment));
    assert_non_null(strstr(err.text, "after byte 52: "));
    free(bytes);
}

static void what_lies_beyond_the_leaves_is_cut(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    size_t len = 0;
    size_t len_after = 0;
    char *bytes = log_file(fixture, log_side_segment, &len);

    writ_buf_init(&buf, &alloc, 4096);
    writ_buf_add(&buf, (struct writ_str){bytes, len});
    writ_side_frame_add(&buf, 7, WRIT_LIT("nobody was answered for this"));
    writ_side_frame_add(&buf, 8, WRIT_LIT("nor for this"));
    for (size_t end = len + 1; end <= buf.len; end++) {
        log_put_file(fixture, log_side_segment, buf.ptr, end);
        expect_states(fixture, "++-++-+"); /* readers do not mind */
        writ_log_close(log_open(fixture));
        free(log_file(fixture, log_side_segment, &len_after));
        assert_int_equal(len_after, len);
    }
    free(bytes);
}

static void a_shorter_side_segment_is_corrupt(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_log *log = NULL;
    struct writ_error err = {0};
    size_t len = 0;
    char *bytes = log_file(fixture, log_side_segment, &len);

    log_put_file(fixture, log_side_segment, bytes, len - 1);
    assert_int_equal(log_try_open(fixture, &log, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.text, "the side frames do not lead to that of the last leaf"));
    expect_states(fixture, "++-++-!");
    free(bytes);
}

static struct writ_bytes get_file(const struct log_fixture *fixture, const char *name)
{
    struct writ_bytes bytes = {NULL, 0};

    bytes.ptr = log_file(fixture, name, &bytes.len);
    return bytes;
}

/* The checkpoint that a power cut leaves, because no later one was synced. */
struct published {
    struct writ_bytes note;
    struct writ_bytes jws;
};

static struct published get_published(const struct log_fixture *fixture)
{
    return (struct published){get_file(fixture, "checkpoint"), get_file(fixture, "checkpoint.jws")};
}

static void free_published(struct published *published)
{
    free(published->note.ptr);
    free(published->jws.ptr);
}

/* With so much of the texts. */
static void cut_power(const struct log_fixture *fixture, const struct published *published,
                      const struct writ_bytes *sides, size_t len)
{
    log_put_file(fixture, "checkpoint", published->note.ptr, published->note.len);
    log_put_file(fixture, "checkpoint.jws", published->jws.ptr, published->jws.len);
    log_put_file(fixture, log_side_segment, sides->ptr, len);
}

static void expect_size(const struct log_fixture *fixture, uint64_t size)
{
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);

    log_check(log, writ_signer_public(fixture->signer), size);
    log_append(log, 2);
    log_check(log, writ_signer_public(fixture->signer), size + 2);
}

/* Both files of a commit are synced before anybody is answered, but in no order. */
static void a_commit_without_all_its_texts_is_taken_back(void **state)
{
    const struct log_fixture *fixture = *state;
    struct published published = get_published(fixture);
    struct writ_bytes before = get_file(fixture, log_side_segment);
    struct writ_log *log = log_open(fixture);

    log_append(log, 3);
    writ_log_close(log);

    struct writ_bytes leaves = get_file(fixture, log_segment);
    struct writ_bytes sides = get_file(fixture, log_side_segment);

    for (size_t len = before.len; len <= sides.len; len++) {
        log_put_file(fixture, log_segment, leaves.ptr, leaves.len);
        cut_power(fixture, &published, &sides, len);
        expect_size(fixture, len == sides.len ? 10 : 7);
    }
    for (size_t at = before.len; at < sides.len; at++) { /* the length was kept, a byte was not */
        log_put_file(fixture, log_segment, leaves.ptr, leaves.len);
        sides.ptr[at] ^= 1;
        cut_power(fixture, &published, &sides, sides.len);
        sides.ptr[at] ^= 1;
        expect_size(fixture, 7);
    }
    free_published(&published);
    free(before.ptr);
    free(leaves.ptr);
    free(sides.ptr);
}

static void texts_of_earlier_commits_are_never_taken_for_torn(void **state)
{
    const struct log_fixture *fixture = *state;
    struct published published = get_published(fixture);
    struct writ_log *log = log_open(fixture);
    struct writ_error err = {0};

    log_append(log, 3);
    log_append(log, 1);
    writ_log_close(log);

    struct writ_bytes sides = get_file(fixture, log_side_segment);

    cut_power(fixture, &published, &sides, sides.len - 40); /* into the text of leaf 9 */
    assert_int_equal(log_try_open(fixture, &log, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.loc.source, log_side_segment));
    free_published(&published);
    free(sides.ptr);
}

static void a_lost_side_segment_starts_again(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_log *log;

    log_drop_file(fixture, log_side_segment);
    expect_states(fixture, "-------");
    log = log_open(fixture);
    log_append(log, 3);
    writ_log_close(log);
    writ_log_close(log_open(fixture));
    expect_states(fixture, "-------+-+");
}

static void a_crash_leaves_no_side_segment_without_leaves(void **state)
{
    static const char stray[] = "side/00000000000000000007";
    const struct log_fixture *fixture = *state;
    size_t len = 0;

    log_put_file(fixture, stray, "ann", 3);
    writ_log_close(log_open(fixture));
    assert_null(log_file(fixture, stray, &len));
}

static void a_segment_that_no_writer_made_is_refused_by_name(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open_readonly(fixture);
    struct writ_error err = {0};
    enum writ_side_state side;
    struct writ_str text;
    char path[OWN_PATH];

    writ_arena_init(&arena, &alloc);
    own_path(fixture->dir, log_side_segment, path);
    assert_int_equal(truncate(path, (off_t)UINT32_MAX + 1), 0); /* a hole: it takes no space */
    assert_int_equal(writ_log_side(log, 0, &arena, &side, &text, &err), WRIT_E_CORRUPT);
    assert_non_null(strstr(err.loc.source, log_side_segment));
    assert_string_equal(err.text, "the side segment is longer than any that Writ makes");
}

static void a_text_has_a_ceiling(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);
    char *big = calloc(1, WRIT_SIDE_MAX + 1);
    struct writ_record record = {.leaf = WRIT_LIT("{}"), .side = {big, WRIT_SIDE_MAX + 1}};
    uint64_t first = 0;

    assert_non_null(big);
    assert_int_equal(writ_log_append(log, &record, 1, &first, NULL), WRIT_E_LIMIT);
    record.side.len = WRIT_SIDE_MAX;
    assert_int_equal(writ_log_append(log, &record, 1, &first, NULL), WRIT_OK);
    assert_int_equal(first, 7);
    expect_states(fixture, "++-++-++");
    free(big);
}

static void reading_and_erasing_survive_every_allocation_failure(void **state)
{
    static const uint64_t all[] = {0, 1, 2, 3, 4, 5, 6};
    const struct log_fixture *fixture = *state;
    enum writ_status status = WRIT_E_NOMEM;

    for (size_t nth = 0; status == WRIT_E_NOMEM; nth++) {
        WRIT_AUTO(writ_log) struct writ_log *log = log_open_readonly(fixture);

        log->alloc.fail_after = nth;
        status = writ_log_erase_sides(log, all, 7, NULL);
        assert_true(nth < 100);
    }
    assert_int_equal(status, WRIT_OK);
    expect_states(fixture, "ee-ee-e");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_is_kept_beside_its_leaf, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(only_the_owner_reads_it, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(an_erased_text_is_zeros_and_hides_no_other, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(an_interrupted_erasure_can_be_ended, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_text_is_named_and_hides_no_other, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(what_lies_beyond_the_leaves_is_cut, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_shorter_side_segment_is_corrupt, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_commit_without_all_its_texts_is_taken_back, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(texts_of_earlier_commits_are_never_taken_for_torn, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_lost_side_segment_starts_again, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(a_crash_leaves_no_side_segment_without_leaves, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_segment_that_no_writer_made_is_refused_by_name, set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_text_has_a_ceiling, set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(reading_and_erasing_survive_every_allocation_failure,
                                        set_up, log_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
