/* SPDX-License-Identifier: Apache-2.0
 *
 * Policy files: which are refused and where, what they bind, what `require` reaches.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

#define ONE(path, text)                                                                            \
    {                                                                                              \
        {path, text},                                                                              \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }
#define GUILD(text) ONE("policies/mesh/p.lua", text)
#define WHOLE(path)                                                                                \
    {                                                                                              \
        path, 0, 0                                                                                 \
    }
#define IN_P      WHOLE("policies/mesh/p.lua")
#define NO_POLICY "this is not a policy: "
#define RULE      "rule = function() end"

static const struct mesh_refusal refusals[] = {
    {"does not compile",
     GUILD("return policy {\n  id = \n}\n"),
     WRIT_E_SYNTAX,
     {"policies/mesh/p.lua", 3, 1},
     "unexpected symbol near '}'"},
    {"raises an error",
     GUILD("local a\nreturn a.b\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 2, 1},
     "attempt to index a nil value (local 'a')"},
    {"returns nothing", GUILD("local a = 1\n"), WRIT_E_POLICY, IN_P, "the text returns nothing"},
    {"a text", GUILD("return 'x'\n"), WRIT_E_POLICY, IN_P,
     NO_POLICY "a policy file returns one policy { … }"},
    {"no members", GUILD("return policy {}\n"), WRIT_E_POLICY, IN_P,
     NO_POLICY "member 'id' is missing"},
    {"no rule", GUILD("return { id = 'a.b', title = 'T', phase = 'access', level = 'waivable' }"),
     WRIT_E_POLICY, IN_P, NO_POLICY "member 'rule' is missing"},
    {"unknown member", GUILD(MESH_POLICY("a.b", "levels = 1")), WRIT_E_POLICY, IN_P,
     NO_POLICY "unknown member 'levels'; known are id, title, phase, level, state, basis, params, "
               "target, applies, rule and grants"},
    {"member of another kind", GUILD(MESH_POLICY("a.b", "basis = 'GDPR'")), WRIT_E_POLICY, IN_P,
     NO_POLICY "member 'basis' is not a table"},
    {"bad id", GUILD(MESH_POLICY("Privacy.x", "")), WRIT_E_POLICY, IN_P,
     NO_POLICY "id 'Privacy.x' is not of the form concern.name in lower case"},
    {"unknown level",
     GUILD("return { id = 'a.b', title = 'T', phase = 'access', level = 'hard', " RULE " }"),
     WRIT_E_POLICY, IN_P, NO_POLICY "level 'hard' is not known: advisory, waivable or mandatory"},
    {"unknown phase",
     GUILD("return { id = 'a.b', title = 'T', phase = 'read', level = 'waivable', " RULE " }"),
     WRIT_E_POLICY, IN_P, NO_POLICY "phase 'read' is not known: publish, access or sweep"},
    {"no phase",
     GUILD("return { id = 'a.b', title = 'T', phase = {}, level = 'waivable', " RULE " }"),
     WRIT_E_POLICY, IN_P, NO_POLICY "phase is empty"},
    {"unknown state", GUILD(MESH_POLICY("a.b", "state = 'off'")), WRIT_E_POLICY, IN_P,
     NO_POLICY "state 'off' is not known: draft, enforced, retired, or { grace_until = … }"},
    {"grace without a date", GUILD(MESH_POLICY("a.b", "state = {}")), WRIT_E_POLICY, IN_P,
     NO_POLICY "state needs grace_until = \"YYYY-MM-DD\""},
    {"bad grace date", GUILD(MESH_POLICY("a.b", "state = { grace_until = '2027-13-01' }")),
     WRIT_E_SCHEMA, IN_P, "grace_until '2027-13-01' is no RFC 3339 time or date"},
    {"params a list", GUILD(MESH_POLICY("a.b", "params = { 1, 2 }")), WRIT_E_SCHEMA, IN_P,
     "policy 'a.b': params is not a table of names"},
    {"grants in a domain", ONE("policies/domains/sales/p.lua", MESH_POLICY("a.b", "grants = true")),
     WRIT_E_SCHEMA, WHOLE("policies/domains/sales/p.lua"),
     "policy 'a.b': grants = true is for policies of the mesh layer"},
    {"grants in a product",
     ONE("policies/products/strict/p.lua", MESH_POLICY("a.b", "grants = true")), WRIT_E_SCHEMA,
     WHOLE("policies/products/strict/p.lua"),
     "policy 'a.b': grants = true is for policies of the mesh layer"},
    {"in no layer", ONE("policies/p.lua", MESH_POLICY("a.b", "")), WRIT_E_SCHEMA,
     WHOLE("policies/p.lua"), "this policy stands in no layer"},
    {"of no domain", ONE("policies/domains/p.lua", MESH_POLICY("a.b", "")), WRIT_E_SCHEMA,
     WHOLE("policies/domains/p.lua"), "this policy stands in no layer"},
    {"of no product", ONE("policies/products/p.lua", MESH_POLICY("a.b", "")), WRIT_E_SCHEMA,
     WHOLE("policies/products/p.lua"), "this policy stands in no layer"},
    {"among the tests", ONE("tests/p.lua", MESH_POLICY("a.b", "")), WRIT_E_SCHEMA,
     WHOLE("tests/p.lua"), "this policy stands in no layer"},
    {"duplicate id",
     {{"policies/mesh/a.lua", MESH_POLICY("a.b", "")},
      {"policies/mesh/b.lua", MESH_POLICY("a.b", "")},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     WHOLE("policies/mesh/b.lua"),
     "policy 'a.b' is already in policies/mesh/a.lua"},
    {"the id of a baseline policy",
     {{"mesh.yaml", "name: m\n"},
      {"policies/mesh/a.lua", MESH_POLICY("privacy.residency", "")},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     WHOLE("writ:policies/privacy/residency.lua"),
     "policy 'privacy.residency' is already in policies/mesh/a.lua"},
    {"not UTF-8",
     GUILD("return policy { id = 'a.b', title = '\xff', phase = 'access', level = 'waivable', " RULE
           " }"),
     WRIT_E_POLICY, IN_P, NO_POLICY "result.title is not UTF-8"},
    {"bytecode", GUILD("\033Lua"), WRIT_E_SYNTAX, IN_P,
     "attempt to load a binary chunk (mode is 't')"},
    {"up out of lib",
     GUILD("require 'lib/../../secret'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module 'lib/../../secret' is not there"},
    {"up to a sibling",
     GUILD("require 'lib/../mesh/q'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module 'lib/../mesh/q' is not there"},
    {"up out of dialects",
     GUILD("require 'dialects/../../x'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module 'dialects/../../x' is not there"},
    {"a dot",
     GUILD("require 'lib/x.y'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module 'lib/x.y' is not there"},
    {"absolute",
     GUILD("require '/etc/passwd'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module '/etc/passwd' is not there"},
    {"another folder",
     GUILD("require 'data/x'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module 'data/x' is not there"},
    {"a trailing slash",
     GUILD("require 'lib/'\n"),
     WRIT_E_POLICY,
     {"policies/mesh/p.lua", 1, 1},
     "module 'lib/' is not there"},
};

static void refuses_what_is_wrong_with_its_place(void **state)
{
    (void)state;
    mesh_check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]));
}

/* Tests are for `writ test`: a mesh decides without them. */
static void a_test_that_does_not_compile_is_refused_when_tests_are_loaded(void **state)
{
    static const struct mesh_file files[] = {{"policies/mesh/p_test.lua", "return {"},
                                             {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_error err = {0};
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(writ_mesh_load_tests(mesh, &err), WRIT_E_SYNTAX);
    assert_string_equal(err.loc.source, "policies/mesh/p_test.lua");
    assert_int_equal(err.loc.line, 1);
    assert_string_equal(err.text, "unexpected symbol near <eof>");
    writ_mesh_free(mesh);
}

static void a_test_that_is_no_data_is_refused_with_its_file(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/p_test.lua", "return { cases = { { [1] = 1, a = 2 } } }"}, {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_error err = {0};
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(writ_mesh_load_tests(mesh, &err), WRIT_E_POLICY);
    assert_string_equal(err.loc.source, "policies/mesh/p_test.lua");
    assert_non_null(strstr(err.text, "this is not a policy test: result.cases[1] has keys"));
    writ_mesh_free(mesh);
}

/* A text outside the mesh that a module name with a NUL or a way up might reach. */
static void require_does_not_leave_the_mesh(void **state)
{
    static const char *const names[] = {"lib/../../outside/secret",
                                        "lib/./x",
                                        "lib\\\\..\\\\x",
                                        "lib/x\\0/../../y",
                                        "lib/ x",
                                        "LIB/x",
                                        "",
                                        "lib/\\xc3\\xa9"};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;

    (void)state;
    mesh_dir_make(&dir, NULL);
    mesh_dir_put(&dir, "mesh/mesh.yaml", "name: m\nbaseline: false\n");
    mesh_dir_put(&dir, "mesh/policies/lib/x.lua", "return { 1 }\n");
    mesh_dir_put(&dir, "outside/secret.lua", "return { 2 }\n");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct writ_mesh *mesh = NULL;
        struct writ_error err = {0};
        char text[400];

        (void)snprintf(text, sizeof(text), "require \"%s\"\n", names[i]);
        mesh_dir_put(&dir, "mesh/policies/mesh/p.lua", text);
        assert_int_equal(writ_mesh_load(scratch_path(&dir.scratch, "mesh"), &mesh, &err),
                         WRIT_E_POLICY);
        assert_non_null(strstr(err.text, "is not there"));
    }
}

static void require_reaches_the_library_and_lib(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/lib/deep/x.lua", "return { id = 'a.' .. require 'text'.fold 'B' }\n"},
        {"policies/lib/purpose.lua", "return { stolen = true }\n"},
        {"policies/mesh/p.lua",
         "local own = require 'lib/deep/x'\n"
         "assert(require 'purpose'.stolen == nil)\n"
         "return policy { id = own.id, title = 'T', phase = 'access', level = 'mandatory', "
         "rule = function() end }\n"},
        {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(mesh->policy_count, 1);
    assert_string_equal(mesh->policies[0].id, "a.b");
    writ_mesh_free(mesh);
}

static void policies_are_sorted_by_layer_and_id(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/products/strict/1.lua", MESH_POLICY("a.a", "")},
        {"policies/domains/sales/2.lua", MESH_POLICY("a.c", "")},
        {"policies/domains/sales/deep/3.lua", MESH_POLICY("a.b", "")},
        {"policies/domains/care/9.lua", MESH_POLICY("a.b", "")},
        {"policies/mesh/4.lua", MESH_POLICY("z.z", "")},
        {"policies/mesh/5.lua", MESH_POLICY("a.b", "")},
        {"policies/mesh/notes.txt", "not a policy"},
        {NULL, NULL}};
    static const char *const expected[] = {"mesh a.b ",        "mesh z.z ",
                                           "domain a.b care",  "domain a.b sales",
                                           "domain a.c sales", "product a.a strict"};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(mesh->policy_count, 6);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];
        char text[200];

        (void)snprintf(text, sizeof(text), "%s %s %s", writ_layer_name(policy->layer), policy->id,
                       policy->scope);
        assert_string_equal(text, expected[i]);
        assert_int_equal(strlen(policy->version), 16);
    }
    writ_mesh_free(mesh);
}

#define FIFTY    "abcdefghijklmnopqrstuvwxyabcdefghijklmnopqrstuvwxy"
#define LONG_URL "https://example.org/" FIFTY "/" FIFTY "/" FIFTY

static void a_policy_says_where_it_is_described(void **state)
{
    static const struct {
        const char *settings;
        const char *docs[2]; /* of a baseline policy and of the mesh's own */
    } cases[] = {
        {"name: m\n",
         {"docs/reference/policies.md#accessaggregate-group-size", "policies/mesh/4.lua"}},
        {"name: m\ndocs_url: https://example.org/p\n",
         {"https://example.org/p#accessaggregate-group-size", "https://example.org/p#zz-y"}},
        {"name: m\ndocs_url: " LONG_URL "\n",
         {LONG_URL "#accessaggregate-group-size", LONG_URL "#zz-y"}}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct mesh_file files[] = {{"mesh.yaml", cases[i].settings},
                                          {"policies/mesh/4.lua", MESH_POLICY("z.z-y", "")},
                                          {NULL, NULL}};
        WRIT_AUTO(mesh_dir) struct mesh_dir dir;
        WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = NULL;

        mesh_dir_make(&dir, files);
        mesh = mesh_dir_load(&dir);
        assert_string_equal(mesh->policies[0].docs, cases[i].docs[0]);
        assert_string_equal(mesh->policies[mesh->policy_count - 1].docs, cases[i].docs[1]);
    }
}

static void parameters_of_the_mesh_are_over_the_policys_own(void **state)
{
    static const struct mesh_file files[] = {
        {"mesh.yaml", "name: m\nbaseline: false\nparams: {a.b: {k: 3, list: [1]}}\n"},
        {"policies/mesh/p.lua", MESH_POLICY("a.b", "params = { k = 2, list = {}, other = 'x' }")},
        {"policies/mesh/q.lua", MESH_POLICY("a.c", "params = {}")},
        {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;
    int64_t number = 0;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_true(writ_value_integer(writ_value_member(mesh->policies[0].params, "k"), &number));
    assert_int_equal(number, 3);
    assert_true(writ_value_integer(writ_value_member(mesh->policies[0].defaults, "k"), &number));
    assert_int_equal(number, 2);
    assert_int_equal(writ_value_count(writ_value_member(mesh->policies[0].params, "list")), 1);
    assert_true(writ_value_is_text(writ_value_member(mesh->policies[0].params, "other"), "x"));
    assert_int_equal(writ_value_count(mesh->policies[1].params), 0);
    writ_mesh_free(mesh);
}

static void a_policy_of_ones_own_can_replace_a_disabled_one(void **state)
{
    static const struct mesh_file files[] = {
        {"mesh.yaml", "name: m\ndisable: [privacy.residency]\n"},
        {"policies/mesh/p.lua", MESH_POLICY("privacy.residency", "")},
        {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;
    size_t found = 0;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (strcmp(mesh->policies[i].id, "privacy.residency") == 0) {
            assert_string_equal(mesh->policies[i].path, "policies/mesh/p.lua");
            found++;
        }
    }
    assert_int_equal(found, 1);
    writ_mesh_free(mesh);
}

/* More than one part of the sandbox holds: those for one action lie together. */
static void many_policies_of_one_owner_lie_by_what_they_are_for(void **state)
{
    enum { MANY = 300, ACTIONS = 3 };
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    int first[ACTIONS], last[ACTIONS] = {0};
    struct writ_error err = {0};

    (void)state;
    writ_arena_init(&arena, &alloc);
    mesh_dir_make(&dir, NULL);
    for (int i = 0; i < MANY; i++) {
        mesh_dir_put(&dir, writ_arena_printf(&arena, "policies/mesh/p%03d.lua", i),
                     writ_arena_printf(&arena,
                                       "return { id = 'a.p%03d', title = 'T', phase = 'access', "
                                       "level = 'waivable', target = { action = 'do-%d' }, " RULE
                                       " }",
                                       i, i % ACTIONS));
    }

    struct writ_mesh *mesh = mesh_dir_load(&dir);

    assert_int_equal(mesh->policy_count, MANY);
    for (int i = 0; i < MANY; i++) {
        const struct writ_policy *policy = &mesh->policies[i];
        const struct writ_value *about = NULL;

        assert_int_equal(writ_sandbox_read(mesh->sandbox, policy->chunk, &arena, &about, &err),
                         WRIT_OK);
        assert_true(writ_value_is_text(writ_value_member(about, "id"), policy->id));
        assert_true(writ_sandbox_has_function(mesh->sandbox, policy->chunk, "rule"));
        if (last[i % ACTIONS] == 0) {
            first[i % ACTIONS] = policy->chunk;
        }
        assert_true(policy->chunk > last[i % ACTIONS]);
        last[i % ACTIONS] = policy->chunk;
    }
    for (int action = 0; action < ACTIONS; action++) {
        assert_int_equal(last[action] - first[action] + 1, MANY / ACTIONS);
    }
    writ_mesh_free(mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_wrong_with_its_place),
        cmocka_unit_test(a_test_that_does_not_compile_is_refused_when_tests_are_loaded),
        cmocka_unit_test(a_test_that_is_no_data_is_refused_with_its_file),
        cmocka_unit_test(require_does_not_leave_the_mesh),
        cmocka_unit_test(require_reaches_the_library_and_lib),
        cmocka_unit_test(policies_are_sorted_by_layer_and_id),
        cmocka_unit_test(a_policy_says_where_it_is_described),
        cmocka_unit_test(parameters_of_the_mesh_are_over_the_policys_own),
        cmocka_unit_test(a_policy_of_ones_own_can_replace_a_disabled_one),
        cmocka_unit_test(many_policies_of_one_owner_lie_by_what_they_are_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
