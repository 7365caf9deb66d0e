/* SPDX-License-Identifier: Apache-2.0
 *
 * The model, the findings and the places of every folder of tests/golden/descriptor, compared with
 * the files beside its input. WRIT_UPDATE=1 writes them instead: the target golden-update.
 */
#include "cmocka_all.h"

#include <dirent.h>

#include "models.h"

enum { PATH_SIZE = 1024, FOLDERS_MAX = 256 };

static bool is_updating(void)
{
    const char *update = getenv("WRIT_UPDATE");

    return update != NULL && strcmp(update, "1") == 0;
}

/* One folder. Positions in the files have no path, so they are the same on every machine. */
struct golden {
    struct models *models;
    const char *dir;
    struct writ_buf product, findings, places;
};

static void render(struct golden *golden, const struct writ_product *product)
{
    writ_buf_add(&golden->product, writ_product_json(product));
    writ_buf_add_char(&golden->product, '\n');
    for (size_t i = 0; i < writ_product_finding_count(product); i++) {
        const struct writ_finding *finding = writ_product_finding(product, i);

        writ_buf_addf(&golden->findings, "%u:%u %s ", finding->line, finding->column,
                      finding->code);
        writ_buf_add_text(&golden->findings, finding->message);
        writ_buf_add_char(&golden->findings, '\n');
    }
    for (size_t i = 0; i < writ_product_fact_count(product); i++) {
        const struct writ_fact *fact = writ_product_fact(product, i);

        writ_buf_add_text(&golden->places, fact->pointer);
        writ_buf_addf(&golden->places, " %u:%u ", fact->line, fact->column);
        writ_buf_add_text(&golden->places, fact->source_pointer);
        writ_buf_add_char(&golden->places, '\n');
    }
}

/* Shows the first line that differs. */
static bool is_same(const char *path, struct writ_str expected, struct writ_str got)
{
    struct writ_str left = expected;
    struct writ_str right = got;
    size_t line = 0;

    if (writ_str_eq(expected, got)) {
        return true;
    }
    for (;;) {
        struct writ_str want = {"", 0};
        struct writ_str have = {"", 0};
        const bool is_left = writ_str_split(&left, '\n', &want);
        const bool is_right = writ_str_split(&right, '\n', &have);

        line++;
        if (is_left != is_right || !writ_str_eq(want, have) || !is_left) {
            print_error("%s:%zu: expected '%.*s', got '%.*s'\n", path, line, (int)want.len,
                        want.ptr, (int)have.len, have.ptr);
            return false;
        }
    }
}

/* Compares a file with its text, or writes it. */
static bool settle(struct golden *golden, const char *name, const struct writ_buf *buf)
{
    const char *path = writ_path_join(&golden->models->arena, golden->dir, name);
    struct writ_error err = {0};
    struct writ_str expected;
    struct writ_str got;

    assert_int_equal(writ_buf_view(buf, &got), WRIT_OK);
    if (is_updating()) {
        assert_int_equal(writ_file_replace(path, got, 0644, &err), WRIT_OK);
        return true;
    }
    if (writ_file_read(&golden->models->arena, path, MODEL_BYTES, &expected, &err) != WRIT_OK) {
        print_error("%s: %s\n", path, err.text);
        return false;
    }
    return is_same(path, expected, got);
}

static const char *input_of(struct models *models, const char *dir)
{
    const char *yaml = writ_path_join(&models->arena, dir, "input.yaml");

    return writ_file_exists(yaml) ? yaml : writ_path_join(&models->arena, dir, "input.json");
}

static bool check_folder(struct models *models, const char *dir)
{
    struct golden golden = {.models = models, .dir = dir};
    struct writ_product *product = NULL;
    struct writ_error err = {0};
    const char *input = input_of(models, dir);

    if (writ_engine_product(models->engine, input, &product, &err) != WRIT_OK) {
        print_error("%s:%u: %s\n", input, err.loc.line, err.text);
        return false;
    }
    writ_buf_init(&golden.product, &models->alloc, MODEL_BYTES);
    writ_buf_init(&golden.findings, &models->alloc, MODEL_BYTES);
    writ_buf_init(&golden.places, &models->alloc, MODEL_BYTES);
    render(&golden, product);

    const bool is_product = settle(&golden, "product.json", &golden.product);
    const bool is_findings = settle(&golden, "findings.txt", &golden.findings);
    const bool is_places = settle(&golden, "places.txt", &golden.places);

    writ_buf_done(&golden.product);
    writ_buf_done(&golden.findings);
    writ_buf_done(&golden.places);
    writ_product_free(product);
    return is_product && is_findings && is_places;
}

/* The names of the folders; the order does not matter. */
static size_t list_folders(struct models *models, const char *dir, const char *ret[FOLDERS_MAX])
{
    DIR *stream = opendir(dir);
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(stream);
    while ((entry = readdir(stream)) != NULL) {
        const char *path = writ_path_join(&models->arena, dir, entry->d_name);

        if (entry->d_name[0] != '.' && writ_dir_exists(path)) {
            assert_true(count < FOLDERS_MAX);
            ret[count++] = path;
        }
    }
    assert_int_equal(closedir(stream), 0);
    return count;
}

static void models_findings_and_places_are_as_reviewed(void **state)
{
    struct models models;
    char dir[PATH_SIZE];
    const char *folders[FOLDERS_MAX];
    size_t failed = 0;

    (void)state;
    models_open(&models);
    folder_below("WRIT_SOURCE", "tests/golden/descriptor", dir, sizeof(dir));

    const size_t count = list_folders(&models, dir, folders);

    for (size_t i = 0; i < count; i++) {
        failed += check_folder(&models, folders[i]) ? 0 : 1;
    }
    models_close(&models);
    print_message("%zu descriptors %s\n", count, is_updating() ? "written" : "compared");
    assert_true(count > 0);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_findings_and_places_are_as_reviewed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
