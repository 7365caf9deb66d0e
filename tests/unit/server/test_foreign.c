/* SPDX-License-Identifier: Apache-2.0
 *
 * Foreign questions when memory runs out and when the log is gone: no yes that is not recorded, and
 * none that a failure made.
 */
#include "asking.h"
#include "base/try.h"
#include "cmocka_all.h"

#define TRINO FIXTURES "/trino/mesh"
#define OPA   FIXTURES "/opa/mesh"
#define AS(user, action)                                                                           \
    "{\"input\":{\"context\":{\"identity\":{\"user\":\"" user "\"}},\"action\":{" action "}}}"
#define TABLE                                                                                      \
    "\"catalogName\":\"sample_catalog\",\"schemaName\":\"sample_schema\","                         \
    "\"tableName\":\"restricted_table\""
#define COLUMN "{\"column\":{" TABLE ",\"columnName\":\"user_name\",\"columnType\":\"varchar\"}}"
#define ALICE                                                                                      \
    "\"subject\":{\"type\":\"user\",\"id\":\"alice\"},\"action\":{\"name\":\"read\"},"             \
    "\"resource\":{\"type\":\"data_product\",\"id\":\"orders\"}"

static const struct {
    const char *mesh;
    const char *path;
    const char *body;
    const char *yes; /* what the answer has */
    unsigned lost;   /* the status without a log */
} rows[] = {
    {TRINO, "/v1/data/trino/allow",
     AS("foo", "\"operation\":\"SelectFromColumns\",\"resource\":{\"table\":{" TABLE
               ",\"columns\":[\"user_type\",\"user_name\"]}}"),
     "\"result\":true", 503},
    {TRINO, "/v1/data/trino/batch",
     AS("foo", "\"operation\":\"FilterTables\",\"filterResources\":[{\"table\":{" TABLE "}}]"),
     "\"result\":[0]", 503},
    {TRINO, "/v1/data/trino/batch",
     AS("foo", "\"operation\":\"FilterColumns\",\"filterResources\":[{\"table\":{" TABLE
               ",\"columns\":[\"user_type\",\"salary\"]}}]"),
     "\"result\":[0]", 503},
    {TRINO, "/v1/data/trino/rowFilters",
     AS("foo", "\"operation\":\"GetRowFilters\",\"resource\":{\"table\":{" TABLE "}}"),
     "<> 'customer'", 503},
    {TRINO, "/v1/data/trino/columnMask",
     AS("foo", "\"operation\":\"GetColumnMask\",\"resource\":" COLUMN), "rpad", 503},
    {TRINO, "/v1/data/trino/batchColumnMasks",
     AS("foo", "\"operation\":\"GetColumnMask\",\"filterResources\":[" COLUMN "]"), "rpad", 503},
    {OPA, "/v1/data/shop/allow", "{\"input\":{" ALICE "}}", "\"result\":true", 503},
    {OPA, "/v1/batch/data/shop/decision", "{\"inputs\":{\"a\":{" ALICE "}}}", "\"permit\"", 503},
    {OPA, "/v1/authz/http", "", NULL, 403},
};

static bool has_text(const struct asking *asking, const char *part)
{
    struct writ_str rest = asking_text(asking);

    while (rest.len > 0 && !writ_str_starts(rest, writ_str_from(part))) {
        rest = writ_str_cut(rest, 1, rest.len);
    }
    return rest.len > 0;
}

static bool is_yes(const struct asking *asking, size_t i)
{
    return rows[i].yes == NULL ? asking_status(asking) == 204
                               : asking_status(asking) == 200 && has_text(asking, rows[i].yes);
}

static void open_mesh(struct asking *asking, const char *mesh)
{
    assert_int_equal(asking_open(asking, mesh), WRIT_OK);
    asking_headers[0].name = "X-Forwarded-User";
    asking_headers[0].value = "alice";
    asking_headers[1].name = "X-Original-Method";
    asking_headers[1].value = "GET";
    asking_headers[2].name = "X-Original-URI";
    asking_headers[2].value = "/orders/1";
}

/* Each with every allocation failing in turn, until it is a yes: till then it is a failure or a no.
 */
static void sweep(struct asking *asking, size_t i)
{
    bool is_done = false;

    for (size_t after = 0; !is_done; after++) {
        assert_true(after < 2000);
        asking_send(asking, rows[i].path, writ_str_from(rows[i].body), after);
        is_done = is_yes(asking, i);
        if (is_done ? asking->records == 0 : asking_status(asking) == 204) {
            fail_msg("%s after %zu allocations", rows[i].path, after);
        }
        asking_end(asking);
        assert_int_equal(asking->alloc.used_bytes, 0);
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        __attribute__((cleanup(asking_autop))) struct asking asking;

        open_mesh(&asking, rows[i].mesh);
        sweep(&asking, i);
    }
}

static void test_no_log(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        __attribute__((cleanup(asking_autop))) struct asking asking;

        open_mesh(&asking, rows[i].mesh);
        asking.scribe.status = WRIT_E_IO;
        asking_send(&asking, rows[i].path, writ_str_from(rows[i].body), SIZE_MAX);
        if (asking_status(&asking) != rows[i].lost || is_yes(&asking, i)) {
            fail_msg("%s: %u", rows[i].path, asking_status(&asking));
        }
        asking_end(&asking);
    }
}

/* Who put which of the two there cannot be told. */
static void test_repeated_header(void **state)
{
    static const char *const names[] = {"X-Forwarded-User", "X-Original-Method", "X-Original-URI",
                                        "X-Forwarded-Groups"};
    __attribute__((cleanup(asking_autop))) struct asking asking;

    (void)state;
    open_mesh(&asking, OPA);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        for (size_t k = 3; k < 5; k++) {
            asking_headers[k].name = names[i];
            asking_headers[k].value = "bob";
        }
        asking_send(&asking, "/v1/authz/http", WRIT_LIT(""), SIZE_MAX);
        if (asking_status(&asking) != 403 || asking.records > 0) {
            fail_msg("%s: %u", names[i], asking_status(&asking));
        }
        asking_end(&asking);
    }
    asking_headers[3].name = NULL;
    asking_headers[4].name = NULL;
}

#define ITEMS(one)                                                                                 \
    one(0) one(1) one(2) one(3) one(4) one(5) one(6) one(7) one(8) one(9) one(10) one(11) one(12)  \
        one(13) one(14) one(15) one(16) one(17) one(18)
#define INPUT(i)   "\"" #i "\":{" ALICE "},"
#define CATALOG(i) "{\"catalog\":{\"name\":\"c" #i "\"}},"

/* Many questions in one request. */
static const struct {
    const char *mesh;
    const char *path;
    const char *body;
} batches[] = {
    {OPA, "/v1/batch/data/shop/allow", "{\"inputs\":{" ITEMS(INPUT) "\"19\":{}}}"},
    {OPA, "/v1/batch/data/publish/conforms", "{\"inputs\":{" ITEMS(INPUT) "\"19\":{}}}"},
    {TRINO, "/v1/data/trino/batch",
     AS("foo", "\"operation\":\"FilterCatalogs\",\"filterResources\":[" ITEMS(CATALOG) "{}]")},
};

/* Nobody else is served meanwhile, so that there is an end to it, and nothing is recorded then. */
static void test_too_long(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(batches) / sizeof(batches[0]); i++) {
        __attribute__((cleanup(asking_autop))) struct asking asking;

        open_mesh(&asking, batches[i].mesh);
        for (asking_look_ns = 0; asking_look_ns <= asking_long_look_ns;
             asking_look_ns += asking_long_look_ns) {
            asking_send(&asking, batches[i].path, writ_str_from(batches[i].body), SIZE_MAX);
            if (asking_status(&asking) != (asking_look_ns == 0 ? 200 : 400) ||
                (asking_look_ns > 0 && asking.records > 0)) {
                fail_msg("%s: %u", batches[i].path, asking_status(&asking));
            }
            asking_end(&asking);
        }
        asking_look_ns = 0;
    }
}

/* Many with a long text in common. */
static void make_batch(struct writ_buf *body, size_t count, size_t long_bytes)
{
    writ_buf_add_text(body, "{\"inputs\":{");
    for (size_t i = 0; i < count; i++) {
        writ_buf_addf(body, "%s\"%zu\":{" ALICE "}", i == 0 ? "" : ",", i);
    }
    writ_buf_add_text(body, "},\"common_input\":{\"context\":{\"x\":\"");
    for (size_t i = 0; i < long_bytes; i++) {
        writ_buf_add_char(body, 'x');
    }
    writ_buf_add_text(body, "\"}}}");
    assert_int_equal(body->status, WRIT_OK);
}

/* It is in the record of each, so that there is an end to it: nothing is recorded then, and memory
 * holds what is to be recorded and one evaluation at a time. */
static void test_long_common_input(void **state)
{
    enum { LONG = 1 << 20, RECORDED_MAX = 48 << 20 };

    static const struct {
        size_t count;
        unsigned status;
    } sizes[] = {{40, 200}, {60, 400}};
    __attribute__((cleanup(asking_autop))) struct asking asking;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    (void)state;
    open_mesh(&asking, OPA);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        WRIT_AUTO(writ_buf) struct writ_buf body;

        writ_buf_init(&body, &alloc, 2 * LONG);
        make_batch(&body, sizes[i].count, LONG);
        asking_send(&asking, "/v1/batch/data/shop/allow", (struct writ_str){body.ptr, body.len},
                    SIZE_MAX);
        assert_int_equal(asking_status(&asking), sizes[i].status);
        assert_int_equal(asking.records, sizes[i].status == 200 ? sizes[i].count : 0);
        assert_in_range(asking.alloc.peak_bytes, 0, RECORDED_MAX + 32 * LONG);
        asking_end(&asking);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_memory),         cmocka_unit_test(test_no_log),
        cmocka_unit_test(test_repeated_header),   cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_long_common_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
