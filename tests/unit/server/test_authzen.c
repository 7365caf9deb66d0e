/* SPDX-License-Identifier: Apache-2.0
 *
 * The AuthZEN API when something fails under it: the record, or memory. Its answers themselves are
 * compared by tests/conformance/authzen.
 */
#include "cmocka_all.h"

#include "asking.h"
#include "base/try.h"

#define ALICE      "\"subject\":{\"type\":\"user\",\"id\":\"alice\"}"
#define READS      "\"action\":{\"name\":\"read\"}"
#define RECORD     "\"resource\":{\"type\":\"record\",\"id\":\"record-1\"}"
#define ASKS(more) "{" ALICE "," READS "," RECORD more "}"

static const struct {
    const char *path;
    const char *body;
    uint64_t records;
    const char *text;
} requests[] = {
    {"/access/v1/evaluation", ASKS(""), 1, "{\"decision\":true}"},
    {"/access/v1/evaluation",
     "{\"subject\":{\"type\":\"user\",\"id\":\"mallory\"}," READS "," RECORD "}", 1,
     "{\"decision\":false}"},
    {"/access/v1/evaluation", ASKS(",\"context\":{\"writ\":[\"id\"]}"), 1, NULL},
    {"/access/v1/evaluations",
     ASKS(",\"evaluations\":[{},{\"action\":{}},{\"resource\":{\"type\":\"report\",\"id\":"
          "\"quarter\"}"
          ",\"context\":{\"writ\":[\"receipt\"]}},"
          "{\"subject\":{\"type\":\"user\",\"id\":\"x\"},\"context\":{\"writ\":[\"reasons\"]}}]"),
     3, NULL},
    {"/access/v1/search/subject",
     "{\"subject\":{\"type\":\"user\"}," READS "," RECORD ",\"page\":{\"limit\":1}}", 0, NULL},
    {"/access/v1/search/resource", "{" ALICE "," READS ",\"resource\":{\"type\":\"record\"}}", 0,
     "{\"results\":[{\"id\":\"record-1\",\"type\":\"record\"},{\"id\":\"record-2\",\"type\":"
     "\"record\"}]}"},
    {"/access/v1/search/action", "{" ALICE "," RECORD "}", 0,
     "{\"results\":[{\"name\":\"read\"},{\"name\":\"write\"}]}"},
};

enum { REQUESTS = sizeof(requests) / sizeof(requests[0]) };

static void send_one(struct asking *asking, size_t i, size_t fail_after)
{
    asking_send(asking, requests[i].path, writ_str_from(requests[i].body), fail_after);
}

static bool says(const struct asking *asking, const char *text)
{
    const struct writ_str all = asking_text(asking);

    for (size_t i = 0; i < all.len; i++) {
        if (writ_str_starts(writ_str_cut(all, i, all.len), writ_str_from(text))) {
            return true;
        }
    }
    return false;
}

static void every_evaluation_is_recorded_and_no_search(void **state)
{
    WRIT_AUTO(asking) struct asking asking;

    (void)state;
    assert_int_equal(asking_open(&asking, FIXTURE), WRIT_OK);
    for (size_t i = 0; i < REQUESTS; i++) {
        send_one(&asking, i, SIZE_MAX);
        assert_int_equal(asking_status(&asking), 200);
        assert_int_equal(asking.records, requests[i].records);
        if (requests[i].text != NULL) {
            assert_true(writ_str_is(asking_text(&asking), requests[i].text));
        }
        asking_end(&asking);
    }
}

static void what_cannot_be_recorded_is_not_answered(void **state)
{
    WRIT_AUTO(asking) struct asking asking;

    (void)state;
    assert_int_equal(asking_open(&asking, FIXTURE), WRIT_OK);
    asking.scribe.status = WRIT_E_IO;
    for (size_t i = 0; i < REQUESTS; i++) {
        send_one(&asking, i, SIZE_MAX);
        assert_int_equal(asking_status(&asking), requests[i].records > 0 ? 503 : 200);
        assert_false(says(&asking, "\"decision\""));
        asking_end(&asking);
    }
}

/* Fail each allocation of a request in turn. */
static void sweep(struct asking *asking, size_t i)
{
    for (size_t nth = 0; nth < 10000; nth++) {
        send_one(asking, i, nth);

        const bool has_failed = asking->alloc.fail_after == 0;
        const unsigned status = asking_status(asking);

        assert_true(status == 200 || (has_failed && status == 500));
        if (status == 200) {
            assert_int_equal(asking->records, requests[i].records);
        } else {
            assert_false(says(asking, "\"decision\""));
            assert_false(says(asking, "\"results\""));
        }
        asking_end(asking);
        assert_int_equal(asking->alloc.used_bytes, 0);
        if (!has_failed) {
            return;
        }
    }
    fail_msg("%s: still failing", requests[i].body);
}

static void memory_may_run_out_anywhere(void **state)
{
    WRIT_AUTO(asking) struct asking asking;

    (void)state;
    assert_int_equal(asking_open(&asking, FIXTURE), WRIT_OK);
    for (size_t i = 0; i < REQUESTS; i++) {
        sweep(&asking, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_evaluation_is_recorded_and_no_search),
        cmocka_unit_test(what_cannot_be_recorded_is_not_answered),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
