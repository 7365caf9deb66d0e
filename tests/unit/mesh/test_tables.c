/* SPDX-License-Identifier: Apache-2.0
 *
 * Which product a table belongs to: as descriptors say it, as mesh.yaml says it, and what is
 * refused.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh/tables.h"
#include "mesh_dir.h"

#define HEAD(id) "apiVersion: v3.1.0\nkind: DataContract\nid: " id "\nname: N\nversion: 1.0.0\n"
#define SERVER(name, type, schema)                                                                 \
    "  - {server: " name ", type: " type ", host: h, port: 1, catalog: lake, schema: " schema "}"  \
                                                                                              "\n"
#define SCHEMA                                                                                     \
    "schema:\n"                                                                                    \
    "  - {name: Orders, properties: [{name: id}, {name: email},\n"                                 \
    "    {name: address, properties: [{name: street}, {name: town}]}]}\n"                          \
    "  - {name: lines, properties: [{name: id}]}\n"
#define TRINO_ORDERS(id) HEAD(id) "servers:\n" SERVER("t", "trino", "sales") SCHEMA
#define SETTINGS(text)   "name: m\nbaseline: false\nservice:\n  trino:\n" text

static const struct mesh_file mesh_files[] = {
    {"mesh.yaml", SETTINGS("    tables:\n"
                           "      Raw.sales.o: {product: plain, table: orders}\n"
                           "      raw.sales.lines: plain\n"
                           "      old.sales.*: orders#t\n"
                           "      lake.other.lines: plain\n")},
    {"products/orders.yaml", TRINO_ORDERS("orders")},
    {"products/other.yaml", HEAD("other") "servers:\n" SERVER("t", "Trino", "other") SCHEMA},
    {"products/plain.yaml", HEAD("plain") "servers:\n" SERVER("p", "postgres", "sales") SCHEMA},
    {NULL, NULL}};

static const struct {
    const char *catalog, *schema, *name;
    const char *resource; /* NULL: nobody's */
    const char *model;
} found[] = {
    {"lake", "sales", "orders", "orders#t", "Orders"},
    {"lake", "sales", "lines", "orders#t", "lines"},
    {"LAKE", "Sales", "ORDERS", "orders#t", "Orders"},
    {"raw", "sales", "o", "plain", "Orders"},
    {"raw", "sales", "lines", "plain", "lines"},
    {"old", "sales", "orders", "orders#t", "Orders"},
    {"old", "sales", "lines", "orders#t", "lines"},
    {"lake", "other", "orders", "other#t", "Orders"},
    {"lake", "other", "lines", "plain", "lines"}, /* mesh.yaml wins */
    {"raw", "sales", "orders", NULL, NULL},
    {"lake", "sales", "returns", NULL, NULL},
    {"lake", "sales.orders", "", NULL, NULL},
    {"lake", "", "sales.orders", NULL, NULL},
    {"", "", "", NULL, NULL},
};

static struct writ_table_name named(const char *catalog, const char *schema, const char *name)
{
    return (struct writ_table_name){writ_str_from(catalog), writ_str_from(schema),
                                    writ_str_from(name)};
}

static void test_found(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;

    (void)state;
    mesh_dir_make(&dir, mesh_files);

    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = mesh_dir_load(&dir);

    for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
        const struct writ_table_name name = named(found[i].catalog, found[i].schema, found[i].name);
        const struct writ_table *table = writ_mesh_table(mesh, &name);

        if ((table == NULL) != (found[i].resource == NULL)) {
            fail_msg("%s.%s.%s", found[i].catalog, found[i].schema, found[i].name);
        }
        if (table != NULL) {
            assert_true(writ_str_is(table->resource, found[i].resource));
            assert_true(writ_str_is(table->model, found[i].model));
        }
    }
}

static void test_owners(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;
    const struct writ_table_name sales = named("lake", "sales", "orders");
    const struct writ_table_name old = named("old", "sales", "lines");
    const struct writ_table_name raw = named("raw", "sales", "o");
    const struct writ_table_name other = named("lake", "other", "lines");

    (void)state;
    mesh_dir_make(&dir, mesh_files);

    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = mesh_dir_load(&dir);

    assert_int_equal(writ_mesh_table_owners(mesh), 3);
    assert_int_equal(writ_mesh_table(mesh, &sales)->owner, writ_mesh_table(mesh, &old)->owner);
    assert_int_equal(writ_mesh_table(mesh, &raw)->owner, writ_mesh_table(mesh, &other)->owner);
    assert_int_not_equal(writ_mesh_table(mesh, &raw)->owner, writ_mesh_table(mesh, &old)->owner);
}

static void test_columns(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;
    const struct writ_table_name sales = named("lake", "sales", "orders");

    (void)state;
    mesh_dir_make(&dir, mesh_files);

    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = mesh_dir_load(&dir);
    const struct writ_table *table = writ_mesh_table(mesh, &sales);
    const struct writ_table_column *email = writ_table_column(table, WRIT_LIT("EMail"));

    assert_int_equal(table->siblings, 2);
    assert_int_equal(table->column_count, 3);
    assert_true(writ_str_is(email->name, "email"));
    assert_int_equal(email->path_count, 1);
    assert_null(writ_table_column(table, WRIT_LIT("emails")));
    assert_null(writ_table_column(table, WRIT_LIT("")));
}

/* What is inside a column comes with it. */
static void test_nested(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;
    const struct writ_table_name sales = named("lake", "sales", "orders");

    (void)state;
    mesh_dir_make(&dir, mesh_files);

    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = mesh_dir_load(&dir);
    const struct writ_table_column *address =
        writ_table_column(writ_mesh_table(mesh, &sales), WRIT_LIT("address"));

    assert_int_equal(address->path_count, 3);
    assert_true(writ_str_is(address->paths[0], "Orders.address"));
    assert_true(writ_str_is(address->paths[1], "Orders.address.street"));
    assert_true(writ_str_is(address->paths[2], "Orders.address.town"));
}

static void test_without_setting(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;
    const struct writ_table_name sales = named("lake", "sales", "orders");

    (void)state;
    mesh_dir_make(&dir, (const struct mesh_file[]){{"products/orders.yaml", TRINO_ORDERS("orders")},
                                                   {NULL, NULL}});

    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = mesh_dir_load(&dir);

    assert_null(writ_mesh_table(mesh, &sales));
    assert_int_equal(writ_mesh_table_owners(mesh), 0);
}

static const struct mesh_refusal refusals[] = {
    {"no such product",
     {{"mesh.yaml", SETTINGS("    tables: {a.b.c: nobody}\n")}, {NULL, NULL}},
     WRIT_E_SCHEMA,
     {"mesh.yaml", 5, 21},
     "the mesh has no product or port 'nobody'"},
    {"no such port",
     {{"mesh.yaml", SETTINGS("    tables: {a.b.c: 'orders#x'}\n")},
      {"products/orders.yaml", TRINO_ORDERS("orders")},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     {"mesh.yaml", 5, 21},
     "the mesh has no product or port 'orders#x'"},
    {"no such table",
     {{"mesh.yaml", SETTINGS("    tables: {a.b.c: orders}\n")},
      {"products/orders.yaml", TRINO_ORDERS("orders")},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     {"mesh.yaml", 5, 21},
     "'orders' has no table 'c'"},
    {"one table of two products",
     {{"mesh.yaml", SETTINGS("    identity: writ\n")},
      {"products/a.yaml", TRINO_ORDERS("a")},
      {"products/b.yaml", TRINO_ORDERS("b")},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     {"products/b.yaml", 3, 5},
     "the table 'lake.sales.Orders' of 'b#t' is also one of 'a#t'"},
    {"one name in two spellings",
     {{"mesh.yaml", SETTINGS("    tables: {a.b.lines: orders, A.b.lines: orders}\n")},
      {"products/orders.yaml", TRINO_ORDERS("orders")},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     {"products/orders.yaml", 3, 5},
     "the table 'A.b.lines' of 'orders' is also one of 'orders'"},
    {"a port that is read as another product",
     {{"mesh.yaml", SETTINGS("    identity: writ\n")},
      {"products/a.yaml", TRINO_ORDERS("orders")},
      {"products/b.yaml", HEAD("'orders#t'") SCHEMA},
      {NULL, NULL}},
     WRIT_E_SCHEMA,
     {"products/a.yaml", 7, 5},
     "'orders#t' is the id of another product, so no request can name this port"},
};

static void test_refused(void **state)
{
    (void)state;
    mesh_check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),           cmocka_unit_test(test_owners),
        cmocka_unit_test(test_columns),         cmocka_unit_test(test_nested),
        cmocka_unit_test(test_without_setting), cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
