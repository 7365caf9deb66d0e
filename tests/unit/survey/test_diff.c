/* SPDX-License-Identifier: Apache-2.0
 *
 * Two versions of a descriptor: what each change is called, how bad it is, where it is shown, and
 * what the version must announce.
 */
#include "cmocka_all.h"
#include "recording.h"

#define HEAD(version)      "apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: " version "\n"
#define SCHEMA             "schema:\n  - name: t\n    properties:\n"
#define COLUMN(name, type) "      - name: " name "\n        logicalType: " type "\n"
#define DCS                                                                                        \
    "dataContractSpecification: 1.2.0\nid: c\ninfo:\n  title: C\n  version: 1.0.1\n"               \
    "models:\n  t:\n    fields:\n      a:\n        type: text\n"

struct diffing {
    struct recording recording;
    struct writ_report *report;
};

static void diffing_start(struct diffing *diffing)
{
    struct writ_error err = {0};

    memset(diffing, 0, sizeof(*diffing));
    mesh_dir_make(&diffing->recording.dir, NULL);
    assert_int_equal(recording_try_open(&diffing->recording, false, &err), WRIT_OK);
}

static void diffing_autop(struct diffing *diffing)
{
    writ_report_free(diffing->report);
    recording_autop(&diffing->recording);
}

static enum writ_status diff(struct diffing *diffing, const char *old_text, const char *new_text,
                             struct writ_error *err)
{
    char old_path[RECORDING_PATH], new_path[RECORDING_PATH];

    writ_report_free(diffing->report);
    diffing->report = NULL;
    mesh_dir_put(&diffing->recording.dir, "old.yaml", old_text);
    mesh_dir_put(&diffing->recording.dir, "new.yaml", new_text);
    return writ_engine_diff(
        diffing->recording.engine, recording_path(&diffing->recording, "old.yaml", old_path),
        recording_path(&diffing->recording, "new.yaml", new_path), &diffing->report, err);
}

/* One change alone, besides what the version should have been. */
static const struct {
    const char *label;
    const char *old_text, *new_text;
    const char *code;
    const char *class;
    enum writ_severity severity;
    const char *source; /* its end */
    uint32_t line;
    bool is_ok;
    bool is_announced;
} changes[] = {
    {"a column that is gone is in the old file",
     HEAD("1.0.0") SCHEMA COLUMN("a", "string") COLUMN("b", "date"),
     HEAD("1.1.0") SCHEMA COLUMN("a", "string"), "REMOVED", "breaking", WRIT_ERROR, "/old.yaml", 10,
     false, false},
    {"a major version announces it", HEAD("1.0.0") SCHEMA COLUMN("a", "string") COLUMN("b", "date"),
     HEAD("2.0.0") SCHEMA COLUMN("a", "string"), "REMOVED", "breaking", WRIT_NOTE, "/old.yaml", 10,
     true, true},
    {"another type", HEAD("1.0.0") SCHEMA COLUMN("a", "string"),
     HEAD("1.0.0") SCHEMA COLUMN("a", "integer"), "RETYPED", "breaking", WRIT_ERROR, "/new.yaml", 9,
     false, false},
    {"a new column", HEAD("1.0.0") SCHEMA COLUMN("a", "string"),
     HEAD("1.1.0") SCHEMA COLUMN("a", "string") COLUMN("b", "date"), "COLUMN_ADDED", "compatible",
     WRIT_NOTE, "/new.yaml", 10, true, true},
    {"a new column in a patch", HEAD("1.0.0") SCHEMA COLUMN("a", "string"),
     HEAD("1.0.1") SCHEMA COLUMN("a", "string") COLUMN("b", "date"), "COLUMN_ADDED", "compatible",
     WRIT_NOTE, "/new.yaml", 10, true, false},
    {"other words", HEAD("1.0.0") "description:\n  purpose: A thing.\n",
     HEAD("1.0.1") "description:\n  purpose: A good thing.\n", "PURPOSES", "documentation",
     WRIT_NOTE, "/new.yaml", 6, true, true},
    {"the status", HEAD("1.0.0") "status: active\n", HEAD("1.1.0") "status: deprecated\n", "STATUS",
     "compatible", WRIT_NOTE, "/new.yaml", 5, true, true},
};

static const struct writ_finding *find(const struct writ_entry *entry, const char *code)
{
    for (size_t i = 0; i < entry->finding_count; i++) {
        if (strcmp(entry->findings[i].code, code) == 0) {
            return &entry->findings[i];
        }
    }
    return NULL;
}

static void a_change_has_its_class_and_its_place(void **state)
{
    WRIT_AUTO(diffing) struct diffing diffing;
    struct writ_error err = {0};

    (void)state;
    diffing_start(&diffing);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        assert_int_equal(diff(&diffing, changes[i].old_text, changes[i].new_text, &err), WRIT_OK);

        const struct writ_entry *entry = writ_report_entry(diffing.report, 0);
        const struct writ_finding *found = find(entry, changes[i].code);

        if (found == NULL || found->line != changes[i].line) {
            fail_msg("%s: line %u", changes[i].label, found == NULL ? 0 : (unsigned)found->line);
        }
        assert_string_equal(found->note, changes[i].class);
        assert_int_equal(found->severity, changes[i].severity);
        assert_true(writ_str_ends(writ_str_from(found->source), writ_str_from(changes[i].source)));
        assert_int_equal(entry->state, changes[i].is_ok ? WRIT_ENTRY_PASS : WRIT_ENTRY_FAIL);
        assert_int_equal(find(entry, "VERSION") == NULL, changes[i].is_announced);
        assert_int_equal(entry->finding_count, changes[i].is_announced ? 1 : 2);
    }
}

static void the_version_says_what_it_did_instead(void **state)
{
    static const struct {
        const char *new_text;
        const char *message;
    } cases[] = {
        {HEAD("1.0.0"), "a major version is needed, and the version stays '1.0.0'"},
        {HEAD("1.1.0"),
         "a major version is needed, and the version goes from '1.0.0' to '1.1.0', which is minor"},
        {HEAD("0.9.0"),
         "a major version is needed, and the version goes from '1.0.0' to '0.9.0', which is back"},
        {HEAD("two"), "a major version is needed, and the version goes from '1.0.0' to 'two', "
                      "which is no step that can be told"},
    };
    WRIT_AUTO(diffing) struct diffing diffing;
    struct writ_error err = {0};

    (void)state;
    diffing_start(&diffing);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(
            diff(&diffing, HEAD("1.0.0") SCHEMA COLUMN("a", "string"), cases[i].new_text, &err),
            WRIT_OK);

        const struct writ_finding *found = find(writ_report_entry(diffing.report, 0), "VERSION");

        assert_non_null(found);
        assert_string_equal(found->message, cases[i].message);
        assert_int_equal(found->severity, WRIT_ERROR);
        assert_int_equal(found->line, 4);
    }
}

static void a_mesh_says_what_counts_as_breaking(void **state)
{
    WRIT_AUTO(diffing) struct diffing diffing;
    struct writ_error err = {0};

    (void)state;
    diffing_start(&diffing);
    mesh_dir_put(&diffing.recording.dir, "mesh.yaml",
                 "name: small\nparams:\n  interoperability.breaking-changes:\n"
                 "    codes: [RETYPED]\n    initial_minor: false\n");
    assert_int_equal(recording_try_open(&diffing.recording, false, &err), WRIT_OK);
    assert_int_equal(diff(&diffing, HEAD("1.0.0") SCHEMA COLUMN("a", "string") COLUMN("b", "date"),
                          HEAD("1.1.0") SCHEMA COLUMN("a", "string"), &err),
                     WRIT_OK);

    const struct writ_entry *entry = writ_report_entry(diffing.report, 0);

    assert_string_equal(find(entry, "REMOVED")->note, "compatible");
    assert_int_equal(entry->state, WRIT_ENTRY_PASS);
    assert_null(find(entry, "VERSION"));
    assert_int_equal(diff(&diffing, HEAD("0.1.0") SCHEMA COLUMN("a", "string"),
                          HEAD("0.2.0") SCHEMA COLUMN("a", "integer"), &err),
                     WRIT_OK);
    assert_int_equal(writ_report_entry(diffing.report, 0)->state, WRIT_ENTRY_FAIL);
}

static void dialects_may_differ(void **state)
{
    WRIT_AUTO(diffing) struct diffing diffing;
    struct writ_error err = {0};

    (void)state;
    diffing_start(&diffing);
    assert_int_equal(diff(&diffing, HEAD("1.0.0") SCHEMA COLUMN("a", "string"), DCS, &err),
                     WRIT_OK);
    assert_null(find(writ_report_entry(diffing.report, 0), "REMOVED"));
    assert_null(find(writ_report_entry(diffing.report, 0), "RETYPED"));
    assert_string_equal(writ_report_entry(diffing.report, 0)->group, "dcs");
}

static void what_cannot_be_read_is_an_error_with_its_place(void **state)
{
    WRIT_AUTO(diffing) struct diffing diffing;
    struct writ_error err = {0};

    (void)state;
    diffing_start(&diffing);
    assert_int_equal(diff(&diffing, HEAD("1.0.0"), "a: [\n", &err), WRIT_E_SYNTAX);
    assert_true(writ_str_ends(writ_str_from(err.loc.source), WRIT_LIT("/new.yaml")));
    err = (struct writ_error){0};
    assert_int_equal(diff(&diffing, "title: x\n", HEAD("1.0.0"), &err), WRIT_E_SCHEMA);
    assert_true(writ_str_ends(writ_str_from(err.loc.source), WRIT_LIT("/old.yaml")));
    assert_int_equal(err.loc.line, 1);
    assert_null(diffing.report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_has_its_class_and_its_place),
        cmocka_unit_test(the_version_says_what_it_did_instead),
        cmocka_unit_test(a_mesh_says_what_counts_as_breaking),
        cmocka_unit_test(dialects_may_differ),
        cmocka_unit_test(what_cannot_be_read_is_an_error_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
