/* SPDX-License-Identifier: Apache-2.0
 *
 * Products of a mesh: which are refused, which are found by an id, and which policies bind them.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

#define CONTRACT(id, version)                                                                      \
    "apiVersion: v3.1.0\nkind: DataContract\nid: " id "\nversion: " version "\nstatus: active\n"
#define PRODUCT(id, contract)                                                                      \
    "apiVersion: v1.0.0\nkind: DataProduct\nid: " id "\nname: N\nversion: 1.0.0\n"                 \
    "status: active\ndomain: sales\noutputPorts:\n"                                                \
    "  - name: table\n    version: 1.0.0\n    contractId: " contract "\n"
#define EXTENDED "name: m\nbaseline: false\nextensions: {policies: gov.policies}\n"
#define NAMING(value)                                                                              \
    CONTRACT("orders", "1.0.0")                                                                    \
    "customProperties:\n  - property: policies\n    value: " value "\n"

static const struct mesh_refusal refusals[] = {
    {"no id",
     {{"products/a.yaml", "apiVersion: v3.1.0\nkind: DataContract\nversion: 1.0.0\n"}},
     WRIT_E_SCHEMA,
     {"products/a.yaml", 1, 1},
     "the descriptor has no id, so nothing can be decided about it"},
    {"two products",
     {{"products/a.yaml", PRODUCT("orders", "x")}, {"products/sub/b.yaml", PRODUCT("orders", "y")}},
     WRIT_E_SCHEMA,
     {"products/sub/b.yaml", 3, 5},
     "the id 'orders' is already that of products/a.yaml"},
    {"two contracts of one version",
     {{"products/a.yaml", CONTRACT("orders", "1.0.0")},
      {"products/b.json", "{\"apiVersion\": \"v3.1.0\", \"kind\": \"DataContract\",\n"
                          "  \"id\": \"orders\", \"version\": \"1.0.0\"}"}},
     WRIT_E_SCHEMA,
     {"products/b.json", 2, 9},
     "the id 'orders' is already that of products/a.yaml"},
    {"a product before a contract",
     {{"products/a.yaml", PRODUCT("orders", "x")},
      {"products/b.yaml", CONTRACT("orders", "2.0.0")}},
     WRIT_E_SCHEMA,
     {"products/b.yaml", 3, 5},
     "the id 'orders' is already that of products/a.yaml"},
    {"a contract before a product",
     {{"products/a.yaml", CONTRACT("orders", "2.0.0")},
      {"products/b.yaml", PRODUCT("orders", "x")}},
     WRIT_E_SCHEMA,
     {"products/b.yaml", 3, 5},
     "the id 'orders' is already that of products/a.yaml"},
    {"no dialect",
     {{"products/a.yaml", "title: Orders\n"}},
     WRIT_E_SCHEMA,
     {"products/a.yaml", 1, 1},
     "this document is in none of the descriptor dialects"},
    {"a text",
     {{"products/a.yaml", "orders\n"}},
     WRIT_E_SCHEMA,
     {"products/a.yaml", 1, 1},
     "this document is in none of the descriptor dialects"},
    {"truncated JSON",
     {{"products/a.json", "{\"id\":"}},
     WRIT_E_SYNTAX,
     {"products/a.json", 1, 7},
     "the document ends where a value is expected"},
    {"an anchor",
     {{"products/a.yml", "id: &a orders\nname: *a\n"}},
     WRIT_E_SYNTAX,
     {"products/a.yml", 1, 5},
     "anchors are not supported"},
    {"policies that are not there",
     {{"mesh.yaml", EXTENDED}, {"products/a.yaml", NAMING("strict")}},
     WRIT_E_SCHEMA,
     {"products/a.yaml", 8, 12},
     "the product names the policies 'strict', but policies/products/ has none"},
    {"policies of which one is not there",
     {{"mesh.yaml", EXTENDED},
      {"products/a.yaml", NAMING("[strict, strikt]")},
      {"policies/products/strict/p.lua", MESH_POLICY("a.b", "")}},
     WRIT_E_SCHEMA,
     {"products/a.yaml", 8, 21},
     "the product names the policies 'strikt', but policies/products/ has none"},
};

static void refuses_what_is_wrong_with_its_place(void **state)
{
    (void)state;
    mesh_check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]));
}

static const char *path_of(const struct writ_mesh *mesh, const char *id)
{
    const struct writ_descriptor *found = writ_mesh_product(mesh, writ_str_from(id));

    return found == NULL ? "none" : found->path;
}

static void products_are_found_by_id_and_their_contracts_are_not(void **state)
{
    static const struct mesh_file files[] = {{"products/a.yaml", PRODUCT("orders", "orders-table")},
                                             {"products/b.yaml", CONTRACT("orders-table", "1.0.0")},
                                             {"products/c.yaml", CONTRACT("alone", "1.0.0")},
                                             {"products/d.yaml", CONTRACT("alone", "2.0.0")},
                                             {"products/notes.txt", "not read"},
                                             {"products/.hidden.yaml", "not: read"},
                                             {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(mesh->descriptor_count, 4);
    assert_string_equal(path_of(mesh, "orders"), "products/a.yaml");
    assert_string_equal(path_of(mesh, "orders-table"), "none");
    assert_string_equal(path_of(mesh, "alone"), "products/c.yaml");
    assert_string_equal(path_of(mesh, "order"), "none");
    assert_string_equal(path_of(mesh, "ORDERS"), "none");
    assert_string_equal(path_of(mesh, ""), "none");
    writ_mesh_free(mesh);
}

static void the_index_holds_the_models_of_the_mesh(void **state)
{
    static const struct mesh_file files[] = {{"products/a.yaml", PRODUCT("orders", "orders-table")},
                                             {"products/b.yaml", CONTRACT("orders-table", "1.0.0")},
                                             {"products/c.yaml", CONTRACT("orders-table", "2.0.0")},
                                             {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);

    const struct writ_value *index = writ_value_member(mesh->catalogue, "index");
    const struct writ_value *providers = writ_value_path(index, "providers.orders-table");
    const struct writ_value *versions = writ_value_path(index, "ids.orders-table");

    assert_int_equal(writ_value_count(providers), 1);
    assert_ptr_equal(writ_value_item(providers, 0), mesh->descriptors[0].product);
    assert_int_equal(writ_value_count(versions), 2);
    assert_ptr_equal(writ_value_item(versions, 0), mesh->descriptors[1].product);
    assert_ptr_equal(writ_value_item(versions, 1), mesh->descriptors[2].product);
    writ_mesh_free(mesh);
}

/* Whether each policy of the mesh binds the product: "1" or "0" in the order of the policies. */
static void binding(const struct writ_mesh *mesh, const char *id, enum writ_phase phase,
                    char ret_bits[16])
{
    const struct writ_value *product = writ_mesh_product(mesh, writ_str_from(id))->product;

    for (size_t i = 0; i < mesh->policy_count; i++) {
        ret_bits[i] = writ_policy_binds(&mesh->policies[i], phase, product) ? '1' : '0';
    }
    ret_bits[mesh->policy_count] = '\0';
}

static void a_policy_binds_what_its_layer_and_phase_say(void **state)
{
    static const struct mesh_file files[] = {
        {"mesh.yaml", EXTENDED},
        {"policies/mesh/a.lua", MESH_POLICY("m.all", "")},
        {"policies/mesh/b.lua", "return policy { id = 'm.sweep', title = 'T', phase = 'sweep', "
                                "level = 'mandatory', rule = function() end }\n"},
        {"policies/mesh/c.lua", MESH_POLICY("m.zretired", "state = 'retired'")},
        {"policies/domains/care/p.lua", MESH_POLICY("d.care", "")},
        {"policies/domains/sales/p.lua", MESH_POLICY("d.sales", "")},
        {"policies/products/lax/p.lua", MESH_POLICY("p.lax", "")},
        {"policies/products/strict/p.lua", MESH_POLICY("p.strict", "")},
        {"products/a.yaml", NAMING("strict") "domain: sales\n"},
        {"products/b.yaml",
         CONTRACT("both", "1.0.0") "customProperties:\n"
                                   "  - property: policies\n    value: [lax, strict]\n"},
        {"products/c.yaml", CONTRACT("none", "1.0.0") "domain: Sales\n"},
        {NULL, NULL}};
    static const struct {
        const char *id;
        enum writ_phase phase;
        const char *bits;
    } cases[] = {{"orders", WRIT_PHASE_ACCESS, "1000101"},
                 {"orders", WRIT_PHASE_PUBLISH, "1000101"},
                 {"orders", WRIT_PHASE_SWEEP, "0100000"},
                 {"both", WRIT_PHASE_ACCESS, "1000011"},
                 {"none", WRIT_PHASE_ACCESS, "1000000"}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char bits[16];

        binding(mesh, cases[i].id, cases[i].phase, bits);
        assert_string_equal(bits, cases[i].bits);
    }
    assert_false(writ_policy_binds(&mesh->policies[3], WRIT_PHASE_ACCESS, NULL));
    assert_true(writ_policy_binds(&mesh->policies[0], WRIT_PHASE_ACCESS, NULL));
    writ_mesh_free(mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_wrong_with_its_place),
        cmocka_unit_test(products_are_found_by_id_and_their_contracts_are_not),
        cmocka_unit_test(the_index_holds_the_models_of_the_mesh),
        cmocka_unit_test(a_policy_binds_what_its_layer_and_phase_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
