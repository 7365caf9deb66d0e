/* SPDX-License-Identifier: Apache-2.0
 *
 * Publish-time checks: which descriptors are checked, what becomes of each finding, and where it
 * points.
 */
#include <limits.h>

#include "cmocka_all.h"
#include "recording.h"

#define RULE(id, level, state, says)                                                               \
    "return policy { id = '" id "', title = 'T', phase = 'publish', level = '" level               \
    "', state = " state ", rule = function(input, out) " says " end }\n"
#define OLD "if input.product.version ~= '1.0.0' then out.deny('old', { hint = 'renew' }) end"
#define BAD                                                                                        \
    "apiVersion: v3.1.0\nkind: DataContract\nid: bad\nname: B\nversion: 0.1.0\nstatus: active\n"

static const struct mesh_file files[] = {
    {"policies/mesh/a.lua", RULE("rule.advisory", "advisory", "'enforced'", OLD)},
    {"policies/mesh/b.lua", RULE("rule.draft", "mandatory", "'draft'", OLD)},
    {"policies/mesh/c.lua", RULE("rule.grace", "mandatory", "{ grace_until = '2027-01-01' }", OLD)},
    {"policies/mesh/d.lua", RULE("rule.hard", "mandatory", "'enforced'", OLD)},
    {"policies/mesh/e.lua", RULE("rule.warns", "mandatory", "'enforced'",
                                 "out.warn('w', { at = { input.product, 'version' } })")},
    {"policies/mesh/f.lua", RULE("rule.waived", "waivable", "'enforced'", OLD)},
    {"policies/mesh/g.lua", RULE("rule.says", "mandatory", "'enforced'",
                                 "out.permit('p') out.oblige { type = 'notify' }")},
    {"products/good.yaml", MESH_ORDERS},
    {"products/sub/bad.yaml", BAD},
    {"waivers/w.yaml", "policy: rule.waived\nproduct: bad\nreason: r\napprover: g\n"
                       "expires: 2027-01-01\n"},
    {NULL, NULL}};

struct checking {
    struct recording recording;
    struct writ_report *report;
};

static void checking_start(struct checking *checking)
{
    struct writ_error err = {0};

    memset(checking, 0, sizeof(*checking));
    mesh_dir_make(&checking->recording.dir, files);
    if (recording_try_open(&checking->recording, false, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

/* Open the mesh again, as it is now. */
static bool recording_reopens(struct recording *recording)
{
    struct writ_error err = {0};

    return recording_try_open(recording, false, &err) == WRIT_OK;
}

static void checking_autop(struct checking *checking)
{
    writ_report_free(checking->report);
    recording_autop(&checking->recording);
}

/* Check one path, or the mesh when it is NULL. */
static const struct writ_entry *check_one(struct checking *checking, const char *path)
{
    struct writ_error err = {0};

    writ_report_free(checking->report);
    checking->report = NULL;
    if (writ_engine_check(checking->recording.engine, &path, path == NULL ? 0 : 1,
                          "2026-06-01T12:00:00Z", &checking->report, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    return writ_report_entry(checking->report, 0);
}

static const struct writ_finding *find(const struct writ_entry *entry, const char *policy)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        if (strcmp(entry->findings[i].policy, policy) == 0) {
            return &entry->findings[i];
        }
    }
    return NULL;
}

static void the_mesh_is_checked_whole(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    const struct writ_entry *bad;

    (void)state;
    checking_start(&checking);
    assert_int_equal(check_one(&checking, NULL)->state, WRIT_ENTRY_PASS);
    assert_int_equal(writ_report_count(checking.report), 2);
    assert_int_equal(writ_report_policy_count(checking.report), 7);
    bad = writ_report_entry(checking.report, 1);
    assert_int_equal(bad->state, WRIT_ENTRY_FAIL);
    assert_string_equal(bad->name, "bad");
    assert_string_equal(bad->group, "odcs");
    assert_true(writ_str_ends(writ_str_from(bad->path), WRIT_LIT("/products/sub/bad.yaml")));
    assert_null(writ_report_entry(checking.report, 2));
}

static void a_finding_is_as_severe_as_its_policy(void **state)
{
    static const struct {
        const char *policy;
        enum writ_severity severity;
        const char *note;
    } cases[] = {{"rule.advisory", WRIT_WARNING, "advisory"},
                 {"rule.draft", WRIT_NOTE, "draft"},
                 {"rule.grace", WRIT_WARNING, "in grace until 2027-01-01"},
                 {"rule.hard", WRIT_ERROR, ""},
                 {"rule.waived", WRIT_NOTE, "waived until 2027-01-01 by g: r"},
                 {"rule.warns", WRIT_WARNING, ""}};
    WRIT_AUTO(checking) struct checking checking;

    (void)state;
    checking_start(&checking);
    (void)check_one(&checking, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct writ_finding *found =
            find(writ_report_entry(checking.report, 1), cases[i].policy);

        assert_non_null(found);
        assert_int_equal(found->severity, cases[i].severity);
        assert_string_equal(found->note, cases[i].note);
        assert_string_equal(
            found->hint, found->severity == WRIT_WARNING && found->note[0] == '\0' ? "" : "renew");
    }
    assert_null(find(writ_report_entry(checking.report, 1), "rule.says"));
    assert_int_equal(writ_report_entry(checking.report, 1)->finding_count, 6);
}

static void a_finding_points_into_the_file_as_it_was_found(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    const struct writ_finding *found;

    (void)state;
    checking_start(&checking);
    found = find(check_one(&checking, NULL), "rule.warns");
    assert_non_null(found);
    assert_true(writ_str_starts(writ_str_from(found->source),
                                writ_str_from(mesh_dir_path(&checking.recording.dir))));
    assert_true(writ_str_ends(writ_str_from(found->source), WRIT_LIT("/products/good.yaml")));
    assert_int_equal(found->line, 5);
    assert_int_equal(found->column, 10);
}

/* The mesh's own file, with what the mesh joins to it, under any of its names. */
static void a_file_of_the_mesh_is_known_by_any_name(void **state)
{
    static const char *const names[] = {"products/sub/bad.yaml", "./products//sub/bad.yaml",
                                        "products/sub/../sub/bad.yaml", "link.yaml"};
    WRIT_AUTO(checking) struct checking checking;
    char here[PATH_MAX];
    char path[RECORDING_PATH];

    (void)state;
    checking_start(&checking);
    assert_non_null(getcwd(here, sizeof(here)));
    assert_int_equal(chdir(mesh_dir_path(&checking.recording.dir)), 0);
    assert_int_equal(symlink("products/sub/bad.yaml", "link.yaml"), 0);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(check_one(&checking, names[i])->state, WRIT_ENTRY_FAIL);
        assert_non_null(find(writ_report_entry(checking.report, 0), "rule.waived"));
    }
    assert_int_equal(
        check_one(&checking, recording_path(&checking.recording, "products/sub/bad.yaml", path))
            ->state,
        WRIT_ENTRY_FAIL);
    assert_int_equal(chdir(here), 0);
}

/* As when two documents describe one product, and both are given. */
static void a_finding_of_an_entry_before_is_repeated(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    char path[RECORDING_PATH];
    struct writ_error err = {0};

    (void)state;
    checking_start(&checking);
    (void)recording_path(&checking.recording, "products/sub/bad.yaml", path);

    const char *const twice[] = {path, path};

    assert_int_equal(writ_engine_check(checking.recording.engine, twice, 2, "2026-06-01T00:00:00Z",
                                       &checking.report, &err),
                     WRIT_OK);

    const struct writ_entry *first = writ_report_entry(checking.report, 0);
    const struct writ_entry *second = writ_report_entry(checking.report, 1);
    size_t repeated = 0;

    assert_int_equal(second->finding_count, first->finding_count);
    for (size_t i = 0; i < first->finding_count; i++) {
        assert_false(first->findings[i].is_repeated);
        /* one without a place is about its own entry */
        assert_int_equal(second->findings[i].is_repeated, second->findings[i].source[0] != '\0');
        repeated += second->findings[i].is_repeated ? 1 : 0;
    }
    assert_true(repeated > 0);
}

static void other_files_are_checked_where_they_are(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        enum writ_entry_state state;
        const char *code;
        uint32_t line;
    } cases[] = {{"new.yaml", MESH_ORDERS, WRIT_ENTRY_PASS, NULL, 0},
                 {"new.json", "{\"id\":", WRIT_ENTRY_UNREADABLE, "WRIT_E_SYNTAX", 1},
                 {"none.yaml", "a: 1\n", WRIT_ENTRY_UNREADABLE, "WRIT_E_SCHEMA", 1},
                 {"missing.yaml", NULL, WRIT_ENTRY_UNREADABLE, "WRIT_E_NOTFOUND", 0}};
    WRIT_AUTO(checking) struct checking checking;

    (void)state;
    checking_start(&checking);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char path[RECORDING_PATH];

        if (cases[i].text != NULL) {
            mesh_dir_put(&checking.recording.dir, cases[i].name, cases[i].text);
        }
        (void)recording_path(&checking.recording, cases[i].name, path);

        const struct writ_entry *entry = check_one(&checking, path);

        assert_int_equal(writ_report_count(checking.report), 1);
        assert_string_equal(entry->path, path);
        assert_int_equal(entry->state, cases[i].state);
        if (cases[i].code != NULL) {
            assert_int_equal(entry->finding_count, 1);
            assert_string_equal(entry->findings[0].code, cases[i].code);
            assert_int_equal(entry->findings[0].severity, WRIT_ERROR);
            assert_int_equal(entry->findings[0].line, cases[i].line);
            assert_string_equal(entry->findings[0].source, path);
        }
    }
}

static void a_folder_is_walked(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    char path[RECORDING_PATH];

    (void)state;
    checking_start(&checking);
    mesh_dir_put(&checking.recording.dir, "more/a.yaml", MESH_ORDERS);
    mesh_dir_put(&checking.recording.dir, "more/deep/b.json", "[");
    mesh_dir_put(&checking.recording.dir, "more/deep/notes.txt", "not asked for");
    (void)check_one(&checking, recording_path(&checking.recording, "more", path));
    assert_int_equal(writ_report_count(checking.report), 2);
    assert_int_equal(writ_report_entry(checking.report, 0)->state, WRIT_ENTRY_PASS);
    assert_int_equal(writ_report_entry(checking.report, 1)->state, WRIT_ENTRY_UNREADABLE);
    (void)check_one(&checking, recording_path(&checking.recording, "policies", path));
    assert_int_equal(writ_report_count(checking.report), 0);
}

/* An entry for each text of the mesh with something to say; only when the whole mesh is checked. */
static void texts_of_the_mesh_are_looked_at(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    const struct writ_entry *entry;
    char path[RECORDING_PATH];

    (void)state;
    checking_start(&checking);
    mesh_dir_put(&checking.recording.dir, "policies/lib/sums.lua",
                 "local sums = {}\nfunction sums.square(n) return n ^ 2 end\nreturn sums\n");
    mesh_dir_put(&checking.recording.dir, "policies/mesh/h.lua",
                 RULE("rule.typo", "mandatory", "'draft'", "out.warn(tostrin(1))"));
    assert_true(recording_reopens(&checking.recording));
    for (int i = 0; i < 2; i++) {
        (void)check_one(&checking, NULL);
        assert_int_equal(writ_report_count(checking.report), 4);
    }
    entry = writ_report_entry(checking.report, 2);
    assert_string_equal(entry->group, "policy");
    assert_string_equal(entry->name, "policies/lib/sums.lua");
    assert_string_equal(entry->path, recording_path(&checking.recording, entry->name, path));
    assert_int_equal(entry->state, WRIT_ENTRY_PASS);
    assert_int_equal(entry->finding_count, 1);
    assert_string_equal(entry->findings[0].source, path);
    assert_string_equal(entry->findings[0].code, "POWER");
    assert_int_equal(entry->findings[0].line, 2);
    assert_int_equal(entry->findings[0].severity, WRIT_WARNING);
    entry = writ_report_entry(checking.report, 3);
    assert_string_equal(entry->findings[0].hint, "did you mean 'tostring'?");
    (void)check_one(&checking, recording_path(&checking.recording, "products", path));
    assert_int_equal(writ_report_count(checking.report), 2);
}

#define READS(state)                                                                               \
    RULE("rule.reads", "mandatory", state,                                                         \
         "for _, finding in ipairs(input.findings) do out.deny(finding.message, "                  \
         "{ code = finding.code, at = { finding, 'at' } }) end")

/* What the reader noticed is a warning, until a policy makes more of it: then it is said once. */
static void what_a_policy_refuses_is_no_warning_of_the_reader(void **state)
{
    static const struct {
        const char *rule;
        const char *policy;
        size_t count;
    } cases[] = {{READS("'retired'"), "", 1},
                 {READS("'draft'"), "", 2},
                 {READS("'enforced'"), "rule.reads", 1}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        WRIT_AUTO(checking) struct checking checking = {0};
        const struct mesh_file misspelt[] = {{"policies/mesh/reads.lua", cases[i].rule},
                                             {"products/bad.yaml", BAD "domian: sales\n"},
                                             {0}};
        const struct writ_entry *entry;

        mesh_dir_make(&checking.recording.dir, misspelt);
        assert_true(recording_reopens(&checking.recording));
        entry = check_one(&checking, NULL);
        assert_int_equal(entry->finding_count, cases[i].count);
        assert_string_equal(entry->findings[0].policy, cases[i].policy);
        assert_string_equal(entry->findings[0].code, "MISSPELT_KEY");
    }
}

/* Nothing requires it, so the mesh loads; checking the mesh finds it. */
static void a_module_that_does_not_compile_is_found(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    struct writ_error err = {0};

    (void)state;
    checking_start(&checking);
    mesh_dir_put(&checking.recording.dir, "policies/lib/sums.lua", "return {\n= }\n");
    assert_true(recording_reopens(&checking.recording));
    assert_int_equal(
        writ_engine_check(checking.recording.engine, NULL, 0, NULL, &checking.report, &err),
        WRIT_E_SYNTAX);
    assert_string_equal(err.loc.source, "policies/lib/sums.lua");
    assert_int_equal(err.loc.line, 2);
    assert_null(checking.report);
}

static void the_time_is_that_given(void **state)
{
    static const char *const bad[] = {"", "now", "2026-13-01", "2026-01-01T00:00:00"};
    WRIT_AUTO(checking) struct checking checking;
    struct writ_error err = {0};

    (void)state;
    checking_start(&checking);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        err = (struct writ_error){0};
        assert_int_equal(
            writ_engine_check(checking.recording.engine, NULL, 0, bad[i], &checking.report, &err),
            WRIT_E_SCHEMA);
        assert_null(checking.report);
    }
    assert_int_equal(
        writ_engine_check(checking.recording.engine, NULL, 0, "2027-01-01", &checking.report, &err),
        WRIT_OK);
    assert_int_equal(find(writ_report_entry(checking.report, 1), "rule.grace")->severity,
                     WRIT_ERROR);
    assert_int_equal(find(writ_report_entry(checking.report, 1), "rule.waived")->severity,
                     WRIT_ERROR);
}

static void policies_see_what_was_published_before(void **state)
{
    WRIT_AUTO(checking) struct checking checking;
    struct writ_error err = {0};
    char path[RECORDING_PATH];

    (void)state;
    checking_start(&checking);
    mesh_dir_put(&checking.recording.dir, "policies/mesh/h.lua",
                 RULE("rule.compares", "mandatory", "'enforced'",
                      "if input.previous then out.deny('was ' .. input.previous.version, "
                      "{ at = { input.previous, 'version' } }) end"));
    mesh_dir_put(&checking.recording.dir, "old/bad.yaml", BAD);
    mesh_dir_put(&checking.recording.dir, "old/lost.yaml",
                 "apiVersion: v1.0.0\nkind: DataProduct\nid: lost\nstatus: active\n");
    mesh_dir_put(&checking.recording.dir, "old/over.yaml",
                 "apiVersion: v1.0.0\nkind: DataProduct\nid: over\nstatus: retired\n");
    assert_true(recording_reopens(&checking.recording));
    assert_int_equal(writ_engine_load_previous(checking.recording.engine,
                                               recording_path(&checking.recording, "old", path),
                                               &err),
                     WRIT_OK);
    assert_null(find(check_one(&checking, NULL), "rule.compares"));

    const struct writ_finding *found = find(writ_report_entry(checking.report, 1), "rule.compares");
    const struct writ_entry *gone = writ_report_entry(checking.report, 2);

    assert_non_null(found);
    assert_string_equal(found->message, "was 0.1.0");
    assert_true(writ_str_ends(writ_str_from(found->source), WRIT_LIT("/old/bad.yaml")));
    assert_int_equal(writ_report_count(checking.report), 3);
    assert_string_equal(gone->name, "lost");
    assert_int_equal(gone->state, WRIT_ENTRY_PASS);
    assert_string_equal(gone->findings[0].code, "PRODUCT_GONE");
    assert_int_equal(gone->findings[0].line, 3);
}

static void a_waiver_that_lifts_nothing_is_found(void **state)
{
#define WAIVER(policy, product, expires)                                                           \
    "policy: " policy "\nproduct: " product "\nreason: r\napprover: g\nexpires: " expires "\n"
    static const struct mesh_file waived[] = {
        {"mesh.yaml", "name: m\nbaseline: false\n"},
        {"policies/mesh/1.lua", RULE("a.soft", "waivable", "'enforced'", "")},
        {"policies/mesh/2.lua", RULE("a.hard", "mandatory", "'enforced'", "")},
        {"products/o.yaml", MESH_ORDERS},
        {"waivers/1.yaml", WAIVER("a.soft", "orders", "2027-01-01")},
        {"waivers/2.yaml", WAIVER("a.sofd", "orders", "2027-01-01")},
        {"waivers/3.yaml", WAIVER("a.hard", "orders", "2027-01-01")},
        {"waivers/4.yaml", WAIVER("a.soft", "order", "2027-01-01")},
        {"waivers/5.yaml", WAIVER("a.soft", "orders", "2026-01-01")},
        {NULL, NULL}};
    static const struct {
        const char *file;
        const char *code;
        uint32_t line;
    } expected[] = {{"waivers/3.yaml", "WAIVER_WITHOUT_EFFECT", 1},
                    {"waivers/2.yaml", "WAIVER_WITHOUT_POLICY", 1},
                    {"waivers/4.yaml", "WAIVER_WITHOUT_PRODUCT", 2},
                    {"waivers/5.yaml", "WAIVER_EXPIRED", 5}};
    WRIT_AUTO(checking) struct checking checking = {0};

    (void)state;
    mesh_dir_make(&checking.recording.dir, waived);
    assert_true(recording_reopens(&checking.recording));
    (void)check_one(&checking, NULL);
    assert_int_equal(writ_report_count(checking.report), 1 + 4);
    for (size_t i = 0; i < 4; i++) {
        const struct writ_entry *entry = writ_report_entry(checking.report, 1 + i);

        assert_int_equal(entry->state, WRIT_ENTRY_PASS);
        assert_int_equal(entry->finding_count, 1);
        assert_true(writ_str_ends(writ_str_from(entry->path), writ_str_from(expected[i].file)));
        assert_string_equal(entry->findings[0].code, expected[i].code);
        assert_int_equal(entry->findings[0].line, expected[i].line);
        assert_int_equal(entry->findings[0].severity, WRIT_WARNING);
        assert_true(entry->findings[0].hint[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mesh_is_checked_whole),
        cmocka_unit_test(what_a_policy_refuses_is_no_warning_of_the_reader),
        cmocka_unit_test(a_waiver_that_lifts_nothing_is_found),
        cmocka_unit_test(policies_see_what_was_published_before),
        cmocka_unit_test(a_finding_is_as_severe_as_its_policy),
        cmocka_unit_test(a_finding_points_into_the_file_as_it_was_found),
        cmocka_unit_test(a_file_of_the_mesh_is_known_by_any_name),
        cmocka_unit_test(a_finding_of_an_entry_before_is_repeated),
        cmocka_unit_test(other_files_are_checked_where_they_are),
        cmocka_unit_test(a_folder_is_walked),
        cmocka_unit_test(texts_of_the_mesh_are_looked_at),
        cmocka_unit_test(a_module_that_does_not_compile_is_found),
        cmocka_unit_test(the_time_is_that_given),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
