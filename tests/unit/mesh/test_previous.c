/* SPDX-License-Identifier: Apache-2.0
 *
 * What was published before: where it is looked for, and which version of it is compared.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

#define CONTRACT(id, version)                                                                      \
    "apiVersion: v3.1.0\nkind: DataContract\nid: " id "\nversion: " version "\nstatus: active\n"   \
    "schema:\n  - name: t\n    properties:\n      - name: a\n        logicalType: string\n"
#define PRODUCT(id)                                                                                \
    "apiVersion: v1.0.0\nkind: DataProduct\nid: " id "\nversion: 1.0.0\nstatus: active\n"          \
    "outputPorts:\n  - name: out\n    version: 1.0.0\n    contractId: c\n"

struct comparing {
    struct mesh_dir now, before;
    struct writ_mesh *mesh;
};

static void comparing_autop(struct comparing *comparing)
{
    writ_mesh_free(comparing->mesh);
    mesh_dir_autop(&comparing->now);
    mesh_dir_autop(&comparing->before);
}

static void comparing_start(struct comparing *comparing, const struct mesh_file *now,
                            const struct mesh_file *before)
{
    mesh_dir_make(&comparing->now, now);
    mesh_dir_make(&comparing->before, before);
    comparing->mesh = mesh_dir_load(&comparing->now);
}

static const char *version_before(const struct comparing *comparing, size_t index)
{
    const struct writ_descriptor *found =
        writ_mesh_previous(comparing->mesh, &comparing->mesh->descriptors[index]);

    return found == NULL ? NULL : writ_value_member(found->product, "version")->text.ptr;
}

static void load(struct comparing *comparing, const char *path)
{
    struct writ_error err = {0};

    if (writ_mesh_load_previous(comparing->mesh, path, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
}

static void a_product_has_its_contracts_of_then(void **state)
{
    static const struct mesh_file now[] = {
        {"products/p.yaml", PRODUCT("p")}, {"products/q.yaml", PRODUCT("q")}, {NULL, NULL}};
    static const struct mesh_file before[] = {{"products/sub/p.yaml", PRODUCT("p")},
                                              {"products/c.yaml", CONTRACT("c", "1.0.0")},
                                              {"data/d.yaml", "a: 1\n"},
                                              {NULL, NULL}};
    WRIT_AUTO(comparing) struct comparing comparing;

    (void)state;
    comparing_start(&comparing, now, before);
    load(&comparing, mesh_dir_path(&comparing.before));

    const struct writ_descriptor *p =
        writ_mesh_previous(comparing.mesh, &comparing.mesh->descriptors[0]);

    assert_non_null(p);
    assert_int_equal(writ_value_count(writ_value_member(p->product, "columns")), 1);
    assert_null(writ_mesh_previous(comparing.mesh, &comparing.mesh->descriptors[1]));
}

static void a_contract_is_compared_with_the_same_version_or_the_last(void **state)
{
    static const struct mesh_file now[] = {{"products/a.yaml", CONTRACT("c", "1.0.0")},
                                           {"products/b.yaml", CONTRACT("c", "3.0.0")},
                                           {NULL, NULL}};
    static const struct mesh_file before[] = {{"products/a.yaml", CONTRACT("c", "1.0.0")},
                                              {"products/b.yaml", CONTRACT("c", "2.0.0")},
                                              {NULL, NULL}};
    WRIT_AUTO(comparing) struct comparing comparing;

    (void)state;
    comparing_start(&comparing, now, before);
    load(&comparing, mesh_dir_path(&comparing.before));
    assert_string_equal(version_before(&comparing, 0), "1.0.0");
    assert_string_equal(version_before(&comparing, 1), "2.0.0");
}

static void a_folder_or_a_file_will_do_and_the_last_one_counts(void **state)
{
    static const struct mesh_file now[] = {{"products/a.yaml", CONTRACT("c", "1.0.0")},
                                           {NULL, NULL}};
    static const struct mesh_file before[] = {{"old/a.yaml", CONTRACT("c", "0.1.0")},
                                              {"old/b.yaml", CONTRACT("d", "1.0.0")},
                                              {NULL, NULL}};
    WRIT_AUTO(comparing) struct comparing comparing;

    (void)state;
    comparing_start(&comparing, now, before);
    load(&comparing, scratch_path(&comparing.before.scratch, "old"));
    assert_string_equal(version_before(&comparing, 0), "0.1.0");
    load(&comparing, scratch_path(&comparing.before.scratch, "old/a.yaml"));
    assert_string_equal(version_before(&comparing, 0), "0.1.0");
    load(&comparing, scratch_path(&comparing.before.scratch, "old/b.yaml"));
    assert_null(version_before(&comparing, 0));
}

static void what_cannot_be_compared_with_is_refused(void **state)
{
    static const struct {
        const char *text; /* of old/b.yaml, beside a contract c */
        const char *path;
        enum writ_status status;
        const char *source; /* its end */
        uint32_t line;
        const char *message;
    } cases[] = {
        {"a: [1\n", "old", WRIT_E_SYNTAX, "old/b.yaml", 2, NULL},
        {"a: 1\n", "old", WRIT_E_SCHEMA, "old/b.yaml", 1, NULL},
        {CONTRACT("c", "1.0.0"), "old", WRIT_E_SCHEMA, "old/b.yaml", 3, NULL},
        {"a: 1\n", "nowhere", WRIT_E_NOTFOUND, "nowhere", 0, NULL},
        {"a: 1\n", ".", WRIT_E_NOTFOUND, "products", 0, "no descriptor is there to compare with"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct mesh_file before[] = {
            {"old/a.yaml", CONTRACT("c", "1.0.0")}, {"old/b.yaml", cases[i].text}, {NULL, NULL}};
        WRIT_AUTO(comparing) struct comparing comparing;
        struct writ_error err = {0};

        comparing_start(&comparing, NULL, before);
        assert_int_equal(
            writ_mesh_load_previous(comparing.mesh,
                                    scratch_path(&comparing.before.scratch, cases[i].path), &err),
            cases[i].status);
        if (!writ_str_ends(writ_str_from(err.loc.source), writ_str_from(cases[i].source))) {
            fail_msg("%s is at %s", err.text, err.loc.source);
        }
        assert_int_equal(err.loc.line, cases[i].line);
        assert_true(cases[i].message == NULL || strcmp(err.text, cases[i].message) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_has_its_contracts_of_then),
        cmocka_unit_test(a_contract_is_compared_with_the_same_version_or_the_last),
        cmocka_unit_test(a_folder_or_a_file_will_do_and_the_last_one_counts),
        cmocka_unit_test(what_cannot_be_compared_with_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
