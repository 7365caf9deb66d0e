/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/property/test_combine.c - what must hold for any mesh and any request
 * (docs/decisions/0006). Each law compares the decisions of a random mesh with those of a changed
 * one, and every decision with what its effects make it. A failure is reduced to the fewest
 * policies that still show it.
 */
#include "cmocka_all.h"

#include "base/sanitized.h"
#include "deciding.h"
#include "oracle.h"
#include "weaker.h"

/* A sanitizer sees some of them, and the plain build all. */
enum { MESHES = WRIT_IS_SANITIZED ? 25 : 100, REQUESTS = 26, ROWS = 24, REQUEST_MAX = 700 };

/* Two meshes and the decision of each about one request. */
struct pair {
    struct random_mesh plans[2];
    struct deciding sides[2];
    uint64_t rows_seed;
    struct writ_arena arena; /* of what a check builds */
};

struct law {
    const char *name;
    void (*change)(uint64_t *seed, struct random_mesh *mesh);
    const char *(*problem)(struct pair *pair); /* NULL: it holds */
};

/* The sides of a pair */
enum { BEFORE, AFTER };

static const struct writ_value *list_of(const struct deciding *side, const char *name)
{
    return writ_value_member(side->got.document, name);
}

/* The document without what names files, and without one of its members. */
static const struct writ_value *stripped(struct writ_arena *arena, const struct writ_value *value,
                                         const char *without)
{
    static const char *const names_files[] = {"digest", "at", "version", "docs"};
    struct writ_build build;

    if (value->kind != WRIT_ARRAY && value->kind != WRIT_OBJECT) {
        return value;
    }
    if (value->kind == WRIT_ARRAY) {
        writ_build_array(&build, arena);
        for (size_t i = 0; i < value->as.array.count; i++) {
            writ_build_item(&build, stripped(arena, value->as.array.items[i], without));
        }
        return writ_build_end(&build);
    }
    writ_build_object(&build, arena);
    for (size_t i = 0; i < value->as.object.count; i++) {
        const struct writ_member *member = &value->as.object.members[i];
        bool is_left_out = writ_str_is(member->key, without);

        for (size_t k = 0; k < sizeof(names_files) / sizeof(names_files[0]); k++) {
            is_left_out = is_left_out || writ_str_is(member->key, names_files[k]);
        }
        if (!is_left_out) {
            writ_build_member(&build, member->key, stripped(arena, member->value, without));
        }
    }
    return writ_build_end(&build);
}

static struct writ_str bytes_of(struct pair *pair, const struct writ_value *value)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, pair->arena.alloc, 1 << 22);
    assert_int_equal(writ_canonical_write(&buf, value, NULL), WRIT_OK);
    return writ_arena_str(&pair->arena, (struct writ_str){buf.ptr, buf.len});
}

static bool is_same_without(struct pair *pair, const char *without)
{
    const struct writ_value *a = stripped(&pair->arena, pair->sides[BEFORE].got.document, without);
    const struct writ_value *b = stripped(&pair->arena, pair->sides[AFTER].got.document, without);

    return writ_str_eq(bytes_of(pair, a), bytes_of(pair, b));
}

/* Files under other names. */
static void rename_files(uint64_t *seed, struct random_mesh *mesh)
{
    mesh->names = random_next(seed);
}

static const char *differs(struct pair *pair)
{
    return is_same_without(pair, "nothing") ? NULL : "the decision is another one";
}

/* What each policy says in another order. */
static void shuffle_sayings(uint64_t *seed, struct random_mesh *mesh)
{
    char other[sizeof(mesh->policies[0].sayings[0])];

    for (size_t i = 0; i < mesh->policy_count; i++) {
        struct random_policy *policy = &mesh->policies[i];

        for (size_t k = policy->saying_count; k > 1; k--) {
            const size_t swapped = random_below(seed, k);

            memcpy(other, policy->sayings[k - 1], sizeof(other));
            memcpy(policy->sayings[k - 1], policy->sayings[swapped], sizeof(other));
            memcpy(policy->sayings[swapped], other, sizeof(other));
        }
    }
}

/* Reasons stand in the order they were given; all else is the same. */
static const char *differs_in_more_than_order(struct pair *pair)
{
    static const char *const members[] = {"decision", "obligations", "expires"};

    for (size_t i = 0; i < 3; i++) {
        if (!is_same(list_of(&pair->sides[BEFORE], members[i]),
                     list_of(&pair->sides[AFTER], members[i]))) {
            return "what is decided is something else";
        }
    }
    return pair->sides[BEFORE].got.effect_count == pair->sides[AFTER].got.effect_count
               ? NULL
               : "more or less is said";
}

/* One more policy that permits nothing, with waivers for it. */
static void add_policy(uint64_t *seed, struct random_mesh *mesh)
{
    random_policy(seed, mesh, NULL, false);
    mesh->names = random_next(seed);
}

static void fill_rows(struct pair *pair, struct row rows[ROWS])
{
    for (size_t i = 0; i < ROWS; i++) {
        random_row(&pair->rows_seed, random_columns, &rows[i]);
    }
}

static const char *loosens(struct pair *pair)
{
    const struct writ_value *old = list_of(&pair->sides[BEFORE], "obligations");
    const struct writ_value *list = list_of(&pair->sides[AFTER], "obligations");
    struct row rows[ROWS];

    if (pair->sides[AFTER].got.is_permit && !pair->sides[BEFORE].got.is_permit) {
        return "a denial became a permit";
    }
    fill_rows(pair, rows);
    for (size_t i = 0; i < writ_value_count(old); i++) {
        if (!keeps(list, writ_value_item(old, i), rows, ROWS)) {
            return "an obligation was dropped or weakened";
        }
    }
    return NULL;
}

static void add_silent(uint64_t *seed, struct random_mesh *mesh)
{
    random_policy(seed, mesh, "'draft'", true);
    random_policy(seed, mesh, "'retired'", true);
}

static const char *differs_but_in_shadow(struct pair *pair)
{
    return is_same_without(pair, "shadow") ? NULL : "a draft or a retired policy changed something";
}

/* A waiver of every policy for every product. */
static void waive_all(uint64_t *seed, struct random_mesh *mesh)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        random_waiver(seed, mesh, &mesh->policies[i]);
        random_waiver(seed, mesh, &mesh->policies[i]);
    }
}

static bool is_mandatory(const struct writ_effect *effect)
{
    return effect->kind == WRIT_EFFECT_DENY && effect->standing == WRIT_STANDS &&
           (effect->policy == NULL || effect->is_error ||
            effect->policy->level == WRIT_LEVEL_MANDATORY) &&
           strcmp(effect->policy_id, "writ.default") != 0;
}

static const char *lifts_mandatory(struct pair *pair)
{
    const struct writ_evaluation *before = &pair->sides[BEFORE].got;
    const struct writ_evaluation *after = &pair->sides[AFTER].got;
    size_t was = 0, is = 0;

    for (size_t i = 0; i < before->effect_count; i++) {
        was += is_mandatory(&before->effects[i]) ? 1 : 0;
    }
    for (size_t i = 0; i < after->effect_count; i++) {
        is += is_mandatory(&after->effects[i]) ? 1 : 0;
    }
    if (was != is || (was > 0 && after->is_permit)) {
        return "a waiver lifted a denial that nothing lifts";
    }
    return is_same(list_of(&pair->sides[BEFORE], "obligations"),
                   list_of(&pair->sides[AFTER], "obligations"))
               ? NULL
               : "a waiver changed an obligation";
}

/* The obligation as the document has it. */
static const struct writ_value *stated(struct pair *pair, const struct writ_effect *effect)
{
    struct writ_build build;

    writ_build_object(&build, &pair->arena);
    writ_build_put_text(&build, "type", effect->obligation);
    writ_build_put(&build, "properties", effect->properties);
    return writ_build_end(&build);
}

static const char *weaker_than_contributor(struct pair *pair, const struct deciding *side)
{
    const struct writ_value *list = list_of(side, "obligations");
    struct row rows[ROWS];

    fill_rows(pair, rows);
    for (size_t i = 0; i < side->got.effect_count; i++) {
        const struct writ_effect *effect = &side->got.effects[i];

        if (effect->kind == WRIT_EFFECT_OBLIGE && effect->standing == WRIT_STANDS &&
            !keeps(list, stated(pair, effect), rows, ROWS)) {
            return "the combined obligations are weaker than one of them";
        }
    }
    return NULL;
}

/* The verdict as docs/decisions/0006 has it, from the texts of the mesh and what was said. */
static const char *is_not_what_was_said(struct pair *pair, const struct random_mesh *mesh,
                                        const struct deciding *side)
{
    bool is_granted = oracle_is_agreed(mesh, &side->request);
    bool is_refused = false;

    for (size_t i = 0; i < side->got.effect_count; i++) {
        const struct writ_effect *effect = &side->got.effects[i];

        if (effect->standing != oracle_standing(mesh, effect, &side->request)) {
            return "an effect does not have the force that its policy, date and waivers give it";
        }
        if (effect->policy != NULL && effect->policy->state == WRIT_STATE_RETIRED) {
            return "a retired policy spoke";
        }
        is_granted = is_granted || oracle_is_grant(effect, mesh);
        is_refused =
            is_refused || (effect->kind == WRIT_EFFECT_DENY && effect->standing == WRIT_STANDS &&
                           strcmp(effect->policy_id, "writ.default") != 0);
    }
    if (side->got.is_permit != (is_granted && !is_refused)) {
        return "the verdict is not what was said";
    }
    return weaker_than_contributor(pair, side);
}

static const char *problem_of(struct pair *pair, const struct law *law, const char *request)
{
    const char *problem = NULL;

    for (size_t i = 0; i < 2; i++) {
        decide(&pair->sides[i], request);
        if (problem == NULL) {
            problem = is_not_what_was_said(pair, &pair->plans[i], &pair->sides[i]);
        }
    }
    if (problem == NULL) {
        problem = law->problem(pair);
    }
    return problem;
}

static void pair_open(struct pair *pair)
{
    for (size_t i = 0; i < 2; i++) {
        struct deciding *side = &pair->sides[i];

        memset(side, 0, sizeof(*side));
        random_mesh_put(&pair->plans[i], &side->dir);
        side->mesh = mesh_dir_load(&side->dir);
        side->alloc = WRIT_ALLOC_INIT(0);
        writ_arena_init(&side->arena, &side->alloc);
    }
    writ_arena_init(&pair->arena, &pair->sides[0].alloc);
}

static void pair_close(struct pair *pair)
{
    writ_arena_done(&pair->arena);
    for (size_t i = 0; i < 2; i++) {
        deciding_autop(&pair->sides[i]);
    }
}

static void leave_out(struct random_mesh *mesh, size_t policy)
{
    if (policy < mesh->policy_count) {
        mesh->policy_count--;
        memmove(&mesh->policies[policy], &mesh->policies[policy + 1],
                (mesh->policy_count - policy) * sizeof(mesh->policies[0]));
    }
}

/* Leave out what the failure does not need, then show what is left. */
static void show_smallest(const struct pair *failed, const struct law *law, const char *request)
{
    struct pair pair = {.plans = {failed->plans[0], failed->plans[1]}};

    for (size_t i = 0; i < pair.plans[AFTER].policy_count;) {
        struct pair smaller = {.plans = {pair.plans[0], pair.plans[1]}};

        leave_out(&smaller.plans[BEFORE], i);
        leave_out(&smaller.plans[AFTER], i);
        pair_open(&smaller);
        if (problem_of(&smaller, law, request) != NULL) {
            memcpy(pair.plans, smaller.plans, sizeof(pair.plans));
        } else {
            i++;
        }
        pair_close(&smaller);
    }
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < pair.plans[side].policy_count; i++) {
            char text[RANDOM_SAYINGS * RANDOM_SAYING + 300];

            random_policy_text(&pair.plans[side].policies[i], text, sizeof(text));
            print_error("%s %s: %s", side == BEFORE ? "before" : "after",
                        pair.plans[side].policies[i].folder, text);
        }
    }
    print_error("request: %s\n", request);
}

static void law_holds(const struct law *law)
{
    size_t permits = 0, decided = 0;

    for (uint64_t mesh = 0; mesh < MESHES; mesh++) {
        uint64_t seed = mesh * 7919 + 20260601;
        struct pair pair = {.rows_seed = seed};

        random_mesh(&seed, &pair.plans[BEFORE]);
        pair.plans[AFTER] = pair.plans[BEFORE];
        law->change(&seed, &pair.plans[AFTER]);
        pair_open(&pair);
        for (size_t i = 0; i < REQUESTS; i++) {
            char request[REQUEST_MAX];
            const char *problem;

            random_request(&seed, request, sizeof(request));
            problem = problem_of(&pair, law, request);
            if (problem != NULL) {
                show_smallest(&pair, law, request);
                fail_msg("%s: %s (mesh %zu, request %zu)", law->name, problem, (size_t)mesh, i);
            }
            decided++;
            permits += pair.sides[BEFORE].got.is_permit ? 1 : 0;
        }
        pair_close(&pair);
    }
    print_message("%s: %zu cases, %zu permitted\n", law->name, decided, permits);
    assert_true(permits > decided / 8 && permits < decided / 2); /* else they would say little */
}

#define LAW(test, change, problem)                                                                 \
    static void test(void **state)                                                                 \
    {                                                                                              \
        static const struct law law = {#test, change, problem};                                    \
                                                                                                   \
        (void)state;                                                                               \
        law_holds(&law);                                                                           \
    }

LAW(names_of_files_change_nothing, rename_files, differs)
LAW(the_order_of_effects_changes_no_verdict, shuffle_sayings, differs_in_more_than_order)
LAW(a_policy_without_a_permit_only_tightens, add_policy, loosens)
LAW(drafts_and_retired_policies_change_only_shadow, add_silent, differs_but_in_shadow)
LAW(waivers_lift_nothing_mandatory, waive_all, lifts_mandatory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_files_change_nothing),
        cmocka_unit_test(the_order_of_effects_changes_no_verdict),
        cmocka_unit_test(a_policy_without_a_permit_only_tightens),
        cmocka_unit_test(drafts_and_retired_policies_change_only_shadow),
        cmocka_unit_test(waivers_lift_nothing_mandatory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
