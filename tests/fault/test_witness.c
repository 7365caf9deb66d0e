/* SPDX-License-Identifier: Apache-2.0
 *
 * The witness on a disk that fails: whatever call it is, what was answered is remembered, and a
 * fork is never cosigned.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "disk_faults.h"
#include "ledger/witness.h"
#include "submitting.h"

enum { CALLS_MOST = 20, SIZE = 20 };

struct fixture {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_key_list logs;
    struct writ_signer *signer;
    struct submitting log;
    struct submitting fork;
    char dir[OWN_PATH];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&fixture->arena, &fixture->alloc);
    assert_int_equal(writ_key_list_read(&fixture->arena, "logs", WRIT_LIT(SUBMITTING_VKEY),
                                        WRIT_KEY_LOG, &fixture->logs, NULL),
                     WRIT_OK);
    fixture->signer = signer_from_seed(rfc8032_seed, "witness.example/w1");
    submitting_make(&fixture->log, "", SIZE);
    submitting_make(&fixture->fork, "x", SIZE);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    disarm();
    submitting_autop(&fixture->log);
    submitting_autop(&fixture->fork);
    writ_signer_free(fixture->signer);
    writ_arena_done(&fixture->arena);
    free(fixture);
    return 0;
}

static struct writ_witness *start(const struct fixture *fixture)
{
    const struct writ_witness_terms terms = {fixture->dir, fixture->signer, &fixture->logs,
                                             writ_clock_system()};
    struct writ_witness *witness = NULL;
    struct writ_error err = {0};

    if (writ_witness_open(&terms, &witness, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return witness;
}

/* The status of HTTP; 500 when there is no answer. */
static unsigned submit(struct writ_witness *witness, struct submitting *log, uint64_t old_size,
                       uint64_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf body;
    struct writ_witness_answer answer = {.body = &body};

    writ_buf_init(&body, &alloc, WRIT_SUBMISSION_MAX);

    const enum writ_status status =
        writ_witness_add_checkpoint(witness, submitting_body(log, old_size, size), &answer, NULL);

    assert_true(status == WRIT_OK || body.len == 0);
    return status == WRIT_OK ? answer.status : 500;
}

/* One growth from 7 to 8 with a fault at its n-th call; false when no call was left to fail. */
static bool grow_with_fault(struct fixture *fixture, enum fault_kind kind, size_t nth)
{
    own_dir_make(fixture->dir);

    struct writ_witness *witness = start(fixture);

    assert_int_equal(submit(witness, &fixture->log, 0, 7), 200);
    arm(kind, nth);

    const unsigned answered = submit(witness, &fixture->log, 7, 8);
    const bool was_hit = fault.is_hit;

    disarm();
    assert_true(answered == (was_hit ? 500 : 200));
    writ_witness_close(witness);
    witness = start(fixture); /* what is on the disk is whole, old or new */

    const bool has_moved = submit(witness, &fixture->log, 7, 8) == 409;

    assert_true(has_moved || was_hit);
    assert_int_equal(submit(witness, &fixture->log, 8, 9), 200);
    assert_int_not_equal(submit(witness, &fixture->fork, 8, 9), 200);
    assert_int_not_equal(submit(witness, &fixture->fork, 9, 10), 200);
    writ_witness_close(witness);
    own_dir_remove(fixture->dir);
    return was_hit;
}

static void no_failing_call_loses_an_answer(void **state)
{
    static const enum fault_kind kinds[] = {FAULT_IO, FAULT_SPACE, FAULT_SHORT, FAULT_CRASH,
                                            FAULT_TORN};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        size_t nth = 0;

        while (grow_with_fault(*state, kinds[i], nth)) {
            nth++;
            assert_true(nth < CALLS_MOST);
        }
        assert_true(nth >= 3); /* write, sync, sync of the folder */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_failing_call_loses_an_answer, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
