/* SPDX-License-Identifier: Apache-2.0
 *
 * The committer when the disk fails: nobody is answered, nobody is kept waiting, nothing
 * acknowledged is lost.
 */
#include <pthread.h>

#include "cmocka_all.h"

#include "base/try.h"
#include "disk_faults.h"
#include "ledger/committer.h"
#include "log_fixture.h"

enum { THREADS = 4, ROUNDS = 5 };

struct submitter {
    struct writ_committer *committer;
    size_t acknowledged;
    size_t refused;
};

static enum writ_status submit(struct writ_committer *committer, struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    const struct writ_record record = {.leaf = WRIT_LIT("{}"), .side = WRIT_LIT("[]")};
    uint64_t first;

    writ_buf_init(&receipt, &alloc, 16384);
    return writ_committer_record(committer, &record, 1, &first, &receipt, err);
}

static void *work(void *ctx)
{
    struct submitter *submitter = ctx;

    for (size_t i = 0; i < ROUNDS; i++) {
        if (submit(submitter->committer, NULL) == WRIT_OK) {
            submitter->acknowledged++;
        } else {
            submitter->refused++;
        }
    }
    return NULL;
}

/* All submitters, a fault at the n-th call; how many leaves were acknowledged. */
static size_t run_with_fault(struct writ_committer *committer, enum fault_kind kind, size_t nth)
{
    struct submitter submitters[THREADS];
    pthread_t threads[THREADS];
    size_t acknowledged = 0;

    arm(kind, nth);
    for (size_t i = 0; i < THREADS; i++) {
        submitters[i] = (struct submitter){.committer = committer};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &submitters[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(submitters[i].acknowledged + submitters[i].refused, ROUNDS);
        acknowledged += submitters[i].acknowledged;
    }
    return acknowledged;
}

/* False when no call was left to fail. */
static bool survives(enum fault_kind kind, size_t nth)
{
    struct log_fixture fixture;
    struct writ_committer *committer = NULL;
    struct writ_error err = {0};

    log_fixture_init(&fixture);
    assert_int_equal(writ_committer_open(log_open(&fixture), &committer, NULL), WRIT_OK);

    const size_t acknowledged = run_with_fault(committer, kind, nth);
    const bool is_hit = fault.is_hit;

    /* a disk that is too full for room behind the leaves may still hold them */
    if (is_hit && (submit(committer, &err) != WRIT_OK || kind != FAULT_SPACE)) {
        assert_int_equal(err.status, WRIT_E_IO);
        assert_non_null(strstr(err.text, "earlier write failed"));
    }
    writ_committer_close(committer);
    disarm();

    struct writ_log *log = log_open(&fixture);

    assert_in_range(writ_log_size(log), acknowledged, THREADS * ROUNDS + 1);
    writ_log_close(log);
    log_fixture_done(&fixture);
    return is_hit;
}

static void a_fault_at_every_call_loses_nothing_acknowledged(void **state)
{
    static const enum fault_kind kinds[] = {FAULT_IO, FAULT_SPACE, FAULT_CRASH, FAULT_TORN};

    (void)state;
    for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
        for (size_t nth = 0; nth < 12; nth++) { /* three commits at least */
            assert_true(survives(kinds[kind], nth));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_at_every_call_loses_nothing_acknowledged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
