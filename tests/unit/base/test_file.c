/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/try.h"
#include "oom.h"
#include "scratch.h"

static void replace_then_read_gives_the_same_bytes(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    struct writ_str bytes;
    const char *path;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    path = scratch_path(&scratch, "a.txt");
    assert_int_equal(writ_file_replace(path, WRIT_LIT("one\0two"), 0644, &err), WRIT_OK);
    assert_int_equal(writ_file_replace(path, WRIT_LIT("three\0four"), 0644, &err), WRIT_OK);
    assert_int_equal(writ_file_read(&arena, path, 10, &bytes, &err), WRIT_OK);
    assert_true(writ_str_eq(bytes, WRIT_LIT("three\0four")));
    assert_int_equal(bytes.ptr[bytes.len], 0);
}

static void an_empty_file_reads_as_an_empty_text(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    struct writ_str bytes = {NULL, 1};

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(writ_file_create(scratch_path(&scratch, "a"), WRIT_LIT(""), 0600, &err),
                     WRIT_OK);
    assert_int_equal(writ_file_read(&arena, scratch.path, 0, &bytes, &err), WRIT_OK);
    assert_int_equal(bytes.len, 0);
    assert_non_null(bytes.ptr);
}

static void create_never_touches_an_existing_file(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    struct writ_str bytes;
    const char **paths;
    size_t count;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(writ_file_create(scratch_path(&scratch, "a"), WRIT_LIT("old"), 0644, &err),
                     WRIT_OK);
    assert_int_equal(writ_file_create(scratch.path, WRIT_LIT("new"), 0644, &err), WRIT_E_IO);
    err = (struct writ_error){0};
    assert_int_equal(writ_file_read(&arena, scratch.path, 10, &bytes, &err), WRIT_OK);
    assert_true(writ_str_is(bytes, "old"));
    assert_int_equal(writ_dir_list(&arena, scratch.dir, &paths, &count, &err), WRIT_OK);
    assert_int_equal(count, 1); /* and leaves no temporary file */
}

/* Bug: a temporary file of somebody else made the write fail, and was then deleted. */
static void a_temporary_file_in_the_way_is_left_alone(void **state)
{
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    char name[64];

    (void)state;
    scratch_make(&scratch);
    (void)snprintf(name, sizeof(name), "a.tmp.%ld.0", (long)getpid());
    assert_int_equal(writ_file_create(scratch_path(&scratch, name), WRIT_LIT("theirs"), 0644, &err),
                     WRIT_OK);
    assert_int_equal(writ_file_replace(scratch_path(&scratch, "a"), WRIT_LIT("ours"), 0644, &err),
                     WRIT_OK);
    assert_true(writ_file_exists(scratch_path(&scratch, name)));
    assert_true(writ_file_exists(scratch_path(&scratch, "a")));
}

static void what_cannot_be_read_says_which_file_and_why(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_str bytes;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);

    const struct {
        const char *path;
        enum writ_status status;
        const char *text;
    } rows[] = {
        {"/nonexistent/orders.yaml", WRIT_E_NOTFOUND,
         "cannot read the file: No such file or directory"},
        {scratch.dir, WRIT_E_IO, "cannot read the file: it is a directory"},
        {"/dev/null", WRIT_E_IO, "cannot read the file: it is not a regular file"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_error err = {0};

        assert_int_equal(writ_file_read(&arena, rows[i].path, 10, &bytes, &err), rows[i].status);
        assert_string_equal(err.text, rows[i].text);
        assert_string_equal(err.loc.source, rows[i].path);
        assert_int_equal(err.loc.line, 0);
    }
}

/* Bug: opening a named pipe waited for a writer, for ever. */
static void a_named_pipe_is_refused_without_waiting(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    struct writ_str bytes;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(mkfifo(scratch_path(&scratch, "pipe"), 0600), 0);
    (void)alarm(5);
    assert_int_equal(writ_file_read(&arena, scratch.path, 10, &bytes, &err), WRIT_E_IO);
    (void)alarm(0);
}

static void one_byte_too_many_is_a_limit(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    struct writ_str bytes;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(writ_file_create(scratch_path(&scratch, "a"), WRIT_LIT("12345"), 0644, &err),
                     WRIT_OK);
    assert_int_equal(writ_file_read(&arena, scratch.path, 5, &bytes, &err), WRIT_OK);
    assert_int_equal(writ_file_read(&arena, scratch.path, 4, &bytes, &err), WRIT_E_LIMIT);
    assert_string_equal(err.text, "the file is longer than 4 bytes");
}

static void listing_is_sorted_recursive_and_skips_dot_files(void **state)
{
    static const char *const files[] = {"b.lua",   "a/z.lua",  "a/b/c.lua",
                                        ".hidden", "a/.git/x", "B.lua"};
    static const char *const want[] = {"B.lua", "a/b/c.lua", "a/z.lua", "b.lua"};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    const char **paths;
    size_t count;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(writ_dir_make(scratch_path(&scratch, "a/b"), &err), WRIT_OK);
    assert_int_equal(writ_dir_make(scratch_path(&scratch, "a/.git"), &err), WRIT_OK);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        assert_int_equal(
            writ_file_create(scratch_path(&scratch, files[i]), WRIT_LIT("x"), 0644, &err), WRIT_OK);
    }
    assert_int_equal(writ_dir_list(&arena, scratch.dir, &paths, &count, &err), WRIT_OK);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(paths[i], want[i]);
    }
    assert_null(paths[count]);
}

static void a_missing_folder_lists_as_empty(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const char **paths;
    size_t count = 9;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_dir_list(&arena, "/nonexistent/policies", &paths, &count, &err), WRIT_OK);
    assert_int_equal(count, 0);
}

static void a_loop_of_links_ends_with_a_limit(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    const char **paths;
    size_t count;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(symlink(scratch.dir, scratch_path(&scratch, "loop")), 0);
    assert_int_equal(writ_dir_list(&arena, scratch.dir, &paths, &count, &err), WRIT_E_LIMIT);
}

static void making_a_folder_twice_is_fine_over_a_file_is_not(void **state)
{
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};

    (void)state;
    scratch_make(&scratch);
    assert_int_equal(writ_dir_make(scratch_path(&scratch, "x/y/z"), &err), WRIT_OK);
    assert_int_equal(writ_dir_make(scratch.path, &err), WRIT_OK);
    assert_true(writ_dir_exists(scratch.path));
    assert_false(writ_file_exists(scratch.path));
    assert_int_equal(writ_file_create(scratch_path(&scratch, "f"), WRIT_LIT(""), 0644, &err),
                     WRIT_OK);
    assert_int_equal(writ_dir_make(scratch.path, &err),
                     WRIT_E_IO); /* bug: was taken for a folder */
}

static void paths_join_with_one_slash(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_string_equal(writ_path_join(&arena, "a", "b"), "a/b");
    assert_string_equal(writ_path_join(&arena, "a/", "b"), "a/b");
    assert_string_equal(writ_path_join(&arena, "", "b"), "b");
}

static void a_dangling_link_is_an_error_that_names_it(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    const char **paths;
    size_t count;

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    assert_int_equal(symlink("/nonexistent", scratch_path(&scratch, "gone.lua")), 0);
    assert_int_equal(writ_dir_list(&arena, scratch.dir, &paths, &count, &err), WRIT_E_IO);
    assert_string_equal(err.loc.source, scratch.path);
}

static void a_path_that_is_too_long_is_refused_not_cut(void **state)
{
    char path[PATH_MAX + 200];
    struct writ_error err = {0};

    (void)state;
    memset(path, 'a', sizeof(path));
    path[sizeof(path) - 1] = '\0';
    assert_int_equal(writ_dir_make(path, &err), WRIT_E_LIMIT);
    assert_int_equal(writ_file_create(path, WRIT_LIT("x"), 0644, &err), WRIT_E_IO);
}

static enum writ_status list_many(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    const char **paths;
    size_t count;
    char name[128];

    writ_arena_init(&arena, alloc);
    scratch_make(&scratch);
    for (int i = 0; i < 70; i++) {
        (void)snprintf(name, sizeof(name), "%0100d", i);
        WRIT_TRY(writ_file_create(scratch_path(&scratch, name), WRIT_LIT(""), 0644, &err));
    }
    WRIT_TRY(writ_dir_list(&arena, scratch.dir, &paths, &count, &err));
    assert_int_equal(count, 70);
    return WRIT_OK;
}

static void long_listings_survive_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(list_many, 32);
}

static enum writ_status list_and_read(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    struct writ_error err = {0};
    struct writ_str bytes;
    const char **paths;
    size_t count;

    writ_arena_init(&arena, alloc);
    scratch_make(&scratch);
    WRIT_TRY(writ_file_replace(scratch_path(&scratch, "a"), WRIT_LIT("bytes"), 0644, &err));
    WRIT_TRY(writ_file_read(&arena, scratch.path, 100, &bytes, &err));
    return writ_dir_list(&arena, scratch.dir, &paths, &count, &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(list_and_read, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replace_then_read_gives_the_same_bytes),
        cmocka_unit_test(an_empty_file_reads_as_an_empty_text),
        cmocka_unit_test(create_never_touches_an_existing_file),
        cmocka_unit_test(a_temporary_file_in_the_way_is_left_alone),
        cmocka_unit_test(what_cannot_be_read_says_which_file_and_why),
        cmocka_unit_test(a_named_pipe_is_refused_without_waiting),
        cmocka_unit_test(one_byte_too_many_is_a_limit),
        cmocka_unit_test(listing_is_sorted_recursive_and_skips_dot_files),
        cmocka_unit_test(a_missing_folder_lists_as_empty),
        cmocka_unit_test(a_loop_of_links_ends_with_a_limit),
        cmocka_unit_test(making_a_folder_twice_is_fine_over_a_file_is_not),
        cmocka_unit_test(paths_join_with_one_slash),
        cmocka_unit_test(a_dangling_link_is_an_error_that_names_it),
        cmocka_unit_test(a_path_that_is_too_long_is_refused_not_cut),
        cmocka_unit_test(long_listings_survive_every_allocation_failure),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("base/file", tests, NULL, NULL);
}
