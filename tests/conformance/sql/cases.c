/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes a script for one store, or what every store must answer to it:
 *
 *     cases DIALECT|expected COUNT SEED
 *
 * The script makes the table of table.h and asks for the rows of COUNT generated row filters, one
 * line each ("17|3,8,21"), and for every masked text. The values go in as hexadecimal digits, so
 * that the quoting under test plays no part in the data.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/try.h"
#include "random.h"
#include "table.h"

enum { SQL_MAX = 1 << 20, DEPTH = 3 };

static uint64_t seed;

static const struct writ_value *text_value(struct writ_arena *arena, const char *text)
{
    return writ_value_string(arena, writ_str_from(text));
}

static const struct writ_value *random_text(struct writ_arena *arena, bool is_pattern)
{
    static const char *const patterns[] = {"%",   "_",    "a%",        "%a",       "%a%", "__",
                                           "\\%", "%\\_", "[%",        "*",        "?",   "a_%",
                                           "%'%", "%\n%", "_\xcc\x81", "\xd0\x96%"};
    struct cell cell;

    if (is_pattern && random_below(&seed, 4) > 0) {
        return text_value(arena, RANDOM_OF(&seed, patterns));
    }
    do {
        cell = cell_at(random_below(&seed, ROWS), random_below(&seed, 2) == 0 ? TEXT : DIGITS);
    } while (cell.is_null);
    return writ_value_string(arena, cell.text);
}

static const struct writ_value *random_value(struct writ_arena *arena, enum column column)
{
    static const double numbers[] = {
        0, 1, -1, 9, 10, 42, 0.1, 1.5, -0.5, 100, 1e10, -7.25, 1e21, 5e-7, 9007199254740992.0};
    static const char *const times[] = {"2026-01-01", "2024-02-29", "2025-12-31T23:59:59.999Z",
                                        "2026-01-01T01:00:00+01:00", "1999-07-04T06:30:00.25Z"};
    const size_t choice = random_below(&seed, 6);

    switch (columns[column].family) {
    case WRIT_SQL_INTEGER:
    case WRIT_SQL_NUMBER:
        return writ_value_number(arena, RANDOM_OF(&seed, numbers));
    case WRIT_SQL_BOOLEAN:
        return writ_value_bool(arena, random_below(&seed, 2) == 0);
    case WRIT_SQL_DATE:
    case WRIT_SQL_TIMESTAMP:
        return text_value(arena, RANDOM_OF(&seed, times));
    case WRIT_SQL_TEXT:
    case WRIT_SQL_UNKNOWN:
    case WRIT_SQL_OTHER:
        break;
    }
    if (choice == 0) {
        return writ_value_bool(arena, random_below(&seed, 2) == 0);
    }
    return choice <= 2 ? writ_value_number(arena, RANDOM_OF(&seed, numbers))
                       : random_text(arena, false);
}

static const struct writ_value *random_leaf(struct writ_arena *arena)
{
    static const char *const ops[] = {"eq", "ne", "lt", "le", "gt", "ge", "in", "is_null", "like"};
    const char *op = RANDOM_OF(&seed, ops);
    const bool is_like = strcmp(op, "like") == 0;
    const enum column column =
        (enum column)random_below(&seed, is_like ? (size_t)BARE + 1 : (size_t)COLUMN_COUNT);
    struct writ_build leaf;

    writ_build_object(&leaf, arena);
    writ_build_put_text(&leaf, "op", writ_str_from(op));
    writ_build_put_text(&leaf, "column", writ_str_from(columns[column].path));
    if (strcmp(op, "in") == 0) {
        struct writ_build values;

        writ_build_array(&values, arena);
        for (size_t i = random_below(&seed, 4); i > 0; i--) {
            writ_build_item(&values, random_value(arena, column));
        }
        writ_build_put(&leaf, "values", writ_build_end(&values));
    } else if (strcmp(op, "is_null") != 0) {
        writ_build_put(&leaf, "value",
                       is_like ? random_text(arena, true) : random_value(arena, column));
    }
    return writ_build_end(&leaf);
}

static const struct writ_value *random_predicate(struct writ_arena *arena, int depth)
{
    const size_t choice = depth == 0 ? 0 : random_below(&seed, 5);
    struct writ_build node;

    if (choice < 2) {
        return random_leaf(arena);
    }
    writ_build_object(&node, arena);
    writ_build_put_text(&node, "op",
                        choice == 2   ? WRIT_LIT("not")
                        : choice == 3 ? WRIT_LIT("and")
                                      : WRIT_LIT("or"));
    if (choice == 2) {
        writ_build_put(&node, "arg", random_predicate(arena, depth - 1));
    } else {
        struct writ_build args;

        writ_build_array(&args, arena);
        for (size_t i = 1 + random_below(&seed, 3); i > 0; i--) {
            writ_build_item(&args, random_predicate(arena, depth - 1));
        }
        writ_build_put(&node, "args", writ_build_end(&args));
    }
    return writ_build_end(&node);
}

static void die(const struct writ_error *err)
{
    (void)fprintf(stderr, "cases: %s\n", err->text);
    exit(1);
}

/* What differs in the script around the text under test. */
struct store {
    const char *types[COLUMN_COUNT];
    const char *before_hex, *after_hex; /* around the digits of a text */
    const char *ids;                    /* all ids of the rows, in order */
    const char *as_text;
};

static const struct store stores[] = {
    [WRIT_SQL_POSTGRESQL] = {{"text", "varchar(99)", "text", "bigint", "double precision",
                              "boolean", "date", "timestamptz"},
                             "convert_from(decode('",
                             "', 'hex'), 'UTF8')",
                             "string_agg(id::text, ',' ORDER BY id)",
                             "::text"},
    [WRIT_SQL_DUCKDB] = {{"VARCHAR", "VARCHAR", "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE",
                          "TIMESTAMP"},
                         "decode(from_hex('",
                         "'))",
                         "string_agg(id::VARCHAR, ',' ORDER BY id)",
                         "::VARCHAR"},
    [WRIT_SQL_SQLITE] = {{"TEXT", "TEXT", "TEXT", "INTEGER", "REAL", "BOOLEAN", "TEXT", "TEXT"},
                         "CAST(x'",
                         "' AS TEXT)",
                         "group_concat(id)",
                         ""},
};

static void print_cell(enum writ_sql_dialect dialect, enum column column, struct cell cell)
{
    const bool is_bare =
        column == WHOLE || column == FLAG || (column == REAL && !writ_str_is(cell.text, "NaN"));
    char hex[256] = "";

    if (cell.is_null) {
        (void)printf(", NULL");
    } else if (is_bare) {
        (void)printf(", %.*s", WRIT_FMT(cell.text));
    } else if (column >= REAL) {
        (void)printf(", '%.*s%s'", WRIT_FMT(cell.text),
                     dialect == WRIT_SQL_POSTGRESQL && column == MOMENT ? "+00" : "");
    } else {
        for (size_t i = 0; i < cell.text.len; i++) {
            (void)snprintf(hex + 2 * i, 3, "%02x", (unsigned char)cell.text.ptr[i]);
        }
        (void)printf(", %s%s%s", stores[dialect].before_hex, hex, stores[dialect].after_hex);
    }
}

static void print_table(enum writ_sql_dialect dialect)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};

    (void)printf("CREATE TABLE t (id integer");
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        WRIT_AUTO(writ_buf) struct writ_buf name;

        writ_buf_init(&name, &alloc, SQL_MAX);
        if (writ_sql_name(dialect, writ_str_from(columns[i].name), &name, &err) != WRIT_OK) {
            die(&err);
        }
        (void)printf(", %.*s %s", (int)name.len, name.ptr, stores[dialect].types[i]);
    }
    (void)printf(");\n");
    for (size_t row = 0; row < ROWS; row++) {
        (void)printf("INSERT INTO t VALUES (%zu", row);
        for (size_t column = 0; column < COLUMN_COUNT; column++) {
            print_cell(dialect, (enum column)column, cell_at(row, (enum column)column));
        }
        (void)printf(");\n");
    }
}

static bool find_column(void *ctx, struct writ_str path, struct writ_sql_column *ret_column)
{
    (void)ctx;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (writ_str_is(path, columns[i].path)) {
            *ret_column =
                (struct writ_sql_column){writ_str_from(columns[i].name), columns[i].family};
            return true;
        }
    }
    return false;
}

static void ask(enum writ_sql_dialect dialect, size_t number, const struct writ_value *predicate)
{
    const struct writ_sql_scope scope = {dialect, find_column, NULL};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    WRIT_AUTO(writ_buf) struct writ_buf sql;

    writ_buf_init(&sql, &alloc, SQL_MAX);
    if (writ_sql_filter(&scope, predicate, &sql, &err) != WRIT_OK) {
        die(&err);
    }
    (void)printf(
        "SELECT '%zu|' || coalesce(%s, '') FROM (SELECT id FROM t WHERE %.*s ORDER BY id) AS "
        "rows;\n",
        number, stores[dialect].ids, (int)sql.len, sql.ptr);
}

static void answer(size_t number, const struct writ_value *predicate)
{
    const char *separator = "";

    (void)printf("%zu|", number);
    for (size_t row = 0; row < ROWS; row++) {
        if (truth_of(predicate, row) == YES) {
            (void)printf("%s%zu", separator, row);
            separator = ",";
        }
    }
    (void)printf("\n");
}

static const char *const kinds[] = {"MASK",      "MASK_SHOW_LAST_4", "MASK_SHOW_FIRST_4",
                                    "MASK_HASH", "MASK_NULL",        "MASK_NONE"};

static bool is_told_apart(enum writ_sql_dialect dialect, const char *kind)
{
    return dialect != WRIT_SQL_SQLITE ||
           (strcmp(kind, "MASK") != 0 && strcmp(kind, "MASK_HASH") != 0);
}

static void ask_masks(enum writ_sql_dialect dialect)
{
    const struct writ_sql_column column = {writ_str_from(columns[TEXT].name), WRIT_SQL_TEXT};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        WRIT_AUTO(writ_buf) struct writ_buf sql;
        struct writ_value kind = {.kind = WRIT_STRING, .text = writ_str_from(kinds[i])};
        struct writ_member member = {.key = WRIT_LIT("kind"), .value = &kind};
        const struct writ_value mask = {.kind = WRIT_OBJECT, .as.object = {1, &member}};

        writ_buf_init(&sql, &alloc, SQL_MAX);
        if (!is_told_apart(dialect, kinds[i])) {
            continue;
        }
        if (writ_sql_mask(dialect, &column, &mask, &sql, &err) != WRIT_OK) {
            die(&err);
        }
        (void)printf("SELECT '%s ' || id || ' ' || coalesce((%.*s)%s, 'null') FROM t WHERE id < %d "
                     "ORDER BY id;\n",
                     kinds[i], (int)sql.len, sql.ptr, stores[dialect].as_text, TEXT_ROWS);
    }
}

static void answer_masks(bool is_sqlite)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        for (size_t row = 0; row < TEXT_ROWS &&
                             is_told_apart(is_sqlite ? WRIT_SQL_SQLITE : WRIT_SQL_DUCKDB, kinds[i]);
             row++) {
            WRIT_AUTO(writ_buf) struct writ_buf text;

            writ_buf_init(&text, &alloc, SQL_MAX);

            const bool is_there = masked(kinds[i], cell_at(row, TEXT), &text);

            (void)printf("%s %zu %.*s\n", kinds[i], row, is_there ? (int)text.len : 4,
                         is_there ? text.ptr : "null");
        }
    }
}

int main(int argc, char **argv)
{
    enum writ_sql_dialect dialect = WRIT_SQL_POSTGRESQL;
    bool is_asking;

    if (argc != 4) {
        (void)fputs("usage: cases DIALECT|expected|expected-sqlite COUNT SEED\n", stderr);
        return 2;
    }
    is_asking = writ_sql_dialect_find(writ_str_from(argv[1]), &dialect);
    seed = strtoull(argv[3], NULL, 10);
    if (is_asking) {
        print_table(dialect);
    }
    for (size_t i = 0; i < strtoull(argv[2], NULL, 10); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;

        writ_arena_init(&arena, &alloc);

        const struct writ_value *predicate = random_predicate(&arena, DEPTH);

        if (is_asking) {
            ask(dialect, i, predicate);
        } else {
            answer(i, predicate);
        }
    }
    if (is_asking) {
        ask_masks(dialect);
    } else {
        answer_masks(strcmp(argv[1], "expected-sqlite") == 0);
    }
    return 0;
}
