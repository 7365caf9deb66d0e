/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/try.h"
#include "oom.h"
#include "sql/sql.h"

enum { SQL_MAX = 1 << 16 };

static enum writ_status render(enum writ_sql_dialect dialect, enum writ_sql_family family,
                               const char *kind, struct writ_buf *buf, struct writ_error *err)
{
    const struct writ_sql_column column = {WRIT_LIT("c"), family};
    const struct writ_value text = {.kind = WRIT_STRING, .text = writ_str_from(kind)};
    struct writ_member member = {.key = WRIT_LIT("kind"), .value = &text};
    const struct writ_value mask = {.kind = WRIT_OBJECT, .as.object = {1, &member}};

    return writ_sql_mask(dialect, &column, kind == NULL ? NULL : &mask, buf, err);
}

static const struct {
    enum writ_sql_dialect dialect;
    enum writ_sql_family family;
    const char *kind;
    const char *sql; /* NULL: refused */
} masks[] = {
    {WRIT_SQL_POSTGRESQL, WRIT_SQL_TEXT, NULL, "\"c\""},
    {WRIT_SQL_POSTGRESQL, WRIT_SQL_OTHER, "MASK_NONE", "\"c\""},
    {WRIT_SQL_SQLITE, WRIT_SQL_OTHER, "MASK_NULL", "CASE WHEN 1 = 0 THEN `c` END"},
    {WRIT_SQL_TRINO, WRIT_SQL_INTEGER, "MASK_HASH",
     "lower(to_hex(sha256(to_utf8(CAST(\"c\" AS varchar)))))"},
    {WRIT_SQL_TRINO, WRIT_SQL_DATE, "MASK_DATE_SHOW_YEAR", "date_trunc('year', \"c\")"},
    {WRIT_SQL_DUCKDB, WRIT_SQL_TIMESTAMP, "MASK_DATE_SHOW_YEAR", "date_trunc('year', \"c\")"},
    {WRIT_SQL_SQLITE, WRIT_SQL_UNKNOWN, "MASK",
     "replace(hex(zeroblob(length((CAST(`c` AS TEXT) COLLATE BINARY)))), '00', 'x')"},
    {WRIT_SQL_TRINO, WRIT_SQL_INTEGER, "MASK_DATE_SHOW_YEAR", NULL},
    {WRIT_SQL_SQLITE, WRIT_SQL_TEXT, "MASK_HASH", NULL},
    {WRIT_SQL_DUCKDB, WRIT_SQL_OTHER, "MASK", NULL},
    {WRIT_SQL_POSTGRESQL, WRIT_SQL_TEXT, "CUSTOM", NULL},
    {WRIT_SQL_POSTGRESQL, WRIT_SQL_TEXT, "BLUR", NULL},
};

static void masks_are_expressions_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_error err = {0};
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        writ_buf_init(&buf, &alloc, SQL_MAX);

        const enum writ_status status =
            render(masks[i].dialect, masks[i].family, masks[i].kind, &buf, &err);

        if (masks[i].sql == NULL) {
            assert_int_equal(status, WRIT_E_SCHEMA);
            continue;
        }
        assert_int_equal(status, WRIT_OK);
        writ_buf_add_char(&buf, '\0');
        assert_string_equal(buf.ptr, masks[i].sql);
    }
}

static void a_refusal_names_mask_and_column(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    writ_buf_init(&buf, &alloc, SQL_MAX);
    assert_int_equal(render(WRIT_SQL_SQLITE, WRIT_SQL_TEXT, "MASK_HASH", &buf, &err),
                     WRIT_E_SCHEMA);
    assert_string_equal(err.text, "mask MASK_HASH of column 'c' has no expression in this dialect");
}

static enum writ_status body(struct writ_alloc *alloc)
{
    struct writ_error err = {0};
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, alloc, SQL_MAX);
    return render(WRIT_SQL_DUCKDB, WRIT_SQL_TEXT, "MASK", &buf, &err);
}

static void without_memory_there_is_no_expression(void **state)
{
    (void)state;
    oom_sweep(body, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_are_expressions_or_refused),
        cmocka_unit_test(a_refusal_names_mask_and_column),
        cmocka_unit_test(without_memory_there_is_no_expression),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
