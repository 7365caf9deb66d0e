/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/staff.h - a signer and a committer as processes of their own, on a log of their
 * own, and scribes that submit to them. Either process can be killed and replaced.
 */
#ifndef WRIT_TESTS_STAFF_H
#define WRIT_TESTS_STAFF_H

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/fd.h"
#include "base/time.h"
#include "log_fixture.h"
#include "server/committer_process.h"
#include "server/door.h"
#include "server/scribe_remote.h"
#include "server/signer_process.h"

struct staff {
    struct log_fixture fixture;
    struct writ_door signer_door;
    struct writ_door committer_door;
    int stop_fds[2]; /* closing the second one stops the committer */
    unsigned window_ms;
    pid_t signer;
    pid_t committer;
};

static inline void staff_quit(bool is_fine, const struct writ_error *err)
{
    if (!is_fine) {
        (void)fprintf(stderr, "child: %s: %s\n", err->loc.source, err->text);
    }
    _exit(is_fine ? 0 : 1);
}

static inline void staff_note(void *ctx, const char *text)
{
    (void)ctx;
    (void)fprintf(stderr, "note: %s\n", text);
}

static inline pid_t staff_fork(void)
{
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)signal(SIGXFSZ, SIG_IGN);
    }
    return pid;
}

static inline void staff_start_signer(struct staff *staff)
{
    struct writ_signing signing;
    struct writ_error err = {0};

    staff->signer = staff_fork();
    if (staff->signer == 0) {
        (void)close(staff->stop_fds[1]);
        staff_quit(writ_signing_init(&signing, staff->fixture.signer, &err) == WRIT_OK &&
                       writ_signer_run(&signing, staff->signer_door.inside, -1, &err) == WRIT_OK,
                   &err);
    }
}

static inline void staff_start_committer(struct staff *staff)
{
    const struct writ_committer_options options = {
        .log_dir = staff->fixture.dir,
        .door_fd = staff->committer_door.inside,
        .signer_door_fd = staff->signer_door.outside,
        .stop_fd = staff->stop_fds[0],
        .window_ms = staff->window_ms,
        .note = staff_note,
    };
    struct writ_error err = {0};

    staff->committer = staff_fork();
    if (staff->committer == 0) {
        (void)close(staff->stop_fds[1]);
        staff_quit(writ_committer_run(&options, &err) == WRIT_OK, &err);
    }
}

static inline void staff_init(struct staff *staff, unsigned window_ms)
{
    *staff = (struct staff){.window_ms = window_ms};
    log_fixture_init(&staff->fixture);
    assert_int_equal(writ_door_make(&staff->signer_door, NULL), WRIT_OK);
    assert_int_equal(writ_door_make(&staff->committer_door, NULL), WRIT_OK);
    assert_int_equal(pipe(staff->stop_fds), 0);
    staff_start_signer(staff);
    staff_start_committer(staff);
}

static inline void staff_kill(pid_t pid)
{
    int status = 0;

    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

/* Lets the committer end in its own time; the signer is needed until then. */
static inline void staff_stop(struct staff *staff)
{
    int status = 0;

    (void)close(staff->stop_fds[1]);
    assert_int_equal(waitpid(staff->committer, &status, 0), staff->committer);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    staff_kill(staff->signer);
}

static inline void staff_done(struct staff *staff)
{
    (void)close(staff->stop_fds[0]);
    writ_door_close(&staff->signer_door);
    writ_door_close(&staff->committer_door);
    log_fixture_done(&staff->fixture);
}

/* One record on its way, with its texts. */
struct errand {
    struct writ_submitted submitted;
    struct writ_record record;
    char leaf[64];
    bool is_answered;
    char receipt[4096];
    char token[4096];
};

static inline void errand_answered(struct writ_submitted *submitted)
{
    struct errand *errand = submitted->ctx;

    errand->is_answered = true;
    (void)snprintf(errand->receipt, sizeof(errand->receipt), "%.*s", (int)submitted->receipt.len,
                   submitted->receipt.len == 0 ? "" : submitted->receipt.ptr);
    (void)snprintf(errand->token, sizeof(errand->token), "%.*s", (int)submitted->token.len,
                   submitted->token.len == 0 ? "" : submitted->token.ptr);
}

static inline void errand_init(struct errand *errand, uint64_t number)
{
    const int len = snprintf(errand->leaf, sizeof(errand->leaf), "{\"errand\":%llu}",
                             (unsigned long long)number);

    errand->is_answered = false;
    errand->record = (struct writ_record){{errand->leaf, (size_t)len}, WRIT_LIT("[]")};
    errand->submitted = (struct writ_submitted){
        .records = &errand->record, .count = 1, .done = errand_answered, .ctx = errand};
}

static inline struct writ_scribe *staff_scribe(const struct staff *staff, unsigned patience_ms)
{
    struct writ_scribe *scribe = NULL;

    assert_int_equal(writ_scribe_remote(staff->committer_door.outside, patience_ms, &scribe, NULL),
                     WRIT_OK);
    return scribe;
}

static inline void errand_send(struct errand *errand, struct writ_scribe *scribe)
{
    assert_int_equal(writ_scribe_submit(scribe, &errand->submitted, NULL), WRIT_OK);
    writ_scribe_turn(scribe);
}

/* As a worker's loop does. */
static inline void errand_await(const struct errand *errand, struct writ_scribe *scribe)
{
    const int64_t deadline_ms = writ_time_monotonic_ms() + 30000;

    while (!errand->is_answered) {
        struct pollfd wanted = {writ_scribe_fd(scribe), POLLIN, 0};

        assert_true(writ_time_monotonic_ms() < deadline_ms);
        assert_true(poll(&wanted, 1, 1000) >= 0);
        writ_scribe_turn(scribe);
    }
}

static inline enum writ_status errand_run(struct errand *errand, struct writ_scribe *scribe,
                                          uint64_t number)
{
    errand_init(errand, number);
    errand_send(errand, scribe);
    errand_await(errand, scribe);
    return errand->submitted.status;
}

/* The log has the leaf where the answer says. */
static inline void errand_check(const struct errand *errand, struct writ_log *log)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(errand->submitted.status, WRIT_OK);
    assert_int_equal(writ_log_leaf(log, errand->submitted.first, &arena, &leaf, NULL), WRIT_OK);
    assert_true(writ_str_eq(leaf, errand->record.leaf));
}

#endif
