/* SPDX-License-Identifier: Apache-2.0
 *
 * What 30 public descriptors say, read by people (corpus/facts.yaml), against what the program
 * says. All differences are shown before the test fails.
 */
#include "cmocka_all.h"

#include "data/pointer.h"
#include "models.h"

enum { PATH_SIZE = 1024, POINTER_SIZE = 256 };

static char corpus[PATH_SIZE];

/* The model of one file of the list. */
struct reading {
    const char *file;
    const struct writ_product *product;
    const struct writ_value *model; /* the same, as printed and read back */
    size_t checked, differ;
};

WRIT_PRINTF(3, 4)
static void differ(struct reading *reading, const char *what, const char *fmt, ...)
{
    va_list args;

    reading->differ++;
    print_error("%s: %s: ", reading->file, what);
    va_start(args, fmt);
    vprint_error(fmt, args);
    va_end(args);
    print_error("\n");
}

static const struct writ_fact *find_fact(const struct writ_product *product, const char *pointer)
{
    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        if (strcmp(writ_product_fact(product, i)->pointer, pointer) == 0) {
            return writ_product_fact(product, i);
        }
    }
    return NULL;
}

/* Compares the value at a pointer, and its line when the list gives one. */
static void check_value(struct reading *reading, const char *pointer, const char *what,
                        const struct writ_value *expected)
{
    const struct writ_fact *fact = find_fact(reading->product, pointer);
    const struct writ_value *value = writ_value_member(expected, "value");
    int64_t line = 0;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf text;

    writ_buf_init(&text, &alloc, MODEL_BYTES);
    assert_int_equal(writ_json_write(&text, value, NULL), WRIT_OK);
    writ_buf_add_char(&text, '\0');
    reading->checked++;
    if (fact == NULL) {
        differ(reading, what, "expected %s, but it is not there", text.ptr);
    } else if (strcmp(fact->value, text.ptr) != 0) {
        differ(reading, what, "expected %s, got %s", text.ptr, fact->value);
    } else if (writ_value_integer(writ_value_member(expected, "line"), &line) &&
               fact->line != line) {
        differ(reading, what, "expected line %d, got %u (%s)", (int)line, fact->line,
               fact->source_pointer);
    }
}

/* The index of the first column with that path, or the number of columns. */
static size_t column_index(const struct writ_value *columns, struct writ_str path)
{
    for (size_t i = 0; i < writ_value_count(columns); i++) {
        const struct writ_value *column = writ_value_item(columns, i);

        if (writ_str_eq(writ_value_text(writ_value_member(column, "path")), path)) {
            return i;
        }
    }
    return writ_value_count(columns);
}

static void check_column(struct reading *reading, const struct writ_value *expected)
{
    const struct writ_str path = writ_value_text(writ_value_member(expected, "column"));
    const struct writ_str member = writ_value_text(writ_value_member(expected, "member"));
    const size_t index = column_index(writ_value_member(reading->model, "columns"), path);
    char pointer[POINTER_SIZE];
    char what[POINTER_SIZE];

    (void)snprintf(pointer, sizeof(pointer), "/columns/%zu/%.*s", index, WRIT_FMT(member));
    (void)snprintf(what, sizeof(what), "column %.*s, %.*s", WRIT_FMT(path), WRIT_FMT(member));
    check_value(reading, pointer, what, expected);
}

static void check_fact(struct reading *reading, const struct writ_value *fact)
{
    const struct writ_str at = writ_value_text(writ_value_member(fact, "at"));
    const struct writ_str absent = writ_value_text(writ_value_member(fact, "absent"));

    if (absent.len > 0) {
        reading->checked++;
        if (writ_pointer_find(reading->model, absent) != NULL) {
            differ(reading, absent.ptr, "expected to be absent");
        }
    } else if (at.len > 0) {
        check_value(reading, at.ptr, at.ptr, fact);
    } else {
        check_column(reading, fact);
    }
}

static size_t count_with(const struct writ_value *columns, const char *member, const char *text)
{
    size_t count = 0;

    for (size_t i = 0; i < writ_value_count(columns); i++) {
        const struct writ_value *found = writ_value_member(writ_value_item(columns, i), member);

        count += found != NULL && (text == NULL || writ_value_is_text(found, text)) ? 1 : 0;
    }
    return count;
}

static size_t counted(const struct writ_value *model, struct writ_str name)
{
    const struct writ_value *columns = writ_value_member(model, "columns");

    if (writ_str_is(name, "personal")) {
        return count_with(columns, "personal", "yes");
    }
    if (writ_str_is(name, "classified")) {
        return count_with(columns, "classification", NULL);
    }
    return writ_value_count(writ_value_get(model, name));
}

static void check_counts(struct reading *reading, const struct writ_value *counts)
{
    for (size_t i = 0; i < writ_value_count(counts); i++) {
        const struct writ_member *count = &counts->as.object.members[i];
        const size_t got = counted(reading->model, count->key);
        int64_t expected = -1;

        assert_true(writ_value_integer(count->value, &expected));
        reading->checked++;
        if ((int64_t)got != expected) {
            differ(reading, "counts", "expected %d %.*s, got %zu", (int)expected,
                   WRIT_FMT(count->key), got);
        }
    }
}

static void check_model(struct reading *reading, const struct writ_value *element)
{
    const struct writ_value *facts = writ_value_member(element, "facts");
    const struct writ_value *dialect = writ_value_member(reading->model, "dialect");

    reading->checked++;
    if (!writ_value_equal(dialect, writ_value_member(element, "dialect"))) {
        differ(reading, "/dialect", "got %.*s", WRIT_FMT(writ_value_text(dialect)));
    }
    for (size_t i = 0; i < writ_value_count(facts); i++) {
        check_fact(reading, writ_value_item(facts, i));
    }
    check_counts(reading, writ_value_member(element, "counts"));
}

static void check_file(struct models *models, const struct writ_value *element,
                       struct reading *total)
{
    const struct writ_codec_limits wide = {.bytes = MODEL_BYTES, .depth = 64, .nodes = 1000000};
    struct reading reading = {.file = writ_value_text(writ_value_member(element, "file")).ptr};
    struct writ_product *product = NULL;
    struct writ_error err = {0};
    const char *path = writ_path_join(&models->arena, corpus, reading.file);

    if (writ_engine_product(models->engine, path, &product, &err) != WRIT_OK) {
        differ(&reading, "the file", "cannot be read: %s", err.text);
        total->differ++;
        return;
    }
    reading.product = product;
    assert_int_equal(writ_json_read(&models->arena, "model", writ_product_json(product), wide,
                                    &reading.model, &err),
                     WRIT_OK);
    check_model(&reading, element);
    writ_product_free(product);
    total->checked += reading.checked;
    total->differ += reading.differ;
}

static void descriptors_say_what_people_read_in_them(void **state)
{
    const struct writ_value *list = NULL;
    struct models models;
    struct reading total = {0};
    struct writ_error err = {0};
    char path[PATH_SIZE];

    (void)state;
    models_open(&models);
    folder_below("WRIT_SOURCE", "tests/golden/corpus/facts.yaml", path, sizeof(path));
    if (writ_document_load(&models.arena, path, WRIT_CODEC_LIMITS, NULL, &list, &err) != WRIT_OK) {
        fail_msg("%s:%u: %s", path, err.loc.line, err.text);
    }
    for (size_t i = 0; i < writ_value_count(list); i++) {
        check_file(&models, writ_value_item(list, i), &total);
    }
    print_message("%zu facts of %zu files, %zu differ\n", total.checked, writ_value_count(list),
                  total.differ);
    assert_true(total.checked > 0);
    models_close(&models);
    assert_int_equal(total.differ, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_say_what_people_read_in_them),
    };

    folder_below("WRIT_SHARED", "corpus", corpus, sizeof(corpus));
    if (!writ_dir_exists(corpus)) {
        return skip_without(corpus);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
