/* SPDX-License-Identifier: Apache-2.0
 *
 * Agreements, waivers and data, and the digest over everything that is loaded.
 */
#include "base/time.h"
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

#define ONE(path, text)                                                                            \
    {                                                                                              \
        {                                                                                          \
            path, text                                                                             \
        }                                                                                          \
    }
#define WAIVER(text) ONE("waivers/w.yaml", text)
#define IN_W(line, column)                                                                         \
    {                                                                                              \
        "waivers/w.yaml", line, column                                                             \
    }
#define AGREEMENT(text) ONE("agreements/a.yaml", text)
#define IN_A                                                                                       \
    {                                                                                              \
        "agreements/a.yaml", 1, 1                                                                  \
    }
#define FOUR   "policy: a.b\nproduct: orders\nreason: r\napprover: guild\n"
#define BAD(t) "the waiver's 'expires' is no RFC 3339 time or date: '" t "'"

static const struct mesh_refusal refusals[] = {
    {"waiver a list", WAIVER("- a.b\n"), WRIT_E_SCHEMA, IN_W(1, 1),
     "a waiver is a table of policy, product, reason, approver and expires"},
    {"no policy", WAIVER("product: orders\nreason: r\napprover: g\nexpires: 2027-01-01\n"),
     WRIT_E_SCHEMA, IN_W(1, 1), "the waiver's 'policy' is missing"},
    {"no product", WAIVER("policy: a.b\nreason: r\napprover: g\nexpires: 2027-01-01\n"),
     WRIT_E_SCHEMA, IN_W(1, 1), "the waiver's 'product' is missing"},
    {"no reason", WAIVER("policy: a.b\nproduct: o\napprover: g\nexpires: 2027-01-01\n"),
     WRIT_E_SCHEMA, IN_W(1, 1), "the waiver's 'reason' is missing"},
    {"no approver", WAIVER("policy: a.b\nproduct: o\nreason: r\nexpires: 2027-01-01\n"),
     WRIT_E_SCHEMA, IN_W(1, 1), "the waiver's 'approver' is missing"},
    {"no end", WAIVER(FOUR), WRIT_E_SCHEMA, IN_W(1, 1), "the waiver's 'expires' is missing"},
    {"empty reason",
     WAIVER("policy: a.b\nproduct: o\nreason: ''\napprover: g\nexpires: 2027-01-01\n"),
     WRIT_E_SCHEMA, IN_W(3, 9), "the waiver's 'reason' is not a text"},
    {"policy a list", WAIVER("policy: [a.b]\nproduct: o\nreason: r\napprover: g\n"), WRIT_E_SCHEMA,
     IN_W(1, 9), "the waiver's 'policy' is not a text"},
    {"unknown member", WAIVER(FOUR "expires: 2027-01-01\nuntil: 2028-01-01\n"), WRIT_E_SCHEMA,
     IN_W(6, 1), "a waiver has no 'until'"},
    {"no such day", WAIVER(FOUR "expires: 2027-02-30\n"), WRIT_E_SCHEMA, IN_W(5, 10),
     BAD("2027-02-30")},
    {"never", WAIVER(FOUR "expires: never\n"), WRIT_E_SCHEMA, IN_W(5, 10), BAD("never")},
    {"a time without an offset", WAIVER(FOUR "expires: 2027-01-01T00:00:00\n"), WRIT_E_SCHEMA,
     IN_W(5, 10), BAD("2027-01-01T00:00:00")},
    {"a year", WAIVER(FOUR "expires: 2027\n"), WRIT_E_SCHEMA, IN_W(5, 10),
     "the waiver's 'expires' is not a text"},
    {"two documents", WAIVER(FOUR "expires: 2027-01-01\n---\na: 1\n"), WRIT_E_SYNTAX, IN_W(6, 1),
     "a second document begins here"},
    {"no agreement", AGREEMENT("kind: DataContract\nid: x\n"), WRIT_E_SCHEMA, IN_A,
     "this is no access agreement"},
    {"agreement a list", AGREEMENT("[1]\n"), WRIT_E_SCHEMA, IN_A, "this is no access agreement"},
    {"agreement without id", AGREEMENT("kind: AccessAgreement\nprovider: {dataProductId: o}\n"),
     WRIT_E_SCHEMA, IN_A, "the agreement names no id"},
    {"agreement without provider", AGREEMENT("kind: AccessAgreement\nid: x\n"), WRIT_E_SCHEMA, IN_A,
     "the agreement names no provider"},
    {"data that cannot be read",
     ONE("data/d.yaml", "a: *b\n"),
     WRIT_E_SYNTAX,
     {"data/d.yaml", 1, 4},
     "aliases are not supported"},
    {"two data of one name",
     {{"data/d.json", "{}"}, {"data/d.yaml", "a: 1\n"}},
     WRIT_E_SCHEMA,
     {"data/d.yaml", 0, 0},
     "the data 'd' is already that of data/d.json"},
    {"two data of one name in two folders",
     {{"data/a/d.yaml", "{}"}, {"data/b/d.x.yml", "a: 1\n"}},
     WRIT_E_SCHEMA,
     {"data/b/d.x.yml", 0, 0},
     "the data 'd' is already that of data/a/d.yaml"},
};

static void refuses_what_is_wrong_with_its_place(void **state)
{
    (void)state;
    mesh_check_refusals(refusals, sizeof(refusals) / sizeof(refusals[0]));
}

static const struct mesh_file whole[] = {
    {"mesh.yaml", "name: m\nbaseline: true\ndialects: [dialects/ours]\n"},
    {"policies/mesh/p.lua", MESH_POLICY("a.b", "")},
    {"policies/mesh/p_test.lua", "return { policy = 'a.b', cases = {} }\n"},
    {"policies/domains/sales/p.lua", MESH_POLICY("a.c", "")},
    {"policies/products/strict/p.lua", MESH_POLICY("a.d", "")},
    {"policies/lib/x.lua", "return {}\n"},
    {"tests/more_test.lua", "return { policy = 'a.b', cases = {} }\n"},
    {"dialects/ours.lua", "return { sniff = function() return nil end }\n"},
    {"products/orders.yaml", MESH_ORDERS},
    {"agreements/a.yaml", "kind: AccessAgreement\nid: x\nprovider: {dataProductId: o}\n"},
    {"waivers/w.yaml", FOUR "expires: 2027-01-01\n"},
    {"data/sub/countries.yaml", "[FI]\n"},
    {"data/d.json", "{}"},
    {NULL, NULL}};

static void hex_of(const struct mesh_dir *dir, char ret_hex[WRIT_SHA256_HEX_SIZE])
{
    struct writ_mesh *mesh = mesh_dir_load(dir);

    writ_digest_hex(&mesh->digest, ret_hex);
    writ_mesh_free(mesh);
}

static void the_digest_changes_with_every_file(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    char before[WRIT_SHA256_HEX_SIZE];
    char after[WRIT_SHA256_HEX_SIZE];
    char text[2000];

    (void)state;
    mesh_dir_make(&dir, whole);
    hex_of(&dir, before);
    for (const struct mesh_file *it = whole; it->path != NULL; it++) {
        (void)snprintf(text, sizeof(text), "%s\n", it->text); /* says the same, in other bytes */
        mesh_dir_put(&dir, it->path, text);
        hex_of(&dir, after);
        if (strcmp(before, after) == 0) {
            fail_msg("%s changed without effect on the digest", it->path);
        }
        mesh_dir_put(&dir, it->path, it->text);
        hex_of(&dir, after);
        assert_string_equal(before, after);
    }
}

static void the_digest_changes_with_nothing_else(void **state)
{
    static const char *const others[] = {
        "README.md",         "policies/notes.txt",   "policies/mesh/.p.lua", "products/notes.txt",
        "data/d.txt",        "waivers/.hidden.yaml", "agreements/x.pdf",     ".writ/log/x.yaml",
        "requests/one.json", "other/policy.lua"};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    WRIT_AUTO(mesh_dir) struct mesh_dir twin;
    char before[WRIT_SHA256_HEX_SIZE];
    char after[WRIT_SHA256_HEX_SIZE];

    (void)state;
    mesh_dir_make(&dir, whole);
    hex_of(&dir, before);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        mesh_dir_put(&dir, others[i], "anything: [");
    }
    hex_of(&dir, after);
    assert_string_equal(before, after);

    mesh_dir_make(&twin, NULL); /* written in the other order, in another folder */
    for (size_t i = sizeof(whole) / sizeof(whole[0]) - 1; i-- > 0;) {
        mesh_dir_put(&twin, whole[i].path, whole[i].text);
    }
    hex_of(&twin, after);
    assert_string_equal(before, after);
}

/* Moving a text to another name, or bytes from one file to the next, is a change too. */
static void the_digest_knows_names_and_boundaries(void **state)
{
    static const struct mesh_file files[] = {
        {"data/a.yaml", "x: 1\n"}, {"data/b.yaml", "y: 2\n"}, {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    char before[WRIT_SHA256_HEX_SIZE];
    char after[WRIT_SHA256_HEX_SIZE];

    (void)state;
    mesh_dir_make(&dir, files);
    hex_of(&dir, before);
    mesh_dir_put(&dir, "data/a.yaml", "x: 1\ny: 2\n");
    mesh_dir_put(&dir, "data/b.yaml", "{}");
    hex_of(&dir, after);
    assert_string_not_equal(before, after);
    mesh_dir_put(&dir, "data/a.yaml", "y: 2\n");
    mesh_dir_put(&dir, "data/b.yaml", "x: 1\n");
    hex_of(&dir, after);
    assert_string_not_equal(before, after);
    mesh_dir_put_all(&dir, files);
    mesh_dir_drop(&dir, "data/b.yaml");
    mesh_dir_put(&dir, "data/c.yaml", "y: 2\n");
    hex_of(&dir, after);
    assert_string_not_equal(before, after);
}

static void data_are_named_by_their_files(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, whole);
    mesh_dir_put(&dir, "data/vocabulary.v2.yaml", "a: 1\n");
    mesh = mesh_dir_load(&dir);
    assert_int_equal(writ_value_count(mesh->data), 3);
    assert_true(writ_value_is_text(writ_value_path(mesh->data, "countries.0"), "FI"));
    assert_non_null(writ_value_path(mesh->data, "vocabulary.a"));
    assert_non_null(writ_value_path(mesh->data, "d"));
    writ_mesh_free(mesh);
}

static void a_waiver_is_for_one_policy_one_product_and_a_time(void **state)
{
    static const struct {
        const char *policy;
        const char *product;
        const char *time;
        bool is_there;
    } cases[] = {{"a.b", "orders", "2026-12-31T23:59:59.999Z", true},
                 {"a.b", "orders", "2027-01-01T00:00:00Z", false},
                 {"a.b", "order", "2026-01-01", false},
                 {"a.b", "", "2026-01-01", false},
                 {"a.c", "orders", "2026-01-01", false}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, whole);
    mesh = mesh_dir_load(&dir);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t time_ms = 0;

        assert_true(writ_time_parse(writ_str_from(cases[i].time), &time_ms));

        const struct writ_waiver *waiver =
            writ_mesh_waiver(mesh, cases[i].policy, writ_str_from(cases[i].product), time_ms);

        assert_int_equal(waiver != NULL, cases[i].is_there);
    }
    writ_mesh_free(mesh);
}

static void of_several_waivers_the_longest_counts(void **state)
{
    static const struct mesh_file several[] = {{"waivers/1.yaml", FOUR "expires: 2026-07-01\n"},
                                               {"waivers/2.yaml", FOUR "expires: 2027-01-01\n"},
                                               {"waivers/3.yaml", FOUR "expires: 2026-10-01\n"},
                                               {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = NULL;
    int64_t time_ms = 0;

    (void)state;
    mesh_dir_make(&dir, several);
    mesh = mesh_dir_load(&dir);
    assert_true(writ_time_parse(WRIT_LIT("2026-06-01"), &time_ms));
    assert_string_equal(writ_mesh_waiver(mesh, "a.b", WRIT_LIT("orders"), time_ms)->expires,
                        "2027-01-01");
}

static void agreements_are_sorted_by_id(void **state)
{
#define ABOUT(id) "kind: AccessAgreement\nid: " id "\nprovider: {dataProductId: orders}\n"
    static const struct mesh_file several[] = {{"agreements/1.yaml", ABOUT("c")},
                                               {"agreements/2.yaml", ABOUT("a")},
                                               {"agreements/3.yaml", ABOUT("b")},
                                               {NULL, NULL}};
    static const char *const ids[] = {"a", "b", "c"};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = NULL;

    (void)state;
    mesh_dir_make(&dir, several);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(writ_value_count(mesh->agreements), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(writ_value_is_text(
            writ_value_member(writ_value_item(mesh->agreements, i), "id"), ids[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_wrong_with_its_place),
        cmocka_unit_test(the_digest_changes_with_every_file),
        cmocka_unit_test(the_digest_changes_with_nothing_else),
        cmocka_unit_test(the_digest_knows_names_and_boundaries),
        cmocka_unit_test(data_are_named_by_their_files),
        cmocka_unit_test(a_waiver_is_for_one_policy_one_product_and_a_time),
        cmocka_unit_test(of_several_waivers_the_longest_counts),
        cmocka_unit_test(agreements_are_sorted_by_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
