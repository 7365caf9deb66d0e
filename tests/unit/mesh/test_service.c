/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings `service`: what is refused where.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh/operations.h"
#include "mesh_dir.h"

#define SERVICE(text)                                                                              \
    {                                                                                              \
        {"mesh.yaml", "name: m\nservice:\n" text},                                                 \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }
#define TRINO(text) SERVICE("  trino:\n" text)
#define HTTP(text)  SERVICE("  http:\n" text)
#define PATHS(text) SERVICE("  paths:\n" text)
#define AT(line, column)                                                                           \
    {                                                                                              \
        "mesh.yaml", line, column                                                                  \
    }

#define NO_PATH                                                                                    \
    "a route needs a path: it begins with '/', and a name in braces is a part of its own"
#define NO_PRODUCT "a route needs a product; names in braces are those of its path"

static const struct mesh_refusal refusals[] = {
    {"unknown", SERVICE("  grpc: {}\n"), WRIT_E_SCHEMA, AT(3, 3), "unknown service setting 'grpc'"},
    {"trino a list", SERVICE("  trino: []\n"), WRIT_E_SCHEMA, AT(3, 10),
     "'trino' is a list; it must be a table"},
    {"unknown of trino", TRINO("    users: {}\n"), WRIT_E_SCHEMA, AT(4, 5),
     "unknown service.trino setting 'users'"},
    {"two names", TRINO("    tables: {a.b: p}\n"), WRIT_E_SCHEMA, AT(4, 14),
     "'a.b' is not of the form catalog.schema.table"},
    {"four names", TRINO("    tables: {a.b.c.d: p}\n"), WRIT_E_SCHEMA, AT(4, 14),
     "'a.b.c.d' is not of the form catalog.schema.table"},
    {"an empty name", TRINO("    tables: {a..b.c: p}\n"), WRIT_E_SCHEMA, AT(4, 14),
     "'a..b.c' is not of the form catalog.schema.table"},
    {"an empty last name", TRINO("    tables: {a.b.c.: p}\n"), WRIT_E_SCHEMA, AT(4, 14),
     "'a.b.c.' is not of the form catalog.schema.table"},
    {"a table of a number", TRINO("    tables: {a.b.c: 1}\n"), WRIT_E_SCHEMA, AT(4, 21),
     "the table's product is not a text"},
    {"a table without product", TRINO("    tables: {a.b.c: {table: t}}\n"), WRIT_E_SCHEMA,
     AT(4, 21), "the table's product is not a text"},
    {"a table with more", TRINO("    tables: {a.b.c: {product: p, port: t}}\n"), WRIT_E_SCHEMA,
     AT(4, 34), "unknown table setting 'port'"},
    {"unknown operation", TRINO("    actions: {FilterTable: read}\n"), WRIT_E_SCHEMA, AT(4, 15),
     "'FilterTable' is no operation of Trino"},
    {"action of no text", TRINO("    actions: {FilterTables: [read]}\n"), WRIT_E_SCHEMA, AT(4, 29),
     "an action is not a text"},
    {"a frozen time", TRINO("    context: {time: '2026-01-01'}\n"), WRIT_E_SCHEMA, AT(4, 21),
     "'context.time' would make every decision one of that moment"},
    {"fulfils a number", TRINO("    fulfils: [1]\n"), WRIT_E_SCHEMA, AT(4, 15),
     "a type of obligation is not a text"},
    {"path without phase", PATHS("    a/b: {result: boolean}\n"), WRIT_E_SCHEMA, AT(4, 5),
     "the path 'a/b' needs a phase, access or publish"},
    {"path of a list", PATHS("    a/b: []\n"), WRIT_E_SCHEMA, AT(4, 5),
     "the path 'a/b' needs a phase, access or publish"},
    {"path with unknown phase", PATHS("    a/b: {phase: sweep}\n"), WRIT_E_SCHEMA, AT(4, 5),
     "the path 'a/b' needs a phase, access or publish"},
    {"path with slash in front", PATHS("    /a/b: {phase: access}\n"), WRIT_E_SCHEMA, AT(4, 5),
     "a path neither begins nor ends with '/'"},
    {"path of Trino", PATHS("    trino/allow: {phase: access}\n"), WRIT_E_SCHEMA, AT(4, 5),
     "the paths below trino/ are those of service.trino"},
    {"unknown of a path", PATHS("    a: {phase: access, target: p}\n"), WRIT_E_SCHEMA, AT(4, 24),
     "unknown path setting 'target'"},
    {"unknown result", PATHS("    a: {phase: access, result: number}\n"), WRIT_E_SCHEMA, AT(4, 32),
     "a result is boolean or decision"},
    {"request of a check", PATHS("    a: {phase: publish, request: {}}\n"), WRIT_E_SCHEMA,
     AT(4, 34), "a descriptor is checked as it is: only the phase access has a request"},
    {"unknown of http", HTTP("    header: X\n"), WRIT_E_SCHEMA, AT(4, 5),
     "unknown service.http setting 'header'"},
    {"method in lower case", HTTP("    actions: {get: read}\n"), WRIT_E_SCHEMA, AT(4, 15),
     "'get' is no method of HTTP"},
    {"route a text", HTTP("    routes: [orders]\n"), WRIT_E_SCHEMA, AT(4, 14),
     "the route settings are a text; they must be a table"},
    {"route without path", HTTP("    routes: [{product: p}]\n"), WRIT_E_SCHEMA, AT(4, 14), NO_PATH},
    {"route with a bad path", HTTP("    routes: [{path: orders, product: p}]\n"), WRIT_E_SCHEMA,
     AT(4, 21), NO_PATH},
    {"route without product", HTTP("    routes: [{path: /a}]\n"), WRIT_E_SCHEMA, AT(4, 14),
     NO_PRODUCT},
    {"route with a strange name", HTTP("    routes: [{path: /a, product: '{p}'}]\n"), WRIT_E_SCHEMA,
     AT(4, 34), NO_PRODUCT},
    {"route to nobody", HTTP("    routes: [{path: /a, product: p}]\n"), WRIT_E_SCHEMA, AT(4, 34),
     "the mesh has no product or port 'p'"},
};

static void test_refused(void **state)
{
    (void)state;
    mesh_check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]));
}

static void test_all_of_it(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;

    (void)state;
    mesh_dir_make(&dir, (const struct mesh_file[]){
                            {"mesh.yaml",
                             "name: m\nbaseline: false\nservice:\n"
                             "  trino:\n"
                             "    tables: {a.b.*: orders}\n"
                             "    actions: {FilterTables: read}\n"
                             "    context: {purpose: p}\n"
                             "    fulfils: [notify]\n"
                             "    identity: writ\n"
                             "  paths:\n"
                             "    a/b: {phase: access, result: boolean, request: {subject: $who}}\n"
                             "    c: {phase: publish}\n"
                             "  http:\n"
                             "    identity: X-User\n"
                             "    groups: X-Groups\n"
                             "    context: {purpose: p}\n"
                             "    actions: {GET: read, M-SEARCH: find}\n"
                             "    routes: [{path: /o/, product: orders},\n"
                             "             {path: '/p/{product}', product: '{product}'}]\n"},
                            {"products/orders.yaml", MESH_ORDERS},
                            {NULL, NULL}});

    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = mesh_dir_load(&dir);

    assert_non_null(writ_value_path(mesh->settings, "service.http.routes.1"));
}

static void test_digest(void **state)
{
    __attribute__((cleanup(mesh_dir_autop))) struct mesh_dir dir;

    (void)state;
    mesh_dir_make(&dir, (const struct mesh_file[]){{"mesh.yaml", "name: m\n"}, {NULL, NULL}});

    WRIT_AUTO(writ_mesh) struct writ_mesh *without = mesh_dir_load(&dir);

    mesh_dir_put(&dir, "mesh.yaml", "name: m\nservice: {trino: {fulfils: [notify]}}\n");

    WRIT_AUTO(writ_mesh) struct writ_mesh *with = mesh_dir_load(&dir);

    assert_false(writ_digest_equal(&without->digest, &with->digest));
}

static void test_operations(void **state)
{
    (void)state;
    assert_string_equal(writ_operation_find(WRIT_LIT("SelectFromColumns"))->action, "read");
    assert_string_equal(writ_operation_find(WRIT_LIT("DropTable"))->action, "drop");
    assert_null(writ_operation_find(WRIT_LIT("selectFromColumns")));
    assert_null(writ_operation_find(WRIT_LIT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_all_of_it),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_operations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
