/* SPDX-License-Identifier: Apache-2.0
 *
 * Eight submitters share a log and are killed at random moments, over and over; what they were
 * answered is kept outside, and every answer must still be true.
 *
 * Usage: fault_test_kill [SECONDS [SEED]]
 */
#include "cmocka_all.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "acks.h"
#include "child.h"
#include "recording.h"

enum {
    SUBMITTERS = 8,
    FILES = SUBMITTERS + 1, /* the last one: answers given while recovering */
    SECONDS = 10,
    LONGEST_MS = 250,     /* of a life, from when all are at work */
    OPENING_MS = 60,      /* of a life that ends before that */
    OPENING_EACH = 6,     /* one life in so many is such a one */
    ENTRIES_MOST = 30000, /* then a new log is begun: opening one reads it all */
};

struct terms {
    unsigned seconds;
    unsigned seed;
};

struct loop {
    struct recording recording;
    char log_dir[RECORDING_PATH];
    struct acks_done done[FILES]; /* of this log */
    unsigned seed;
    unsigned logs;
    uint64_t kills;
    uint64_t early_kills; /* while the log or the submitters' engines were being opened */
    uint64_t answers;     /* of the logs before this one */
};

static const char *acks_path(const struct loop *loop, unsigned file, char path[RECORDING_PATH])
{
    char name[64];

    (void)snprintf(name, sizeof(name), "acks-%u-%u", loop->logs, file);
    return recording_path(&loop->recording, name, path);
}

static void die(const struct writ_error *err)
{
    fprintf(stderr, "submitter: %s: %s\n", err->loc.source, err->text);
    _exit(1);
}

struct submitter {
    const struct loop *loop;
    struct writ_recorder *recorder;
    unsigned file;
    int pipe_fd; /* hears when it begins; -1: nobody listens */
};

/* Decides, and keeps each answer before it asks again, `count` times. */
static enum writ_status submit(const struct submitter *submitter, uint64_t count,
                               struct writ_error *err)
{
    const struct writ_options options = {.mesh_dir = mesh_dir_path(&submitter->loop->recording.dir),
                                         .recorder = submitter->recorder};
    char path[RECORDING_PATH];
    WRIT_AUTO(writ_fd) int acks = acks_open(acks_path(submitter->loop, submitter->file, path));
    struct writ_engine *engine = NULL;
    enum writ_status status = writ_engine_open(&options, &engine, err);

    if (submitter->pipe_fd >= 0 && write(submitter->pipe_fd, "", 1) != 1) {
        status = writ_fail(err, WRIT_E_IO, NULL, "nobody listens");
    }
    for (uint64_t i = 0; i < count && status == WRIT_OK; i++) {
        struct writ_decision *decision = NULL;

        status =
            writ_engine_decide(engine, "ask.json", writ_str_from(RECORDING_ASK), &decision, err);
        if (status == WRIT_OK && !acks_append(acks, decision)) {
            status = writ_fail(err, WRIT_E_IO, NULL, "cannot keep the answer");
        }
        writ_decision_free(decision);
    }
    writ_engine_close(engine);
    return status;
}

static void *submit_for_ever(void *ctx)
{
    struct writ_error err = {0};

    (void)submit(ctx, UINT64_MAX, &err);
    die(&err);
    return NULL;
}

static enum writ_status open_recorder(const struct loop *loop, struct writ_recorder **ret_recorder,
                                      struct writ_error *err)
{
    const struct writ_recorder_options options = {.mesh_dir = mesh_dir_path(&loop->recording.dir),
                                                  .log_dir = loop->log_dir};

    return writ_recorder_open(&options, ret_recorder, err);
}

/* The process that is killed; says on the pipe when each submitter begins. */
static void live(const void *ctx, int pipe_fd)
{
    const struct loop *loop = ctx;
    struct submitter submitters[SUBMITTERS];
    pthread_t threads[SUBMITTERS];
    struct writ_recorder *recorder = NULL;
    struct writ_error err = {0};

    if (open_recorder(loop, &recorder, &err) != WRIT_OK) {
        die(&err);
    }
    for (unsigned i = 0; i < SUBMITTERS; i++) {
        submitters[i] = (struct submitter){loop, recorder, i, pipe_fd};
        if (pthread_create(&threads[i], NULL, submit_for_ever, &submitters[i]) != 0) {
            die(&err);
        }
    }
    for (;;) {
        (void)pause();
    }
}

static void sleep_us(unsigned us)
{
    const struct timespec span = {us / 1000000, (long)(us % 1000000) * 1000};

    (void)nanosleep(&span, NULL);
}

static unsigned random_us(struct loop *loop, unsigned most_ms)
{
    return (unsigned)rand_r(&loop->seed) % (most_ms * 1000);
}

/* A moment to kill at: while all submitters are at work, or now and then before. */
static void wait_for_the_moment(struct loop *loop, int pipe_fd)
{
    char begun[SUBMITTERS];
    size_t count = 0;

    if ((unsigned)rand_r(&loop->seed) % OPENING_EACH == 0) {
        sleep_us(random_us(loop, OPENING_MS));
        loop->early_kills++;
        return;
    }
    while (count < SUBMITTERS) {
        const ssize_t got = read(pipe_fd, begun, SUBMITTERS - count);

        assert_true(got > 0);
        count += (size_t)got;
    }
    sleep_us(random_us(loop, LONGEST_MS));
}

static void live_and_be_killed(struct loop *loop)
{
    const struct child child = child_begin(live, loop);
    int status = 0;

    wait_for_the_moment(loop, child.pipe_fd);
    assert_int_equal(kill(child.pid, SIGKILL), 0);
    assert_int_equal(waitpid(child.pid, &status, 0), child.pid);
    (void)close(child.pipe_fd);
    assert_true(WIFSIGNALED(status)); /* else it has ended before: a submitter was refused */
    loop->kills++;
}

/* The next process opens the log and decides once. */
static enum writ_status go_on(const struct loop *loop, struct writ_error *err)
{
    struct submitter submitter = {.loop = loop, .file = SUBMITTERS, .pipe_fd = -1};

    WRIT_TRY(open_recorder(loop, &submitter.recorder, err));

    const enum writ_status status = submit(&submitter, 1, err);

    writ_recorder_close(submitter.recorder);
    return status;
}

static struct writ_str vkey_of(const struct loop *loop)
{
    return writ_bytes_str(loop->recording.vkey);
}

/* The answers that came since the last check; older ones are under checkpoints that these extend.
 */
static enum writ_status check_new(struct loop *loop, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    char path[RECORDING_PATH];

    WRIT_TRY(writ_log_open_readonly(loop->log_dir, &log, err));
    for (unsigned i = 0; i < FILES; i++) {
        WRIT_TRY(
            acks_check(log, vkey_of(loop), acks_path(loop, i, path), NULL, &loop->done[i], err));
    }
    return WRIT_OK;
}

/* Everything at once: every answer of this log, with its disclosures, and the log from end to end.
 */
static enum writ_status check_all(struct loop *loop, struct writ_error *err)
{
    const struct writ_audit_terms terms = {.vkey = vkey_of(loop)};
    WRIT_AUTO(acks_disclosed) struct acks_disclosed disclosed = {NULL, 0};
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    struct writ_audit_state state;
    char path[RECORDING_PATH];

    WRIT_TRY(writ_audit_verify(loop->log_dir, &terms, &state, err));
    WRIT_TRY(writ_log_open_readonly(loop->log_dir, &log, err));
    WRIT_TRY(acks_list_disclosed(loop->log_dir, state.size, &disclosed, err));
    for (unsigned i = 0; i < FILES; i++) {
        struct acks_done done = {0, 0};

        WRIT_TRY(acks_check(log, vkey_of(loop), acks_path(loop, i, path), &disclosed, &done, err));
        assert_int_equal(done.count, loop->done[i].count);
    }
    return WRIT_OK;
}

static uint64_t answers_of_log(const struct loop *loop)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < FILES; i++) {
        count += loop->done[i].count;
    }
    return count;
}

static void expect_ok(enum writ_status status, const struct writ_error *err)
{
    if (status != WRIT_OK) {
        fail_msg("%s: %s", err->loc.source, err->text);
    }
}

static void begin_log(struct loop *loop)
{
    char name[64];

    loop->logs++;
    (void)snprintf(name, sizeof(name), "log-%u", loop->logs);
    (void)recording_path(&loop->recording, name, loop->log_dir);
    memset(loop->done, 0, sizeof(loop->done));
}

static void end_log(struct loop *loop)
{
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    expect_ok(check_all(loop, &err), &err);
    loop->answers += answers_of_log(loop);
    scratch_empty(loop->log_dir, 0);
    for (unsigned i = 0; i < FILES; i++) {
        (void)unlink(acks_path(loop, i, path));
    }
}

static void killed_submitters_lose_nothing_they_were_answered(void **state)
{
    const struct terms *terms = *state;
    struct loop loop = {.seed = terms->seed};
    const time_t end = time(NULL) + (time_t)terms->seconds;

    recording_make(&loop.recording);
    begin_log(&loop);
    while (time(NULL) < end) {
        struct writ_error err = {0};

        live_and_be_killed(&loop);
        expect_ok(go_on(&loop, &err), &err);
        expect_ok(check_new(&loop, &err), &err);
        if (answers_of_log(&loop) >= ENTRIES_MOST) {
            end_log(&loop);
            begin_log(&loop);
        }
    }
    end_log(&loop);
    print_message("%llu kills of %d submitters (%llu at their start), %u logs: "
                  "%llu acknowledged decisions, 0 lost (seed %u)\n",
                  (unsigned long long)loop.kills, SUBMITTERS, (unsigned long long)loop.early_kills,
                  loop.logs, (unsigned long long)loop.answers, terms->seed);
    recording_autop(&loop.recording);
}

int main(int argc, char **argv)
{
    struct terms terms = {.seconds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : SECONDS,
                          .seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10)
                                           : (unsigned)time(NULL)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(killed_submitters_lose_nothing_they_were_answered, &terms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
