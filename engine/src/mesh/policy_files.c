/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that policies stand in, and their tests. They are read before anything is loaded, so
 * that what each policy shares with others can be loaded first.
 */
#include "base/try.h"
#include "descriptor/stdlib.h"
#include "mesh/load.h"

static bool is_test(const char *path)
{
    const struct writ_str name = writ_str_from(path);
    const char *dot = strrchr(path, '.');

    return dot != NULL &&
           writ_str_ends(writ_str_cut(name, 0, (size_t)(dot - path)), WRIT_LIT("_test")) &&
           (strcmp(dot, ".lua") == 0 || writ_is_document_name(path));
}

static enum writ_status add_policy(struct writ_mesh *mesh, const struct writ_policy *policy,
                                   struct writ_error *err)
{
    struct writ_policy *policies =
        writ_arena_more(&mesh->arena, mesh->policies, mesh->policy_count, sizeof(*policies));

    if (policies == NULL) {
        return writ_mesh_no_memory(err);
    }
    policies[mesh->policy_count++] = *policy;
    mesh->policies = policies;
    return WRIT_OK;
}

/* Tests are only noted: nothing that decides needs them. */
static enum writ_status add_test(struct writ_mesh *mesh, const struct writ_policy *file,
                                 struct writ_error *err)
{
    struct writ_policy_test *tests =
        writ_arena_more(&mesh->arena, mesh->tests, mesh->test_count, sizeof(*tests));

    if (tests == NULL) {
        return writ_mesh_no_memory(err);
    }
    tests[mesh->test_count++] = (struct writ_policy_test){.path = file->path, .text = file->text};
    mesh->tests = tests;
    return WRIT_OK;
}

static enum writ_status add(struct writ_mesh *mesh, const struct writ_policy *file,
                            struct writ_error *err)
{
    return is_test(file->path) ? add_test(mesh, file, err) : add_policy(mesh, file, err);
}

/* The baseline's "privacy/residency" is the policy "privacy.residency". */
static bool is_file_of(const char *name, struct writ_str id)
{
    if (id.len != strlen(name)) {
        return false;
    }
    for (size_t i = 0; i < id.len; i++) {
        if (id.ptr[i] != (name[i] == '/' ? '.' : name[i])) {
            return false;
        }
    }
    return true;
}

/* What a mesh switches off must be there to be switched off. */
static enum writ_status check_disabled(const struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *disabled = writ_value_member(mesh->settings, "disable");

    for (size_t i = 0; i < writ_value_count(disabled); i++) {
        const struct writ_value *id = writ_value_item(disabled, i);
        const struct writ_loc at = writ_value_loc(id);
        bool is_known = false;

        for (const struct writ_embedded *it = mesh->source.baseline; it->name != NULL && !is_known;
             it++) {
            is_known = is_file_of(it->name, writ_value_text(id));
        }
        if (!is_known) {
            return writ_hint(err,
                             writ_fail(err, WRIT_E_SCHEMA, &at,
                                       "'%.*s' cannot be disabled: it is no baseline policy",
                                       WRIT_FMT(writ_value_text(id))),
                             "policies of the mesh itself are taken out of its policies folder");
        }
    }
    return WRIT_OK;
}

static enum writ_status read_baseline(struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *wanted = writ_value_member(mesh->settings, "baseline");
    struct writ_digest digest;

    if (wanted != NULL && !writ_value_is_true(wanted)) {
        return WRIT_OK;
    }
    for (const struct writ_embedded *it = mesh->source.baseline; it->name != NULL; it++) {
        const struct writ_policy file = {
            .path = writ_arena_printf(&mesh->arena, "writ:policies/%s.lua", it->name),
            .text = {it->text, it->len},
            .layer = WRIT_LAYER_MESH,
            .scope = ""};

        if (file.path == NULL) {
            return writ_mesh_no_memory(err);
        }
        WRIT_TRY(add(mesh, &file, err));
    }
    WRIT_TRY(writ_embedded_digest(mesh->source.baseline, &digest, err));
    return writ_mesh_absorb(mesh, "writ:policies",
                            (struct writ_str){(const char *)digest.bytes, sizeof(digest.bytes)},
                            err);
}

/* Where in policies/ a file stands says what it binds. */
static enum writ_status place(struct writ_mesh *mesh, struct writ_policy *file,
                              struct writ_error *err)
{
    static const struct {
        const char *folder;
        enum writ_layer layer;
    } folders[] = {{"policies/mesh/", WRIT_LAYER_MESH},
                   {"policies/domains/", WRIT_LAYER_DOMAIN},
                   {"policies/products/", WRIT_LAYER_PRODUCT}};
    const struct writ_str path = writ_str_from(file->path);
    const struct writ_loc loc = writ_loc_at(file->path, 0, 0);

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        const struct writ_str folder = writ_str_from(folders[i].folder);
        const struct writ_str rest = writ_str_cut(path, folder.len, path.len);
        const size_t end = writ_str_find(rest, '/');

        if (!writ_str_starts(path, folder) ||
            (folders[i].layer != WRIT_LAYER_MESH && end == rest.len)) {
            continue;
        }
        file->layer = folders[i].layer;
        file->scope = folders[i].layer == WRIT_LAYER_MESH
                          ? ""
                          : writ_arena_str(&mesh->arena, writ_str_cut(rest, 0, end)).ptr;
        return file->scope == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
    }
    return writ_hint(
        err, writ_fail(err, WRIT_E_SCHEMA, &loc, "this policy stands in no layer"),
        "put it into policies/mesh/, policies/domains/DOMAIN/ or policies/products/NAME/");
}

static bool is_module(struct writ_str path)
{
    return writ_str_starts(path, WRIT_LIT("policies/lib/")) ||
           writ_str_starts(path, WRIT_LIT("dialects/"));
}

static enum writ_status read_folder(struct writ_mesh *mesh, const char *folder,
                                    struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;

    WRIT_TRY(writ_mesh_list(mesh, folder, &paths, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct writ_policy file = {.path = paths[i]};
        const struct writ_str path = writ_str_from(paths[i]);

        if (!writ_str_ends(path, WRIT_LIT(".lua")) && !is_test(paths[i])) {
            continue;
        }
        WRIT_TRY(writ_mesh_text(mesh, paths[i], &file.text, err));
        if (writ_str_ends(path, WRIT_LIT(".lua"))) {
            WRIT_TRY(writ_mesh_note_text(mesh, paths[i], file.text, err));
        }
        if (is_module(path)) {
            continue; /* loaded by whoever requires it; absorbed above all the same */
        }
        if (!is_test(paths[i])) {
            WRIT_TRY(place(mesh, &file, err));
        }
        WRIT_TRY(add(mesh, &file, err));
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_read_policies(struct writ_mesh *mesh, struct writ_error *err)
{
    WRIT_TRY(check_disabled(mesh, err));
    WRIT_TRY(read_baseline(mesh, err));
    if (mesh->source.has_files) {
        WRIT_TRY(read_folder(mesh, "policies", err));
        WRIT_TRY(read_folder(mesh, "tests", err));
        WRIT_TRY(read_folder(mesh, "dialects", err));
    }
    return WRIT_OK;
}
