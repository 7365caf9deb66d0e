/* SPDX-License-Identifier: Apache-2.0
 *
 * A search shows what the log says, whatever has become of the index.
 */
#include "cmocka_all.h"

#include "audited.h"
#include "index/index.h"
#include "index/state.h"
#include "own_dir.h"

#define INDEX ".writ/log/index.sqlite"

static const struct {
    const char *label;
    struct writ_audit_filter filter;
    const char *indices;
    uint64_t unknown;
} queries[] = {
    {"all", {.product = NULL}, "0 1 2 3 ", 0},
    {"a product", {.product = "orders"}, "0 1 3 ", 0},
    {"a subject", {.subject = "ann"}, "0 2 ", 0},
    {"nobody", {.subject = ""}, "", 0},
    {"a part of a subject", {.subject = "an"}, "", 0},
    {"all of it",
     {.product = "orders",
      .subject = "carl",
      .decision = "permit",
      .from = "2020-01-01",
      .to = "9999-01-01"},
     "3 ",
     0},
    {"not yet", {.from = "9999-01-01"}, "", 0},
    {"a decision", {.decision = "permit"}, "0 3 ", 0},
    {"a policy", {.policy = "sales.readers"}, "0 1 3 ", 0},
    {"a policy's code", {.policy = "sales.readers", .code = "READERS"}, "0 3 ", 0},
    {"a code", {.code = "NOT_GRANTED"}, "1 ", 0},
    {"another's code", {.policy = "sales.readers", .code = "NOT_GRANTED"}, "", 0},
    {"the newest", {.product = "orders", .limit = 1}, "3 ", 0},
    {"long ago", {.to = "2020-01-01"}, "", 0},
    {"since then", {.from = "2020-01-01T00:00:00Z", .subject = "bob"}, "1 ", 0},
};

static void check_all(const struct audited *audited)
{
    size_t wrong = 0;

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        char indices[64];
        const struct writ_audit_listed listed = list(audited, queries[i].filter, indices);

        if (strcmp(indices, queries[i].indices) != 0 || listed.unknown != queries[i].unknown) {
            print_error("%s: %s\n", queries[i].label, indices);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void what_matches_is_shown(void **state)
{
    WRIT_AUTO(audited) struct audited audited;

    (void)state;
    audited_make(&audited);
    check_all(&audited); /* makes the index */
    check_all(&audited); /* uses it */
}

static void the_index_follows_the_log(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    char indices[64];

    (void)state;
    audited_make(&audited);
    check_all(&audited);
    recording_open(&audited.recording);
    decide(&audited.recording, "ann", "orders");
    close_engine(&audited);
    (void)list(&audited, (struct writ_audit_filter){.subject = "ann"}, indices);
    assert_string_equal(indices, "0 2 4 ");
}

/* Each spoils what is at the index's path. */
static void cut(struct audited *audited)
{
    put(audited, INDEX, WRIT_LIT("SQLite format 3"));
}

static void fill_with_noise(struct audited *audited)
{
    struct writ_bytes bytes = get(audited, INDEX);

    for (size_t i = 100; i < bytes.len; i++) {
        bytes.ptr[i] = (char)(i * 7);
    }
    put(audited, INDEX, view(bytes));
    writ_bytes_free(&bytes);
}

/* An index that claims to be of this log, with rows that are not true. */
static void lie(struct audited *audited)
{
    const struct writ_index_row row = {.index = 1,
                                       .product = WRIT_LIT("orders"),
                                       .decision = WRIT_LIT("permit"),
                                       .subject = WRIT_LIT("ann")};
    struct writ_index *index = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    assert_int_equal(
        writ_index_open(recording_path(&audited->recording, INDEX, path), &index, &err), WRIT_OK);
    assert_int_equal(writ_index_add(index, &row, &err), WRIT_OK);
    writ_index_close(index);
}

/* What a database may do besides holding rows. */
static void run_sql(struct audited *audited, const char *sql)
{
    struct writ_index *index = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    assert_int_equal(
        writ_index_open(recording_path(&audited->recording, INDEX, path), &index, &err), WRIT_OK);
    assert_int_equal(writ_index_exec(index, sql, &err), WRIT_OK);
    writ_index_close(index);
}

static void say_rows_twice(struct audited *audited)
{
    run_sql(audited, "CREATE TABLE more AS SELECT * FROM entry UNION ALL SELECT * FROM entry;"
                     "DROP TABLE entry; ALTER TABLE more RENAME TO entry");
}

static void make_rows_without_end(struct audited *audited)
{
    run_sql(audited,
            "DROP TABLE entry;"
            "CREATE VIEW entry AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS seq, 0 AS time_ms, 'orders' AS product, 'deny' AS decision,"
            " NULL AS subject FROM n;"
            "CREATE TRIGGER a INSTEAD OF INSERT ON entry BEGIN SELECT 1; END;"
            "CREATE TRIGGER b INSTEAD OF UPDATE ON entry BEGIN SELECT 1; END");
}

static void put_folder_in_the_way(struct audited *audited)
{
    mesh_dir_drop(&audited->recording.dir, INDEX);
    mesh_dir_put(&audited->recording.dir, INDEX "/file", "");
}

static void of_another_log(struct audited *audited)
{
    WRIT_AUTO(audited) struct audited other;
    char indices[64];

    audited_make(&other);
    (void)list(&other, (struct writ_audit_filter){.product = NULL}, indices);

    struct writ_bytes bytes = get(&other, INDEX);

    put(audited, INDEX, view(bytes));
    writ_bytes_free(&bytes);
}

static void a_spoilt_index_is_made_again(void **state)
{
    static void (*const spoils[])(struct audited *) = {cut,
                                                       fill_with_noise,
                                                       lie,
                                                       say_rows_twice,
                                                       make_rows_without_end,
                                                       of_another_log,
                                                       put_folder_in_the_way};

    (void)state;
    for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
        WRIT_AUTO(audited) struct audited audited;

        audited_make(&audited);
        check_all(&audited);
        spoils[i](&audited);
        check_all(&audited);
    }
}

/* An index that hides an entry is believed until it is made anew: the reference says so. */
static void a_renewed_index_hides_nothing(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_index *index = NULL;
    struct writ_error err = {0};
    char path[RECORDING_PATH];
    char indices[64];

    (void)state;
    audited_make(&audited);
    check_all(&audited);
    assert_int_equal(writ_index_open(recording_path(&audited.recording, INDEX, path), &index, &err),
                     WRIT_OK);
    assert_int_equal(writ_index_clear(index, &err), WRIT_OK);
    writ_index_close(index);
    (void)list(&audited, (struct writ_audit_filter){.is_index_renewed = true}, indices);
    assert_string_equal(indices, "0 1 2 3 ");
    check_all(&audited);
}

static void an_erasure_takes_the_index_and_its_rows(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    struct writ_erased erased;
    struct writ_error err = {0};
    char path[RECORDING_PATH];
    char indices[64];

    (void)state;
    audited_make(&audited);
    check_all(&audited);

    struct writ_bytes before = get(&audited, INDEX);

    recording_open(&audited.recording);
    assert_int_equal(writ_engine_erase(audited.recording.engine, "ann", &erased, &err), WRIT_OK);
    close_engine(&audited);
    assert_false(writ_file_exists(recording_path(&audited.recording, INDEX, path)));
    put(&audited, INDEX, view(before)); /* as a search that was running would leave it */
    writ_bytes_free(&before);
    assert_int_equal(list(&audited, (struct writ_audit_filter){.subject = "ann"}, indices).unknown,
                     2);
    assert_string_equal(indices, "");
}

static void a_time_that_is_none_is_said(void **state)
{
    WRIT_AUTO(audited) struct audited audited;
    const struct writ_audit_filter bad = {.from = "monday"};
    const struct writ_audit_visitor visitor = {NULL, NULL}; /* nothing is visited */
    struct writ_audit_listed listed;
    struct writ_error err = {0};

    (void)state;
    audited_make(&audited);
    assert_int_equal(writ_audit_query(audited.dir, &bad, &visitor, &listed, &err), WRIT_E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_matches_is_shown),
        cmocka_unit_test(a_time_that_is_none_is_said),
        cmocka_unit_test(the_index_follows_the_log),
        cmocka_unit_test(a_spoilt_index_is_made_again),
        cmocka_unit_test(a_renewed_index_hides_nothing),
        cmocka_unit_test(an_erasure_takes_the_index_and_its_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
