/* SPDX-License-Identifier: Apache-2.0
 *
 * The index finds what was put in, forgets what it is told to, and says when it is no index.
 */
#include "cmocka_all.h"

#include "base/file.h"
#include "base/try.h"
#include "index/index.h"
#include "own_dir.h"
#include "scratch.h"

enum { ROWS = 5 };

static const struct writ_index_effect said[ROWS][2] = {
    {{{"a.one", 5}, {"OK", 2}}, {{"a.two", 5}, {"NO", 2}}},
    {{{"a.one", 5}, {"NO", 2}}, {{"a.one", 5}, {"NO", 2}}},
    {{{"a.two", 5}, {"OK", 2}}, {{"a.two", 5}, {"", 0}}},
    {{{"a.one", 5}, {"OK", 2}}, {{"a.one", 5}, {"OK", 2}}},
    {{{"", 0}, {"", 0}}, {{"", 0}, {"", 0}}},
};

static const struct {
    const char *product;
    const char *decision;
    const char *subject;
} rows[ROWS] = {
    {"orders", "permit", "ann"},
    {"orders", "deny", "bob"},
    {"plays", "permit", "ann"},
    {"plays", "deny", ""}, /* nobody can say */
    {"", "", ""},          /* no decision */
};

static enum writ_status fill(struct writ_index *index, struct writ_error *err)
{
    const struct writ_digest last = {{7}};

    WRIT_TRY(writ_index_begin(index, err));
    for (size_t i = 0; i < ROWS; i++) {
        const struct writ_index_row row = {.index = i,
                                           .time_ms = (int64_t)i * 1000,
                                           .product = writ_str_from(rows[i].product),
                                           .decision = writ_str_from(rows[i].decision),
                                           .subject = writ_str_from(rows[i].subject),
                                           .effects = said[i],
                                           .effect_count = 2};

        WRIT_TRY(writ_index_add(index, &row, err));
    }
    return writ_index_commit(index, ROWS, &last, err);
}

static const struct {
    const char *label;
    struct writ_index_search search;
    const char *found;
    uint64_t unknown;
} searches[] = {
    {"all", {.from_ms = INT64_MIN, .to_ms = INT64_MAX}, "0 1 2 3 4 ", 0},
    {"the newest two", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .limit = 2}, "3 4 ", 0},
    {"a product", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .product = {"orders", 6}}, "0 1 ", 0},
    {"a decision", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .decision = {"deny", 4}}, "1 3 ", 0},
    {"a subject", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .subject = {"ann", 3}}, "0 2 ", 1},
    {"a subject of a product",
     {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .subject = {"ann", 3}, .product = {"orders", 6}},
     "0 ",
     0},
    {"a stranger", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .subject = {"an", 2}}, "", 1},
    {"a policy", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .policy = {"a.two", 5}}, "0 2 ", 0},
    {"a code", {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .code = {"OK", 2}}, "0 2 3 ", 0},
    {"a code of a policy",
     {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .policy = {"a.one", 5}, .code = {"NO", 2}},
     "1 ",
     0},
    {"from", {.from_ms = 2000, .to_ms = INT64_MAX}, "2 3 4 ", 0},
    {"to, which is not included", {.from_ms = INT64_MIN, .to_ms = 2000}, "0 1 ", 0},
    {"what is SQL to nobody",
     {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .product = {"' OR 1=1 --", 11}},
     "",
     0},
};

static bool finds(struct writ_index *index, size_t i)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_index_found found = {.entries = NULL};
    struct writ_error err = {0};
    char text[64] = "";
    size_t len = 0;

    writ_arena_init(&arena, &alloc);

    const enum writ_status status =
        writ_index_find(index, &arena, &searches[i].search, &found, &err);

    for (size_t k = 0; k < found.count && len < sizeof(text); k++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%d ", (int)found.entries[k]);
    }
    if (status == WRIT_OK && strcmp(text, searches[i].found) == 0 &&
        found.unknown == searches[i].unknown) {
        return true;
    }
    print_error("%s: %s%s (%d unknown)\n", searches[i].label, err.text, text, (int)found.unknown);
    return false;
}

static void what_was_put_in_is_found(void **state)
{
    struct writ_index *index = NULL;
    struct writ_error err = {0};
    size_t wrong = 0;

    (void)state;
    assert_int_equal(writ_index_open(NULL, &index, &err), WRIT_OK);
    assert_int_equal(fill(index, &err), WRIT_OK);
    for (size_t i = 0; i < sizeof(searches) / sizeof(searches[0]); i++) {
        wrong += finds(index, i) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
    writ_index_close(index);
}

static bool file_has(const char *path, const char *word)
{
    size_t len = 0;
    char *text = own_read(path, &len);
    bool has = false;

    for (size_t i = 0; text != NULL && i + strlen(word) <= len && !has; i++) {
        has = memcmp(text + i, word, strlen(word)) == 0;
    }
    free(text);
    return has;
}

static void a_file_keeps_rows_and_no_names_of_subjects(void **state)
{
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_index *index = NULL;
    struct writ_digest last;
    struct writ_error err = {0};
    struct stat info;
    uint64_t size = 0;

    (void)state;
    scratch_make(&scratch);

    const char *path = scratch_path(&scratch, "index.sqlite");

    assert_int_equal(writ_index_open(path, &index, &err), WRIT_OK);
    assert_int_equal(fill(index, &err), WRIT_OK);
    writ_index_close(index);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_true(file_has(path, "orders"));
    assert_false(file_has(path, "ann"));
    assert_int_equal(writ_index_open(path, &index, &err), WRIT_OK);
    assert_int_equal(writ_index_covers(index, &size, &last, &err), WRIT_OK);
    assert_int_equal(size, ROWS);
    assert_int_equal(last.bytes[0], 7);
    assert_true(finds(index, 4));
    assert_int_equal(writ_index_forget(index, 0, &err), WRIT_OK);
    assert_int_equal(writ_index_forget(index, 2, &err), WRIT_OK);
    assert_false(finds(index, 4));
    assert_int_equal(writ_index_clear(index, &err), WRIT_OK);
    assert_true(finds(index, 12)); /* nothing */
    writ_index_close(index);
    assert_int_equal(writ_index_drop(path, &err), WRIT_OK);
    assert_int_equal(writ_index_drop(path, &err), WRIT_OK);
    assert_false(writ_file_exists(path));
}

static const struct {
    const char *label;
    const char *bytes;
} others[] = {
    {"no database", "this is a text of some length, and no database of any kind at all.........."
                    "........................................................................"},
    {"half of a header", "SQLite format 3"},
};

static void what_is_no_index_is_said(void **state)
{
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_index *index = NULL;

    (void)state;
    scratch_make(&scratch);

    const char *path = scratch_path(&scratch, "index.sqlite");

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct writ_error err = {0};

        own_write(path, writ_str_from(others[i].bytes), 0600);
        assert_int_equal(writ_index_open(path, &index, &err), WRIT_E_CORRUPT);
        assert_true(err.text[0] != '\0');
    }

    struct writ_error err = {0};

    assert_int_equal(writ_index_open("/no/such/folder/index.sqlite", &index, &err), WRIT_E_IO);
}

/* Deleting it would delete the link, and leave what it had of persons. */
static void what_lies_elsewhere_is_no_index(void **state)
{
    static const char *const targets[] = {"an-index", "nothing"};
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_index *index = NULL;

    (void)state;
    scratch_make(&scratch);
    assert_int_equal(writ_index_open(scratch_path(&scratch, targets[0]), &index, NULL), WRIT_OK);
    writ_index_close(index);

    const char *path = scratch_path(&scratch, "index.sqlite"); /* in the same place */

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct writ_error err = {0};

        assert_int_equal(symlink(targets[i], path), 0);
        assert_int_equal(writ_index_open(path, &index, &err), WRIT_E_CORRUPT);
        assert_string_equal(err.loc.source, path);
        assert_int_equal(unlink(path), 0);
    }
    assert_false(writ_file_exists(scratch_path(&scratch, targets[1])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_is_found),
        cmocka_unit_test(a_file_keeps_rows_and_no_names_of_subjects),
        cmocka_unit_test(what_is_no_index_is_said),
        cmocka_unit_test(what_lies_elsewhere_is_no_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
