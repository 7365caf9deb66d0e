/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/property/test_combine.c - what must hold for any policies: one more without a permit never
 * turns a denial into a permit nor weakens an obligation; names and order change nothing; a draft
 * changes nothing but `shadow`.
 */
#include "cmocka_all.h"
#include "deciding.h"
#include "eval/parts.h"

enum { ROUNDS = 200, MOST = 9, TEXT_MAX = 1500 };

/* splitmix64: small, and the same everywhere */
static uint64_t next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static size_t below(uint64_t *seed, size_t most)
{
    return (size_t)(next(seed) % most);
}

struct policy {
    char id[24];
    const char *folder;
    char path[80];
    char text[TEXT_MAX];
    bool permits;
};

struct set {
    struct policy policies[MOST + 2]; /* and drafts */
    size_t count;
};

#define FEW(list)       (sizeof(list) / sizeof((list)[0]))
#define ONE_OF(s, list) ((list)[below(s, FEW(list))])

static const char *const columns[] = {"orders.id", "orders.email", "c"};
static const char *const masks[] = {"MASK_NULL",           "MASK_HASH",         "MASK",
                                    "MASK_SHOW_LAST_4",    "MASK_SHOW_FIRST_4", "MASK_NONE",
                                    "MASK_DATE_SHOW_YEAR", "CUSTOM', with = 'f"};
static const char *const ops[] = {"eq", "ne", "like"};
static const char *const times[] = {"2027-01-01", "2026-12-31T23:00:00Z",
                                    "2026-12-31T20:00:00-05:00", "2027-01-01T00:00:00Z"};
static const char *const others[] = {"notify', who = 'a", "notify', who = 'b",    "watermark",
                                     "delete_on_notice",  "step_up', acr = 'mfa", "nonsense"};

static void write_obligation(uint64_t *seed, char *text, size_t size)
{
    switch (below(seed, 8)) {
    case 0:
        (void)snprintf(text, size,
                       "out.oblige { type = 'row_filter', predicate = { op = '%s', column = '%s', "
                       "value = %zu } } ",
                       ONE_OF(seed, ops), ONE_OF(seed, columns), below(seed, 2));
        return;
    case 1:
    case 2:
        (void)snprintf(text, size, "out.oblige { type = 'mask', column = '%s', kind = '%s' } ",
                       ONE_OF(seed, columns), ONE_OF(seed, masks));
        return;
    case 3:
        (void)snprintf(text, size, "out.oblige { type = 'drop_column', column = '%s' } ",
                       ONE_OF(seed, columns));
        return;
    case 4:
        (void)snprintf(text, size, "out.oblige { type = 'min_group', k = %zu%s } ",
                       1 + below(seed, 120), below(seed, 4) == 0 ? ", by = 'day'" : "");
        return;
    case 5:
        (void)snprintf(text, size, "out.oblige { type = 'ttl', seconds = %zu } ",
                       1 + below(seed, 4000));
        return;
    case 6:
        (void)snprintf(text, size, "out.oblige { type = '%s', time = '%s' } ",
                       below(seed, 2) == 0 ? "retain_until" : "reassess_by", ONE_OF(seed, times));
        return;
    default:
        (void)snprintf(text, size, "out.oblige { type = '%s' } ", ONE_OF(seed, others));
        return;
    }
}

/* A few sayings; obligations are the most frequent, so that many sets permit with duties. */
static bool write_rule(uint64_t *seed, char *text, size_t size)
{
    const size_t count = below(seed, 4);
    bool permits = false;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const size_t len = strlen(text);
        const size_t kind = below(seed, 14);

        if (kind > 4) {
            write_obligation(seed, text + len, size - len);
            continue;
        }

        static const char *const says[] = {"out.deny('no') ", "out.warn('hm') ", "error('x') ",
                                           "out.permit('yes') ", "out.permit('yes') "};

        (void)snprintf(text + len, size - len, "if true then %send ", says[kind]);
        permits = permits || kind > 2;
    }
    return permits;
}

static void write_policy(uint64_t *seed, struct policy *policy, const char *state)
{
    static const char *const folders[] = {"policies/mesh", "policies/domains/sales",
                                          "policies/products/strict"};
    static const char *const levels[] = {"advisory", "waivable", "waivable", "mandatory"};
    static const char *const states[] = {"'enforced'",
                                         "'enforced'",
                                         "'enforced'",
                                         "'draft'",
                                         "'retired'",
                                         "{ grace_until = '2026-12-01' }",
                                         "{ grace_until = '2026-01-01' }"};
    char rule[900];

    policy->permits = write_rule(seed, rule, sizeof(rule));
    policy->folder = ONE_OF(seed, folders);
    (void)snprintf(policy->id, sizeof(policy->id), "%s.n%06zu",
                   below(seed, 4) == 0 ? "waived" : "p", below(seed, 1000000));
    (void)snprintf(policy->text, sizeof(policy->text),
                   "return policy { id = '%s', title = 'T', phase = 'access', level = '%s', state "
                   "= %s, rule = function(input, out) %s end }\n",
                   policy->id, ONE_OF(seed, levels), state == NULL ? ONE_OF(seed, states) : state,
                   rule);
}

/* Names in a random order, so that files are read in another one. */
static void name_files(uint64_t *seed, struct set *set)
{
    size_t names[MOST + 2];

    for (size_t i = 0; i < set->count; i++) {
        const size_t k = below(seed, i + 1);

        names[i] = names[k];
        names[k] = i;
    }
    for (size_t i = 0; i < set->count; i++) {
        (void)snprintf(set->policies[i].path, sizeof(set->policies[i].path), "%s/f%zu%s.lua",
                       set->policies[i].folder, names[i], below(seed, 2) == 0 ? "" : "/deep");
    }
}

/* Decide the same request on a mesh of these policies. */
static void decide_with(struct deciding *deciding, const struct set *set)
{
    static const struct mesh_file fixed[] = {
        {"mesh.yaml", "name: m\nbaseline: false\nextensions: {policies: gov.policies}\n"},
        {"policies/products/strict/none.lua", SAYING("none.none", "mandatory", "")},
        {"policies/domains/sales/some.lua", GRANTING},
        {"products/o.yaml",
         MESH_ORDERS "customProperties:\n  - property: policies\n    value: strict\n"},
        {NULL, NULL}};
    char waiver[200];

    memset(deciding, 0, sizeof(*deciding));
    mesh_dir_make(&deciding->dir, fixed);
    for (size_t i = 0; i < set->count; i++) {
        mesh_dir_put(&deciding->dir, set->policies[i].path, set->policies[i].text);
        if (set->policies[i].id[0] == 'w') {
            char path[80];

            (void)snprintf(path, sizeof(path), "waivers/%s.yaml", set->policies[i].id);
            (void)snprintf(waiver, sizeof(waiver),
                           "policy: %s\nproduct: orders\nreason: r\napprover: g\nexpires: "
                           "2027-01-01\n",
                           set->policies[i].id);
            mesh_dir_put(&deciding->dir, path, waiver);
        }
    }
    deciding->mesh = mesh_dir_load(&deciding->dir);
    deciding->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&deciding->arena, &deciding->alloc);
    decide(deciding, ASK("orders"));
}

/* The document without what names files: the bundle's digest and places, and maybe one member. */
static const struct writ_value *stripped(struct writ_arena *arena, const struct writ_value *value,
                                         const char *without)
{
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

        if (!writ_str_is(member->key, "digest") && !writ_str_is(member->key, "at") &&
            !writ_str_is(member->key, without)) {
            writ_build_member(&build, member->key, stripped(arena, member->value, without));
        }
    }
    return writ_build_end(&build);
}

static void check_same(struct deciding *one, struct deciding *two, const char *without)
{
    const struct writ_value *a = stripped(&one->arena, one->got.document, without);
    const struct writ_value *b = stripped(&two->arena, two->got.document, without);
    struct writ_buf left, right;

    writ_buf_init(&left, &one->alloc, 1 << 22);
    writ_buf_init(&right, &two->alloc, 1 << 22);
    assert_int_equal(writ_canonical_write(&left, a, NULL), WRIT_OK);
    assert_int_equal(writ_canonical_write(&right, b, NULL), WRIT_OK);
    writ_buf_add_char(&left, '\0');
    writ_buf_add_char(&right, '\0');
    assert_string_equal(left.ptr, right.ptr);
    writ_buf_done(&left);
    writ_buf_done(&right);
}

static int64_t number_of(const struct writ_value *properties, const char *member)
{
    const struct writ_value *value = writ_value_member(properties, member);
    int64_t number = 0;

    if (!writ_value_integer(value, &number)) {
        assert_true(writ_time_parse(writ_value_text(value), &number));
    }
    return number;
}

static bool is_and(const struct writ_value *predicate)
{
    return writ_value_is_text(writ_value_member(predicate, "op"), "and");
}

/* Whether rows that pass `whole` pass `part`: equal, or a conjunction of more. */
static bool holds_predicate(const struct writ_value *whole, const struct writ_value *part)
{
    const struct writ_value *args = writ_value_member(is_and(part) ? part : whole, "args");
    size_t held = 0;

    if (writ_value_equal(whole, part)) {
        return true;
    }
    for (size_t i = 0; i < writ_value_count(args); i++) {
        const struct writ_value *arg = writ_value_item(args, i);

        held += holds_predicate(is_and(part) ? whole : arg, is_and(part) ? arg : part) ? 1 : 0;
    }
    return is_and(part) ? held == writ_value_count(args) : is_and(whole) && held > 0;
}

static bool has_same(const struct writ_value *a, const struct writ_value *b, const char *member)
{
    const struct writ_value *own = writ_value_member(a, member);

    return own == writ_value_member(b, member) ||
           writ_value_equal(own, writ_value_member(b, member));
}

/* Whether doing `done` is enough to have done (type, properties). */
static bool implies(const struct writ_value *done, struct writ_str type,
                    const struct writ_value *properties)
{
    const struct writ_value *own = writ_value_member(done, "properties");
    const struct writ_value *own_type = writ_value_member(done, "type");

    if (writ_str_is(type, "mask") && writ_value_is_text(own_type, "drop_column")) {
        return has_same(own, properties, "column");
    }
    if (!writ_str_eq(writ_value_text(own_type), type)) {
        return false;
    }
    if (writ_str_is(type, "row_filter")) {
        return holds_predicate(writ_value_member(own, "predicate"),
                               writ_value_member(properties, "predicate"));
    }
    if (writ_str_is(type, "mask")) {
        return has_same(own, properties, "column") && writ_mask_stricter(own, properties) == own;
    }
    if (writ_str_is(type, "min_group")) {
        return has_same(own, properties, "by") && number_of(own, "k") >= number_of(properties, "k");
    }
    if (writ_str_is(type, "ttl")) {
        return number_of(own, "seconds") <= number_of(properties, "seconds");
    }
    if (writ_str_is(type, "retain_until") || writ_str_is(type, "reassess_by")) {
        return number_of(own, "time") <= number_of(properties, "time");
    }
    return writ_value_equal(own, properties);
}

static void check_implied(const struct deciding *deciding, struct writ_str type,
                          const struct writ_value *properties)
{
    const struct writ_value *list = writ_value_member(deciding->got.document, "obligations");

    for (size_t i = 0; i < writ_value_count(list); i++) {
        if (implies(writ_value_item(list, i), type, properties)) {
            return;
        }
    }
    fail_msg("an obligation '%.*s' was lost", WRIT_FMT(type));
}

static void check_contributors(const struct deciding *deciding)
{
    for (size_t i = 0; i < deciding->got.effect_count; i++) {
        const struct writ_effect *effect = &deciding->got.effects[i];

        if (effect->kind == WRIT_EFFECT_OBLIGE && effect->standing == WRIT_STANDS) {
            check_implied(deciding, effect->obligation, effect->properties);
        }
    }
}

static void check_only_tightened(const struct deciding *before, const struct deciding *after)
{
    const struct writ_value *list = writ_value_member(before->got.document, "obligations");

    assert_true(before->got.is_permit || !after->got.is_permit);
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);

        check_implied(after, writ_value_text(writ_value_member(one, "type")),
                      writ_value_member(one, "properties"));
    }
}

/* The same policies under other names; every second time with drafts among them. */
static void check_variant(uint64_t *seed, const struct set *set, struct deciding *original,
                          bool has_drafts)
{
    WRIT_AUTO(deciding) struct deciding variant;
    struct set changed = *set;

    for (size_t i = 0; has_drafts && i < 2; i++) {
        write_policy(seed, &changed.policies[changed.count], "'draft'");
        changed.policies[changed.count++].id[0] = 'p'; /* no waiver: that would change the mesh */
    }
    name_files(seed, &changed);
    decide_with(&variant, &changed);
    check_same(original, &variant, has_drafts ? "shadow" : "nothing");
}

static void a_lower_layer_can_only_tighten(void **state)
{
    uint64_t seed = 20260601;
    size_t permits = 0;

    (void)state;
    for (size_t round = 0; round < ROUNDS;) {
        struct set set = {.count = 0};
        struct deciding before;

        decide_with(&before, &set);
        for (size_t most = 2 + below(&seed, MOST - 2); set.count < most; round++) {
            struct deciding after;
            struct policy *added = &set.policies[set.count++];

            write_policy(&seed, added, NULL);
            name_files(&seed, &set);
            decide_with(&after, &set);
            check_contributors(&after);
            if (!added->permits) {
                check_only_tightened(&before, &after);
            }
            check_variant(&seed, &set, &after, round % 2 == 1);
            permits += after.got.is_permit ? 1 : 0;
            deciding_autop(&before);
            before = after;
            before.arena.alloc = &before.alloc;
        }
        deciding_autop(&before);
    }
    /* else the rounds would say little */
    assert_true(permits > ROUNDS / 5 && permits < ROUNDS - ROUNDS / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lower_layer_can_only_tighten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
