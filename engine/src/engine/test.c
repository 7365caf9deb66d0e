/* SPDX-License-Identifier: Apache-2.0
 *
 * Policy tests (docs/reference/policy-api.md): each case asks one policy about a ready-made input
 * and compares what it says, exactly, with what is expected.
 */
#include "base/error.h"
#include "base/try.h"
#include "data/canonical.h"
#include "engine/engine.h"
#include "engine/test_places.h"

struct suite {
    struct writ_engine *engine;
    const struct writ_selection *selection;
    struct writ_report *report;
    const struct writ_policy_test *test;
    const struct writ_policy *policy;
    struct writ_error *err;
};

/* The input as policies are promised it: tables that are never nil, and a time, that of the case
 * before the input's. */
static const struct writ_value *complete(struct writ_arena *arena, const struct writ_value *given,
                                         const struct writ_value *time)
{
    static const char *const tables[] = {"subject", "action", "resource",
                                         "context", "data",   "mesh"};
    struct writ_build input, empty;

    writ_build_object(&input, arena);
    writ_build_object(&empty, arena);

    const struct writ_value *none = writ_build_end(&empty);

    for (size_t i = 0; given != NULL && given->kind == WRIT_OBJECT && i < given->as.object.count;
         i++) {
        const struct writ_member *member = &given->as.object.members[i];

        if (time == NULL || !writ_str_is(member->key, "time")) {
            writ_build_member(&input, member->key, member->value);
        }
    }
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (writ_value_member(given, tables[i]) == NULL) {
            writ_build_put(&input, tables[i], none);
        }
    }
    if (time != NULL || writ_value_member(given, "time") == NULL) {
        writ_build_put(&input, "time",
                       time != NULL ? time
                                    : writ_value_string(arena, WRIT_LIT("2026-01-01T00:00:00Z")));
    }
    return writ_test_places(arena, writ_build_end(&input));
}

/* The policy's own parameters with those of the case over them: a mesh's settings do not change
 * what a policy is. */
static const struct writ_value *
params_of(struct writ_arena *arena, const struct writ_policy *policy, const struct writ_value *set)
{
    struct writ_build params;

    writ_build_object(&params, arena);
    for (size_t i = 0; i < writ_value_count(policy->defaults); i++) {
        const struct writ_member *member = &policy->defaults->as.object.members[i];
        const struct writ_value *over = writ_value_get(set, member->key);

        writ_build_member(&params, member->key, over == NULL ? member->value : over);
    }
    return writ_build_end(&params);
}

static bool expects_code(const struct writ_value *expected, const struct writ_effect *effect)
{
    if (expected == NULL || expected->kind == WRIT_STRING) {
        return expected != NULL && writ_test_is_said(expected->text, effect);
    }
    for (size_t i = 0; i < writ_value_count(expected); i++) {
        if (writ_test_is_said(writ_value_text(writ_value_item(expected, i)), effect)) {
            return true;
        }
    }
    return false;
}

static bool is_property(struct writ_str key)
{
    return !writ_str_is(key, "type") && !writ_str_is(key, "at");
}

/* An expected obligation is {type = …, members …}; the one produced must have exactly these, and
 * point at `at` when that is given. */
static bool is_obligation(const struct writ_value *expected, const struct writ_effect *effect)
{
    const struct writ_value *at = writ_value_member(expected, "at");
    size_t properties = 0;

    for (size_t i = 0; i < writ_value_count(expected); i++) {
        const struct writ_member *member = &expected->as.object.members[i];

        if (!is_property(member->key)) {
            continue;
        }
        if (!writ_value_equal(member->value, writ_value_get(effect->properties, member->key))) {
            return false;
        }
        properties++;
    }
    return properties == writ_value_count(effect->properties) &&
           writ_str_eq(writ_value_text(writ_value_member(expected, "type")), effect->obligation) &&
           (at == NULL || writ_value_is_text(at, effect->at.source));
}

static bool is_expected(const struct writ_value *expect, const struct writ_effect *effect)
{
    const struct writ_value *obligations = writ_value_member(expect, "oblige");

    if (effect->is_error) {
        return writ_value_is_true(writ_value_member(expect, "error"));
    }
    switch (effect->kind) {
    case WRIT_EFFECT_PERMIT:
        return writ_value_is_true(writ_value_member(expect, "permit"));
    case WRIT_EFFECT_DENY:
        return expects_code(writ_value_member(expect, "deny"), effect);
    case WRIT_EFFECT_WARN:
        return expects_code(writ_value_member(expect, "warn"), effect);
    case WRIT_EFFECT_OBLIGE:
        for (size_t i = 0; i < writ_value_count(obligations); i++) {
            if (is_obligation(writ_value_item(obligations, i), effect)) {
                return true;
            }
        }
        return false;
    }
    return false;
}

/* Whether some effect is what one expectation asks for: the same comparison from the other side. */
static bool is_produced(const struct writ_evaluation *evaluation, const char *member,
                        const struct writ_value *one, struct writ_arena *arena)
{
    struct writ_build list, expect;

    writ_build_array(&list, arena);
    writ_build_item(&list, one);
    writ_build_object(&expect, arena);
    writ_build_put(&expect, member, one->kind == WRIT_BOOL ? one : writ_build_end(&list));

    const struct writ_value *alone = writ_build_end(&expect);

    for (size_t i = 0; i < evaluation->effect_count; i++) {
        if (is_expected(alone, &evaluation->effects[i])) {
            return true;
        }
    }
    return false;
}

/* A code, or the type of an obligation. */
static const char *missed(struct writ_arena *arena, const char *member,
                          const struct writ_value *one)
{
    const struct writ_value *type = writ_value_member(one, "type");
    const struct writ_str name = writ_quotable(writ_value_text(type == NULL ? one : type));

    return writ_arena_printf(arena, "expected '%s'%s%.*s, which it did not say", member,
                             name.len == 0 ? "" : " ", WRIT_FMT(name));
}

static const char *missing(const struct writ_evaluation *evaluation,
                           const struct writ_value *expect, struct writ_arena *arena)
{
    static const char *const members[] = {"permit", "deny", "warn", "oblige", "error"};

    for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
        const struct writ_value *wanted = writ_value_member(expect, members[m]);
        const size_t count = wanted != NULL && wanted->kind == WRIT_ARRAY ? wanted->as.array.count
                             : wanted == NULL                             ? 0
                                                                          : 1;

        for (size_t i = 0; i < count; i++) {
            const struct writ_value *one =
                wanted->kind == WRIT_ARRAY ? wanted->as.array.items[i] : wanted;

            if (one->kind == WRIT_BOOL && !one->as.boolean) {
                continue; /* permit = false: none is expected */
            }
            if (!is_produced(evaluation, members[m], one, arena)) {
                return missed(arena, members[m], one);
            }
        }
    }
    return NULL;
}

static const char *surplus(const struct writ_evaluation *evaluation,
                           const struct writ_value *expect, struct writ_arena *arena)
{
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        if (!is_expected(expect, effect)) {
            const char *at = effect->is_error ? "" : effect->at.source;

            return writ_arena_printf(arena, "said '%s' %.*s%s%s (%.*s), which was not expected",
                                     effect->is_error ? "error" : writ_effect_name(effect->kind),
                                     WRIT_FMT(writ_quotable(effect->code)),
                                     at[0] == '\0' ? "" : "@", at,
                                     WRIT_FMT(writ_quotable(effect->message)));
        }
    }
    return NULL;
}

/* `says`: a text that some message or hint holds, or a list of them. */
static const char *unsaid(const struct writ_evaluation *evaluation, const struct writ_value *says,
                          struct writ_arena *arena)
{
    const bool is_list = says != NULL && says->kind == WRIT_ARRAY;
    const size_t count = is_list ? writ_value_count(says) : says != NULL;

    for (size_t i = 0; i < count; i++) {
        const struct writ_str text = writ_value_text(is_list ? writ_value_item(says, i) : says);

        if (!writ_test_is_worded(text, evaluation)) {
            return writ_arena_printf(arena, "no message or hint says '%.*s'",
                                     WRIT_FMT(writ_quotable(text)));
        }
    }
    return NULL;
}

static const char *judge(const struct writ_evaluation *evaluation, const struct writ_value *one,
                         bool applies, struct writ_arena *arena)
{
    const struct writ_value *wanted = writ_value_member(one, "applies");
    const struct writ_value *expect = writ_value_member(one, "expect");

    if (wanted != NULL && writ_value_is_true(wanted) != applies) {
        return applies ? "it applies, which was not expected" : "it does not apply";
    }
    if (wanted == NULL && expect == NULL) {
        return "the case expects nothing: give expect or applies";
    }

    const char *problem = missing(evaluation, expect, arena);

    if (problem == NULL) {
        problem = surplus(evaluation, expect, arena);
    }
    return problem != NULL ? problem : unsaid(evaluation, writ_value_member(one, "says"), arena);
}

static enum writ_status add_result(struct suite *suite, struct writ_str name, const char *problem)
{
    struct writ_arena *kept = writ_report_arena(suite->report);
    struct writ_entry *entry = writ_report_add(suite->report);
    const struct writ_loc at = writ_loc_at(suite->test->path, 0, 0);

    if (entry == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    entry->path = suite->test->path;
    entry->group = suite->policy == NULL ? "" : suite->policy->id;
    entry->name = writ_arena_str(kept, name).ptr;
    if (entry->name == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    entry->state = problem == NULL ? WRIT_ENTRY_PASS : WRIT_ENTRY_FAIL;
    if (problem == NULL) {
        return WRIT_OK;
    }

    const struct writ_finding finding = writ_finding_make(kept, WRIT_ERROR, &at, WRIT_LIT("TEST"),
                                                          writ_str_from(problem), WRIT_LIT(""));

    return writ_entry_add(suite->report, entry, &finding, suite->err);
}

static enum writ_status run_case(struct suite *suite, const struct writ_value *one)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_evaluation evaluation;
    bool applies = true;

    writ_arena_init(&arena, &alloc);

    const struct writ_trial trial = {
        .policy = suite->policy,
        .input = complete(&arena, writ_value_member(one, "input"), writ_value_member(one, "time")),
        .params = params_of(&arena, suite->policy, writ_value_member(one, "params")),
    };

    if (trial.input == NULL || trial.params == NULL) {
        return writ_engine_no_memory(suite->err);
    }
    WRIT_TRY(
        writ_eval_trial(suite->engine->mesh, &trial, &arena, &evaluation, &applies, suite->err));
    return add_result(suite, writ_value_text(writ_value_member(one, "name")),
                      judge(&evaluation, one, applies, &arena));
}

static bool is_beside(const char *a, const char *b)
{
    const char *slash = strrchr(a, '/');
    const size_t folder = slash == NULL ? 0 : (size_t)(slash - a) + 1;

    return strncmp(a, b, folder) == 0 && strchr(b + folder, '/') == NULL;
}

/* Ids are unique in a layer and scope only, so of several the one beside the test is meant. */
static const struct writ_policy *find_policy(const struct writ_mesh *mesh,
                                             const struct writ_value *id, const char *test_path)
{
    const struct writ_policy *found = NULL;

    for (size_t i = 0; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];

        if (writ_value_is_text(id, policy->id) &&
            (found == NULL || is_beside(policy->path, test_path))) {
            found = policy;
        }
    }
    return found;
}

static enum writ_status run_file(struct suite *suite)
{
    const struct writ_value *cases = writ_value_member(suite->test->document, "cases");
    const struct writ_value *disabled = writ_value_member(suite->engine->mesh->settings, "disable");
    const struct writ_value *id = writ_value_member(suite->test->document, "policy");

    suite->policy = find_policy(suite->engine->mesh, id, suite->test->path);
    for (size_t i = 0; i < writ_value_count(disabled); i++) {
        if (writ_value_equal(writ_value_item(disabled, i), id)) {
            return WRIT_OK; /* a baseline policy that the mesh has switched off */
        }
    }
    if (suite->policy == NULL || writ_value_count(cases) == 0) {
        return add_result(suite, WRIT_LIT("(file)"),
                          suite->policy == NULL ? "the file names no policy of this mesh"
                                                : "the file has no cases");
    }
    for (size_t i = 0; i < writ_value_count(cases); i++) {
        WRIT_TRY(run_case(suite, writ_value_item(cases, i)));
    }
    return WRIT_OK;
}

static enum writ_status run_all(struct suite *suite)
{
    const struct writ_mesh *mesh = suite->engine->mesh;

    for (size_t i = 0; i < mesh->test_count; i++) {
        suite->test = &mesh->tests[i];
        WRIT_TRY(run_file(suite));
    }
    writ_report_set_policies(suite->report, mesh->policy_count);
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
