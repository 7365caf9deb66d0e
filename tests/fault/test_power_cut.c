/* SPDX-License-Identifier: Apache-2.0
 *
 * A run of several submitters is written down call by call; then the power is cut after each of
 * them, and every image that this may leave must open, go on, and hold what was answered before.
 */
#include "cmocka_all.h"

#include <pthread.h>

#include "acks.h"
#include "base/sanitized.h"
#include "disk_image.h"
#include "log_fixture.h"
#include "recording.h"

enum { SUBMITTERS = 4, EACH = 3, RANDOM_IMAGES = 6, PROBLEMS_SHOWN = 5 };

/* A sanitizer sees every fifth call, and the plain build all. */
enum { CALLS_APART = WRIT_IS_SANITIZED ? 5 : 1 };

struct power {
    struct recording recording;
    struct writ_signer *signer;
    char root[RECORDING_PATH];    /* the journal's */
    char log_dir[RECORDING_PATH]; /* in it */
    char image[RECORDING_PATH];
    size_t images;
    size_t problems;
};

static void expect_ok(enum writ_status status, const struct writ_error *err)
{
    if (status != WRIT_OK) {
        fail_msg("%s: %s", err->loc.source, err->text);
    }
}

struct submitter {
    const struct power *power;
    struct writ_recorder *recorder;
};

static void *submit(void *ctx)
{
    const struct submitter *submitter = ctx;
    const struct writ_options options = {.mesh_dir =
                                             mesh_dir_path(&submitter->power->recording.dir),
                                         .recorder = submitter->recorder};
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};

    expect_ok(writ_engine_open(&options, &engine, &err), &err);
    for (int i = 0; i < EACH; i++) {
        struct writ_decision *decision = NULL;
        char both[1 << 16];

        expect_ok(
            writ_engine_decide(engine, "ask.json", writ_str_from(RECORDING_ASK), &decision, &err),
            &err);
        const struct writ_str writ = writ_decision_writ(decision);
        const struct writ_str receipt = writ_decision_receipt(decision);

        assert_true(writ.len + receipt.len <= sizeof(both));
        memcpy(both, writ.ptr, writ.len);
        memcpy(both + writ.len, receipt.ptr, receipt.len);
        journal_answer((struct writ_str){both, writ.len + receipt.len}, writ.len);
        writ_decision_free(decision);
    }
    writ_engine_close(engine);
    return NULL;
}

/* One process from opening the log to closing it. */
static void run(const struct power *power, size_t submitters)
{
    const struct writ_recorder_options options = {.mesh_dir = mesh_dir_path(&power->recording.dir),
                                                  .log_dir = power->log_dir};
    struct submitter submitter = {.power = power};
    pthread_t threads[SUBMITTERS];
    struct writ_error err = {0};

    expect_ok(writ_recorder_open(&options, &submitter.recorder, &err), &err);
    for (size_t i = 0; i < submitters; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, submit, &submitter), 0);
    }
    for (size_t i = 0; i < submitters; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    writ_recorder_close(submitter.recorder);
}

static struct writ_str vkey_of(const struct power *power)
{
    return writ_bytes_str(power->recording.vkey);
}

/* Every answer that was given before the cut. */
static enum writ_status check_answers(const struct power *power, size_t cut, struct writ_log *log,
                                      const struct acks_disclosed *disclosed,
                                      struct writ_error *err)
{
    for (size_t i = 0; i < cut; i++) {
        const struct disk_op *op = &journal.ops[i];
        uint64_t index = 0;

        if (op->kind != DISK_ANSWER) {
            continue;
        }
        WRIT_TRY(acks_check_one(log, vkey_of(power), (struct writ_str){op->bytes, op->at},
                                (struct writ_str){op->bytes + op->at, op->len - op->at}, &index,
                                err));
        if (index >= disclosed->count || !disclosed->is[index]) {
            return writ_fail(err, WRIT_E_CORRUPT, NULL, "entry %llu has lost its disclosures",
                             (unsigned long long)index);
        }
    }
    return WRIT_OK;
}

static enum writ_status open_log(const struct power *power, const char *dir,
                                 struct writ_log **ret_log, struct writ_error *err)
{
    return writ_log_open(dir, WRIT_LIT(RECORDING_NAME), power->signer, ret_log, err);
}

static enum writ_status check_image(const struct power *power, size_t cut, const char *dir,
                                    struct writ_error *err)
{
    const struct writ_audit_terms terms = {.vkey = vkey_of(power)};
    WRIT_AUTO(acks_disclosed) struct acks_disclosed disclosed = {NULL, 0};
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    struct writ_audit_state state;

    WRIT_TRY(open_log(power, dir, &log, err)); /* repairs */
    writ_log_close(WRIT_MOVE(log));
    WRIT_TRY(writ_audit_verify(dir, &terms, &state, err));
    WRIT_TRY(acks_list_disclosed(dir, state.size, &disclosed, err));
    WRIT_TRY(open_log(power, dir, &log, err)); /* finds nothing to repair, and goes on */
    WRIT_TRY(log_try_append(log, 1, err));
    writ_log_close(WRIT_MOVE(log));
    WRIT_TRY(writ_log_open_readonly(dir, &log, err));
    return check_answers(power, cut, log, &disclosed, err);
}

static void try_cut(struct power *power, struct disk_cut cut)
{
    struct writ_error err = {0};
    char dir[RECORDING_PATH + 8];

    (void)snprintf(dir, sizeof(dir), "%s/log", power->image);
    disk_image_make(cut, power->image);
    power->images++;
    if (check_image(power, cut.at, dir, &err) != WRIT_OK) {
        power->problems++;
        if (power->problems <= PROBLEMS_SHOWN) {
            print_error("cut after call %zu of %zu, losing %s (seed %u): %s: %s\n", cut.at,
                        journal.count, disk_loss_name(cut.loss), cut.seed, err.loc.source,
                        err.text);
        }
    }
    scratch_empty(power->image, 0);
}

static void try_cuts_at(struct power *power, size_t at)
{
    for (enum disk_loss loss = LOSE_ALL; loss < LOSE_TAIL; loss++) {
        try_cut(power, (struct disk_cut){at, loss, 0});
    }
    for (unsigned i = 0; i < RANDOM_IMAGES; i++) {
        const unsigned seed = (unsigned)at * RANDOM_IMAGES + i;

        try_cut(power, (struct disk_cut){at, i % 2 == 0 ? LOSE_TAIL : LOSE_SOME, seed});
    }
}

static size_t count_answers(void)
{
    size_t count = 0;

    for (size_t i = 0; i < journal.count; i++) {
        count += journal.ops[i].kind == DISK_ANSWER ? 1 : 0;
    }
    return count;
}

/* With nothing lost the image is the folder itself: no call has escaped the journal. */
static void expect_faithful(struct power *power)
{
    char command[3 * RECORDING_PATH];

    disk_image_make((struct disk_cut){journal.count, LOSE_NOTHING, 0}, power->image);
    (void)snprintf(command, sizeof(command), "diff -r '%s' '%s'", power->root, power->image);
    assert_int_equal(system(command), 0);
    scratch_empty(power->image, 0);
}

static void a_power_cut_after_any_call_loses_nothing_answered(void **state)
{
    struct power power = {.images = 0};
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    recording_make(&power.recording);
    (void)recording_path(&power.recording, "disk", power.root);
    (void)recording_path(&power.recording, "disk/log", power.log_dir);
    (void)snprintf(power.image, sizeof(power.image), "%s/writ-image-%ld",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid());
    expect_ok(writ_signer_load(recording_path(&power.recording, ".writ/log.key", path),
                               WRIT_LIT(RECORDING_NAME), &power.signer, &err),
              &err);
    assert_int_equal(__real_mkdir(power.root, 0700), 0);
    journal_begin(power.root);
    run(&power, SUBMITTERS);
    run(&power, 1);
    expect_faithful(&power);
    const size_t calls = journal.count;

    for (size_t at = 0; at <= calls; at += CALLS_APART) {
        try_cuts_at(&power, at);
    }
    print_message(
        "%zu crash images of %zu calls, %zu answers: %zu refused or with an answer lost\n",
        power.images, calls, count_answers(), power.problems);
    assert_int_equal(power.problems, 0);
    journal_end();
    writ_signer_free(power.signer);
    recording_autop(&power.recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_power_cut_after_any_call_loses_nothing_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
