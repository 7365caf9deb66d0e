/* SPDX-License-Identifier: Apache-2.0
 *
 * Policy tests: an expectation is exact, and says what it missed.
 */
#include "cmocka_all.h"
#include "recording.h"

/* A policy that says what its input asks it to. */
#define PARROT                                                                                     \
    "return policy { id = 'guild.parrot', title = 'T', phase = 'access', level = 'mandatory',\n"   \
    "  params = { k = 5 }, applies = function(input) return input.context.off == nil end,\n"       \
    "  rule = function(input, out, params)\n"                                                      \
    "    local c = input.context\n"                                                                \
    "    if c.permit then out.permit('p') end\n"                                                   \
    "    if c.deny then out.deny('no', { code = c.deny, at = c.at, hint = c.hint }) end\n"         \
    "    if c.warn then out.warn('hm', { code = c.warn }) end\n"                                   \
    "    if c.k then out.oblige { type = 'min_group', k = params.k, at = c.at } end\n"             \
    "    if c.time then out.warn(input.time, { code = 'T' .. input.time:sub(1, 4) }) end\n"        \
    "    if c.fail then error('x') end\n"                                                          \
    "  end }\n"

static const struct {
    const char *one;     /* a case */
    const char *problem; /* NULL: it passes */
} cases[] = {
    {"input = {}, expect = {}", NULL},
    {"expect = {}", NULL},
    {"input = {}", "the case expects nothing: give expect or applies"},
    {"input = { context = { permit = 1 } }, expect = { permit = true }", NULL},
    {"input = { context = { permit = 1 } }, expect = {}",
     "said 'permit' PARROT (p), which was not expected"},
    {"input = { context = { permit = 1 } }, expect = { permit = false }",
     "said 'permit' PARROT (p), which was not expected"},
    {"input = {}, expect = { permit = true }", "expected 'permit', which it did not say"},
    {"input = {}, expect = { permit = false, error = false }", NULL},
    {"input = { context = { deny = 'A' } }, expect = { deny = 'A' }", NULL},
    {"input = { context = { deny = 'A' } }, expect = { deny = 'B' }",
     "expected 'deny' B, which it did not say"},
    {"input = { context = { deny = 'A' } }, expect = { deny = { 'A', 'B' } }",
     "expected 'deny' B, which it did not say"},
    {"input = { context = { deny = 'A' } }, expect = { warn = 'A' }",
     "expected 'warn' A, which it did not say"},
    {"input = { context = { deny = 'A', warn = 'B' } }, expect = { deny = 'A' }",
     "said 'warn' B (hm), which was not expected"},
    {"input = { context = { deny = 'A', warn = 'B' } }, expect = { deny = 'A', warn = { 'B' } }",
     NULL},
    {"input = { context = { k = 1 } }, expect = { oblige = { { type = 'min_group', k = 5 } } }",
     NULL},
    {"input = { context = { k = 1 } }, expect = { oblige = { { type = 'min_group', k = 6 } } }",
     "expected 'oblige' min_group, which it did not say"},
    {"input = { context = { k = 1 } }, expect = { oblige = { { type = 'min_group' } } }",
     "expected 'oblige' min_group, which it did not say"},
    {"input = { context = { k = 1 } }, expect = { oblige = { { type = 'min_group', k = 5, by = 'x' "
     "} } }",
     "expected 'oblige' min_group, which it did not say"},
    {"input = { context = { k = 1 } }, expect = { oblige = { type = 'min_group', k = 5 } }",
     "said 'oblige' min_group (min_group), which was not expected"},
    {"input = { context = { k = 1 } }, params = { k = 7 }, expect = { oblige = { { type = "
     "'min_group', k = 7 } } }",
     NULL},
    {"input = { context = { deny = 'A', at = {} } }, expect = { deny = 'A@context.at' }", NULL},
    {"input = { context = { deny = 'A', at = {} } }, expect = { deny = 'A@context' }",
     "expected 'deny' A@context, which it did not say"},
    {"input = { context = { deny = 'A', at = { {}, 1 } } }, expect = { deny = {} }",
     "said 'deny' A@context.at (no), which was not expected"},
    {"input = { context = { deny = 'A' } }, expect = { deny = 'A@' }", NULL},
    {"input = { context = { k = 1, at = {} } }, expect = { oblige = { { type = 'min_group', k = 5, "
     "at = 'context.at' } } }",
     NULL},
    {"input = { context = { k = 1, at = {} } }, expect = { oblige = { { type = 'min_group', k = 5, "
     "at = 'context' } } }",
     "expected 'oblige' min_group, which it did not say"},
    {"input = { context = { deny = 'A', hint = 'do it' } }, expect = { deny = 'A' }, says = { "
     "'no', "
     "'it' }",
     NULL},
    {"input = { context = { deny = 'A' } }, expect = { deny = 'A' }, says = 'maybe'",
     "no message or hint says 'maybe'"},
    {"input = { context = { deny = 'A' } }, expect = { deny = 'A' }, says = { 'no', 1 }",
     "no message or hint says ''"},
    {"input = { context = { fail = 1 } }, expect = { error = true }", NULL},
    {"input = { context = { fail = 1 } }, expect = {}",
     "said 'error' ERROR@policies/mesh/p.lua:10 (the policy failed: x), which was not expected"},
    {"input = {}, expect = { error = true }", "expected 'error', which it did not say"},
    {"input = { context = { off = 1 } }, applies = false", NULL},
    {"input = { context = { off = 1 } }, expect = {}", NULL},
    {"input = { context = { off = 1 } }, expect = { deny = 'A' }",
     "expected 'deny' A, which it did not say"},
    {"input = { context = { off = 1 } }, applies = true", "it does not apply"},
    {"input = {}, applies = false", "it applies, which was not expected"},
    {"input = { context = { time = 1 } }, expect = { warn = 'T2026' }", NULL},
    {"input = { context = { time = 1 } }, time = '2031-01-01T00:00:00Z', expect = { warn = 'T2031' "
     "}",
     NULL},
    {"input = { context = { time = 1 }, time = '2030-01-01T00:00:00Z' }, expect = { warn = 'T2030' "
     "}",
     NULL},
    {"input = { context = { time = 1 }, time = '2030-01-01T00:00:00Z' }, time = "
     "'2031-01-01T00:00:00Z', expect = { warn = 'T2031' }",
     NULL},
};

static struct writ_report *run(struct recording *recording)
{
    struct writ_report *report = NULL;
    struct writ_error err = {0};

    if (recording_try_open(recording, false, &err) != WRIT_OK ||
        writ_engine_test(recording->engine, NULL, &report, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return report;
}

static void expectations_are_exact(void **state)
{
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    mesh_dir_put(&recording.dir, "policies/mesh/p.lua", PARROT);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[600];

        (void)snprintf(text, sizeof(text),
                       "return { policy = 'guild.parrot', cases = { { name = 'n', %s } } }\n",
                       cases[i].one);
        mesh_dir_put(&recording.dir, "policies/mesh/p_test.lua", text);

        struct writ_report *report = run(&recording);
        const struct writ_entry *entry = writ_report_entry(report, 0);
        const char *said = entry->finding_count == 0 ? NULL : entry->findings[0].message;

        assert_int_equal(writ_report_count(report), 1);
        assert_string_equal(entry->name, "n");
        assert_string_equal(entry->group, "guild.parrot");
        assert_int_equal(entry->state, said == NULL ? WRIT_ENTRY_PASS : WRIT_ENTRY_FAIL);
        if ((said == NULL) != (cases[i].problem == NULL) ||
            (said != NULL && strcmp(said, cases[i].problem) != 0)) {
            fail_msg("%s: %s", cases[i].one, said == NULL ? "passed" : said);
        }
        writ_report_free(report);
    }
}

static const struct {
    const char *text;
    const char *problem;
} suites[] = {
    {"return { policy = 'guild.parrots', cases = { { name = 'n', expect = {} } } }\n",
     "the file names no policy of this mesh"},
    {"return { cases = { { name = 'n', expect = {} } } }\n",
     "the file names no policy of this mesh"},
    {"return { policy = 'guild.parrot' }\n", "the file has no cases"},
    {"return { policy = 'guild.parrot', cases = {} }\n", "the file has no cases"},
    {"return { policy = 'guild.parrot', cases = 1 }\n", "the file has no cases"},
    {"return { policy = 'guild.parrot', cases = { 1 } }\n",
     "the case expects nothing: give expect or applies"},
    {"return { policy = 'guild.parrot', cases = { { name = 'n', inptu = {}, expect = {} } } }\n",
     "unknown member 'inptu'"},
    {"return { policy = 'guild.parrot', cases = { { name = 'n', expect = { dney = 'A' } } } }\n",
     "unknown member 'dney'"},
    {"return { policy = 'guild.parrot', case = {}, cases = { { name = 'n', expect = {} } } }\n",
     "unknown member 'case'"},
    {"return { policy = 'guild.parrot', cases = { { name = 'n', fixture = 'x', expect = {} } } }\n",
     "the file has no fixture 'x'"},
};

static void a_test_that_tests_nothing_fails(void **state)
{
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    mesh_dir_put(&recording.dir, "policies/mesh/p.lua", PARROT);
    for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
        mesh_dir_put(&recording.dir, "tests/p_test.lua", suites[i].text);

        struct writ_report *report = run(&recording);
        const struct writ_entry *entry = writ_report_entry(report, 0);

        assert_int_equal(entry->state, WRIT_ENTRY_FAIL);
        assert_string_equal(entry->findings[0].message, suites[i].problem);
        assert_string_equal(entry->path, "tests/p_test.lua");
        writ_report_free(report);
    }
}

/* Two domains may each have a policy of one id; a test means the one it stands beside. */
static void a_test_is_of_the_policy_beside_it(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/domains/a/p.lua", "return policy { id = 'own.readers', title = 'T', phase = "
                                     "'access', level = 'mandatory', rule = function(input, out) "
                                     "out.permit('a') end }\n"},
        {"policies/domains/b/p.lua", "return policy { id = 'own.readers', title = 'T', phase = "
                                     "'access', level = 'mandatory', rule = function(input, out) "
                                     "out.deny('b') end }\n"},
        {"policies/domains/a/p_test.lua",
         "return { policy = 'own.readers', cases = { { name = 'a', expect = { permit = true } } } "
         "}\n"},
        {"policies/domains/b/p_test.lua",
         "return { policy = 'own.readers', cases = { { name = 'b', expect = { deny = 'READERS' } "
         "} } }\n"},
        {NULL, NULL}};
    WRIT_AUTO(recording) struct recording recording;
    struct writ_report *report;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, files);
    report = run(&recording);
    assert_int_equal(writ_report_count(report), 2);
    assert_int_equal(writ_report_entry(report, 0)->state, WRIT_ENTRY_PASS);
    assert_int_equal(writ_report_entry(report, 1)->state, WRIT_ENTRY_PASS);
    writ_report_free(report);
}

#define ASK                                                                                        \
    "fixtures:\n"                                                                                  \
    "  ann: { subject: { type: user, id: ann }, action: { name: read },\n"                         \
    "    resource: { type: data_product, id: orders } }\n"                                         \
    "  bob: { subject: { id: bob } }\n"

/* Of the mesh in recording.h: everybody but bob reads, with a mask. */
static const struct {
    const char *one;     /* a case of `decisions`, a member on each line */
    const char *problem; /* NULL: it passes */
    const char *values;  /* how the hint begins */
} decisions[] = {
    {"fixture: ann\n    expect: { decision: permit }", NULL, ""},
    {"fixture: ann", "permitted, which was not expected",
     "said permit READERS, oblige mask {\"column\":\"orders.email\",\"kind\":\"MASK_HASH\"}; "
     "expected nothing; of {\"request\":{\"action\":{\"name\":\"read\"},"},
    {"fixture: [ann, bob]", NULL, ""},
    {"fixture: ann\n    request: { subject: { id: bob } }", NULL, ""},
    {"fixture: [ann, bob]\n    expect: { decision: permit }", "denied", "said oblige mask"},
    {"fixture: [ann, bob]\n    expect: { codes: [NO_GRANT] }", "nothing denied with NO_GRANT",
     "said oblige mask"},
    {"fixture: ann\n    expect: { decision: permit, obligations: [] }",
     "obligation 'mask' was not expected", "said permit"},
    {"fixture: ann\n    expect: { decision: permit, obligations: [{ type: mask, column: "
     "orders.email, kind: MASK_HASH }] }",
     NULL, ""},
    {"fixture: ann\n    expect: { decision: permit, obligations: [{ type: ttl, seconds: 1 }] }",
     "obligation 'ttl' is not part of the decision", "said permit"},
    {"fixture: ann\n    expect: { decision: yes }", "'decision' must be permit or deny",
     "said permit"},
    {"fixture: ann\n    expect: { verdict: permit }", "unknown member 'verdict'", "said permit"},
    {"fixture: ann\n    input: {}", "unknown member 'input'", "said permit"},
    {"fixture: bob", "the request has no 'action'", ""},
    {"fixture: ann\n    time: yesterday", "'time' is no RFC 3339 time", ""},
    {"time: 2026-01-01T00:00:00Z", "the case has no request", ""},
};

static void a_decision_that_is_not_expected_is_a_deny(void **state)
{
    WRIT_AUTO(recording) struct recording recording;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, recording_files);
    for (size_t i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++) {
        char text[1000];

        (void)snprintf(text, sizeof(text), ASK "decisions:\n  - name: n\n    %s\n",
                       decisions[i].one);
        mesh_dir_put(&recording.dir, "tests/whole_test.yaml", text);

        struct writ_report *report = run(&recording);
        const struct writ_entry *entry = writ_report_entry(report, writ_report_count(report) - 1);
        const char *said = entry->finding_count == 0 ? NULL : entry->findings[0].message;

        assert_int_equal(writ_report_count(report), 2);
        assert_string_equal(entry->path, "tests/whole_test.yaml");
        if ((said == NULL) != (decisions[i].problem == NULL) ||
            (said != NULL && strstr(said, decisions[i].problem) == NULL)) {
            fail_msg("%s: %s", decisions[i].one, said == NULL ? "passed" : said);
        }
        if (said != NULL) {
            assert_int_equal(entry->findings[0].line, 6);
            assert_int_equal(
                strncmp(entry->findings[0].hint, decisions[i].values, strlen(decisions[i].values)),
                0);
        }
        writ_report_free(report);
    }
}

static void what_nobody_tests_fails(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_report *report;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    report = run(&recording);
    assert_int_equal(writ_report_count(report), 1);
    assert_int_equal(writ_report_entry(report, 0)->state, WRIT_ENTRY_FAIL);
    assert_string_equal(writ_report_entry(report, 0)->findings[0].message, "there are no tests");
    writ_report_free(report);
    mesh_dir_put(&recording.dir, "policies/mesh/p.lua", PARROT);
    report = run(&recording);
    assert_int_equal(writ_report_count(report), 1);
    assert_string_equal(writ_report_entry(report, 0)->group, "guild.parrot");
    assert_string_equal(writ_report_entry(report, 0)->findings[0].message,
                        "the policy has no test");
    writ_report_free(report);
}

static const struct {
    const char *name;
    size_t count; /* of test cases; 0: it names nothing */
} names[] = {
    {"sales", 1},    {"sales.readers", 1}, {"policies/domains/sales/readers.lua", 1},
    {"policies", 2}, {"guild", 1},         {"policies/mesh/p_test.yaml", 1},
    {"readers", 0},  {"guild.parrots", 0}, {"writ:policies", 0},
};

static void names_select_by_id_and_path(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_error err = {0};

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, recording_files);
    mesh_dir_put(&recording.dir, "policies/mesh/p.lua", PARROT);
    mesh_dir_put(&recording.dir, "policies/mesh/p_test.yaml",
                 "policy: guild.parrot\ncases: [{ name: n, expect: {} }]\n");
    assert_int_equal(recording_try_open(&recording, false, &err), WRIT_OK);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct writ_selection selection = {&names[i].name, 1};
        struct writ_report *report = NULL;
        struct writ_error why = {0};
        const enum writ_status status =
            writ_engine_test(recording.engine, &selection, &report, &why);

        assert_int_equal(status, names[i].count == 0 ? WRIT_E_NOTFOUND : WRIT_OK);
        if (status == WRIT_OK && writ_report_count(report) != names[i].count) {
            fail_msg("%s: %zu", names[i].name, writ_report_count(report));
        }
        writ_report_free(report);
    }
}

static void the_baseline_passes_its_own_tests(void **state)
{
    WRIT_AUTO(recording) struct recording recording;
    struct writ_report *whole, *less;

    (void)state;
    memset(&recording, 0, sizeof(recording));
    mesh_dir_make(&recording.dir, NULL);
    mesh_dir_put(&recording.dir, "mesh.yaml", "name: m\n");
    whole = run(&recording);
    assert_true(writ_report_count(whole) > 100);
    for (size_t i = 0; i < writ_report_count(whole); i++) {
        assert_int_equal(writ_report_entry(whole, i)->state, WRIT_ENTRY_PASS);
    }
    mesh_dir_put(&recording.dir, "mesh.yaml", "name: m\ndisable: [privacy.residency]\n");
    less = run(&recording);
    assert_true(writ_report_count(less) < writ_report_count(whole));
    for (size_t i = 0; i < writ_report_count(less); i++) {
        assert_int_equal(writ_report_entry(less, i)->state, WRIT_ENTRY_PASS);
    }
    writ_report_free(whole);
    writ_report_free(less);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectations_are_exact),
        cmocka_unit_test(a_test_that_tests_nothing_fails),
        cmocka_unit_test(a_test_is_of_the_policy_beside_it),
        cmocka_unit_test(a_decision_that_is_not_expected_is_a_deny),
        cmocka_unit_test(what_nobody_tests_fails),
        cmocka_unit_test(names_select_by_id_and_path),
        cmocka_unit_test(the_baseline_passes_its_own_tests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
