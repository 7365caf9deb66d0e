/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies for those who write and review them: begun, listed, linted, and as a snapshot.
 */
#include "cmocka_all.h"
#include "recording.h"

static void open_engine(struct recording *recording)
{
    struct writ_error err = {0};

    if (recording_try_open(recording, false, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static size_t failures(struct recording *recording, size_t least)
{
    struct writ_report *report = NULL;
    struct writ_error err = {0};
    size_t count = 0;

    open_engine(recording);
    assert_int_equal(writ_engine_test(recording->engine, NULL, &report, &err), WRIT_OK);
    assert_true(writ_report_count(report) >= least);
    for (size_t i = 0; i < writ_report_count(report); i++) {
        count += writ_report_entry(report, i)->state == WRIT_ENTRY_PASS ? 0 : 1;
    }
    writ_report_free(report);
    return count;
}

static const struct {
    struct writ_policy_plan plan;
    enum writ_status status;
    const char *path; /* below the mesh */
} plans[] = {
    {{"guild.owner", "publish", NULL, NULL}, WRIT_OK, "policies/mesh/owner.lua"},
    {{"guild.why", "access", NULL, NULL}, WRIT_OK, "policies/mesh/why.lua"},
    {{"sales.why", "access", "sales", NULL}, WRIT_OK, "policies/domains/sales/why.lua"},
    {{"strict.why", "access", NULL, "strict"}, WRIT_OK, "policies/products/strict/why.lua"},
    {{"guild.owner", "publish", NULL, NULL}, WRIT_E_IO, NULL}, /* again */
    {{"owner", "publish", NULL, NULL}, WRIT_E_SCHEMA, NULL},
    {{"Guild.owner", "publish", NULL, NULL}, WRIT_E_SCHEMA, NULL},
    {{"guild.", "publish", NULL, NULL}, WRIT_E_SCHEMA, NULL},
    {{"guild.a/b", "publish", NULL, NULL}, WRIT_E_SCHEMA, NULL},
    {{"guild.a.b", "publish", NULL, NULL}, WRIT_E_SCHEMA, NULL},
    {{"guild.other", "sweep", NULL, NULL}, WRIT_E_SCHEMA, NULL},
    {{"guild.other", "publish", "../x", NULL}, WRIT_E_SCHEMA, NULL},
    {{"guild.other", "publish", "a", "b"}, WRIT_E_SCHEMA, NULL},
};

static void a_new_policy_passes_its_tests(void **state)
{
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
        struct writ_bytes path = {NULL, 0};
        struct writ_error err = {0};
        char full[RECORDING_PATH];

        assert_int_equal(
            writ_policy_new(mesh_dir_path(&recording.dir), &plans[i].plan, &path, &err),
            plans[i].status);
        if (plans[i].path != NULL) {
            assert_string_equal(path.ptr, recording_path(&recording, plans[i].path, full));
            writ_bytes_free(&path);
        }
    }
    assert_int_equal(failures(&recording, 20), 0);
}

static void rows_say_what_is_in_force(void **state)
{
    static const struct mesh_file files[] = {
        {"mesh.yaml", "name: small\nbaseline: false\nparams: { guild.rows: { k: 7 } }\n"},
        {"policies/mesh/rows.lua",
         "return policy { id = 'guild.rows', title = 'Rows', phase = { 'access', 'publish' },\n"
         "  level = 'advisory', state = { grace_until = '2027-01-01' }, basis = { 'A', 'B' },\n"
         "  params = { k = 5 }, target = { action = { 'read', 'query' } }, grants = true,\n"
         "  rule = function() end }\n"},
        {"policies/mesh/rows_test.lua",
         "return { policy = 'guild.rows', cases = { { name = 'a', expect = {} },\n"
         "  { name = 'b', expect = {} } } }\n"},
        {NULL, NULL}};
    WRIT_AUTO(recording) struct recording recording;
    const struct writ_policy_row *rows = NULL;
    struct writ_error err = {0};
    size_t count = 0;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, files);
    open_engine(&recording);
    assert_int_equal(writ_engine_policies(recording.engine, NULL, &rows, &count, &err), WRIT_OK);
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].id, "guild.rows");
    assert_string_equal(rows[0].title, "Rows");
    assert_string_equal(rows[0].layer, "mesh");
    assert_string_equal(rows[0].scope, "");
    assert_string_equal(rows[0].phases, "publish, access");
    assert_string_equal(rows[0].level, "advisory");
    assert_string_equal(rows[0].state, "grace");
    assert_string_equal(rows[0].grace_until, "2027-01-01");
    assert_string_equal(rows[0].resources, "");
    assert_string_equal(rows[0].actions, "read, query");
    assert_string_equal(rows[0].basis, "A; B");
    assert_string_equal(rows[0].params, "{\"k\":7}");
    assert_true(rows[0].grants);
    assert_int_equal(rows[0].test_count, 2);
}

static char *snapshot_of(struct recording *recording)
{
    struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};
    char *copy;

    open_engine(recording);
    assert_int_equal(writ_engine_snapshot(recording->engine, &text, &err), WRIT_OK);
    copy = strdup(text.ptr);
    writ_bytes_free(&text);
    return copy;
}

static void a_snapshot_changes_when_a_rule_does(void **state)
{
    static const struct {
        struct mesh_file file;
        const char *line; /* in the new snapshot, not in the old; NULL: it stays the same */
    } changes[] = {
        {{"products/orders.yaml", MESH_ORDERS "# a remark\n"}, NULL},
        {{"policies/lib/own.lua", "return { 1 }\n"}, "\nmodule policies/lib/own.lua\n  digest sha"},
        {{"policies/mesh/p.lua", "return policy { id = 'a.b', title = 'T', phase = 'publish', "
                                 "level = 'advisory', rule = function() end }\n"},
         "\npolicy a.b\n  title T\n  path "},
        {{"waivers/w.yaml", "policy: a.b\nproduct: orders\nreason: r\napprover: dpo\n"
                            "expires: 2027-01-01\n"},
         "\nwaiver a.b\n  product orders\n  expires 2027-01-01\n  approver dpo\n  reason r\n"},
        {{"mesh.yaml", "name: small\nbaseline: false\nlimits: { gas: 5000000 }\n"},
         "\nlimits {\"gas\":5000000}\n"},
        {{"mesh.yaml", "name: small\ndisable: [privacy.residency]\n"},
         "\ndisabled privacy.residency\n"},
    };
    WRIT_AUTO(recording) struct recording recording;
    char *before;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, recording_files);
    before = snapshot_of(&recording);
    assert_int_equal(strncmp(before, "snapshot 1\nmesh small\nwrit ", 27), 0);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        mesh_dir_put(&recording.dir, changes[i].file.path, changes[i].file.text);

        char *after = snapshot_of(&recording);

        if (changes[i].line == NULL) {
            assert_string_equal(after, before);
        } else {
            assert_null(strstr(before, changes[i].line));
            assert_non_null(strstr(after, changes[i].line));
        }
        free(before);
        before = after;
    }
    free(before);
}

static void lint_tells_of_every_text(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_report *report = NULL;
    struct writ_error err = {0};

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, recording_files);
    mesh_dir_put(&recording.dir, "policies/lib/own.lua", "return {\n  tostrin(1) }\n");
    open_engine(&recording);
    assert_int_equal(writ_engine_lint(recording.engine, &report, &err), WRIT_OK);
    assert_int_equal(writ_report_count(report), 3);
    assert_int_equal(writ_report_entry(report, 0)->finding_count, 0);
    assert_int_equal(writ_report_entry(report, 2)->finding_count, 1);
    assert_int_equal(writ_report_entry(report, 2)->findings[0].line, 2);
    assert_int_equal(writ_report_entry(report, 2)->findings[0].column, 3);
    assert_string_equal(writ_report_entry(report, 2)->findings[0].code, "UNKNOWN_NAME");
    writ_report_free(report);
}

static void coverage_is_of_the_selected_policies(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    const struct writ_cover_file *files = NULL;
    struct writ_report *report = NULL;
    struct writ_error err = {0};
    size_t count = 0;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, recording_files);

    struct writ_options options = {.mesh_dir = mesh_dir_path(&recording.dir), .is_covering = true};

    assert_int_equal(writ_engine_open(&options, &recording.engine, &err), WRIT_OK);
    assert_int_equal(writ_engine_test(recording.engine, NULL, &report, &err), WRIT_OK);
    writ_report_free(report);
    assert_int_equal(writ_engine_coverage(recording.engine, NULL, &files, &count, &err), WRIT_OK);
    assert_int_equal(count, 1);
    assert_string_equal(files[0].policy, "sales.readers");
    assert_int_equal(files[0].effect_count, 2);
    assert_int_equal(files[0].effects[0].yes, 1);
    assert_int_equal(files[0].branch_count, 1);
    assert_string_equal(files[0].branches[0].text, "input.subject.id ~= 'bob'");
    assert_int_equal(files[0].branches[0].yes, 1);
    assert_int_equal(files[0].branches[0].no, 0);

    struct writ_error why = {0};

    options.is_recording = true;
    writ_engine_close(recording.engine);
    recording.engine = NULL;
    assert_int_equal(writ_engine_open(&options, &recording.engine, &why), WRIT_E_BUG);
    open_engine(&recording);
    assert_int_equal(writ_engine_coverage(recording.engine, NULL, &files, &count, &err),
                     WRIT_E_BUG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_policy_passes_its_tests),
        cmocka_unit_test(rows_say_what_is_in_force),
        cmocka_unit_test(a_snapshot_changes_when_a_rule_does),
        cmocka_unit_test(lint_tells_of_every_text),
        cmocka_unit_test(coverage_is_of_the_selected_policies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
