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

/* A field without a value cannot be sent, and a request is answered all the same. */
static void a_request_id_comes_back_when_there_is_one(void **state)
{
    static const char *const ids[] = {"r-7", ""};
    WRIT_AUTO(asking) struct asking asking;

    (void)state;
    assert_int_equal(asking_open(&asking, FIXTURE), WRIT_OK);
    asking_headers[0].name = "X-Request-ID";
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        asking_headers[0].value = ids[i];
        send_one(&asking, 0, SIZE_MAX);
        assert_int_equal(asking_status(&asking), 200);
        for (size_t k = 0; asking.response.fields[k].name != NULL; k++) {
            assert_true(asking.response.fields[k].value[0] != '\0');
        }
        assert_string_equal(asking.response.fields[0].name,
                            i == 0 ? "X-Request-ID" : "Writ-Decision");
        asking_end(&asking);
    }
    asking_headers[0].name = NULL;
}

/* The SHA-256 of "t" */
#define DIGEST "sha256:e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8"

static void a_token_counts_once(void **state)
{
    static const unsigned expected[] = {401, 200, 401};
    WRIT_AUTO(asking) struct asking asking;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_clients clients;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(
        writ_clients_read(&arena, "clients", WRIT_LIT(DIGEST " trino\n"), &clients, NULL), WRIT_OK);
    assert_int_equal(asking_open(&asking, FIXTURE), WRIT_OK);
    asking.service.clients = &clients;
    for (size_t count = 0; count < sizeof(expected) / sizeof(expected[0]); count++) {
        for (size_t i = 0; i < count; i++) {
            asking_headers[i].name = "Authorization";
            asking_headers[i].value = "Bearer t";
        }
        send_one(&asking, 0, SIZE_MAX);
        assert_int_equal(asking_status(&asking), expected[count]);
        assert_int_equal(asking.records, expected[count] == 200 ? 1 : 0);
        asking_end(&asking);
    }
    memset(asking_headers, 0, sizeof(asking_headers));
}

/* Nobody else is served meanwhile, so that there is an end to it, and nothing is recorded then. */
static void what_takes_too_long_is_refused_whole(void **state)
{
    static const char body[] =
        "{" ALICE "," READS "," RECORD ",\"evaluations\":[{},{},{},{},{},{},{}"
        ",{},{},{},{},{},{},{},{},{},{},{},{}]}";
    WRIT_AUTO(asking) struct asking asking;

    (void)state;
    assert_int_equal(asking_open(&asking, FIXTURE), WRIT_OK);
    asking_look_ns = asking_long_look_ns;
    asking_send(&asking, "/access/v1/evaluations", writ_str_from(body), SIZE_MAX);
    asking_look_ns = 0;
    assert_int_equal(asking_status(&asking), 400);
    assert_int_equal(asking.records, 0);
    assert_false(says(&asking, "\"decision\""));
    asking_end(&asking);
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
        cmocka_unit_test(a_request_id_comes_back_when_there_is_one),
        cmocka_unit_test(a_token_counts_once),
        cmocka_unit_test(what_takes_too_long_is_refused_whole),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
