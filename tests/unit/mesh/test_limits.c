/* SPDX-License-Identifier: Apache-2.0
 *
 * Every limit of mesh.yaml: taken, bounded below and above, with its place.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh/load.h"
#include "mesh_dir.h"

static const struct {
    const char *name;
    size_t offset;
    size_t size;
    uint64_t usual;
    uint64_t most;
} all[] = {
#define LIMIT(name, type, value, most, what, why)                                                  \
    {#name, offsetof(struct writ_sandbox_limits, name), sizeof(type), value, most},
#include "script/limits.def"
#undef LIMIT
};

enum { COUNT = sizeof(all) / sizeof(all[0]) };

static uint64_t limit_of(const struct writ_sandbox_limits *limits, size_t i)
{
    const char *at = (const char *)limits + all[i].offset;
    uint32_t narrow;
    uint64_t wide;

    if (all[i].size == sizeof(narrow)) {
        memcpy(&narrow, at, sizeof(narrow));
        return narrow;
    }
    memcpy(&wide, at, sizeof(wide));
    return wide;
}

/* Load a mesh with one limit set. */
static enum writ_status load_with(size_t i, const char *value, struct writ_sandbox_limits *limits,
                                  struct writ_error *err)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    struct writ_mesh *mesh = NULL;
    enum writ_status status;
    char settings[120];

    (void)snprintf(settings, sizeof(settings), "name: m\nbaseline: false\nlimits:\n  %s: %s\n",
                   all[i].name, value);
    mesh_dir_make(&dir, NULL);
    mesh_dir_put(&dir, "mesh.yaml", settings);
    status = writ_mesh_load(mesh_dir_path(&dir), &mesh, err);
    if (status == WRIT_OK) {
        assert_int_equal(writ_mesh_limits(mesh->settings, limits, err), WRIT_OK);
    }
    writ_mesh_free(mesh);
    return status;
}

static void each_limit_is_taken_and_leaves_the_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        struct writ_sandbox_limits limits;
        struct writ_error err = {0};
        char value[24];

        (void)snprintf(value, sizeof(value), "%llu", (unsigned long long)all[i].usual + 1);
        if (load_with(i, value, &limits, &err) != WRIT_OK) {
            fail_msg("%s: %s", all[i].name, err.text);
        }
        for (size_t k = 0; k < COUNT; k++) {
            assert_int_equal(limit_of(&limits, k), all[k].usual + (k == i ? 1 : 0));
        }
    }
}

static void refused(size_t i, const char *value, const char *message)
{
    struct writ_sandbox_limits limits;
    struct writ_error err = {0};
    char text[120];

    (void)snprintf(text, sizeof(text), "limit '%s' is %s", all[i].name, message);
    assert_int_equal(load_with(i, value, &limits, &err), WRIT_E_SCHEMA);
    assert_string_equal(err.text, text);
    assert_string_equal(err.loc.source, "mesh.yaml");
    assert_int_equal(err.loc.line, 4);
    assert_int_equal(err.loc.column, strlen(all[i].name) + 5);
}

static void each_limit_is_bounded(void **state)
{
    static const char *const wrong[] = {
        "0", "-1", "1.5", "'8'", "[]", "yes", "99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        char value[24];
        char message[48];

        for (size_t k = 0; k < sizeof(wrong) / sizeof(wrong[0]); k++) {
            refused(i, wrong[k], "not a positive whole number");
        }
        (void)snprintf(value, sizeof(value), "%llu", (unsigned long long)all[i].most + 1);
        (void)snprintf(message, sizeof(message), "more than %llu", (unsigned long long)all[i].most);
        refused(i, value, message);
    }
}

static void a_limit_that_nothing_fits_in_is_an_error(void **state)
{
    static const char *const small[] = {"gas", "live_bytes", "total_bytes", "object_bytes",
                                        "source_bytes"};

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < sizeof(small) / sizeof(small[0]); k++) {
            struct writ_sandbox_limits limits;
            struct writ_error err = {0};

            if (strcmp(all[i].name, small[k]) == 0) {
                assert_int_not_equal(load_with(i, "1", &limits, &err), WRIT_OK);
                assert_int_not_equal(err.text[0], '\0');
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_limit_is_taken_and_leaves_the_others),
        cmocka_unit_test(each_limit_is_bounded),
        cmocka_unit_test(a_limit_that_nothing_fits_in_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
