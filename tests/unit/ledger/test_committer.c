/* SPDX-License-Identifier: Apache-2.0
 *
 * Many threads, one log: every submission is answered once, with its own place and a receipt that
 * holds.
 */
#include <pthread.h>
#include <semaphore.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "ledger/committer.h"
#include "ledger/state.h"
#include "log_fixture.h"

static struct writ_committer *open_committer(const struct log_fixture *fixture)
{
    struct writ_committer *committer = NULL;

    assert_int_equal(writ_committer_open(log_open(fixture), &committer, NULL), WRIT_OK);
    return committer;
}

enum { THREADS = 8, ROUNDS = 50 };

struct submitter {
    struct writ_committer *committer;
    const struct writ_verifier *verifier;
    size_t number;
    uint64_t indices[ROUNDS];
    size_t proved;
};

/* No assertions here: they belong to the test's own thread. */
static void submit_one(struct submitter *submitter, size_t round)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_checkpoint checkpoint;
    struct writ_error err = {0};
    struct writ_record record;
    char text[32];
    uint64_t first = 0;
    uint64_t index = 0;

    writ_buf_init(&receipt, &alloc, 16384);
    record = (struct writ_record){
        .leaf = {text, (size_t)snprintf(text, sizeof(text), "{\"s\":%zu,\"r\":%zu}",
                                        submitter->number, round)},
        .side = WRIT_LIT("[]")};
    if (writ_committer_record(submitter->committer, &record, 1, &first, &receipt, &err) ==
            WRIT_OK &&
        writ_receipt_verify((struct writ_str){receipt.ptr, receipt.len}, record.leaf,
                            submitter->verifier, &checkpoint, &index, &err) == WRIT_OK &&
        index == first) {
        submitter->indices[round] = index;
        submitter->proved++;
    }
}

static void *submit(void *ctx)
{
    for (size_t round = 0; round < ROUNDS; round++) {
        submit_one(ctx, round);
    }
    return NULL;
}

static void run_submitters(struct submitter submitters[THREADS])
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, submit, &submitters[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

static void every_submission_has_its_place_and_its_receipt(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_committer *committer = open_committer(fixture);
    struct submitter submitters[THREADS];
    bool is_taken[THREADS * ROUNDS] = {false};

    for (size_t i = 0; i < THREADS; i++) {
        submitters[i] = (struct submitter){
            .committer = committer, .verifier = writ_signer_public(fixture->signer), .number = i};
    }
    run_submitters(submitters);
    assert_int_equal(writ_committer_size(committer), THREADS * ROUNDS);
    writ_committer_close(committer);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(submitters[i].proved, ROUNDS);
        for (size_t round = 0; round < ROUNDS; round++) {
            assert_false(is_taken[submitters[i].indices[round]]);
            is_taken[submitters[i].indices[round]] = true;
        }
    }

    WRIT_AUTO(writ_log) struct writ_log *log = log_open(fixture);

    assert_int_equal(writ_log_size(log), THREADS * ROUNDS);
    assert_int_equal(writ_log_published(log)->size, THREADS * ROUNDS);
}

static void count_answer(struct writ_offer *offer)
{
    (void)sem_post(offer->ctx);
}

enum { OFFERED = 100 };

static void what_is_queued_is_answered_before_it_closes(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_committer *committer = open_committer(fixture);
    struct writ_offer offers[OFFERED];
    struct writ_record records[OFFERED];
    char texts[OFFERED][32];
    sem_t answers;
    int answered = 0;

    assert_int_equal(sem_init(&answers, 0, 0), 0);
    for (size_t i = 0; i < OFFERED; i++) {
        records[i] = (struct writ_record){.leaf = log_leaf(i, texts[i])};
        writ_offer_init(&offers[i], &records[i], 1);
        offers[i].done = count_answer;
        offers[i].ctx = &answers;
        assert_int_equal(writ_committer_offer(committer, &offers[i], NULL), WRIT_OK);
    }
    writ_committer_close(committer);
    assert_int_equal(sem_getvalue(&answers, &answered), 0);
    assert_int_equal(answered, OFFERED);
    for (size_t i = 0; i < OFFERED; i++) {
        assert_int_equal(offers[i].status, WRIT_OK);
        assert_int_equal(offers[i].first, i); /* in the order of their coming */
        assert_true(offers[i].receipt.len > 0);
        writ_offer_done(&offers[i]);
    }
    (void)sem_destroy(&answers);
}

static void records_of_one_submission_stay_together(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_committer) struct writ_committer *committer = open_committer(fixture);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_record records[3];
    char texts[3][32];
    uint64_t first = 99;

    writ_buf_init(&receipt, &alloc, 16384);
    for (size_t i = 0; i < 3; i++) {
        records[i] = (struct writ_record){.leaf = log_leaf(i, texts[i])};
    }
    for (uint64_t i = 0; i < 3; i++) {
        assert_int_equal(writ_committer_record(committer, records, 3, &first, &receipt, NULL),
                         WRIT_OK);
        assert_int_equal(first, 3 * i);
    }
}

static void what_could_never_be_committed_is_refused_alone(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_committer) struct writ_committer *committer = open_committer(fixture);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    char *big = calloc(1, WRIT_LEAF_MAX + 1);
    const struct writ_record large = {.leaf = {big, WRIT_LEAF_MAX + 1}};
    const struct writ_record small = {.leaf = WRIT_LIT("{}")};
    struct writ_error err = {0};
    uint64_t first = 99;

    assert_non_null(big);
    writ_buf_init(&receipt, &alloc, 16384);
    assert_int_equal(writ_committer_record(committer, &large, 1, &first, &receipt, &err),
                     WRIT_E_LIMIT);
    assert_non_null(strstr(err.text, "65536"));
    assert_int_equal(writ_committer_record(committer, &small, 0, &first, &receipt, NULL),
                     WRIT_E_LIMIT);
    assert_int_equal(writ_committer_record(committer, &small, 1, &first, &receipt, NULL), WRIT_OK);
    assert_int_equal(first, 0);
    free(big);
}

/* The first answer is held back, so that the queue fills behind it. */
struct gate {
    sem_t is_reached;
    sem_t may_go_on;
};

static void wait_at_gate(struct writ_offer *offer)
{
    struct gate *gate = offer->ctx;

    (void)sem_post(&gate->is_reached);
    (void)sem_wait(&gate->may_go_on);
}

static void ignore_answer(struct writ_offer *offer)
{
    (void)offer;
}

enum { EACH = 1024, FULL = 4 * WRIT_COMMIT_LEAVES_MAX / EACH };

static void a_full_queue_refuses(void **state)
{
    const struct log_fixture *fixture = *state;
    struct writ_committer *committer = open_committer(fixture);
    static struct writ_record records[EACH];
    struct writ_offer held;
    struct writ_offer offers[FULL + 1];
    struct writ_error err = {0};
    struct gate gate;

    assert_int_equal(sem_init(&gate.is_reached, 0, 0), 0);
    assert_int_equal(sem_init(&gate.may_go_on, 0, 0), 0);
    for (size_t i = 0; i < EACH; i++) {
        records[i] = (struct writ_record){.leaf = WRIT_LIT("{}")};
    }
    writ_offer_init(&held, records, 1);
    held.done = wait_at_gate;
    held.ctx = &gate;
    assert_int_equal(writ_committer_offer(committer, &held, NULL), WRIT_OK);
    assert_int_equal(sem_wait(&gate.is_reached), 0);
    for (size_t i = 0; i <= FULL; i++) {
        writ_offer_init(&offers[i], records, EACH);
        offers[i].done = ignore_answer;
        assert_int_equal(writ_committer_offer(committer, &offers[i], &err),
                         i < FULL ? WRIT_OK : WRIT_E_LIMIT);
    }
    assert_non_null(strstr(err.text, "queue is full"));
    assert_int_equal(sem_post(&gate.may_go_on), 0);
    writ_committer_close(committer);
    writ_offer_done(&held);
    for (size_t i = 0; i <= FULL; i++) {
        assert_int_equal(offers[i].status, WRIT_OK);
        writ_offer_done(&offers[i]);
    }
}

/* Others see a checkpoint although nobody submits any more and the log stays open. */
static void a_checkpoint_is_published_without_being_asked(void **state)
{
    const struct log_fixture *fixture = *state;
    WRIT_AUTO(writ_committer) struct writ_committer *committer = open_committer(fixture);
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    const struct writ_record record = {.leaf = WRIT_LIT("{}")};
    const struct timespec step = {.tv_nsec = 10 * 1000 * 1000};
    uint64_t published = 0;
    uint64_t first;

    writ_buf_init(&receipt, &alloc, 16384);
    assert_int_equal(writ_committer_record(committer, &record, 1, &first, &receipt, NULL), WRIT_OK);
    for (int i = 0; published == 0 && i < 500; i++) {
        (void)nanosleep(&step, NULL);

        WRIT_AUTO(writ_log) struct writ_log *reader = log_open_readonly(fixture);

        published = writ_log_published(reader)->size;
    }
    assert_int_equal(published, 1);
}

/* Whoever's commit runs out of memory is told so; the next one is as if nothing had been. */
static void every_allocation_failure_is_answered(void **state)
{
    const struct log_fixture *fixture = *state;
    const struct writ_record record = {.leaf = WRIT_LIT("{}"), .side = WRIT_LIT("[]")};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    enum writ_status status = WRIT_E_NOMEM;
    size_t nth = 0;

    for (; status == WRIT_E_NOMEM; nth++) {
        WRIT_AUTO(writ_buf) struct writ_buf receipt;
        struct writ_committer *committer = NULL;
        struct writ_log *log = log_open(fixture);
        const uint64_t size = writ_log_size(log);
        uint64_t first = 0;

        writ_buf_init(&receipt, &alloc, 16384);
        log->alloc.fail_after = nth;
        assert_int_equal(writ_committer_open(log, &committer, NULL), WRIT_OK);
        status = writ_committer_record(committer, &record, 1, &first, &receipt, NULL);
        assert_true(status == WRIT_E_NOMEM || (status == WRIT_OK && first == size));
        writ_committer_close(committer);
        assert_true(nth < 100);
    }
    assert_true(nth > 3);
    assert_int_equal(status, WRIT_OK);
    writ_log_close(log_open(fixture));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_submission_has_its_place_and_its_receipt, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(what_is_queued_is_answered_before_it_closes, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(records_of_one_submission_stay_together, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(what_could_never_be_committed_is_refused_alone, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_full_queue_refuses, log_set_up, log_tear_down),
        cmocka_unit_test_setup_teardown(every_allocation_failure_is_answered, log_set_up,
                                        log_tear_down),
        cmocka_unit_test_setup_teardown(a_checkpoint_is_published_without_being_asked, log_set_up,
                                        log_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
