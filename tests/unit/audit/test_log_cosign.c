/* SPDX-License-Identifier: Apache-2.0
 *
 * What witnesses answer goes into a file that opening the log depends on: whatever they answer, it
 * can be read again.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "crypto/cosignature.h"
#include "ledger/submission.h"
#include "log_fixture.h"
#include "net/http_pool.h"
#include "writ/witness.h"

enum { WITNESSES = 2, NOW_S = 1790000000, BODY_MAX = 64 << 10 };

static const char *const names[WITNESSES] = {"witness.example/w1", "witness.example/w2"};

/* Two witnesses in one server: "/0/add-checkpoint" and "/1/add-checkpoint". */
struct fixture {
    struct log_fixture log;
    struct writ_alloc alloc;
    struct writ_signer *signers[WITNESSES];
    size_t times; /* that a witness says the same */
    struct writ_listener listener;
    struct writ_http_pool *pool;
    struct writ_buf keys; /* of the witnesses, with their URLs */
};

static void cosign(void *ctx, const struct writ_http_request *request,
                   struct writ_http_response *response)
{
    const struct fixture *fixture = ctx;
    const struct writ_signer *signer = fixture->signers[request->path.ptr[1] - '0'];
    struct writ_submission submission;

    assert_int_equal(writ_submission_parse(request->body, &submission, NULL), WRIT_OK);
    response->status = 200;
    for (size_t i = 0; i < fixture->times; i++) {
        assert_int_equal(writ_cosign(&response->body, submission.text, signer, NOW_S, NULL),
                         WRIT_OK);
    }
}

static void add_witness(struct fixture *fixture, size_t i)
{
    struct writ_verifier verifier;

    assert_int_equal(writ_signer_generate(writ_str_from(names[i]), &fixture->signers[i], NULL),
                     WRIT_OK);
    assert_int_equal(writ_signer_witness(fixture->signers[i], &verifier, NULL), WRIT_OK);
    writ_verifier_vkey(&verifier, &fixture->keys);
    writ_buf_addf(&fixture->keys, " http://%s/%zu\n", fixture->listener.address, i);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct writ_http_options options = writ_http_defaults();

    assert_non_null(fixture);
    log_fixture_init(&fixture->log);
    log_make(&fixture->log);
    fixture->alloc = WRIT_ALLOC_INIT(0);
    writ_buf_init(&fixture->keys, &fixture->alloc, BODY_MAX);
    assert_int_equal(writ_listen("127.0.0.1:0", false, &fixture->listener, NULL), WRIT_OK);
    for (size_t i = 0; i < WITNESSES; i++) {
        add_witness(fixture, i);
    }
    options.handler = cosign;
    options.ctx = fixture;
    assert_int_equal(writ_http_pool_start(&fixture->listener, &options, 1, &fixture->pool, NULL),
                     WRIT_OK);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_http_pool_stop(fixture->pool);
    writ_listener_close(&fixture->listener);
    for (size_t i = 0; i < WITNESSES; i++) {
        writ_signer_free(fixture->signers[i]);
    }
    writ_buf_done(&fixture->keys);
    log_fixture_done(&fixture->log);
    free(fixture);
    return 0;
}

static void asked(void *ctx, const char *witness, const struct writ_error *problem)
{
    (void)ctx;
    if (problem != NULL) {
        fail_msg("%s: %s", witness, problem->text);
    }
}

static void what_is_kept_can_be_read_again_however_often_witnesses_sign(void **state)
{
    static const size_t times[] = {1, 2, 99};
    struct fixture *fixture = *state;
    const struct writ_quorum quorum = {.witnesses = {fixture->keys.ptr, fixture->keys.len}};
    const struct writ_cosign_visitor visitor = {asked, NULL};

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        struct writ_error err = {0};
        uint64_t size = 0;

        fixture->times = times[i];
        if (writ_audit_cosign(fixture->log.dir, &quorum, &visitor, &size, &err) != WRIT_OK) {
            fail_msg("%s: %s", err.loc.source, err.text);
        }
        assert_int_equal(size, 7);
        writ_log_close(log_open(&fixture->log));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_kept_can_be_read_again_however_often_witnesses_sign,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
