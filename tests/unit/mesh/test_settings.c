/* SPDX-License-Identifier: Apache-2.0
 *
 * mesh.yaml: what is taken, and what is refused where.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

#define SETTINGS(text)                                                                             \
    {                                                                                              \
        {"mesh.yaml", text},                                                                       \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }
#define AT(line, column)                                                                           \
    {                                                                                              \
        "mesh.yaml", line, column                                                                  \
    }

#define NAME_RULE "has characters other than a-z, 0-9, '-', '.' and '_'"
#define NO_URL    "'docs_url' is no http or https URL without a fragment"
#define LONG_NAME "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct mesh_refusal refusals[] = {
    {"empty file", SETTINGS(""), WRIT_E_SYNTAX, AT(1, 1), "the document is empty"},
    {"a list", SETTINGS("- name: m\n"), WRIT_E_SCHEMA, AT(1, 1),
     "mesh.yaml is not a table of settings"},
    {"a text", SETTINGS("mesh\n"), WRIT_E_SCHEMA, AT(1, 1), "mesh.yaml is not a table of settings"},
    {"no name", SETTINGS("baseline: false\n"), WRIT_E_SCHEMA, AT(1, 1),
     "setting 'name' is missing"},
    {"unknown setting", SETTINGS("name: m\nbase: false\n"), WRIT_E_SCHEMA, AT(2, 1),
     "unknown setting 'base'"},
    {"duplicate setting", SETTINGS("name: m\nname: n\n"), WRIT_E_SYNTAX, AT(2, 1),
     "the member 'name' appears twice"},
    {"name of another kind", SETTINGS("name: [m]\n"), WRIT_E_SCHEMA, AT(1, 7),
     "'name' is a list; it must be a text"},
    {"name a number", SETTINGS("name: 12\n"), WRIT_E_SCHEMA, AT(1, 7),
     "'name' is a number; it must be a text"},
    {"baseline a text", SETTINGS("name: m\nbaseline: 'false'\n"), WRIT_E_SCHEMA, AT(2, 11),
     "'baseline' is a text; it must be a boolean"},
    {"params a list", SETTINGS("name: m\nparams: []\n"), WRIT_E_SCHEMA, AT(2, 9),
     "'params' is a list; it must be a table"},
    {"disable a text", SETTINGS("name: m\ndisable: privacy.residency\n"), WRIT_E_SCHEMA, AT(2, 10),
     "'disable' is a text; it must be a list"},
    {"domains null", SETTINGS("name: m\ndomains:\n"), WRIT_E_SCHEMA, AT(2, 9),
     "'domains' is null; it must be a table"},
    {"extensions a list", SETTINGS("name: m\nextensions: [a]\n"), WRIT_E_SCHEMA, AT(2, 13),
     "'extensions' is a list; it must be a table"},
    {"dialects a table", SETTINGS("name: m\ndialects: {}\n"), WRIT_E_SCHEMA, AT(2, 11),
     "'dialects' is a table; it must be a list"},
    {"docs_url a path", SETTINGS("name: m\ndocs_url: docs/policies.md\n"), WRIT_E_SCHEMA, AT(2, 11),
     NO_URL},
    {"docs_url with a heading", SETTINGS("name: m\ndocs_url: 'https://example.org/p#a'\n"),
     WRIT_E_SCHEMA, AT(2, 11), NO_URL},
    {"docs_url with a space", SETTINGS("name: m\ndocs_url: https://example.org/a b\n"),
     WRIT_E_SCHEMA, AT(2, 11), NO_URL},
    {"upper case name", SETTINGS("name: Mesh\n"), WRIT_E_SCHEMA, AT(1, 7),
     "the mesh's name 'Mesh' " NAME_RULE},
    {"name with a slash", SETTINGS("name: a/b\n"), WRIT_E_SCHEMA, AT(1, 7),
     "the mesh's name 'a/b' " NAME_RULE},
    {"name that begins with a dot", SETTINGS("name: .a\n"), WRIT_E_SCHEMA, AT(1, 7),
     "the mesh's name '.a' " NAME_RULE},
    {"empty name", SETTINGS("name: ''\n"), WRIT_E_SCHEMA, AT(1, 7),
     "the mesh's name must have 1 to 64 characters"},
    {"name of 65", SETTINGS("name: " LONG_NAME "a\n"), WRIT_E_SCHEMA, AT(1, 7),
     "the mesh's name must have 1 to 64 characters"},
    {"ledger of another kind", SETTINGS("name: m\nledger: pdp-1\n"), WRIT_E_SCHEMA, AT(2, 9),
     "'ledger' is a text; it must be a table"},
    {"unknown ledger setting", SETTINGS("name: m\nledger:\n  nodes: pdp-1\n"), WRIT_E_SCHEMA,
     AT(3, 3), "unknown ledger setting 'nodes'"},
    {"node a list", SETTINGS("name: m\nledger: {node: [a]}\n"), WRIT_E_SCHEMA, AT(2, 16),
     "ledger.node is a list; it must be a text"},
    {"node true", SETTINGS("name: m\nledger: {node: true}\n"), WRIT_E_SCHEMA, AT(2, 16),
     "ledger.node is a boolean; it must be a text"},
    {"node with a space", SETTINGS("name: m\nledger: {node: a b}\n"), WRIT_E_SCHEMA, AT(2, 16),
     "ledger.node 'a b' " NAME_RULE},
    {"node that could forge a key name", SETTINGS("name: m\nledger: {node: a+b}\n"), WRIT_E_SCHEMA,
     AT(2, 16), "ledger.node 'a+b' " NAME_RULE},
    {"period with a plus", SETTINGS("name: m\nledger: {period: 1+1}\n"), WRIT_E_SCHEMA, AT(2, 18),
     "ledger.period '1+1' " NAME_RULE},
    {"unknown limit", SETTINGS("name: m\nlimits:\n  gaz: 5\n"), WRIT_E_SCHEMA, AT(3, 3),
     "unknown limit 'gaz'"},
    {"limit zero", SETTINGS("name: m\nlimits: {gas: 0}\n"), WRIT_E_SCHEMA, AT(2, 15),
     "limit 'gas' is not a positive whole number"},
    {"limit negative", SETTINGS("name: m\nlimits: {wall_ms: -1}\n"), WRIT_E_SCHEMA, AT(2, 19),
     "limit 'wall_ms' is not a positive whole number"},
    {"limit a fraction", SETTINGS("name: m\nlimits: {gas: 1.5}\n"), WRIT_E_SCHEMA, AT(2, 15),
     "limit 'gas' is not a positive whole number"},
    {"limit a text", SETTINGS("name: m\nlimits: {live_bytes: 8M}\n"), WRIT_E_SCHEMA, AT(2, 22),
     "limit 'live_bytes' is not a positive whole number"},
    {"params for no policy", SETTINGS("name: m\nparams:\n  privacy.residence: {}\n"), WRIT_E_SCHEMA,
     AT(3, 3), "params are given for 'privacy.residence', which is no policy of this mesh"},
    {"params of a policy a list", SETTINGS("name: m\nparams:\n  privacy.residency: [EEA]\n"),
     WRIT_E_SCHEMA, AT(3, 22),
     "the params of 'privacy.residency' are a list; they must be a table"},
    {"params of a policy null", SETTINGS("name: m\nparams:\n  privacy.residency:\n"), WRIT_E_SCHEMA,
     AT(3, 21), "the params of 'privacy.residency' are null; they must be a table"},
    {"unknown parameter", SETTINGS("name: m\nparams:\n  privacy.residency: {allow: [EEA]}\n"),
     WRIT_E_SCHEMA, AT(3, 30), "policy 'privacy.residency' has no parameter 'allow'"},
    {"parameter of another kind",
     SETTINGS("name: m\nparams:\n  access.agreement-in-force: {warn_days: soon}\n"),
     WRIT_E_SCHEMA, AT(3, 42),
     "parameter 'warn_days' of policy 'access.agreement-in-force' is a text; it must be a number"},
    {"parameter no list", SETTINGS("name: m\nparams:\n  privacy.residency: {allowed: EEA}\n"),
     WRIT_E_SCHEMA, AT(3, 32),
     "parameter 'allowed' of policy 'privacy.residency' is a text; it must be a list"},
    {"params of a disabled policy",
     SETTINGS("name: m\ndisable: [privacy.residency]\n"
              "params:\n  privacy.residency: {allowed: [EEA]}\n"),
     WRIT_E_SCHEMA, AT(4, 3),
     "params are given for 'privacy.residency', which is no policy of this mesh"},
    {"disabling nothing", SETTINGS("name: m\ndisable: [privacy.residence]\n"), WRIT_E_SCHEMA,
     AT(2, 11), "'privacy.residence' cannot be disabled: it is no baseline policy"},
    {"disabling a number", SETTINGS("name: m\ndisable: [1]\n"), WRIT_E_SCHEMA, AT(2, 11),
     "'' cannot be disabled: it is no baseline policy"},
};

static void refuses_what_is_wrong_with_its_place(void **state)
{
    (void)state;
    mesh_check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]));
}

static void a_folder_without_settings_is_no_mesh(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh = NULL;
    struct writ_error err = {0};

    (void)state;
    mesh_dir_make(&dir, NULL);
    mesh_dir_drop(&dir, "mesh.yaml");
    assert_int_equal(writ_mesh_load(mesh_dir_path(&dir), &mesh, &err), WRIT_E_NOTFOUND);
    assert_non_null(strstr(err.loc.source, "/mesh.yaml"));
    assert_null(mesh);
}

static void names_and_defaults_are_taken(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, NULL);
    mesh = mesh_dir_load(&dir);
    assert_string_equal(mesh->name, "small");
    assert_string_equal(mesh->node, "local");
    assert_string_equal(mesh->period, "1");
    assert_int_equal(mesh->policy_count, 0);
    writ_mesh_free(mesh);

    mesh_dir_put(&dir, "mesh.yaml",
                 "name: " LONG_NAME "\nbaseline: true\nledger: {node: pdp_1.a-b, period: 2026}\n"
                 "limits: {gas: 2000000, live_bytes: 9000000, wall_ms: 60000}\n");
    mesh = mesh_dir_load(&dir);
    assert_string_equal(mesh->name, LONG_NAME);
    assert_string_equal(mesh->node, "pdp_1.a-b");
    assert_string_equal(mesh->period, "2026");
    assert_true(mesh->policy_count > 10);
    writ_mesh_free(mesh);
}

/* Every second policy of the baseline is left out; `rest` is the first that stays. */
static void disable_half(const struct writ_mesh *baseline, size_t rest)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    char settings[8192] = "name: m\ndisable:\n";
    struct writ_mesh *mesh;
    size_t kept = 0;

    for (size_t i = 1 - rest; i < baseline->policy_count; i += 2) {
        const size_t len = strlen(settings);

        (void)snprintf(settings + len, sizeof(settings) - len, "  - %s\n",
                       baseline->policies[i].id);
    }
    mesh_dir_make(&dir, NULL);
    mesh_dir_put(&dir, "mesh.yaml", settings);
    mesh = mesh_dir_load(&dir);
    for (size_t i = rest; i < baseline->policy_count; i += 2) {
        assert_string_equal(mesh->policies[kept++].id, baseline->policies[i].id);
    }
    assert_int_equal(mesh->policy_count, kept);
    writ_mesh_free(mesh);
}

static void every_baseline_policy_can_be_disabled(void **state)
{
    struct writ_mesh *baseline = NULL;
    struct writ_error err = {0};

    (void)state;
    assert_int_equal(writ_mesh_load(NULL, &baseline, &err), WRIT_OK);
    assert_true(baseline->policy_count > 10);
    disable_half(baseline, 0);
    disable_half(baseline, 1);
    writ_mesh_free(baseline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_wrong_with_its_place),
        cmocka_unit_test(a_folder_without_settings_is_no_mesh),
        cmocka_unit_test(names_and_defaults_are_taken),
        cmocka_unit_test(every_baseline_policy_can_be_disabled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
