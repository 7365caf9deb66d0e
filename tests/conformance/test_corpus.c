/* SPDX-License-Identifier: Apache-2.0
 *
 * Every file of the public corpus: what its list calls a product or a contract becomes a product,
 * what cannot be parsed is one error with its line, and anything else is a product or one error.
 */
#include "cmocka_all.h"

#include "models.h"

enum { PATH_SIZE = 1024, COLUMNS = 15, DIALECTS_MAX = 16 };

/* Columns of MANIFEST.tsv. */
enum { FILE_COLUMN = 0, KIND_COLUMN = 3, DECLARED_COLUMN = 9, PARSE_COLUMN = 10 };

static char corpus[PATH_SIZE];

/* Files that are listed as products or contracts but describe none. */
static const struct {
    const char *file;
    const char *reason;
} exceptions[] = {
    {"dprod/EKGF+dprod/examples/data-rights/example.jsonld",
     "an ODRL offer about a data set: it has no node of type DataProduct"},
};

struct tally {
    struct models models;
    size_t files, products, errors, failed;
    struct {
        char name[32];
        size_t count;
    } dialects[DIALECTS_MAX];
};

struct row {
    struct writ_str cells[COLUMNS];
};

static bool next_row(struct writ_str *rest, struct row *ret_row)
{
    struct writ_str line;

    if (!writ_str_split(rest, '\n', &line)) {
        return false;
    }
    *ret_row = (struct row){0};
    for (size_t i = 0; i < COLUMNS && writ_str_split(&line, '\t', &ret_row->cells[i]); i++) {
    }
    return true;
}

static bool is_exception(struct writ_str file)
{
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++) {
        if (writ_str_is(file, exceptions[i].file)) {
            return true;
        }
    }
    return false;
}

/* What the corpus' list says of the file. */
static bool must_be_product(const struct row *row)
{
    const struct writ_str kind = row->cells[KIND_COLUMN];

    return (writ_str_is(kind, "product") || writ_str_is(kind, "contract")) &&
           writ_str_is(row->cells[DECLARED_COLUMN], "valid") &&
           writ_str_is(row->cells[PARSE_COLUMN], "ok") && !is_exception(row->cells[FILE_COLUMN]);
}

static bool must_be_unreadable(const struct row *row)
{
    const struct writ_str parse = row->cells[PARSE_COLUMN];

    return writ_str_starts(parse, WRIT_LIT("PARSE-ERROR")) ||
           writ_str_starts(parse, WRIT_LIT("\"PARSE-ERROR"));
}

static void count_dialect(struct tally *tally, const struct writ_product *product)
{
    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        const struct writ_fact *fact = writ_product_fact(product, i);

        for (size_t k = 0; strcmp(fact->pointer, "/dialect") == 0 && k < DIALECTS_MAX; k++) {
            if (tally->dialects[k].count == 0 ||
                strcmp(tally->dialects[k].name, fact->value) == 0) {
                (void)snprintf(tally->dialects[k].name, sizeof(tally->dialects[k].name), "%s",
                               fact->value);
                tally->dialects[k].count++;
                return;
            }
        }
    }
}

static void report(struct tally *tally, struct writ_str file, const char *problem,
                   const struct writ_error *err)
{
    tally->failed++;
    print_error("%.*s: %s", (int)file.len, file.ptr, problem);
    if (err != NULL) {
        print_error(": %s (%s:%u)", err->text, err->loc.source, err->loc.line);
    }
    print_error("\n");
}

/* Of a long path a place keeps the tail. */
static bool is_source(const char *source, const char *path)
{
    return source[0] != '\0' && writ_str_ends(writ_str_from(path), writ_str_from(source));
}

/* Every scalar of a model has a place in the file it was read from. */
static bool is_placed(const struct writ_product *product, const char *path)
{
    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        const struct writ_fact *fact = writ_product_fact(product, i);

        if (fact->line == 0 || fact->column == 0 || !is_source(fact->source, path)) {
            return false;
        }
    }
    return writ_product_fact_count(product) > 0;
}

static void check_product(struct tally *tally, const struct row *row, const char *path,
                          const struct writ_product *product)
{
    tally->products++;
    count_dialect(tally, product);
    if (must_be_unreadable(row)) {
        report(tally, row->cells[FILE_COLUMN], "was read, though it is malformed", NULL);
    }
    if (!is_placed(product, path)) {
        report(tally, row->cells[FILE_COLUMN], "a value has no place", NULL);
    }
}

static void check_refusal(struct tally *tally, const struct row *row, const char *path,
                          const struct writ_error *err)
{
    const struct writ_str file = row->cells[FILE_COLUMN];

    tally->errors++;
    if (must_be_product(row)) {
        report(tally, file, "must be a product", err);
    } else if (must_be_unreadable(row) && (err->status != WRIT_E_SYNTAX || err->loc.line == 0)) {
        report(tally, file, "must be a syntax error with its line", err);
    } else if (err->text[0] == '\0' || !is_source(err->loc.source, path)) {
        report(tally, file, "the error does not say what is wrong and where", err);
    } else if (err->status != WRIT_E_SYNTAX && err->status != WRIT_E_SCHEMA) {
        report(tally, file, "a defect of the dialect", err);
    }
}

static void check_row(struct tally *tally, const struct row *row)
{
    struct writ_product *product = NULL;
    struct writ_error err = {0};
    const char *path =
        writ_arena_printf(&tally->models.arena, "%s/%.*s", corpus, (int)row->cells[FILE_COLUMN].len,
                          row->cells[FILE_COLUMN].ptr);

    assert_non_null(path);
    tally->files++;
    if (writ_engine_product(tally->models.engine, path, &product, &err) == WRIT_OK) {
        check_product(tally, row, path, product);
        writ_product_free(product);
    } else {
        check_refusal(tally, row, path, &err);
    }
}

static void show(const struct tally *tally)
{
    print_message("%zu files: %zu products, %zu errors\n", tally->files, tally->products,
                  tally->errors);
    for (size_t i = 0; i < DIALECTS_MAX && tally->dialects[i].count > 0; i++) {
        print_message("  %-16s %3zu\n", tally->dialects[i].name, tally->dialects[i].count);
    }
}

static void every_public_file_is_a_product_or_one_error(void **state)
{
    static struct tally tally;
    struct writ_error err = {0};
    struct writ_str rest;
    struct row row;

    (void)state;
    models_open(&tally.models);

    const char *list = writ_path_join(&tally.models.arena, corpus, "MANIFEST.tsv");

    if (writ_file_read(&tally.models.arena, list, MODEL_BYTES, &rest, &err) != WRIT_OK) {
        fail_msg("%s: %s", list, err.text);
    }
    assert_true(next_row(&rest, &row)); /* the names of the columns */
    while (next_row(&rest, &row)) {
        check_row(&tally, &row);
    }
    show(&tally);
    models_close(&tally.models);
    assert_true(tally.files > 0);
    assert_int_equal(tally.failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_file_is_a_product_or_one_error),
    };

    folder_below("WRIT_SHARED", "corpus", corpus, sizeof(corpus));
    if (!writ_dir_exists(corpus)) {
        return skip_without(corpus);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
