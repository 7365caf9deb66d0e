/* SPDX-License-Identifier: Apache-2.0
 *
 * Policy tests (docs/reference/policy-api.md): each case asks one policy about a ready-made input,
 * or the whole mesh about a request, and compares what is said, exactly, with what is expected.
 */
#include "author/test_parts.h"
#include "base/error.h"
#include "base/try.h"

struct suite {
    struct writ_engine *engine;
    const struct writ_selection *selection;
    struct writ_report *report;
    const struct writ_policy_test *test;
    const struct writ_policy *policy;
    const char *path; /* of the test, or of a policy without one */
    bool *is_tested;  /* by policy of the mesh */
    struct writ_error *err;
};

/* How one case went. */
struct result {
    struct writ_str name;
    struct writ_loc at;  /* zeroed: the file as a whole */
    const char *problem; /* NULL: it passed */
    const char *values;  /* what was said, expected and given; or "" */
};

static enum writ_status add_result(struct suite *suite, const struct result *result)
{
    struct writ_arena *kept = writ_report_arena(suite->report);
    struct writ_entry *entry = writ_report_add(suite->report);
    const struct writ_loc whole = writ_loc_at(suite->path, 0, 0);

    if (entry == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    entry->path = suite->path;
    entry->group = suite->policy == NULL ? "" : suite->policy->id;
    entry->name = writ_arena_str(kept, result->name).ptr;
    if (entry->name == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    entry->state = result->problem == NULL ? WRIT_ENTRY_PASS : WRIT_ENTRY_FAIL;
    if (result->problem == NULL) {
        return WRIT_OK;
    }

    struct writ_finding finding = writ_finding_make(
        kept, WRIT_ERROR, result->at.source[0] == '\0' ? &whole : &result->at, WRIT_LIT("TEST"),
        writ_str_from(result->problem), writ_str_from(result->values));

    finding.source = suite->path; /* a writ_loc would cut it */
    return writ_entry_add(suite->report, entry, &finding, suite->err);
}

static enum writ_status add_problem(struct suite *suite, struct writ_str name, const char *problem)
{
    const struct result result = {.name = name, .problem = problem, .values = ""};

    return add_result(suite, &result);
}

static enum writ_status try_policy(struct suite *suite, const struct writ_test_case *one,
                                   struct result *result)
{
    const struct writ_value *given = NULL;
    struct writ_evaluation evaluation;
    bool applies = true;

    result->problem = writ_test_given(one, "input", &given);
    if (result->problem != NULL) {
        return WRIT_OK;
    }

    const struct writ_trial trial = {
        .policy = suite->policy,
        .input = writ_test_input(one, suite->policy, given),
        .params = writ_test_params(one, suite->policy),
    };

    if (trial.input == NULL || trial.params == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    WRIT_TRY(writ_eval_trial(suite->engine->mesh, &trial, one->arena, &evaluation, &applies,
                             suite->err));
    result->problem = writ_test_judge(one, &evaluation, applies);
    if (result->problem != NULL) {
        result->values = writ_test_values(one, &evaluation);
    }
    return WRIT_OK;
}

static enum writ_status run_case(struct suite *suite, const struct writ_value *document,
                                 bool is_decision)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_test_case one = {.document = document,
                                       .fixtures =
                                           writ_value_member(suite->test->document, "fixtures"),
                                       .arena = &arena};
    struct result result = {.name = writ_value_text(writ_value_member(document, "name")),
                            .at = writ_value_loc(document),
                            .values = ""};

    writ_arena_init(&arena, &alloc);
    if (is_decision) {
        WRIT_TRY(writ_test_decide(suite->engine->mesh, &one, &result.problem, &result.values,
                                  suite->err));
    } else {
        WRIT_TRY(try_policy(suite, &one, &result));
    }
    return add_result(suite, &result);
}

static bool is_beside(const char *a, const char *b)
{
    const char *slash = strrchr(a, '/');
    const size_t folder = slash == NULL ? 0 : (size_t)(slash - a) + 1;

    return strncmp(a, b, folder) == 0 && strchr(b + folder, '/') == NULL;
}

const struct writ_policy *writ_test_policy(const struct writ_mesh *mesh,
                                           const struct writ_policy_test *test)
{
    const struct writ_value *id = writ_value_member(test->document, "policy");
    const struct writ_policy *found = NULL;

    for (size_t i = 0; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];

        if (writ_value_is_text(id, policy->id) &&
            (found == NULL || is_beside(policy->path, test->path))) {
            found = policy;
        }
    }
    return found;
}

/* A baseline policy that the mesh has switched off. */
static bool is_disabled(const struct suite *suite, const struct writ_value *id)
{
    const struct writ_value *disabled = writ_value_member(suite->engine->mesh->settings, "disable");

    return writ_value_has(disabled, id);
}

static enum writ_status run_cases(struct suite *suite, const char *member)
{
    const struct writ_value *cases = writ_value_member(suite->test->document, member);

    for (size_t i = 0; i < writ_value_count(cases); i++) {
        WRIT_TRY(run_case(suite, writ_value_item(cases, i), strcmp(member, "decisions") == 0));
    }
    return WRIT_OK;
}

/* What is wrong with a test file as a whole, or NULL. */
static const char *file_problem(const struct suite *suite, struct writ_arena *arena)
{
    static const char *const members[] = {"policy", "fixtures", "cases", "decisions", NULL};
    const struct writ_value *document = suite->test->document;
    const size_t cases = writ_value_count(writ_value_member(document, "cases"));
    const size_t decisions = writ_value_count(writ_value_member(document, "decisions"));

    if (suite->policy == NULL && (cases > 0 || writ_value_member(document, "policy") != NULL)) {
        return "the file names no policy of this mesh";
    }
    return cases + decisions == 0 ? "the file has no cases"
                                  : writ_test_unknown(arena, document, members);
}

static enum writ_status run_file(struct suite *suite)
{
    const struct writ_mesh *mesh = suite->engine->mesh;
    const struct writ_value *id = writ_value_member(suite->test->document, "policy");

    suite->path = suite->test->path;
    suite->policy = writ_test_policy(mesh, suite->test);
    if (is_disabled(suite, id) ||
        !writ_is_selected(suite->engine, suite->selection,
                          suite->policy == NULL ? "" : suite->policy->id, suite->test->path)) {
        return WRIT_OK;
    }

    const char *problem = file_problem(suite, writ_report_arena(suite->report));

    if (problem != NULL) {
        return add_problem(suite, WRIT_LIT("(file)"), problem);
    }
    WRIT_TRY(run_cases(suite, "cases"));
    WRIT_TRY(run_cases(suite, "decisions"));
    if (suite->policy != NULL) {
        suite->is_tested[suite->policy - mesh->policies] = true;
    }
    return WRIT_OK;
}

/* The baseline's and the mesh's own: what nobody tested may be inverted unnoticed. */
static enum writ_status find_untested(struct suite *suite)
{
    const struct writ_mesh *mesh = suite->engine->mesh;
    size_t count = 0;

    for (size_t i = 0; i < mesh->policy_count; i++) {
        suite->policy = &mesh->policies[i];
        suite->path = suite->policy->path;
        if (!writ_is_selected(suite->engine, suite->selection, suite->policy->id,
                              suite->policy->path)) {
            continue;
        }
        count++;
        if (!suite->is_tested[i]) {
            WRIT_TRY(add_problem(suite, WRIT_LIT("(policy)"), "the policy has no test"));
        }
    }
    writ_report_set_policies(suite->report, count);
    return WRIT_OK;
}

static enum writ_status run_all(struct suite *suite)
{
    const struct writ_mesh *mesh = suite->engine->mesh;

    suite->is_tested = writ_arena_array(writ_report_arena(suite->report), mesh->policy_count + 1,
                                        sizeof(*suite->is_tested));
    if (suite->is_tested == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    for (size_t i = 0; i < mesh->test_count; i++) {
        suite->test = &mesh->tests[i];
        WRIT_TRY(run_file(suite));
    }
    WRIT_TRY(find_untested(suite));
    if (writ_report_count(suite->report) == 0) {
        suite->policy = NULL;
        suite->path = "mesh.yaml";
        return add_problem(suite, WRIT_LIT("(mesh)"), "there are no tests");
    }
    return WRIT_OK;
}

enum writ_status writ_engine_test(struct writ_engine *engine,
                                  const struct writ_selection *selection,
                                  struct writ_report **ret_report, struct writ_error *err)
{
    struct suite suite = {.engine = engine, .selection = selection, .err = err};

    WRIT_TRY(writ_selection_check(engine, selection, err));
    WRIT_TRY(writ_mesh_load_tests(engine->mesh, err));
    WRIT_TRY(writ_report_new(&suite.report, err));

    const enum writ_status status = run_all(&suite);

    if (status != WRIT_OK) {
        writ_report_free(suite.report);
        return status;
    }
    *ret_report = suite.report;
    return WRIT_OK;
}
