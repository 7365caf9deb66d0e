/* SPDX-License-Identifier: Apache-2.0 */
#include "mesh/mesh.h"

#include "base/try.h"
#include "codec/codec.h"
#include "descriptor/stdlib.h"
#include "mesh/load.h"

static struct writ_mesh *new_mesh(void)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_mesh *mesh = writ_calloc(&alloc, sizeof(*mesh));

    if (mesh != NULL) {
        mesh->alloc = WRIT_ALLOC_INIT(0);
        writ_arena_init(&mesh->arena, &mesh->alloc);
        mesh->name = "baseline";
        mesh->node = "local";
        mesh->period = "1";
    }
    return mesh;
}

void writ_mesh_free(struct writ_mesh *mesh)
{
    struct writ_alloc alloc = {.used_bytes = sizeof(*mesh), .fail_after = (size_t)-1};

    if (mesh == NULL) {
        return;
    }
    writ_reader_free(mesh->reader);
    writ_sandbox_free(mesh->sandbox);
    writ_arena_done(&mesh->arena);
    writ_free(&alloc, mesh, sizeof(*mesh));
}

enum { COVERED_TIMES = 8 }; /* what counting a policy takes, at most, beside running it */

static void widen(struct writ_sandbox_limits *limits)
{
    limits->gas *= COVERED_TIMES;
    limits->live_bytes *= COVERED_TIMES;
    limits->total_bytes *= COVERED_TIMES;
    limits->source_bytes *= COVERED_TIMES;
    limits->wall_ms *= COVERED_TIMES;
}

/*
 * Policies and the library they require live in the sandbox too, so a mesh of many policies needs
 * more memory and gas while loading than one evaluation may use; loading is guarded by the wall
 * clock and the size of sources.
 */
static enum writ_status open_sandbox(struct writ_mesh *mesh, struct writ_error *err)
{
    struct writ_sandbox_limits limits;

    WRIT_TRY(writ_mesh_limits(mesh->settings, &limits, err));
    if (mesh->coverage != NULL) {
        widen(&limits);
    }
    return writ_sandbox_new(&limits, mesh->modules, &mesh->sandbox, err);
}

static enum writ_status load_test(struct writ_mesh *mesh, struct writ_sandbox *sandbox,
                                  struct writ_policy_test *test, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(test->path, 0, 0);
    struct writ_error why = {0};
    int chunk;

    if (writ_is_document_name(test->path)) {
        return writ_document_read(&mesh->arena, test->path, test->text, WRIT_CODEC_LIMITS,
                                  &test->document, err);
    }
    WRIT_TRY(writ_sandbox_part(sandbox, err));
    WRIT_TRY(writ_sandbox_load(sandbox, test->path, test->text, &chunk, err));
    if (writ_sandbox_read(sandbox, chunk, &mesh->arena, &test->document, &why) != WRIT_OK) {
        return writ_fail(err, why.status, &loc, "this is not a policy test: %s", why.text);
    }
    writ_sandbox_drop_part(sandbox);
    return WRIT_OK;
}

enum writ_status writ_mesh_load_tests(struct writ_mesh *mesh, struct writ_error *err)
{
    struct writ_sandbox_limits limits;
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;

    WRIT_TRY(writ_mesh_limits(mesh->settings, &limits, err));
    limits.result_nodes *= 10;
    WRIT_TRY(writ_sandbox_new(&limits, mesh->modules, &sandbox, err));
    for (size_t i = 0; i < mesh->test_count; i++) {
        WRIT_TRY(writ_sandbox_share(sandbox, mesh->tests[i].text, err));
    }
    for (size_t i = 0; i < mesh->test_count; i++) {
        WRIT_TRY(load_test(mesh, sandbox, &mesh->tests[i], err));
    }
    return WRIT_OK;
}

static enum writ_status load_parts(struct writ_mesh *mesh, struct writ_error *err)
{
    WRIT_TRY(writ_mesh_read_policies(mesh, err));
    WRIT_TRY(writ_reader_new(mesh->settings, mesh->modules, &mesh->reader, err));
    if (mesh->source.has_files) {
        WRIT_TRY(writ_mesh_load_products(mesh, err));
        WRIT_TRY(writ_mesh_load_service(mesh, err));
        WRIT_TRY(writ_mesh_load_agreements(mesh, err));
        WRIT_TRY(writ_mesh_load_waivers(mesh, err));
        WRIT_TRY(writ_mesh_load_data(mesh, err));
    }
    WRIT_TRY(open_sandbox(mesh, err));
    WRIT_TRY(writ_mesh_load_policies(mesh, err));
    WRIT_TRY(writ_mesh_index_targets(mesh, err));
    return writ_sandbox_seal(mesh->sandbox, err);
}

static enum writ_status set_source(struct writ_mesh *mesh, const struct writ_mesh_source *source,
                                   struct writ_error *err)
{
    struct writ_build empty;

    mesh->source = *source;
    mesh->dir = source->dir;
    if (source->has_files) {
        return writ_mesh_load_settings(mesh, err);
    }
    writ_build_object(&empty, &mesh->arena);
    mesh->settings = writ_build_end(&empty);
    mesh->data = mesh->settings;
    mesh->catalogue = mesh->settings;
    return mesh->settings == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
}

static enum writ_status fill(struct writ_mesh *mesh, const struct writ_mesh_source *source,
                             struct writ_error *err)
{
    WRIT_TRY(set_source(mesh, source, err));
    WRIT_TRY(writ_embedded_digest(source->library, &mesh->stdlib_digest, err));
    mesh->modules = writ_mesh_modules(mesh);
    return load_parts(mesh, err);
}

enum writ_status writ_mesh_load_from(const struct writ_mesh_source *source,
                                     struct writ_mesh **ret_mesh, struct writ_error *err)
{
    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = new_mesh();

    if (mesh == NULL) {
        return writ_mesh_no_memory(err);
    }
    WRIT_TRY(fill(mesh, source, err));
    *ret_mesh = WRIT_MOVE(mesh);
    return WRIT_OK;
}

enum writ_status writ_mesh_load(const char *dir, struct writ_mesh **ret_mesh,
                                struct writ_error *err)
{
    return writ_mesh_load_covered(dir, NULL, ret_mesh, err);
}

enum writ_status writ_mesh_load_covered(const char *dir, struct writ_coverage *coverage,
                                        struct writ_mesh **ret_mesh, struct writ_error *err)
{
    WRIT_AUTO(writ_mesh) struct writ_mesh *mesh = new_mesh();

    if (mesh == NULL) {
        return writ_mesh_no_memory(err);
    }

    const struct writ_str kept =
        dir == NULL ? (struct writ_str){NULL, 0} : writ_arena_str(&mesh->arena, writ_str_from(dir));
    const struct writ_mesh_source source = writ_mesh_folder(kept.ptr);

    if (dir != NULL && kept.ptr == NULL) {
        return writ_mesh_no_memory(err);
    }
    mesh->coverage = coverage;
    WRIT_TRY(fill(mesh, &source, err));
    *ret_mesh = WRIT_MOVE(mesh);
    return WRIT_OK;
}

static bool names_policies(const struct writ_value *product, const char *folder)
{
    const struct writ_value *named = writ_value_path(product, "gov.policies");

    return writ_value_is_text(named, folder) || writ_value_has_text(named, writ_str_from(folder));
}

bool writ_policy_binds(const struct writ_policy *policy, enum writ_phase phase,
                       const struct writ_value *product)
{
    if (policy->state == WRIT_STATE_RETIRED || (policy->phases & (unsigned)phase) == 0) {
        return false;
    }
    switch (policy->layer) {
    case WRIT_LAYER_MESH:
        return true;
    case WRIT_LAYER_DOMAIN:
        return writ_value_is_text(writ_value_member(product, "domain"), policy->scope);
    case WRIT_LAYER_PRODUCT:
        return names_policies(product, policy->scope);
    }
    return false;
}

const char *writ_phase_name(enum writ_phase phase)
{
    switch (phase) {
    case WRIT_PHASE_PUBLISH:
        return "publish";
    case WRIT_PHASE_ACCESS:
        return "access";
    case WRIT_PHASE_SWEEP:
        return "sweep";
    }
    return "unknown";
}

const char *writ_layer_name(enum writ_layer layer)
{
    switch (layer) {
    case WRIT_LAYER_MESH:
        return "mesh";
    case WRIT_LAYER_DOMAIN:
        return "domain";
    case WRIT_LAYER_PRODUCT:
        return "product";
    }
    return "unknown";
}

const char *writ_policy_state_name(enum writ_policy_state state)
{
    switch (state) {
    case WRIT_STATE_ENFORCED:
        return "enforced";
    case WRIT_STATE_DRAFT:
        return "draft";
    case WRIT_STATE_GRACE:
        return "grace";
    case WRIT_STATE_RETIRED:
        return "retired";
    }
    return "enforced";
}
