/* SPDX-License-Identifier: Apache-2.0
 *
 * What a worker's message adds to the next commit, and what it cannot.
 */
#include <stdlib.h>

#include "cmocka_all.h"

#include "server/batch.h"
#include "server/scribe.h"
#include "server/signing.h"
#include "server/wire.h"

struct fixture {
    struct writ_alloc alloc;
    struct writ_buf payload;
    struct writ_batch batch;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    writ_buf_init(&fixture->payload, &fixture->alloc, WRIT_SUBMIT_MAX);
    writ_batch_init(&fixture->batch);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_buf_done(&fixture->payload);
    writ_batch_done(&fixture->batch);
    free(fixture);
    return 0;
}

static void put(struct fixture *fixture, uint32_t flags, uint32_t count)
{
    writ_buf_clear(&fixture->payload);
    writ_wire_put_u32(&fixture->payload, flags);
    writ_wire_put_u32(&fixture->payload, count);
    for (uint32_t i = 0; i < count; i++) {
        writ_wire_put_text(&fixture->payload, WRIT_LIT("{\"leaf\":1}"));
        writ_wire_put_text(&fixture->payload, WRIT_LIT("[\"side\"]"));
    }
    if ((flags & WRIT_SUBMIT_TOKEN) != 0) {
        writ_wire_put_text(&fixture->payload, WRIT_LIT("{}"));
    }
}

static enum writ_status add(struct fixture *fixture, unsigned kind, bool is_kept,
                            struct writ_slip **ret_slip)
{
    const struct writ_message message = {
        .kind = kind, .id = 7, .payload = {fixture->payload.ptr, fixture->payload.len}};

    return writ_batch_add(&fixture->batch, &message, is_kept, ret_slip, NULL);
}

static void records_stand_behind_one_another(void **state)
{
    struct fixture *fixture = *state;
    struct writ_slip *slip = NULL;

    put(fixture, 0, 3);
    assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, true, &slip), WRIT_OK);
    assert_false(slip->wants_receipt);
    assert_null(slip->token);
    put(fixture, WRIT_SUBMIT_RECEIPT | WRIT_SUBMIT_TOKEN, 2);
    assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, true, &slip), WRIT_OK);
    assert_int_equal(slip->id, 7);
    assert_int_equal(slip->first, 3);
    assert_int_equal(slip->count, 2);
    assert_true(slip->wants_receipt);
    assert_int_equal(slip->token->place, 3);
    assert_true(writ_str_is(slip->token->claims, "{}"));
    writ_buf_done(&fixture->payload); /* what is kept does not need the message */
    assert_int_equal(fixture->batch.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_true(writ_str_is(fixture->batch.records[i].leaf, "{\"leaf\":1}"));
        assert_true(writ_str_is(fixture->batch.records[i].side, "[\"side\"]"));
    }
}

static void a_message_that_is_cut_or_too_long_is_malformed(void **state)
{
    struct fixture *fixture = *state;
    struct writ_slip *slip = NULL;

    put(fixture, WRIT_SUBMIT_TOKEN, 2);

    const size_t len = fixture->payload.len;

    for (size_t cut = 0; cut < len; cut++) {
        fixture->payload.len = cut;
        assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, false, &slip), WRIT_E_SYNTAX);
    }
    fixture->payload.len = len;
    writ_buf_add_char(&fixture->payload, 'x');
    assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, false, &slip), WRIT_E_SYNTAX);
    assert_int_equal(fixture->batch.count, 0);
    assert_int_equal(fixture->batch.slip_count, 0);
    assert_int_equal(fixture->batch.token_count, 0);
}

static void numbers_that_no_worker_sends_are_malformed(void **state)
{
    static const struct {
        unsigned kind;
        uint32_t flags;
        uint32_t count;
    } cases[] = {
        {WRIT_RECORD_DONE, 0, 1},
        {0, 0, 1},
        {WRIT_RECORD_SUBMIT, 4, 1},
        {WRIT_RECORD_SUBMIT, 0, 0},
        {WRIT_RECORD_SUBMIT, 0, WRIT_SUBMISSION_RECORDS_MAX + 1},
    };
    struct fixture *fixture = *state;
    struct writ_slip *slip = NULL;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        put(fixture, cases[i].flags, cases[i].count);
        assert_int_equal(add(fixture, cases[i].kind, false, &slip), WRIT_E_SYNTAX);
    }
}

static void claims_have_a_bound(void **state)
{
    char *claims = calloc(1, WRIT_CLAIMS_MAX + 1);
    struct fixture *fixture = *state;
    struct writ_slip *slip = NULL;

    for (size_t more = 0; more < 2; more++) {
        put(fixture, WRIT_SUBMIT_TOKEN, 1);
        fixture->payload.len -= sizeof(uint32_t) + 2; /* the claims of put() */
        writ_wire_put_text(&fixture->payload, (struct writ_str){claims, WRIT_CLAIMS_MAX + more});
        assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, false, &slip),
                         more == 0 ? WRIT_OK : WRIT_E_LIMIT);
    }
    free(claims);
}

static void it_is_full_before_any_of_its_bounds_is_passed(void **state)
{
    struct fixture *fixture = *state;
    struct writ_slip *slip = NULL;
    size_t messages = 0;

    put(fixture, WRIT_SUBMIT_TOKEN, 1);
    while (writ_batch_has_room(&fixture->batch, fixture->payload.len)) {
        assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, false, &slip), WRIT_OK);
        messages++;
    }
    assert_int_equal(messages, WRIT_BATCH_TOKENS_MAX);
    writ_batch_clear(&fixture->batch);
    put(fixture, 0, WRIT_SUBMISSION_RECORDS_MAX);
    for (messages = 0; writ_batch_has_room(&fixture->batch, fixture->payload.len); messages++) {
        assert_int_equal(add(fixture, WRIT_RECORD_SUBMIT, false, &slip), WRIT_OK);
    }
    assert_int_equal(messages, WRIT_COMMIT_LEAVES_MAX / WRIT_SUBMISSION_RECORDS_MAX);
    writ_batch_clear(&fixture->batch);
    assert_true(writ_batch_has_room(&fixture->batch, WRIT_SUBMIT_MAX)); /* one fits always */
}

static void memory_that_is_refused_adds_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct writ_slip *slip = NULL;
    enum writ_status status = WRIT_E_NOMEM;

    put(fixture, WRIT_SUBMIT_TOKEN, WRIT_SUBMISSION_RECORDS_MAX);
    for (size_t nth = 0; status == WRIT_E_NOMEM; nth++) {
        assert_true(nth < 100);
        writ_batch_done(&fixture->batch);
        writ_batch_init(&fixture->batch);
        fixture->batch.alloc.fail_after = nth;
        status = add(fixture, WRIT_RECORD_SUBMIT, true, &slip);
        assert_int_equal(fixture->batch.count, status == WRIT_OK ? WRIT_SUBMISSION_RECORDS_MAX : 0);
    }
    assert_int_equal(status, WRIT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(records_stand_behind_one_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_message_that_is_cut_or_too_long_is_malformed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(numbers_that_no_worker_sends_are_malformed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(claims_have_a_bound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_full_before_any_of_its_bounds_is_passed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(memory_that_is_refused_adds_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
