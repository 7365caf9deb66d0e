/* SPDX-License-Identifier: Apache-2.0
 *
 * The log under crashes and full disks: whatever call fails, nothing acknowledged is lost, nothing
 * half-written is seen, and the next opening repairs. Linked with --wrap for the calls below.
 */
#include "cmocka_all.h"

#include <sys/resource.h>

#include "base/try.h"
#include "child.h"
#include "disk_faults.h"
#include "ledger/segment.h"
#include "log_fixture.h"

static int tear_down(void **state)
{
    disarm();
    return log_tear_down(state);
}

/* After any failure: readers and the next writer find all acknowledged leaves, and the log goes on.
 */
static uint64_t recover_and_go_on(const struct log_fixture *fixture, uint64_t acknowledged,
                                  uint64_t attempted)
{
    const struct writ_verifier *verifier = writ_signer_public(fixture->signer);
    struct writ_log *log = log_open_readonly(fixture);

    assert_true(writ_log_size(log) == acknowledged || writ_log_size(log) == attempted);
    writ_log_close(log);
    log = log_open(fixture);

    const uint64_t size = writ_log_size(log);

    assert_true(size == acknowledged || size == attempted);
    log_check(log, verifier, size);
    log_append(log, 1);
    log_check(log, verifier, size + 1);
    writ_log_close(log);
    return size + 1;
}

static void expect_closed(struct writ_log *log)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_error err = {0};
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&receipt, &alloc, 4096);
    assert_int_equal(log_try_append(log, 1, &err), WRIT_E_IO);
    assert_non_null(strstr(err.text, "earlier write failed"));
    assert_int_equal(writ_log_receipt(log, 0, &receipt, NULL), WRIT_E_IO);
    assert_int_equal(writ_log_leaf(log, 0, &arena, &leaf, NULL), WRIT_E_IO);
}

/* One append with a fault at its n-th call; false when no call was left to fail. */
static bool append_with_fault(const struct log_fixture *fixture, enum fault_kind kind, size_t nth,
                              uint64_t *size)
{
    struct writ_log *log = log_open(fixture);
    struct writ_error err = {0};

    arm(kind, nth);

    const enum writ_status status = log_try_append(log, 3, &err);
    const bool is_hit = fault.is_hit;

    disarm();
    assert_int_equal(status, is_hit ? WRIT_E_IO : WRIT_OK);
    if (is_hit && (kind == FAULT_SPACE || kind == FAULT_SHORT)) {
        assert_non_null(strstr(err.text, "no space left"));
    }
    if (is_hit) {
        expect_closed(log);
    }
    writ_log_close(log);
    *size = is_hit ? recover_and_go_on(fixture, *size, *size + 3)
                   : recover_and_go_on(fixture, *size + 3, *size + 3);
    return is_hit;
}

static const enum fault_kind kinds[] = {FAULT_IO, FAULT_SPACE, FAULT_SHORT, FAULT_CRASH,
                                        FAULT_TORN};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), MOST_CALLS = 64 };

static void an_append_survives_a_fault_at_every_call(void **state)
{
    const struct log_fixture *fixture = *state;
    uint64_t size = 5;
    struct writ_log *log = log_open(fixture);

    log_append(log, 5);
    writ_log_close(log);
    for (size_t kind = 0; kind < KINDS; kind++) {
        size_t nth = 0;

        while (append_with_fault(fixture, kinds[kind], nth, &size)) {
            nth++;
            assert_true(nth < MOST_CALLS);
        }
        assert_true(nth >= 8); /* 2 segments written and synced, 2 files written and renamed */
    }
}

/* As above, when the append has to make the first segment. */
static void the_first_append_survives_a_fault_at_every_call(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KINDS; kind++) {
        bool is_hit = true;

        for (size_t nth = 0; is_hit; nth++) {
            struct log_fixture fixture;
            uint64_t size = 0;

            log_fixture_init(&fixture);
            is_hit = append_with_fault(&fixture, kinds[kind], nth, &size);
            log_fixture_done(&fixture);
            assert_true(nth < MOST_CALLS);
        }
    }
}

/* Opens with a fault at the n-th call; false when no call was left to fail. */
static bool open_with_fault(const struct log_fixture *fixture, enum fault_kind kind, size_t nth)
{
    struct writ_log *log = NULL;
    struct writ_error err = {0};

    arm(kind, nth);

    const enum writ_status status = log_try_open(fixture, &log, &err);
    const bool is_hit = fault.is_hit;

    disarm();
    assert_int_equal(status, is_hit ? WRIT_E_IO : WRIT_OK);
    writ_log_close(log);
    return is_hit;
}

static void making_a_log_survives_a_fault_at_every_call(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KINDS; kind++) {
        bool is_hit = true;

        for (size_t nth = 0; is_hit; nth++) {
            struct log_fixture fixture;

            log_fixture_init(&fixture);
            is_hit = open_with_fault(&fixture, kinds[kind], nth);
            writ_log_close(log_open(&fixture));
            assert_int_equal(recover_and_go_on(&fixture, 0, 0), 1);
            log_fixture_done(&fixture);
            assert_true(nth < MOST_CALLS);
        }
    }
}

/* The files of a log before and after its last commit. */
struct snapshots {
    char *checkpoint, *jws, *segment, *next_segment, *next_sides;
    size_t checkpoint_len, jws_len, segment_len, next_segment_len, next_sides_len;
};

enum { SIZE_BEFORE = 5, SIZE_AFTER = 8 };

static struct snapshots take_snapshots(const struct log_fixture *fixture)
{
    struct snapshots taken;
    struct writ_log *log = log_open(fixture);

    log_append(log, 2);
    log_append(log, SIZE_BEFORE - 2);
    taken.checkpoint = log_file(fixture, "checkpoint", &taken.checkpoint_len);
    taken.jws = log_file(fixture, "checkpoint.jws", &taken.jws_len);
    taken.segment = log_file(fixture, log_segment, &taken.segment_len);
    log_append(log, SIZE_AFTER - SIZE_BEFORE);
    taken.next_segment = log_file(fixture, log_segment, &taken.next_segment_len);
    taken.next_sides = log_file(fixture, log_side_segment, &taken.next_sides_len);
    writ_log_close(log);
    return taken;
}

static void free_snapshots(struct snapshots *taken)
{
    free(taken->checkpoint);
    free(taken->jws);
    free(taken->segment);
    free(taken->next_segment);
    free(taken->next_sides);
}

/* A crash before the last commit was published: its checkpoint is the one before. What lies beside
 * its leaves is there, for it was durable before they were written. */
static void put_crashed(const struct log_fixture *fixture, const struct snapshots *taken,
                        size_t segment_len)
{
    log_put_file(fixture, "checkpoint", taken->checkpoint, taken->checkpoint_len);
    log_put_file(fixture, "checkpoint.jws", taken->jws, taken->jws_len);
    log_put_file(fixture, log_side_segment, taken->next_sides, taken->next_sides_len);
    log_put_file(fixture, log_segment, taken->next_segment, segment_len);
}

static void repairing_survives_a_fault_at_every_call(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken = take_snapshots(fixture);

    for (size_t kind = 0; kind < KINDS; kind++) {
        for (size_t torn = 0; torn < 2; torn++) {
            bool is_hit = true;

            for (size_t nth = 0; is_hit; nth++) {
                put_crashed(fixture, &taken, taken.next_segment_len - torn);
                is_hit = open_with_fault(fixture, kinds[kind], nth);
                recover_and_go_on(fixture, SIZE_BEFORE, SIZE_AFTER);
                assert_true(nth < MOST_CALLS);
            }
        }
    }
    free_snapshots(&taken);
}

static void a_tail_torn_at_every_byte_is_cut(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken = take_snapshots(fixture);

    for (size_t len = taken.segment_len; len <= taken.next_segment_len; len++) {
        const bool is_whole = len == taken.next_segment_len;

        put_crashed(fixture, &taken, len);

        const uint64_t size = recover_and_go_on(fixture, is_whole ? SIZE_AFTER : SIZE_BEFORE,
                                                is_whole ? SIZE_AFTER : SIZE_BEFORE);

        assert_int_equal(size, (is_whole ? SIZE_AFTER : SIZE_BEFORE) + 1);
    }
    free_snapshots(&taken);
}

/* Pages of one write may reach the disk in any order: a whole commit frame behind leaves that are
 * not there. */
static void a_tail_damaged_at_every_byte_is_cut(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken = take_snapshots(fixture);

    for (size_t i = taken.segment_len; i < taken.next_segment_len; i++) {
        taken.next_segment[i] = (char)(taken.next_segment[i] ^ 0x04);
        put_crashed(fixture, &taken, taken.next_segment_len);
        taken.next_segment[i] = (char)(taken.next_segment[i] ^ 0x04);
        assert_int_equal(recover_and_go_on(fixture, SIZE_BEFORE, SIZE_BEFORE), SIZE_BEFORE + 1);
    }
    free_snapshots(&taken);
}

static void a_tail_with_a_hole_of_any_length_is_cut(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken = take_snapshots(fixture);

    for (size_t i = taken.segment_len; i < taken.next_segment_len; i++) {
        taken.next_segment[i] = 0;
        put_crashed(fixture, &taken, taken.next_segment_len);
        recover_and_go_on(fixture, SIZE_BEFORE, SIZE_BEFORE);
    }
    free_snapshots(&taken);
}

static void the_same_tail_under_its_checkpoint_is_corrupt(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken = take_snapshots(fixture);

    for (size_t len = taken.segment_len; len < taken.next_segment_len; len++) {
        struct writ_log *log = NULL;

        log_put_file(fixture, log_segment, taken.next_segment, len);
        assert_int_equal(log_try_open(fixture, &log, NULL), WRIT_E_CORRUPT);
        assert_int_equal(writ_log_open_readonly(fixture->dir, &log, NULL), WRIT_E_CORRUPT);
    }
    free_snapshots(&taken);
}

/* Even under an old checkpoint, damage before a later commit is no torn tail. */
static void damage_before_a_later_commit_is_corrupt(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken;
    struct writ_log *log = log_open(fixture);

    log_append(log, 1);
    writ_log_close(log);
    taken = take_snapshots(fixture); /* on top: 1, 3, 6 and 9 leaves; the checkpoint is of 6 */
    log = log_open(fixture);
    log_append(log, 1);
    writ_log_close(log);
    free(taken.next_segment);
    free(taken.next_sides);
    taken.next_segment = log_file(fixture, log_segment, &taken.next_segment_len);
    taken.next_sides = log_file(fixture, log_side_segment, &taken.next_sides_len);

    const size_t last = WRIT_FRAME_HEAD + 7 + WRIT_FRAME_HEAD + WRIT_COMMIT_SIZE;

    for (size_t i = taken.segment_len; i < taken.next_segment_len - last; i++) {
        struct writ_error err = {0};

        taken.next_segment[i] = (char)(taken.next_segment[i] ^ 0x04);
        put_crashed(fixture, &taken, taken.next_segment_len);
        taken.next_segment[i] = (char)(taken.next_segment[i] ^ 0x04);
        assert_int_equal(log_try_open(fixture, &log, &err), WRIT_E_CORRUPT);
        assert_non_null(strstr(err.text, "at byte "));
    }
    free_snapshots(&taken);
}

/* The operating system's own refusal, at every byte of the commit. */
static void a_full_disk_leaves_nothing_half_written(void **state)
{
    const struct log_fixture *fixture = *state;
    struct snapshots taken = take_snapshots(fixture);
    struct rlimit before;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (size_t len = taken.segment_len; len < taken.next_segment_len; len++) {
        const struct rlimit limit = {.rlim_cur = len, .rlim_max = before.rlim_max};
        struct writ_error err = {0};
        size_t len_after = 0;

        put_crashed(fixture, &taken, taken.segment_len);

        struct writ_log *log = log_open(fixture);

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);

        const enum writ_status status = log_try_append(log, SIZE_AFTER - SIZE_BEFORE, &err);

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, WRIT_E_IO);
        assert_non_null(strstr(err.text, "no space left"));
        writ_log_close(log);
        free(log_file(fixture, log_segment, &len_after));
        assert_int_equal(len_after, taken.segment_len);
        recover_and_go_on(fixture, SIZE_BEFORE, SIZE_BEFORE);
    }
    free_snapshots(&taken);
}

/* Appends until killed, and says after each commit how many leaves are acknowledged. */
static void append_for_ever(const void *fixture, int pipe_fd)
{
    struct writ_log *log = NULL;

    if (log_try_open(fixture, &log, NULL) != WRIT_OK) {
        _exit(1);
    }
    for (;;) {
        const uint64_t size = writ_log_size(log) + 2;

        if (log_try_append(log, 2, NULL) != WRIT_OK ||
            write(pipe_fd, &size, sizeof(size)) != (ssize_t)sizeof(size)) {
            _exit(1);
        }
    }
}

static uint64_t kill_after(const struct log_fixture *fixture, size_t commits)
{
    const struct child child = child_begin(append_for_ever, fixture);
    uint64_t acknowledged = 0;

    for (size_t i = 0; i < commits; i++) {
        assert_int_equal(read(child.pipe_fd, &acknowledged, sizeof(acknowledged)),
                         sizeof(acknowledged));
    }
    assert_int_equal(kill(child.pid, SIGKILL), 0);
    while (read(child.pipe_fd, &acknowledged, sizeof(acknowledged)) ==
           (ssize_t)sizeof(acknowledged)) {
    }
    (void)close(child.pipe_fd);
    assert_int_equal(waitpid(child.pid, NULL, 0), child.pid);
    return acknowledged;
}

static void a_killed_process_loses_nothing_acknowledged(void **state)
{
    const struct log_fixture *fixture = *state;

    for (size_t round = 1; round <= 20; round++) {
        const uint64_t acknowledged = kill_after(fixture, round % 7 + 1);

        recover_and_go_on(fixture, acknowledged, acknowledged + 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_append_survives_a_fault_at_every_call, log_set_up,
                                        tear_down),
        cmocka_unit_test(the_first_append_survives_a_fault_at_every_call),
        cmocka_unit_test(making_a_log_survives_a_fault_at_every_call),
        cmocka_unit_test_setup_teardown(repairing_survives_a_fault_at_every_call, log_set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_tail_torn_at_every_byte_is_cut, log_set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tail_damaged_at_every_byte_is_cut, log_set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tail_with_a_hole_of_any_length_is_cut, log_set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_same_tail_under_its_checkpoint_is_corrupt, log_set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(damage_before_a_later_commit_is_corrupt, log_set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_full_disk_leaves_nothing_half_written, log_set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_killed_process_loses_nothing_acknowledged, log_set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
