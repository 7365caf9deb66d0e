/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <sys/stat.h>

#include "log_fixture.h"

static uint64_t size_of(const struct log_fixture *fixture, const char *name)
{
    char path[OWN_PATH];
    struct stat info;

    own_path(fixture->dir, name, path);
    assert_int_equal(stat(path, &info), 0);
    return (uint64_t)info.st_size;
}

static void one_commit_takes_its_bytes_and_no_more(void **state)
{
    struct log_fixture fixture;
    struct writ_log *log;
    uint64_t open_size;

    (void)state;
    log_fixture_init(&fixture);
    log = log_open(&fixture);
    log_append(log, 1);
    open_size = size_of(&fixture, log_segment);
    assert_in_range(open_size, 1, 200);
    writ_log_close(log);
    assert_int_equal(size_of(&fixture, log_segment), open_size);
    log_fixture_done(&fixture);
}

static void later_commits_lengthen_no_file_and_closing_cuts_it(void **state)
{
    struct log_fixture fixture;
    struct writ_log *log;
    uint64_t sizes[2];

    (void)state;
    log_fixture_init(&fixture);
    log = log_open(&fixture);
    log_append(log, 1);
    log_append(log, 1);
    sizes[0] = size_of(&fixture, log_segment);
    sizes[1] = size_of(&fixture, log_side_segment);
    assert_in_range(sizes[0], 64 << 10, 65 << 10);
    for (int i = 0; i < 20; i++) {
        log_append(log, 1);
    }
    assert_int_equal(size_of(&fixture, log_segment), sizes[0]);
    assert_int_equal(size_of(&fixture, log_side_segment), sizes[1]);
    writ_log_close(log);
    assert_in_range(size_of(&fixture, log_segment), 22 * 90, 22 * 150);
    assert_in_range(size_of(&fixture, log_side_segment), 22 * 17, 22 * 40);
    log_fixture_done(&fixture);
}

/* What a reader sees beside a writer, and what a killed writer leaves. */
static void zeros_behind_the_last_commit_are_nothing(void **state)
{
    struct log_fixture fixture;
    struct writ_log *writer, *reader;

    (void)state;
    log_fixture_init(&fixture);
    writer = log_open(&fixture);
    for (int i = 0; i < 3; i++) {
        log_append(writer, 1);
    }
    reader = log_open_readonly(&fixture);
    assert_int_equal(writ_log_size(reader), 3);
    assert_int_equal(writ_log_tail_bytes(reader), 0);
    writ_log_close(reader);
    writ_log_close(writer);

    char path[OWN_PATH];

    own_path(fixture.dir, log_segment, path);
    assert_int_equal(truncate(path, 1 << 20), 0);
    own_path(fixture.dir, log_side_segment, path);
    assert_int_equal(truncate(path, 1 << 20), 0);
    writer = log_open(&fixture);
    assert_int_equal(writ_log_size(writer), 3);
    log_append(writer, 1);
    writ_log_close(writer);
    writer = log_open(&fixture);
    assert_int_equal(writ_log_size(writer), 4);
    writ_log_close(writer);
    log_fixture_done(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_commit_takes_its_bytes_and_no_more),
        cmocka_unit_test(later_commits_lengthen_no_file_and_closing_cuts_it),
        cmocka_unit_test(zeros_behind_the_last_commit_are_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
