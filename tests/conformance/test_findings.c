/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever the baseline finds or refuses says where, what to write instead, and where the policy is
 * described: in a mesh where every publish policy finds something, in public descriptors, and in
 * every case of the policies' own tests.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/try.h"
#include "cmocka_all.h"
#include "author/test_parts.h"

enum { PAGE_MAX = 1 << 20 };

static const char *folder_of(const char *variable, const char *below, char path[4096])
{
    const char *root = getenv(variable);

    if (root == NULL) {
        print_message("skipped: %s is not set\n", variable);
        skip();
    }
    (void)snprintf(path, 4096, "%s/%s", root, below);
    return path;
}

static struct writ_engine *open_mesh(const char *dir)
{
    const struct writ_options options = {.mesh_dir = dir};
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};

    if (writ_engine_open(&options, &engine, &err) != WRIT_OK) {
        fail_msg("%s:%u: %s", err.loc.source, (unsigned)err.loc.line, err.text);
    }
    return engine;
}

static struct writ_report *check(struct writ_engine *engine, const char *path)
{
    struct writ_report *report = NULL;
    struct writ_error err = {0};

    if (writ_engine_check(engine, &path, path == NULL ? 0 : 1, "2026-11-02T09:00:00Z", &report,
                          &err) != WRIT_OK) {
        fail_msg("%s:%u: %s", err.loc.source, (unsigned)err.loc.line, err.text);
    }
    return report;
}

/* How many findings of policies there are; each must help. */
static size_t check_findings(const struct writ_report *report)
{
    size_t found = 0;

    for (size_t i = 0; i < writ_report_count(report); i++) {
        const struct writ_entry *entry = writ_report_entry(report, i);

        for (size_t k = 0; k < entry->finding_count; k++) {
            const struct writ_finding *finding = &entry->findings[k];

            if (finding->policy[0] == '\0') {
                continue;
            }
            if (finding->source[0] == '\0' || finding->line == 0 || finding->column == 0 ||
                finding->hint[0] == '\0' || finding->docs[0] == '\0') {
                fail_msg("%s:%u:%u: %s %s: hint '%s', docs '%s'", finding->source,
                         (unsigned)finding->line, (unsigned)finding->column, finding->policy,
                         finding->code, finding->hint, finding->docs);
            }
            found++;
        }
    }
    return found;
}

static bool has_finding_of(const struct writ_report *report, const struct writ_policy *policy)
{
    for (size_t i = 0; i < writ_report_count(report); i++) {
        const struct writ_entry *entry = writ_report_entry(report, i);

        for (size_t k = 0; k < entry->finding_count; k++) {
            if (strcmp(entry->findings[k].policy, policy->id) == 0) {
                assert_string_equal(entry->findings[k].docs, policy->docs);
                return true;
            }
        }
    }
    return false;
}

static void every_publish_policy_finds_something_and_helps(void **state)
{
    char dir[4096], previous[4096];
    struct writ_engine *engine =
        open_mesh(folder_of("WRIT_SOURCE", "tests/conformance/bad_mesh", dir));
    struct writ_error err = {0};
    size_t policies = 0;

    (void)state;
    (void)snprintf(previous, sizeof(previous), "%.4000s/previous", dir);
    assert_int_equal(writ_engine_load_previous(engine, previous, &err), WRIT_OK);

    struct writ_report *report = check(engine, NULL);
    const size_t found = check_findings(report);

    for (size_t i = 0; i < engine->mesh->policy_count; i++) {
        const struct writ_policy *policy = &engine->mesh->policies[i];

        if ((policy->phases & WRIT_PHASE_PUBLISH) != 0) {
            if (!has_finding_of(report, policy)) {
                fail_msg("policy '%s' finds nothing in the bad mesh", policy->id);
            }
            policies++;
        }
    }
    print_message("%zu findings of %zu publish policies\n", found, policies);
    assert_true(policies >= 35);
    writ_report_free(report);
    writ_engine_close(engine);
}

static void findings_in_public_descriptors_help(void **state)
{
    char corpus[4096];
    struct writ_engine *engine = NULL;
    struct writ_report *report;
    size_t found;

    (void)state;
    if (!writ_dir_exists(folder_of("WRIT_SHARED", "corpus", corpus))) {
        print_message("skipped: %s is not there\n", corpus);
        skip();
    }
    engine = open_mesh(NULL);
    report = check(engine, corpus);
    found = check_findings(report);
    print_message("%zu findings in %zu descriptors\n", found, writ_report_count(report));
    assert_true(found > 100);
    writ_report_free(report);
    writ_engine_close(engine);
}

/* A test's input has paths for places, which have no lines. */
static void check_effect(const struct writ_policy *policy, const struct writ_effect *effect)
{
    const bool is_objection = effect->kind == WRIT_EFFECT_DENY || effect->kind == WRIT_EFFECT_WARN;

    if (is_objection && !effect->is_error &&
        (effect->at.source[0] == '\0' || effect->hint.len == 0)) {
        fail_msg("%s %.*s: at '%s', hint '%.*s'", policy->id, WRIT_FMT(effect->code),
                 effect->at.source, WRIT_FMT(effect->hint));
    }
}

static size_t check_case(const struct writ_mesh *mesh, const struct writ_policy *policy,
                         const struct writ_value *document)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_test_case one = {.document = document, .arena = &arena};
    struct writ_evaluation evaluation;
    struct writ_error err = {0};
    bool applies;

    writ_arena_init(&arena, &alloc);

    const struct writ_trial trial = {
        .policy = policy,
        .input = writ_test_input(&one, policy, writ_value_member(document, "input")),
        .params = writ_test_params(&one, policy)};

    assert_int_equal(writ_eval_trial(mesh, &trial, &arena, &evaluation, &applies, &err), WRIT_OK);
    for (size_t i = 0; i < evaluation.effect_count; i++) {
        check_effect(policy, &evaluation.effects[i]);
    }
    return evaluation.effect_count;
}

static const struct writ_policy *policy_of(const struct writ_mesh *mesh,
                                           const struct writ_policy_test *test)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (writ_value_is_text(writ_value_member(test->document, "policy"), mesh->policies[i].id)) {
            return &mesh->policies[i];
        }
    }
    fail_msg("%s is of no policy", test->path);
    return NULL;
}

static void refusals_in_policy_tests_help(void **state)
{
    struct writ_engine *engine = open_mesh(NULL);
    struct writ_mesh *mesh = engine->mesh;
    struct writ_error err = {0};
    size_t effects = 0;

    (void)state;
    assert_int_equal(writ_mesh_load_tests(mesh, &err), WRIT_OK);
    for (size_t i = 0; i < mesh->test_count; i++) {
        const struct writ_policy *policy = policy_of(mesh, &mesh->tests[i]);
        const struct writ_value *cases = writ_value_member(mesh->tests[i].document, "cases");

        for (size_t k = 0; k < writ_value_count(cases); k++) {
            effects += check_case(mesh, policy, writ_value_item(cases, k));
        }
    }
    print_message("%zu effects of %zu policies\n", effects, mesh->policy_count);
    assert_true(effects > 500);
    writ_engine_close(engine);
}

/* The link of each policy leads to its heading. */
static void every_policy_is_described(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};
    struct writ_str page;
    char path[4096];

    (void)state;
    (void)folder_of("WRIT_SOURCE", "docs/reference/policies.md", path);
    engine = open_mesh(NULL);
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_file_read(&arena, path, PAGE_MAX, &page, &err), WRIT_OK);
    for (size_t i = 0; i < engine->mesh->policy_count; i++) {
        const char *heading = writ_arena_printf(&arena, "## `%s`\n", engine->mesh->policies[i].id);

        if (strstr(page.ptr, heading) == NULL) {
            fail_msg("%s has no heading for '%s'", path, engine->mesh->policies[i].id);
        }
    }
    writ_engine_close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_publish_policy_finds_something_and_helps),
        cmocka_unit_test(findings_in_public_descriptors_help),
        cmocka_unit_test(refusals_in_policy_tests_help),
        cmocka_unit_test(every_policy_is_described),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
