/* SPDX-License-Identifier: Apache-2.0
 *
 * The lint has nothing to say about what comes with Writ.
 */
#include "base/embedded.h"
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh_dir.h"

extern const struct writ_embedded writ_stdlib[];
extern const struct writ_embedded writ_baseline[];

/* The number of findings in all texts of a table. */
static size_t lint_all(const struct writ_embedded *texts, size_t *ret_count)
{
    const struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_error err = {0};
    size_t found = 0;

    assert_int_equal(writ_sandbox_new(&limits, (struct writ_modules){0}, &sandbox, &err), WRIT_OK);
    for (; texts->name != NULL; texts++) {
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_lints lints = {NULL, 0};

        writ_arena_init(&arena, &alloc);
        if (writ_sandbox_lint(sandbox, texts->name, (struct writ_str){texts->text, texts->len},
                              &arena, &lints, &err) != WRIT_OK) {
            fail_msg("%s: %s", texts->name, err.text);
        }
        for (size_t i = 0; i < lints.count; i++) {
            print_error("%s.lua:%u: %s\n", texts->name, (unsigned)lints.items[i].line,
                        lints.items[i].message);
        }
        found += lints.count;
        *ret_count += 1;
    }
    return found;
}

static void shipped_texts_have_no_findings(void **state)
{
    size_t count = 0;

    (void)state;
    assert_int_equal(lint_all(writ_stdlib, &count), 0);
    assert_int_equal(lint_all(writ_baseline, &count), 0);
    assert_true(count > 80);
}

static const struct writ_mesh_text *text_at(const struct writ_mesh *mesh, const char *path)
{
    for (const struct writ_mesh_text *it = mesh->texts; it != NULL; it = it->next) {
        if (strcmp(it->path, path) == 0) {
            return it;
        }
    }
    fail_msg("%s is not there", path);
    return NULL;
}

static void policies_tests_modules_and_dialects_are_looked_at(void **state)
{
    static const struct mesh_file files[] = {
        {"policies/mesh/a.lua", "unused = 1 " MESH_POLICY("m.a", "")},
        {"policies/mesh/a_test.lua", "unused = 1 return { policy = 'm.a', cases = {} }"},
        {"policies/lib/b.lua", "unused = 1 return {}"},
        {"dialects/c.lua", "unused = 1 return {}"},
        {"policies/mesh/clean.lua", MESH_POLICY("m.clean", "")},
        {NULL, NULL}};
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_error err = {0};
    struct writ_mesh *mesh;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(text_at(mesh, "policies/mesh/a.lua")->lints.count, 0);
    assert_int_equal(writ_mesh_lint(mesh, &err), WRIT_OK);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(text_at(mesh, files[i].path)->lints.count, 1);
    }
    assert_int_equal(text_at(mesh, "policies/mesh/clean.lua")->lints.count, 0);
    writ_mesh_free(mesh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_texts_have_no_findings),
        cmocka_unit_test(policies_tests_modules_and_dialects_are_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
