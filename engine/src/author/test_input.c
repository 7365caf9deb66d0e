/* SPDX-License-Identifier: Apache-2.0
 *
 * What a case of a policy test gives: fixtures with the case's own values over them.
 */
#include "author/test_parts.h"
#include "author/test_places.h"
#include "base/error.h"

static const struct writ_value *merged(struct writ_arena *arena, const struct writ_value *under,
                                       const struct writ_value *over);

static void put_merged(struct writ_build *build, const struct writ_member *under,
                       const struct writ_value *over)
{
    const struct writ_value *set = writ_value_get(over, under->key);

    writ_build_member(build, under->key,
                      set == NULL ? under->value : merged(build->arena, under->value, set));
}

/* As deep as the documents, whose readers bound that. */
static const struct writ_value *merged(struct writ_arena *arena, const struct writ_value *under,
                                       const struct writ_value *over)
{
    struct writ_build build;

    if (under == NULL || under->kind != WRIT_OBJECT || over->kind != WRIT_OBJECT) {
        return over;
    }
    writ_build_object(&build, arena);
    for (size_t i = 0; i < writ_value_count(under); i++) {
        put_merged(&build, &under->as.object.members[i], over);
    }
    for (size_t i = 0; i < writ_value_count(over); i++) {
        const struct writ_member *member = &over->as.object.members[i];

        if (writ_value_get(under, member->key) == NULL) {
            writ_build_member(&build, member->key, member->value);
        }
    }
    return writ_build_end(&build);
}

size_t writ_test_count(const struct writ_value *one_or_list)
{
    return one_or_list != NULL && one_or_list->kind != WRIT_ARRAY ? 1
                                                                  : writ_value_count(one_or_list);
}

const struct writ_value *writ_test_item(const struct writ_value *one_or_list, size_t index)
{
    return one_or_list->kind == WRIT_ARRAY ? writ_value_item(one_or_list, index) : one_or_list;
}

static const char *lay(const struct writ_test_case *one, const struct writ_value *name,
                       const struct writ_value **given)
{
    const struct writ_value *fixture = writ_value_get(one->fixtures, writ_value_text(name));

    if (fixture == NULL) {
        return writ_arena_printf(one->arena, "the file has no fixture '%.*s'",
                                 WRIT_FMT(writ_quotable(writ_value_text(name))));
    }
    *given = merged(one->arena, *given, fixture);
    return *given == NULL ? "out of memory" : NULL;
}

const char *writ_test_given(const struct writ_test_case *one, const char *name,
                            const struct writ_value **ret_value)
{
    const struct writ_value *own = writ_value_member(one->document, name);
    const struct writ_value *fixture = writ_value_member(one->document, "fixture");
    const struct writ_value *given = NULL;

    for (size_t i = 0; i < writ_test_count(fixture); i++) {
        const char *problem = lay(one, writ_test_item(fixture, i), &given);

        if (problem != NULL) {
            return problem;
        }
    }
    if (own != NULL) {
        given = merged(one->arena, given, own);
    }
    *ret_value = given;
    return own != NULL && given == NULL ? "out of memory" : NULL;
}

/* The phase of a policy that is asked in one only; of others the case says which one it is about.
 */
static void add_phase(struct writ_build *input, const struct writ_policy *policy,
                      const struct writ_value *given)
{
    const bool has_one = (policy->phases & (policy->phases - 1)) == 0;

    if (has_one && writ_value_member(given, "phase") == NULL) {
        writ_build_put_text(input, "phase",
                            writ_str_from(writ_phase_name((enum writ_phase)policy->phases)));
    }
}

/* The input as policies are promised it: a phase, tables that are never nil, and a time, that of
 * the case before the input's. */
const struct writ_value *writ_test_input(const struct writ_test_case *one,
                                         const struct writ_policy *policy,
                                         const struct writ_value *given)
{
    static const char *const tables[] = {"subject", "action", "resource",
                                         "context", "data",   "mesh"};
    const struct writ_value *time = writ_value_member(one->document, "time");
    struct writ_arena *arena = one->arena;
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
    add_phase(&input, policy, given);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (writ_value_member(given, tables[i]) == NULL) {
            writ_build_put(&input, tables[i], none);
        }
    }
    if (time != NULL || writ_value_member(given, "time") == NULL) {
        writ_build_put(&input, "time",
                       time != NULL ? time : writ_value_string(arena, WRIT_LIT(WRIT_TEST_TIME)));
    }
    return writ_test_places(arena, writ_build_end(&input));
}

/* The policy's own parameters with those of the case over them: a mesh's settings do not change
 * what a policy is. */
const struct writ_value *writ_test_params(const struct writ_test_case *one,
                                          const struct writ_policy *policy)
{
    const struct writ_value *set = writ_value_member(one->document, "params");
    struct writ_build params;

    writ_build_object(&params, one->arena);
    for (size_t i = 0; i < writ_value_count(policy->defaults); i++) {
        const struct writ_member *member = &policy->defaults->as.object.members[i];
        const struct writ_value *over = writ_value_get(set, member->key);

        writ_build_member(&params, member->key, over == NULL ? member->value : over);
    }
    return writ_build_end(&params);
}
