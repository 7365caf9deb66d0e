/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/try.h"
#include "oom.h"
#include "sql/sql.h"

enum { SQL_MAX = 1 << 16 };

/* A predicate that is one comparison; `values` when there are two. */
struct leaf {
    const char *op, *column;
    struct writ_value value;
};

#define TEXT(s)                                                                                    \
    {                                                                                              \
        .kind = WRIT_STRING, .text = {(s), sizeof(s) - 1 }                                         \
    }
#define NUMBER(n)                                                                                  \
    {                                                                                              \
        .kind = WRIT_NUMBER, .as.number = (n)                                                      \
    }
#define TRUE                                                                                       \
    {                                                                                              \
        .kind = WRIT_BOOL, .as.boolean = true                                                      \
    }

static bool find(void *ctx, struct writ_str path, struct writ_sql_column *ret_column)
{
    static const struct {
        const char *path;
        const char *name;
        enum writ_sql_family family;
    } rows[] = {{"t.text", "text", WRIT_SQL_TEXT},      {"t.bare", "a\"b`c", WRIT_SQL_UNKNOWN},
                {"t.whole", "whole", WRIT_SQL_INTEGER}, {"t.real", "real", WRIT_SQL_NUMBER},
                {"t.flag", "flag", WRIT_SQL_BOOLEAN},   {"t.day", "day", WRIT_SQL_DATE},
                {"t.moment", "at", WRIT_SQL_TIMESTAMP}, {"t.tree", "tree", WRIT_SQL_OTHER},
                {"t.empty", "", WRIT_SQL_TEXT}};

    (void)ctx;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (writ_str_is(path, rows[i].path)) {
            *ret_column = (struct writ_sql_column){writ_str_from(rows[i].name), rows[i].family};
            return true;
        }
    }
    return false;
}

static const struct writ_value *leaf_value(struct writ_arena *arena, const struct leaf *leaf)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    writ_build_put_text(&build, "op", writ_str_from(leaf->op));
    writ_build_put_text(&build, "column", writ_str_from(leaf->column));
    writ_build_put(&build, "value", &leaf->value);
    return writ_build_end(&build);
}

static enum writ_status render(enum writ_sql_dialect dialect, const struct writ_value *predicate,
                               struct writ_buf *buf, struct writ_error *err)
{
    const struct writ_sql_scope scope = {dialect, find, NULL};

    return writ_sql_filter(&scope, predicate, buf, err);
}

static const struct {
    enum writ_sql_dialect dialect;
    struct leaf leaf;
    const char *sql;
} comparisons[] = {
    {WRIT_SQL_POSTGRESQL,
     {"eq", "t.text", TEXT("it's")},
     "((\"text\"::text COLLATE \"C\") = 'it''s')"},
    {WRIT_SQL_POSTGRESQL,
     {"ne", "t.text", TEXT("a\\")},
     "((\"text\"::text COLLATE \"C\") <> E'a\\\\')"},
    {WRIT_SQL_POSTGRESQL,
     {"like", "t.text", TEXT("\\%")},
     "((\"text\"::text COLLATE \"C\") LIKE E'\\\\%' ESCAPE '')"},
    {WRIT_SQL_TRINO, {"like", "t.text", TEXT("\\%")}, "(CAST(\"text\" AS varchar) LIKE '\\%')"},
    {WRIT_SQL_SQLITE,
     {"like", "t.text", TEXT("%*_?[")},
     "((CAST(`text` AS TEXT) COLLATE BINARY) GLOB '*[*]?[?][[]')"},
    {WRIT_SQL_DUCKDB, {"lt", "t.bare", TEXT("")}, "(CAST(\"a\"\"b`c\" AS VARCHAR) < '')"},
    {WRIT_SQL_SQLITE, {"is_null", "t.bare", TEXT("")}, "(`a\"b``c` IS NULL)"},
    {WRIT_SQL_TRINO, {"le", "t.whole", NUMBER(-1)}, "(\"whole\" <= (-1))"},
    {WRIT_SQL_TRINO, {"gt", "t.whole", NUMBER(1e20)}, "(\"whole\" > 100000000000000000000.0)"},
    {WRIT_SQL_TRINO, {"ge", "t.whole", NUMBER(1e21)}, "(\"whole\" >= 1E+21)"},
    {WRIT_SQL_DUCKDB,
     {"eq", "t.flag", TRUE},
     "(CASE WHEN \"flag\" THEN 1 WHEN NOT \"flag\" THEN 0 END = 1)"},
    {WRIT_SQL_DUCKDB,
     {"eq", "t.day", TEXT("2026-01-31")},
     "(epoch_us(\"day\") = epoch_us(TIMESTAMP '2026-01-31 00:00:00'))"},
    {WRIT_SQL_POSTGRESQL,
     {"gt", "t.moment", TEXT("2026-01-31T01:30:00.25+02:00")},
     "(extract(epoch FROM \"at\") > extract(epoch FROM timestamp '2026-01-30 23:30:00.250'))"},
    {WRIT_SQL_DUCKDB, {"eq", "t.tree", TEXT("")}, NULL},
    {WRIT_SQL_DUCKDB, {"is_null", "t.tree", TEXT("")}, "(\"tree\" IS NULL)"},
};

static void comparisons_are_written_as_their_dialect_reads_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_error err = {0};
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        writ_arena_init(&arena, &alloc);
        writ_buf_init(&buf, &alloc, SQL_MAX);

        const enum writ_status status =
            render(comparisons[i].dialect, leaf_value(&arena, &comparisons[i].leaf), &buf, &err);

        if (comparisons[i].sql == NULL) {
            assert_int_equal(status, WRIT_E_SCHEMA);
            continue;
        }
        assert_int_equal(status, WRIT_OK);
        writ_buf_add_char(&buf, '\0');
        assert_string_equal(buf.ptr, comparisons[i].sql);
    }
}

static const struct {
    struct leaf leaf;
    const char *message;
} refusals[] = {
    {{"eq", "u.other", TEXT("")},
     "the row filter names column 'u.other', which this table does not have"},
    {{"is_null", "u.other", TEXT("")},
     "the row filter names column 'u.other', which this table does not have"},
    {{"like", "u.other", TEXT("")},
     "the row filter names column 'u.other', which this table does not have"},
    {{"eq", "t.whole", TEXT("7")},
     "the row filter compares column 't.whole' with a value of another type"},
    {{"eq", "t.flag", NUMBER(1)},
     "the row filter compares column 't.flag' with a value of another type"},
    {{"eq", "t.day", TRUE}, "the row filter compares column 't.day' with a value of another type"},
    {{"like", "t.day", TEXT("2026%")},
     "the row filter compares column 't.day' with a value of another type"},
    {{"like", "t.text", NUMBER(1)},
     "the row filter compares column 't.text' with a value of another type"},
    {{"eq", "t.day", TEXT("soon")},
     "a column of dates or times is compared with 'soon', which is no RFC 3339 time"},
    {{"eq", "t.text", TEXT("a\0b")}, "a text with a NUL byte, which SQL cannot hold"},
    {{"eq", "t.empty", TEXT("a")}, "a name that SQL cannot hold: ''"},
    {{"about", "t.text", TEXT("a")}, "the row filter has an operator that is not known: 'about'"},
};

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        for (int dialect = WRIT_SQL_POSTGRESQL; dialect <= WRIT_SQL_SQLITE; dialect++) {
            struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
            struct writ_error err = {0};
            WRIT_AUTO(writ_arena) struct writ_arena arena;
            WRIT_AUTO(writ_buf) struct writ_buf buf;

            writ_arena_init(&arena, &alloc);
            writ_buf_init(&buf, &alloc, SQL_MAX);
            assert_int_equal(render((enum writ_sql_dialect)dialect,
                                    leaf_value(&arena, &refusals[i].leaf), &buf, &err),
                             WRIT_E_SCHEMA);
            assert_string_equal(err.text, refusals[i].message);
        }
    }
}

/* not (text = a or whole in (1, 2)) and whole in () */
static const struct writ_value *tree_value(struct writ_arena *arena)
{
    static const struct leaf text = {"eq", "t.text", TEXT("a")};
    static const struct writ_value one = NUMBER(1), two = NUMBER(2);
    struct writ_build some, none, among, nowhere, any, either, not, all, both;

    writ_build_array(&some, arena);
    writ_build_item(&some, &one);
    writ_build_item(&some, &two);
    writ_build_array(&none, arena);
    writ_build_object(&among, arena);
    writ_build_put_text(&among, "op", WRIT_LIT("in"));
    writ_build_put_text(&among, "column", WRIT_LIT("t.whole"));
    writ_build_put(&among, "values", writ_build_end(&some));
    writ_build_object(&nowhere, arena);
    writ_build_put_text(&nowhere, "op", WRIT_LIT("in"));
    writ_build_put_text(&nowhere, "column", WRIT_LIT("t.whole"));
    writ_build_put(&nowhere, "values", writ_build_end(&none));
    writ_build_array(&any, arena);
    writ_build_item(&any, leaf_value(arena, &text));
    writ_build_item(&any, writ_build_end(&among));
    writ_build_object(&either, arena);
    writ_build_put_text(&either, "op", WRIT_LIT("or"));
    writ_build_put(&either, "args", writ_build_end(&any));
    writ_build_object(&not, arena);
    writ_build_put_text(&not, "op", WRIT_LIT("not"));
    writ_build_put(&not, "arg", writ_build_end(&either));
    writ_build_array(&all, arena);
    writ_build_item(&all, writ_build_end(&not ));
    writ_build_item(&all, writ_build_end(&nowhere));
    writ_build_object(&both, arena);
    writ_build_put_text(&both, "op", WRIT_LIT("and"));
    writ_build_put(&both, "args", writ_build_end(&all));
    return writ_build_end(&both);
}

static void trees_keep_their_parentheses(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_buf_init(&buf, &alloc, SQL_MAX);
    assert_int_equal(render(WRIT_SQL_DUCKDB, tree_value(&arena), &buf, &err), WRIT_OK);
    writ_buf_add_char(&buf, '\0');
    assert_string_equal(buf.ptr, "((NOT ((CAST(\"text\" AS VARCHAR) = 'a') OR "
                                 "(\"whole\" = 1 OR \"whole\" = 2))) AND (1 = 0))");
}

static enum writ_status body(struct writ_alloc *alloc)
{
    struct writ_alloc values = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_arena_init(&arena, &values);
    writ_buf_init(&buf, alloc, SQL_MAX);
    return render(WRIT_SQL_SQLITE, tree_value(&arena), &buf, &err);
}

static void without_memory_there_is_no_text(void **state)
{
    (void)state;
    oom_sweep(body, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_are_written_as_their_dialect_reads_them),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(trees_keep_their_parentheses),
        cmocka_unit_test(without_memory_there_is_no_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
