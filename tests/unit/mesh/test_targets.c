/* SPDX-License-Identifier: Apache-2.0
 *
 * Which policies a question may concern: every one that binds is marked, and hardly another.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

#define POLICY(id, phase, members)                                                                 \
    "return policy { id = '" id "', title = 'T', phase = " phase ", level = 'waivable', " members  \
    " rule = function() end }"
#define READS "target = { action = { 'read', 'query' } },"

static const struct mesh_file files[] = {
    {"mesh.yaml", "name: m\nbaseline: false\n"},
    {"policies/mesh/a.lua", POLICY("a.any", "'access'", "")},
    {"policies/mesh/b.lua", POLICY("a.reads", "{ 'publish', 'access' }", READS)},
    {"policies/mesh/c.lua", POLICY("a.sweeps", "'sweep'", "")},
    {"policies/domains/sales/a.lua", POLICY("b.any", "'access'", "")},
    {"policies/domains/sales/b.lua", POLICY("b.reads", "'access'", READS)},
    {"policies/domains/support/a.lua", POLICY("c.any", "'access'", "")},
    {"policies/products/strict/a.lua", POLICY("d.any", "'access'", "")},
    {"policies/products/mild/a.lua", POLICY("e.reads", "'access'", READS)},
    {NULL, NULL}};

static const struct {
    const char *name;
    enum writ_phase phase;
    const char *product; /* "" for none */
    const char *action;  /* "" for none */
    const char *marked;
} rows[] = {
    {"no product, no such action", WRIT_PHASE_ACCESS, "", "write", "a.any "},
    {"no product, an action", WRIT_PHASE_ACCESS, "", "query", "a.any a.reads "},
    {"a domain", WRIT_PHASE_ACCESS, "sales", "read", "a.any a.reads b.any b.reads "},
    {"a domain, another action", WRIT_PHASE_ACCESS, "sales", "write", "a.any b.any "},
    {"a domain without policies", WRIT_PHASE_ACCESS, "other", "write", "a.any "},
    {"folders, one of them twice", WRIT_PHASE_ACCESS, "support+", "read",
     "a.any a.reads c.any d.any e.reads "},
    {"no action in particular", WRIT_PHASE_PUBLISH, "sales", "", "a.reads "},
    {"another phase", WRIT_PHASE_SWEEP, "sales", "", "a.sweeps "},
};

/* {domain}, and with a '+' {gov = {policies = …}} too. */
static const struct writ_value *product_of(struct writ_arena *arena, const char *name)
{
    const struct writ_str text = writ_str_from(name);
    const bool has_folders = writ_str_ends(text, WRIT_LIT("+"));
    static const char *const folders[] = {"strict", "mild", "strict"};
    struct writ_build product, gov, list;

    if (text.len == 0) {
        return NULL;
    }
    writ_build_object(&product, arena);
    writ_build_put_text(&product, "domain", writ_str_cut(text, 0, text.len - has_folders));
    if (has_folders) {
        writ_build_array(&list, arena);
        for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
            writ_build_item(&list, writ_value_string(arena, writ_str_from(folders[i])));
        }
        writ_build_object(&gov, arena);
        writ_build_put(&gov, "policies", writ_build_end(&list));
        writ_build_put(&product, "gov", writ_build_end(&gov));
    }
    return writ_build_end(&product);
}

static void check_row(struct writ_mesh *mesh, size_t row)
{
    const struct writ_aim aim = {
        .phase = rows[row].phase,
        .product = product_of(&mesh->arena, rows[row].product),
        .action = rows[row].action[0] == '\0'
                      ? NULL
                      : writ_value_string(&mesh->arena, writ_str_from(rows[row].action)),
    };
    char *marks = writ_arena_alloc(&mesh->arena, mesh->policy_count);
    char marked[256] = "";

    assert_non_null(marks);
    writ_mesh_mark(mesh, &aim, marks);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        const size_t len = strlen(marked);

        if (marks[i] != 0) {
            (void)snprintf(marked + len, sizeof(marked) - len, "%s ", mesh->policies[i].id);
        } else {
            const bool is_left_out_for_its_action =
                aim.action != NULL && mesh->policies[i].actions != NULL;

            assert_true(is_left_out_for_its_action ||
                        !writ_policy_binds(&mesh->policies[i], aim.phase, aim.product));
        }
    }
    assert_string_equal(marked, rows[row].marked);
}

static void what_may_bind_is_marked_and_hardly_another(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].name);
        check_row(mesh, i);
    }
    writ_mesh_free(mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_bind_is_marked_and_hardly_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
