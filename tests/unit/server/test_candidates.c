/* SPDX-License-Identifier: Apache-2.0
 *
 * What a search may find in a mesh.
 */
#include "cmocka_all.h"

#include "base/try.h"
#include "mesh_dir.h"
#include "oom.h"
#include "server/candidates.h"

#define PORTED(id, ports)                                                                          \
    "apiVersion: v1.0.0\nkind: DataProduct\nid: " id                                               \
    "\nname: p\nstatus: active\nversion: 1.0.0\noutputPorts:\n" ports
#define PORT(name) "  - {name: " name ", version: 1.0.0, contractId: c-" name "}\n"

#define TARGETED(id, actions)                                                                      \
    "return policy { id = '" id "', title = 'T', phase = 'access', level = 'mandatory', "          \
    "target = { action = " actions " }, rule = function() end }\n"

static const struct mesh_file files[] = {
    {"data/subjects.yaml",
     "bob: {team: care}\nann: {}\nbatch: {type: service}\nodd: {type: 7}\nnobody: null\n"},
    {"data/resources.yaml",
     "record:\n  r-2: {status: archived}\n  r-1: null\nreport: [q]\n'': {x: {}}\n"},
    {"data/actions.yaml", "[approve, read, 7, '']\n"},
    {"policies/mesh/a.lua", TARGETED("guild.a", "{ 'export', 'copy' }")},
    {"policies/mesh/b.lua", TARGETED("guild.b", "'copy'")},
    {"products/b.yaml", MESH_ORDERS},
    {"products/a.yaml", PORTED("alpha", PORT("warehouse") PORT("stream"))},
    {NULL, NULL}};

typedef enum writ_status (*finder)(const struct writ_mesh *mesh, struct writ_str type,
                                   struct writ_arena *arena, struct writ_candidates *ret_list,
                                   struct writ_error *err);

static const struct {
    finder find;
    const char *type;
    const char *names;
} rows[] = {
    {writ_candidate_subjects, "user", "bob ann "},
    {writ_candidate_subjects, "service", "batch "},
    {writ_candidate_subjects, "spaceship", ""},
    {writ_candidate_subjects, "", ""},
    {writ_candidate_resources, "data_product", "alpha orders "},
    {writ_candidate_resources, "output_port", "alpha#stream alpha#warehouse "},
    {writ_candidate_resources, "record", "r-2 r-1 "},
    {writ_candidate_resources, "report", ""}, /* a list has no ids */
    {writ_candidate_resources, "spaceship", ""},
    {writ_candidate_actions, "", "approve copy export query read "},
};

static void candidates_are_what_the_mesh_knows(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = NULL;

    (void)state;
    mesh_dir_make(&dir, files);
    mesh = mesh_dir_load(&dir);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_candidates list = {NULL, 0};
        char names[200] = "";

        writ_arena_init(&arena, &alloc);
        assert_int_equal(rows[i].find(mesh, writ_str_from(rows[i].type), &arena, &list, NULL),
                         WRIT_OK);
        for (size_t k = 0; k < list.count; k++) {
            (void)snprintf(names + strlen(names), sizeof(names) - strlen(names), "%.*s ",
                           WRIT_FMT(list.names[k]));
        }
        if (strcmp(names, rows[i].names) != 0) {
            fail_msg("%s: %s", rows[i].type, names);
        }
    }
}

static void a_mesh_of_nothing_has_the_actions_of_agreements(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;
    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = NULL;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_candidates list;

    (void)state;
    writ_arena_init(&arena, &alloc);
    mesh_dir_make(&dir, NULL);
    mesh = mesh_dir_load(&dir);
    assert_int_equal(writ_candidate_subjects(mesh, WRIT_LIT("user"), &arena, &list, NULL), WRIT_OK);
    assert_int_equal(list.count, 0);
    assert_int_equal(writ_candidate_resources(mesh, WRIT_LIT("data_product"), &arena, &list, NULL),
                     WRIT_OK);
    assert_int_equal(list.count, 0);
    assert_int_equal(writ_candidate_actions(mesh, WRIT_LIT(""), &arena, &list, NULL), WRIT_OK);
    assert_int_equal(list.count, 2);
}

static void data_of_another_shape_is_said(void **state)
{
    static const struct {
        finder find;
        const char *path;
        const char *text;
        const char *message;
    } cases[] = {
        {writ_candidate_subjects, "data/subjects.yaml", "[ann]",
         "the mesh's data 'subjects' is no table"},
        {writ_candidate_resources, "data/resources.yaml", "[r-1]",
         "the mesh's data 'resources' is no table"},
        {writ_candidate_actions, "data/actions.yaml", "read: true",
         "the mesh's data 'actions' is no list"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct mesh_file other[] = {{cases[i].path, cases[i].text}, {NULL, NULL}};
        WRIT_AUTO(mesh_dir) struct mesh_dir dir;
        WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = NULL;
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        struct writ_candidates list;
        struct writ_error err = {0};

        writ_arena_init(&arena, &alloc);
        mesh_dir_make(&dir, other);
        mesh = mesh_dir_load(&dir);
        assert_int_equal(cases[i].find(mesh, WRIT_LIT("record"), &arena, &list, &err),
                         WRIT_E_POLICY);
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.loc.line, 1);
    }
}

static struct writ_mesh *swept; /* while a sweep runs */

static enum writ_status find_within(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_candidates list;

    writ_arena_init(&arena, alloc);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        WRIT_TRY(rows[i].find(swept, writ_str_from(rows[i].type), &arena, &list, NULL));
    }
    return WRIT_OK;
}

static void memory_may_run_out_anywhere(void **state)
{
    WRIT_AUTO(mesh_dir) struct mesh_dir dir;

    (void)state;
    mesh_dir_make(&dir, files);
    swept = mesh_dir_load(&dir);
    oom_sweep(find_within, 50);
    writ_mesh_free(swept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_are_what_the_mesh_knows),
        cmocka_unit_test(a_mesh_of_nothing_has_the_actions_of_agreements),
        cmocka_unit_test(data_of_another_shape_is_said),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
