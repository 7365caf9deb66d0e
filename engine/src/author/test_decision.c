/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole decisions in policy tests: a request, decided by everything that binds in the mesh.
 */
#include "author/test_parts.h"
#include "base/error.h"
#include "base/time.h"
#include "base/try.h"

static enum writ_status decide(const struct writ_mesh *mesh, const struct writ_test_case *one,
                               const struct writ_value *document,
                               struct writ_evaluation *ret_evaluation, struct writ_error *err)
{
    const struct writ_value *time = writ_value_member(one->document, "time");
    const struct writ_str text = time == NULL ? WRIT_LIT(WRIT_TEST_TIME) : writ_value_text(time);
    const struct writ_loc at = writ_value_loc(time);
    struct writ_request request;
    int64_t now_ms = 0;

    if (!writ_time_parse(text, &now_ms)) {
        return writ_fail(err, WRIT_E_SCHEMA, &at, "'time' is no RFC 3339 time");
    }
    WRIT_TRY(writ_request_read(document, now_ms, &request, err));

    const struct writ_descriptor *product = writ_request_product(mesh, &request);
    const struct writ_question question = {.phase = WRIT_PHASE_ACCESS,
                                           .descriptor = product,
                                           .request = &request,
                                           .time_ms = request.time_ms};

    return writ_eval(mesh, &question, one->arena, ret_evaluation, err);
}

static bool is_refusal(const struct writ_effect *effect)
{
    return effect->kind == WRIT_EFFECT_DENY && effect->standing == WRIT_STANDS;
}

static bool is_refused_with(const struct writ_evaluation *evaluation, struct writ_str code)
{
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        if (is_refusal(&evaluation->effects[i]) && writ_str_eq(evaluation->effects[i].code, code)) {
            return true;
        }
    }
    return false;
}

static const char *compare_codes(struct writ_arena *arena, const struct writ_value *codes,
                                 const struct writ_evaluation *evaluation)
{
    for (size_t i = 0; i < writ_value_count(codes); i++) {
        const struct writ_str code = writ_value_text(writ_value_item(codes, i));

        if (!is_refused_with(evaluation, code)) {
            return writ_arena_printf(arena, "nothing denied with %.*s", WRIT_FMT(code));
        }
    }
    for (size_t i = 0; codes != NULL && i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        if (is_refusal(effect) && !writ_value_has_text(codes, effect->code)) {
            return writ_arena_printf(arena, "%s denied with %.*s, which was not expected",
                                     effect->policy_id, WRIT_FMT(effect->code));
        }
    }
    return NULL;
}

/* The decision's {id, type, properties} as a policy writes it: {type, the properties …}. */
static const struct writ_value *flat(struct writ_arena *arena, const struct writ_value *obligation)
{
    const struct writ_value *properties = writ_value_member(obligation, "properties");
    struct writ_build build;

    writ_build_object(&build, arena);
    writ_build_put(&build, "type", writ_value_member(obligation, "type"));
    for (size_t i = 0; i < writ_value_count(properties); i++) {
        const struct writ_member *member = &properties->as.object.members[i];

        writ_build_member(&build, member->key, member->value);
    }
    return writ_build_end(&build);
}

/* The first of `list` that the other list has not, named; or NULL. */
static const char *first_not_in(struct writ_arena *arena, const struct writ_value *list,
                                const struct writ_value *other, const char *what)
{
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);

        if (!writ_value_has(other, one)) {
            return writ_arena_printf(arena, "obligation '%.*s' %s",
                                     WRIT_FMT(writ_value_text(writ_value_member(one, "type"))),
                                     what);
        }
    }
    return NULL;
}

static const char *compare_obligations(struct writ_arena *arena, const struct writ_value *wanted,
                                       const struct writ_evaluation *evaluation)
{
    const struct writ_value *given = writ_value_member(evaluation->document, "obligations");
    struct writ_build build;

    if (wanted == NULL) {
        return NULL;
    }
    writ_build_array(&build, arena);
    for (size_t i = 0; i < writ_value_count(given); i++) {
        writ_build_item(&build, flat(arena, writ_value_item(given, i)));
    }

    const struct writ_value *flattened = writ_build_end(&build);

    if (flattened == NULL) {
        return "out of memory";
    }

    const char *problem = first_not_in(arena, wanted, flattened, "is not part of the decision");

    return problem != NULL ? problem : first_not_in(arena, flattened, wanted, "was not expected");
}

static const char *compare(const struct writ_test_case *one,
                           const struct writ_evaluation *evaluation)
{
    static const char *const members[] = {"name", "fixture", "request", "time", "expect", NULL};
    static const char *const expected[] = {"decision", "codes", "obligations", NULL};
    const struct writ_value *expect = writ_value_member(one->document, "expect");
    const struct writ_value *decision = writ_value_member(expect, "decision");
    const bool is_permit_expected = writ_value_is_text(decision, "permit");
    const char *problem = writ_test_unknown(one->arena, one->document, members);

    if (problem == NULL) {
        problem = writ_test_unknown(one->arena, expect, expected);
    }
    if (problem == NULL && decision != NULL && !is_permit_expected &&
        !writ_value_is_text(decision, "deny")) {
        problem = "'decision' must be permit or deny";
    }
    if (problem == NULL && evaluation->is_permit != is_permit_expected) {
        problem = evaluation->is_permit ? "permitted, which was not expected" : "denied";
    }
    if (problem == NULL) {
        problem = compare_codes(one->arena, writ_value_member(expect, "codes"), evaluation);
    }
    return problem != NULL ? problem
                           : compare_obligations(
                                 one->arena, writ_value_member(expect, "obligations"), evaluation);
}

enum writ_status writ_test_decide(const struct writ_mesh *mesh, const struct writ_test_case *one,
                                  const char **ret_problem, const char **ret_values,
                                  struct writ_error *err)
{
    const struct writ_value *request = NULL;
    struct writ_evaluation evaluation = {0};
    struct writ_error why = {0};

    *ret_values = "";
    *ret_problem = writ_test_given(one, "request", &request);
    if (*ret_problem == NULL && request == NULL) {
        *ret_problem = "the case has no request";
    }
    if (*ret_problem != NULL) {
        return WRIT_OK;
    }

    const enum writ_status status = decide(mesh, one, request, &evaluation, &why);

    if (status == WRIT_E_SCHEMA) {
        *ret_problem = writ_arena_printf(one->arena, "%s", why.text);
        return WRIT_OK;
    }
    if (status != WRIT_OK) {
        return writ_pass_on(err, status, &why);
    }
    *ret_problem = compare(one, &evaluation);
    if (*ret_problem != NULL) {
        *ret_values = writ_test_values(one, &evaluation);
    }
    return WRIT_OK;
}
