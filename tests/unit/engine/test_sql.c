/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "recording.h"
#include "writ/sql.h"

enum { ASK_MAX = 1024 };

/* The request says which obligations come with the permit. */
static const struct mesh_file files[] = {
    {"policies/domains/sales/readers.lua",
     "return policy { id = 'sales.readers', title = 'T', phase = 'access', level = 'mandatory',\n"
     "  rule = function(input, out)\n"
     "    if input.action.name == 'read' then out.permit('yes') end\n"
     "    for _, duty in ipairs(input.context.duties) do\n"
     "      local one = {}\n"
     "      for key, value in pairs(duty) do one[key] = value end\n"
     "      out.oblige(one)\n"
     "    end\n"
     "  end }\n"},
    {"policies/domains/sales/readers_test.lua",
     "return { policy = 'sales.readers', cases = { { name = 'none', input = { context = { duties = "
     "{} } }, "
     "expect = {} } } }\n"},
    {"products/orders.yaml",
     MESH_ORDERS "      - name: placed\n        logicalType: date\n"
                 "  - name: lines\n    properties:\n"
                 "      - name: price\n        logicalType: number\n"
                 "      - name: box\n        logicalType: object\n        properties:\n"
                 "          - name: size\n            logicalType: integer\n"},
    {NULL, NULL}};

static void make(struct recording *recording)
{
    recording_make(recording);
    mesh_dir_put_all(&recording->dir, files);
    recording_open(recording);
}

static struct writ_decision *decide_with(struct recording *recording, const char *action,
                                         const char *columns, const char *duties)
{
    struct writ_decision *decision = NULL;
    struct writ_error err = {0};
    char ask[ASK_MAX];

    (void)snprintf(ask, sizeof(ask),
                   "{\"subject\":{\"type\":\"user\",\"id\":\"ann\"},\"action\":{\"name\":\"%s\"},"
                   "\"resource\":{\"type\":\"data_product\",\"id\":\"orders\",\"properties\":{"
                   "\"columns\":[%s]}},"
                   "\"context\":{\"time\":\"2026-06-01T12:00:00Z\",\"duties\":[%s]}}",
                   action, columns, duties);
    if (writ_engine_decide(recording->engine, "ask.json", writ_str_from(ask), &decision, &err) !=
        WRIT_OK) {
        fail_msg("%s", err.text);
    }
    return decision;
}

static const struct {
    const char *label;
    const char *columns;
    const char *duties;
    struct writ_sql_terms terms;
    const char *sql;       /* all queries, each ended by a semicolon; NULL: refused */
    const char *remaining; /* or the message of the refusal */
} rows[] = {
    {"no obligations",
     "\"orders.id\", \"orders.email\"",
     "",
     {"duckdb", NULL, NULL},
     "SELECT \"id\", \"email\" FROM \"orders\";",
     "[]"},
    {"a mask keeps the name",
     "\"email\"",
     "{\"type\":\"mask\",\"column\":\"orders.email\",\"kind\":\"MASK_NULL\"}",
     {"sqlite", NULL, NULL},
     "SELECT CASE WHEN 1 = 0 THEN `email` END AS `email` FROM `orders`;",
     "[]"},
    {"a dropped column is not read",
     "\"orders\"",
     "{\"type\":\"drop_column\",\"column\":\"orders.email\"}",
     {"trino", NULL, NULL},
     "SELECT \"id\", \"placed\" FROM \"orders\";",
     "[]"},
    {"a filter may look at a column that was not asked for",
     "\"orders.id\"",
     "{\"type\":\"row_filter\",\"predicate\":{\"op\":\"eq\",\"column\":\"orders.email\",\"value\":"
     "\"a'b\"}}",
     {"duckdb", NULL, NULL},
     "SELECT \"id\" FROM \"orders\" WHERE (CAST(\"email\" AS VARCHAR) = 'a''b');",
     "[]"},
    {"types are those of the descriptor",
     "\"orders.id\"",
     "{\"type\":\"row_filter\",\"predicate\":{\"op\":\"lt\",\"column\":\"orders.placed\",\"value\":"
     "\"2026-01-01\"}}",
     {"duckdb", NULL, NULL},
     "SELECT \"id\" FROM \"orders\" WHERE (epoch_us(\"placed\") < epoch_us(TIMESTAMP '2026-01-01 "
     "00:00:00'));",
     "[]"},
    {"a query for each table",
     "\"orders.id\", \"lines.price\"",
     "",
     {"duckdb", NULL, NULL},
     "SELECT \"id\" FROM \"orders\";SELECT \"price\" FROM \"lines\";",
     "[]"},
    {"the store's own name",
     "\"orders.id\"",
     "",
     {"trino", "lake.sales.\"o", NULL},
     "SELECT \"id\" FROM \"lake\".\"sales\".\"\"\"o\";",
     "[]"},
    {"views",
     "\"orders.id\"",
     "",
     {"postgresql", "raw.orders", "governed"},
     "CREATE VIEW \"governed\".\"orders\" AS SELECT \"id\" FROM \"raw\".\"orders\";",
     "[]"},
    {"what stays with the caller",
     "\"orders.id\"",
     "{\"type\":\"notify\",\"who\":\"dpo\"}",
     {"duckdb", NULL, NULL},
     "SELECT \"id\" FROM \"orders\";",
     "[{\"id\":\"o1\",\"properties\":{\"who\":\"dpo\"},\"type\":\"notify\"}]"},
    {"groups only",
     "\"orders.id\"",
     "{\"type\":\"min_group\",\"k\":5}",
     {"duckdb", NULL, NULL},
     NULL,
     "only groups of a least size may be shown, and a query of rows shows each of them"},
    {"a filter of another table",
     "\"orders.id\"",
     "{\"type\":\"row_filter\",\"predicate\":{\"op\":\"is_null\",\"column\":\"lines.price\"}}",
     {"duckdb", NULL, NULL},
     NULL,
     "the row filter names column 'lines.price', which this table does not have"},
    {"columns inside a column",
     "\"lines.box.size\"",
     "",
     {"duckdb", NULL, NULL},
     NULL,
     "column 'lines.box.size' is nested, which no query here can mask"},
    {"one name for two tables",
     "\"orders.id\", \"lines.price\"",
     "",
     {"duckdb", "t", NULL},
     NULL,
     "one name for 2 tables: ask for the columns of one"},
    {"every column dropped",
     "\"orders.email\"",
     "{\"type\":\"drop_column\",\"column\":\"orders.email\"}",
     {"duckdb", NULL, NULL},
     NULL,
     "no column of 'orders' is left to read"},
    {"no columns", "", "", {"duckdb", NULL, NULL}, NULL, "no column was asked for"},
    {"a mask without expression",
     "\"orders.email\"",
     "{\"type\":\"mask\",\"column\":\"orders.email\",\"kind\":\"CUSTOM\"}",
     {"duckdb", NULL, NULL},
     NULL,
     "mask CUSTOM of column 'email' has no expression in this dialect"},
    {"a mask of no column",
     "\"orders.email\"",
     "{\"type\":\"mask\",\"column\":\"email\",\"kind\":\"MASK_NULL\"}",
     {"duckdb", NULL, NULL},
     NULL,
     "an obligation is about column 'email', which the product does not have"},
    {"a drop of no column",
     "\"orders.email\"",
     "{\"type\":\"drop_column\",\"column\":\"orders.Email\"}",
     {"duckdb", NULL, NULL},
     NULL,
     "an obligation is about column 'orders.Email', which the product does not have"},
    {"a mask inside a column that is read whole",
     "\"lines.box\"",
     "{\"type\":\"mask\",\"column\":\"lines.box.size\",\"kind\":\"MASK_NULL\"}",
     {"duckdb", NULL, NULL},
     NULL,
     "column 'lines.box.size' is inside 'lines.box', which no query here can mask in part"},
    {"a mask of a column that is not read",
     "\"orders.id\"",
     "{\"type\":\"mask\",\"column\":\"orders.email\",\"kind\":\"CUSTOM\"}",
     {"duckdb", NULL, NULL},
     "SELECT \"id\" FROM \"orders\";",
     "[]"},
    {"an unknown dialect",
     "\"orders.id\"",
     "",
     {"cobol", NULL, NULL},
     NULL,
     "no SQL dialect 'cobol'"},
    {"an expired decision",
     "\"orders.id\"",
     "{\"type\":\"ttl\",\"seconds\":60}",
     {"duckdb", NULL, NULL},
     NULL,
     "the decision has expired at 2026-06-01T12:01:00Z"},
};

static void check_queries(const struct writ_sql_queries *queries, const char *sql,
                          const char *remaining)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf all;

    writ_buf_init(&all, &alloc, 1 << 16);
    for (size_t i = 0; i < writ_sql_query_count(queries); i++) {
        writ_buf_add(&all, writ_sql_query(queries, i)->sql);
        writ_buf_add_char(&all, ';');
    }
    assert_null(writ_sql_query(queries, writ_sql_query_count(queries)));
    writ_buf_add_char(&all, '\0');
    assert_string_equal(all.ptr, sql);
    assert_true(writ_str_is(writ_sql_remaining(queries), remaining));
}

static void a_permit_becomes_queries_or_none(void **state)
{
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    make(&recording);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        WRIT_AUTO(writ_decision)
        struct writ_decision *decision =
            decide_with(&recording, "read", rows[i].columns, rows[i].duties);
        struct writ_sql_queries *queries = NULL;
        struct writ_error err = {0};

        const enum writ_status status =
            writ_engine_sql(recording.engine, "1.writ", writ_decision_writ(decision),
                            &rows[i].terms, &queries, &err);
        assert_true((status == WRIT_OK) == (queries != NULL));
        if ((queries == NULL) != (rows[i].sql == NULL)) {
            fail_msg("%s: %s", rows[i].label, err.text);
        }
        if (queries == NULL) {
            assert_string_equal(err.text, rows[i].remaining);
        } else {
            check_queries(queries, rows[i].sql, rows[i].remaining);
        }
        writ_sql_queries_free(queries);
    }
}

static const struct writ_sql_terms duckdb = {"duckdb", NULL, NULL};

static void a_deny_allows_no_query(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_sql_queries *queries = NULL;
    struct writ_error err = {0};

    (void)state;
    make(&recording);

    WRIT_AUTO(writ_decision)
    struct writ_decision *decision = decide_with(&recording, "write", "\"orders.id\"", "");

    assert_int_equal(writ_engine_sql(recording.engine, "1.writ", writ_decision_writ(decision),
                                     &duckdb, &queries, &err),
                     WRIT_E_POLICY);
    assert_null(queries);
}

static void a_changed_product_has_to_be_asked_for_again(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_sql_queries *queries = NULL;
    struct writ_error err = {0};

    (void)state;
    make(&recording);

    WRIT_AUTO(writ_decision)
    struct writ_decision *decision = decide_with(&recording, "read", "\"orders.id\"", "");

    mesh_dir_put(&recording.dir, "products/orders.yaml", MESH_ORDERS "tags: [new]\n");
    recording_open(&recording);
    assert_int_equal(writ_engine_sql(recording.engine, "1.writ", writ_decision_writ(decision),
                                     &duckdb, &queries, &err),
                     WRIT_E_SCHEMA);
    assert_string_equal(err.text, "the product has changed since it was decided about");
    mesh_dir_drop(&recording.dir, "products/orders.yaml");
    recording_open(&recording);
    err = (struct writ_error){0};
    assert_int_equal(writ_engine_sql(recording.engine, "1.writ", writ_decision_writ(decision),
                                     &duckdb, &queries, &err),
                     WRIT_E_NOTFOUND);
}

static void what_is_no_writ_is_refused(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    static const char *const texts[] = {"", "{}",
                                        "{\"decision\":{},\"disclosures\":[],\"leaf\":{}}"};

    (void)state;
    make(&recording);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct writ_sql_queries *queries = NULL;
        struct writ_error err = {0};

        assert_int_not_equal(writ_engine_sql(recording.engine, "x", writ_str_from(texts[i]),
                                             &duckdb, &queries, &err),
                             WRIT_OK);
        assert_null(queries);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_permit_becomes_queries_or_none),
        cmocka_unit_test(a_deny_allows_no_query),
        cmocka_unit_test(a_changed_product_has_to_be_asked_for_again),
        cmocka_unit_test(what_is_no_writ_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
