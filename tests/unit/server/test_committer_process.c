/* SPDX-License-Identifier: Apache-2.0
 *
 * Committer and signer as processes: every answer holds in the log, whoever is killed meanwhile.
 */
#define _GNU_SOURCE /* prlimit() */
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "staff.h"

enum { MANY = 200 };

static void *new_errands(size_t count)
{
    void *errands = calloc(count, sizeof(struct errand));

    assert_non_null(errands);
    return errands;
}

/* What was answered with a place is there; `count` of it. */
static void check_log(const struct staff *staff, const struct errand *errands, size_t count,
                      size_t at_least)
{
    struct writ_log *log = log_open(&staff->fixture);
    size_t answered = 0;

    for (size_t i = 0; i < count; i++) {
        if (errands[i].submitted.status == WRIT_OK) {
            errand_check(&errands[i], log);
            answered++;
        }
    }
    assert_true(answered >= at_least);
    assert_true(writ_log_size(log) >= answered);
    writ_log_close(log);
}

static void every_answer_holds(void **state)
{
    struct staff staff;
    struct errand *errands = new_errands(MANY);
    struct writ_scribe *scribes[3];

    (void)state;
    staff_init(&staff, 0);
    for (size_t i = 0; i < 3; i++) {
        scribes[i] = staff_scribe(&staff, 10000);
    }
    for (size_t i = 0; i < MANY; i++) {
        errand_init(&errands[i], i);
        errands[i].submitted.wants_receipt = i % 7 == 0;
        errand_send(&errands[i], scribes[i % 3]);
    }
    for (size_t i = 0; i < MANY; i++) {
        struct writ_checkpoint checkpoint;
        uint64_t index = 0;

        errand_await(&errands[i], scribes[i % 3]);
        if (i % 7 == 0) {
            assert_int_equal(writ_receipt_verify(writ_str_from(errands[i].receipt),
                                                 errands[i].record.leaf,
                                                 writ_signer_public(staff.fixture.signer),
                                                 &checkpoint, &index, NULL),
                             WRIT_OK);
            assert_int_equal(index, errands[i].submitted.first);
        }
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(writ_scribe_check(scribes[i], NULL), WRIT_OK);
        writ_scribe_close(scribes[i]);
    }
    staff_stop(&staff);
    check_log(&staff, errands, MANY, MANY);
    staff_done(&staff);
    free(errands);
}

static void records_of_one_submission_follow_one_another(void **state)
{
    enum { COUNT = WRIT_SUBMISSION_RECORDS_MAX };
    struct writ_record *records = calloc(COUNT, sizeof(*records));
    struct errand first = {0}, batch = {0};
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    assert_int_equal(errand_run(&first, scribe, 1), WRIT_OK);
    errand_init(&batch, 2);
    for (size_t i = 0; i < COUNT; i++) {
        records[i] = batch.record;
    }
    batch.submitted.records = records;
    batch.submitted.count = COUNT;
    errand_send(&batch, scribe);
    errand_await(&batch, scribe);
    assert_int_equal(batch.submitted.status, WRIT_OK);
    assert_int_equal(batch.submitted.first, 1);
    assert_int_equal(errand_run(&first, scribe, 3), WRIT_OK);
    assert_int_equal(first.submitted.first, 1 + COUNT);
    writ_scribe_close(scribe);
    staff_stop(&staff);
    staff_done(&staff);
    free(records);
}

static void a_token_comes_with_the_answer(void **state)
{
    struct errand good = {0}, bad = {0};
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    errand_init(&good, 1);
    good.submitted.claims = WRIT_LIT("{\"decision\":true}");
    errand_init(&bad, 2);
    bad.submitted.claims = WRIT_LIT("no object");
    errand_send(&good, scribe);
    errand_send(&bad, scribe);
    errand_await(&good, scribe);
    errand_await(&bad, scribe);
    assert_int_equal(good.submitted.status, WRIT_OK);
    assert_true(writ_str_starts(writ_str_from(good.token), WRIT_LIT("eyJhbGciOiJFZERTQSIs")));
    assert_int_equal(bad.submitted.status, WRIT_OK);
    assert_string_equal(bad.token, "");
    writ_scribe_close(scribe);
    staff_stop(&staff);
    staff_done(&staff);
}

static void a_killed_signer_is_waited_for(void **state)
{
    struct errand *errands = new_errands(4);
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    for (size_t i = 0; i < 4; i++) {
        errand_init(&errands[i], i);
        errand_send(&errands[i], scribe);
        if (i > 0) {
            (void)poll(NULL, 0, 20);
            assert_false(errands[i].is_answered);
            staff_start_signer(&staff);
        }
        errand_await(&errands[i], scribe);
        assert_int_equal(errands[i].submitted.status, WRIT_OK);
        if (i < 3) {
            staff_kill(staff.signer);
        }
    }
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, errands, 4, 4);
    staff_done(&staff);
    free(errands);
}

static void without_a_signer_nothing_is_answered_with_a_place(void **state)
{
    struct errand errand = {0};
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 20000);
    assert_int_equal(errand_run(&errand, scribe, 1), WRIT_OK);
    staff_kill(staff.signer);
    assert_int_equal(errand_run(&errand, scribe, 2), WRIT_E_IO);
    assert_non_null(strstr(errand.submitted.err.text, "there is no signer"));
    assert_int_equal(writ_scribe_check(scribe, &(struct writ_error){0}), WRIT_E_IO);
    staff_start_signer(&staff);
    while (errand_run(&errand, scribe, 3) != WRIT_OK) {
        (void)poll(NULL, 0, 20);
    }
    assert_int_equal(writ_scribe_check(scribe, NULL), WRIT_OK);
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, &errand, 1, 1);
    staff_done(&staff);
}

static void a_killed_committer_fails_what_it_had_and_another_goes_on(void **state)
{
    struct errand *errands = new_errands(MANY);
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    for (size_t i = 0; i < MANY; i++) {
        errand_init(&errands[i], i);
        errand_send(&errands[i], scribe);
        if (i % 40 == 20) {
            staff_kill(staff.committer);
            staff_start_committer(&staff);
        }
    }
    for (size_t i = 0; i < MANY; i++) {
        errand_await(&errands[i], scribe);
        assert_true(errands[i].submitted.status == WRIT_OK ||
                    strstr(errands[i].submitted.err.text, "has died") != NULL);
    }
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, errands, MANY, 1);
    staff_done(&staff);
    free(errands);
}

static void nobody_waits_for_ever(void **state)
{
    struct errand errand = {0};
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 100);
    assert_int_equal(kill(staff.committer, SIGSTOP), 0);
    assert_int_equal(errand_run(&errand, scribe, 1), WRIT_E_IO);
    assert_non_null(strstr(errand.submitted.err.text, "in time"));
    assert_int_equal(kill(staff.committer, SIGCONT), 0);
    while (errand_run(&errand, scribe, 2) != WRIT_OK) { /* the late answer is nobody's */
        (void)poll(NULL, 0, 20);
    }
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, &errand, 1, 1);
    staff_done(&staff);
}

/* Messages that no honest worker sends. */
static const struct writ_str hostile[] = {
    {"\xff\xff\xff\xff\1\0\0\0\0\0\0\0\0", 13},
    {"\0\0\0\0\1\0\0\0\0\0\0\0\0", 13},
    {"\0\0\0\0\x63\0\0\0\0\0\0\0\0", 13},
    {"\x8\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21},
    {"\x8\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 21},
    {"\x8\0\0\0\1\0\0\0\0\0\0\0\0\xff\0\0\0\1\0\0\0", 21},
    {"\xc\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\xff\xff\xff\x7f", 25},
};

static void a_hostile_worker_is_dropped_and_the_others_served(void **state)
{
    struct errand errand = {0};
    struct writ_scribe *scribe;
    struct staff staff;
    char byte;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        WRIT_AUTO(writ_fd) int fd = -1;

        assert_int_equal(writ_door_enter(staff.committer_door.outside, &fd, NULL), WRIT_OK);
        assert_true(writ_fd_write_all(fd, hostile[i]));
        while (recv(fd, &byte, 1, 0) > 0) { /* what the log's state is; then the end */
        }
        assert_int_equal(errand_run(&errand, scribe, i), WRIT_OK);
        assert_int_equal(errand.submitted.first, i);
    }
    writ_scribe_close(scribe);
    staff_stop(&staff);
    staff_done(&staff);
}

static void what_is_too_large_is_refused_and_harms_nobody(void **state)
{
    char *large = calloc(1, WRIT_LEAF_MAX + 1);
    struct errand errand = {0};
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    errand_init(&errand, 1);
    errand.record.leaf = (struct writ_str){large, WRIT_LEAF_MAX + 1};
    errand_send(&errand, scribe);
    errand_await(&errand, scribe);
    assert_int_equal(errand.submitted.status, WRIT_E_LIMIT);
    assert_int_equal(errand_run(&errand, scribe, 2), WRIT_OK);
    assert_int_equal(errand.submitted.first, 0);
    writ_scribe_close(scribe);
    staff_stop(&staff);
    staff_done(&staff);
    free(large);
}

static void set_file_limit(pid_t pid, rlim_t bytes)
{
    const struct rlimit limit = {bytes, RLIM_INFINITY};

    assert_int_equal(prlimit(pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void a_full_disk_refuses_and_says_why_until_there_is_room(void **state)
{
    struct errand errand = {0};
    struct writ_scribe *scribe;
    struct staff staff;
    uint64_t recorded = 0;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    set_file_limit(staff.committer, 2000);
    while (errand_run(&errand, scribe, recorded) == WRIT_OK) {
        recorded++;
        assert_true(recorded < 100);
    }
    assert_int_equal(errand.submitted.status, WRIT_E_IO);
    assert_non_null(strstr(errand.submitted.err.text, "no space left"));
    assert_non_null(strstr(errand.submitted.err.hint, "make room"));
    assert_int_equal(errand_run(&errand, scribe, recorded), WRIT_E_IO);
    set_file_limit(staff.committer, RLIM_INFINITY);
    while (errand_run(&errand, scribe, recorded) != WRIT_OK) {
        (void)poll(NULL, 0, 20);
    }
    assert_in_range(errand.submitted.first, recorded, recorded + 1);
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, &errand, 1, 1);
    staff_done(&staff);
}

static void grouped_answers_come_before_the_commit_and_hold_after_it(void **state)
{
    struct errand *errands = new_errands(MANY);
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 50);
    scribe = staff_scribe(&staff, 10000);
    for (size_t i = 0; i < MANY; i++) {
        errand_init(&errands[i], i);
        errands[i].submitted.wants_receipt = i == MANY - 1;
        errand_send(&errands[i], scribe);
        errand_await(&errands[i], scribe);
        assert_int_equal(errands[i].submitted.status, WRIT_OK);
        assert_int_equal(errands[i].submitted.first, i);
    }
    assert_true(writ_str_starts(writ_str_from(errands[MANY - 1].receipt), WRIT_LIT("c2sp.org")));
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, errands, MANY, MANY);
    staff_done(&staff);
    free(errands);
}

static void a_full_disk_takes_back_no_grouped_answer(void **state)
{
    struct errand *errands = new_errands(MANY);
    struct writ_scribe *scribe;
    struct staff staff;
    size_t count = 0;

    (void)state;
    staff_init(&staff, 20);
    scribe = staff_scribe(&staff, 10000);
    set_file_limit(staff.committer, 2000);
    do {
        assert_true(count < MANY);
        (void)poll(NULL, 0, 5);
    } while (errand_run(&errands[count], scribe, count) == WRIT_OK && ++count);
    assert_int_equal(errands[count].submitted.status, WRIT_E_IO);
    set_file_limit(staff.committer, RLIM_INFINITY);
    while (errand_run(&errands[count], scribe, count) != WRIT_OK) {
        (void)poll(NULL, 0, 20);
    }
    assert_int_equal(errands[count].submitted.first, count);
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, errands, count + 1, count + 1);
    staff_done(&staff);
    free(errands);
}

static void what_was_submitted_before_the_end_is_committed(void **state)
{
    struct errand *errands = new_errands(MANY);
    struct writ_scribe *scribe;
    struct staff staff;

    (void)state;
    staff_init(&staff, 0);
    scribe = staff_scribe(&staff, 10000);
    assert_int_equal(errand_run(&errands[0], scribe, 0), WRIT_OK);
    assert_int_equal(kill(staff.committer, SIGSTOP), 0);
    for (size_t i = 1; i < MANY; i++) {
        errand_init(&errands[i], i);
        errand_send(&errands[i], scribe);
    }
    (void)close(staff.stop_fds[1]);
    staff.stop_fds[1] = -1;
    assert_int_equal(kill(staff.committer, SIGCONT), 0);
    for (size_t i = 1; i < MANY; i++) {
        errand_await(&errands[i], scribe);
        assert_int_equal(errands[i].submitted.status, WRIT_OK);
    }
    writ_scribe_close(scribe);
    staff_stop(&staff);
    check_log(&staff, errands, MANY, MANY);
    staff_done(&staff);
    free(errands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_holds),
        cmocka_unit_test(records_of_one_submission_follow_one_another),
        cmocka_unit_test(a_token_comes_with_the_answer),
        cmocka_unit_test(a_killed_signer_is_waited_for),
        cmocka_unit_test(without_a_signer_nothing_is_answered_with_a_place),
        cmocka_unit_test(a_killed_committer_fails_what_it_had_and_another_goes_on),
        cmocka_unit_test(nobody_waits_for_ever),
        cmocka_unit_test(a_hostile_worker_is_dropped_and_the_others_served),
        cmocka_unit_test(what_is_too_large_is_refused_and_harms_nobody),
        cmocka_unit_test(a_full_disk_refuses_and_says_why_until_there_is_room),
        cmocka_unit_test(grouped_answers_come_before_the_commit_and_hold_after_it),
        cmocka_unit_test(a_full_disk_takes_back_no_grouped_answer),
        cmocka_unit_test(what_was_submitted_before_the_end_is_committed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
