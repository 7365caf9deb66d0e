/* SPDX-License-Identifier: Apache-2.0
 *
 * A mesh from nothing: it passes its own checks, and comes whole or not at all.
 */
#include <limits.h>
#include <sys/stat.h>

#include "cmocka_all.h"
#include "file_limit.h"
#include "recording.h"

static void the_new_mesh_passes_its_own_checks(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_report *report = NULL;
    struct writ_error err = {0};
    char dir[RECORDING_PATH];

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    (void)recording_path(&recording, "new/mesh", dir);
    assert_int_equal(writ_mesh_init(dir, "my-mesh2", &err), WRIT_OK);

    const struct writ_options options = {.mesh_dir = dir};

    if (writ_engine_open(&options, &recording.engine, &err) != WRIT_OK) {
        fail_msg("%s:%u: %s", err.loc.source, err.loc.line, err.text);
    }
    assert_int_equal(writ_engine_test(recording.engine, NULL, &report, &err), WRIT_OK);
    assert_true(writ_report_count(report) > 0);
    for (size_t i = 0; i < writ_report_count(report); i++) {
        assert_int_equal(writ_report_entry(report, i)->state, WRIT_ENTRY_PASS);
    }
    writ_report_free(report);
    assert_int_equal(writ_engine_check(recording.engine, NULL, 0, "2026-06-01", &report, &err),
                     WRIT_OK);
    assert_true(writ_report_count(report) > 0);
    for (size_t i = 0; i < writ_report_count(report); i++) {
        assert_int_equal(writ_report_entry(report, i)->state, WRIT_ENTRY_PASS);
    }
    writ_report_free(report);
}

static void the_name_is_the_users(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_mesh *mesh = NULL;
    struct writ_error err = {0};
    char dir[RECORDING_PATH];

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    (void)recording_path(&recording, "new", dir);
    assert_int_equal(writ_mesh_init(dir, "my-mesh2", &err), WRIT_OK);
    assert_int_equal(writ_mesh_load(dir, &mesh, &err), WRIT_OK);
    assert_string_equal(mesh->name, "my-mesh2");
    writ_mesh_free(mesh);
}

static void names_are_checked(void **state)
{
    static const char *const bad[] = {
        "",    "1a",
        "-a",  "A",
        "a b", "a/b",
        "a.b", "a_b",
        "é",   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    WRIT_AUTO(recording) struct recording recording;
    char dir[RECORDING_PATH];

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    (void)recording_path(&recording, "new", dir);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct writ_error err = {0};

        assert_int_equal(writ_mesh_init(dir, bad[i], &err), WRIT_E_SCHEMA);
        assert_false(writ_dir_exists(dir));
    }
}

static void what_is_there_stays(void **state)
{
    static const char *const taken[] = {"", "mesh.yaml", "full"};
    WRIT_AUTO(recording) struct recording recording;
    char path[RECORDING_PATH];

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    mesh_dir_put(&recording.dir, "full/deep/notes.txt", "mine");
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        struct writ_error err = {0};

        assert_int_equal(
            writ_mesh_init(i == 0 ? "" : recording_path(&recording, taken[i], path), "m", &err),
            WRIT_E_IO);
        assert_true(err.text[0] != '\0');
    }
    assert_true(writ_file_exists(recording_path(&recording, "full/deep/notes.txt", path)));
    assert_false(writ_file_exists(recording_path(&recording, "full/mesh.yaml", path)));
}

static size_t count_files(const char *dir)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const char **paths = NULL;
    size_t count = 0;

    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_dir_list(&arena, dir, &paths, &count, NULL), WRIT_OK);
    return count;
}

/* The disk is full after some of the files. */
static void a_mesh_in_part_is_taken_back(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    char path[RECORDING_PATH];

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    assert_int_equal(mkdir(recording_path(&recording, "empty", path), 0755), 0);
    for (size_t limit = 0; limit < 1500; limit += 100) {
        struct writ_error err = {0};

        file_limit_set(limit);
        assert_int_equal(writ_mesh_init(recording_path(&recording, "new/mesh", path), "m", &err),
                         WRIT_E_IO);
        assert_false(writ_dir_exists(path));
        err = (struct writ_error){0};
        assert_int_equal(writ_mesh_init(recording_path(&recording, "empty", path), "m", &err),
                         WRIT_E_IO);
        file_limit_lift();
        assert_true(writ_dir_exists(path));
        assert_int_equal(count_files(path), 0);
        assert_int_equal(rmdir(path), 0); /* no folder is left in it either */
        assert_int_equal(mkdir(path, 0755), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_new_mesh_passes_its_own_checks),
        cmocka_unit_test(the_name_is_the_users),
        cmocka_unit_test(names_are_checked),
        cmocka_unit_test(what_is_there_stays),
        cmocka_unit_test(a_mesh_in_part_is_taken_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
