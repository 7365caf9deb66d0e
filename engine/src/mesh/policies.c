/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies: the baseline that is built in, the guild's, the domains' and the products', with their
 * tests.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/try.h"
#include "data/canonical.h"
#include "descriptor/stdlib.h"
#include "mesh/load.h"

/* One policy text about to be loaded. */
struct incoming {
    const char *path;
    struct writ_str text;
    enum writ_layer layer;
    const char *scope;
};

static bool is_test(const char *path)
{
    const struct writ_str name = writ_str_from(path);
    const char *dot = strrchr(path, '.');

    return dot != NULL &&
           writ_str_ends(writ_str_cut(name, 0, (size_t)(dot - path)), WRIT_LIT("_test")) &&
           (strcmp(dot, ".lua") == 0 || writ_is_document_name(path));
}

/* Call the runner's function on a policy: inside one evaluation of the still unsealed sandbox. */
static enum writ_status describe(struct writ_mesh *mesh, int chunk,
                                 const struct writ_value **ret_about, struct writ_error *err)
{
    const struct writ_call call = {
        .chunk = mesh->runner, .function = "describe", .first_chunk = chunk, .arena = &mesh->arena};

    return writ_sandbox_ask(mesh->sandbox, &call, ret_about, err);
}

static const char *text_of(struct writ_mesh *mesh, const struct writ_value *about,
                           const char *member)
{
    return writ_arena_str(&mesh->arena, writ_value_text(writ_value_member(about, member))).ptr;
}

static enum writ_level level_of(const struct writ_value *about)
{
    const struct writ_value *level = writ_value_member(about, "level");

    if (writ_value_is_text(level, "advisory")) {
        return WRIT_LEVEL_ADVISORY;
    }
    return writ_value_is_text(level, "waivable") ? WRIT_LEVEL_WAIVABLE : WRIT_LEVEL_MANDATORY;
}

static enum writ_policy_state state_of(const struct writ_value *about)
{
    static const struct {
        const char *name;
        enum writ_policy_state state;
    } states[] = {
        {"draft", WRIT_STATE_DRAFT}, {"grace", WRIT_STATE_GRACE}, {"retired", WRIT_STATE_RETIRED}};

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (writ_value_is_text(writ_value_member(about, "state"), states[i].name)) {
            return states[i].state;
        }
    }
    return WRIT_STATE_ENFORCED;
}

static unsigned phases_of(const struct writ_value *about)
{
    const struct writ_value *phases = writ_value_member(about, "phases");
    unsigned bits = 0;

    for (size_t i = 0; i < writ_value_count(phases); i++) {
        const struct writ_value *phase = writ_value_item(phases, i);

        bits |= writ_value_is_text(phase, "publish")  ? WRIT_PHASE_PUBLISH
                : writ_value_is_text(phase, "access") ? WRIT_PHASE_ACCESS
                                                      : WRIT_PHASE_SWEEP;
    }
    return bits;
}

/* The policy's own parameters with those of mesh.yaml over them; a name the policy does not have is
 * an error. */
static enum writ_status merge_params(struct writ_mesh *mesh, struct writ_policy *policy,
                                     const struct writ_value *own, struct writ_error *err)
{
    const struct writ_value *over =
        writ_value_member(writ_value_member(mesh->settings, "params"), policy->id);
    const struct writ_loc loc = writ_loc_at(policy->path, 0, 0);
    struct writ_build merged;

    if (own != NULL && own->kind != WRIT_OBJECT) {
        if (writ_value_count(own) > 0) {
            return writ_fail(err, WRIT_E_SCHEMA, &loc,
                             "policy '%s': params is not a table of names", policy->id);
        }
        own = NULL; /* an empty table of Lua reads as a list */
    }
    writ_build_object(&merged, &mesh->arena);
    for (size_t i = 0; i < writ_value_count(own); i++) {
        const struct writ_member *member = &own->as.object.members[i];
        const struct writ_value *set = writ_value_get(over, member->key);

        writ_build_member(&merged, member->key, set == NULL ? member->value : set);
    }
    for (size_t i = 0; i < writ_value_count(over); i++) {
        const struct writ_member *member = &over->as.object.members[i];
        const struct writ_loc at = writ_value_loc(member->value);

        if (writ_value_get(own, member->key) == NULL) {
            return writ_fail(err, WRIT_E_SCHEMA, &at, "policy '%s' has no parameter '%.*s'",
                             policy->id, WRIT_FMT(member->key));
        }
    }
    policy->defaults = own;
    policy->params = writ_build_end(&merged);
    return policy->params == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
}

static enum writ_status set_grace(struct writ_policy *policy, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(policy->path, 0, 0);

    if (policy->state != WRIT_STATE_GRACE) {
        return WRIT_OK;
    }
    if (!writ_time_parse(writ_str_from(policy->grace_until), &policy->grace_until_ms)) {
        return writ_fail(err, WRIT_E_SCHEMA, &loc, "grace_until '%s' is no RFC 3339 time or date",
                         policy->grace_until);
    }
    return WRIT_OK;
}

static enum writ_status set_version(struct writ_policy *policy, struct writ_str text,
                                    struct writ_error *err)
{
    struct writ_digest digest;
    char hex[WRIT_SHA256_HEX_SIZE];

    WRIT_TRY(writ_sha256(&text, 1, &digest, err));
    writ_digest_hex(&digest, hex);
    memcpy(policy->version, hex, 16);
    policy->version[16] = '\0';
    return WRIT_OK;
}

static bool is_disabled(const struct writ_mesh *mesh, const struct incoming *incoming,
                        const char *id)
{
    const struct writ_value *disabled = writ_value_member(mesh->settings, "disable");

    /* a guild takes its own policies out of the folder */
    return writ_str_starts(writ_str_from(incoming->path), WRIT_LIT("writ:")) &&
           writ_value_has_text(disabled, writ_str_from(id));
}

static enum writ_status fill_policy(struct writ_mesh *mesh, const struct incoming *incoming,
                                    const struct writ_value *about, struct writ_policy *policy,
                                    struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(incoming->path, 0, 0);

    policy->id = text_of(mesh, about, "id");
    policy->title = text_of(mesh, about, "title");
    policy->grace_until = text_of(mesh, about, "grace_until");
    policy->path = incoming->path;
    policy->text = incoming->text;
    policy->docs = policy->id == NULL ? NULL : writ_mesh_docs_of(mesh, policy->id, policy->path);
    policy->layer = incoming->layer;
    policy->scope = incoming->scope;
    policy->phases = phases_of(about);
    policy->level = level_of(about);
    policy->state = state_of(about);
    policy->grants = writ_value_is_true(writ_value_member(about, "grants"));
    policy->basis = writ_value_member(about, "basis");
    policy->resources = writ_value_member(about, "resources");
    policy->actions = writ_value_member(about, "actions");
    if (policy->id == NULL || policy->title == NULL || policy->grace_until == NULL ||
        policy->docs == NULL) {
        return writ_mesh_no_memory(err);
    }
    if (policy->grants && policy->layer != WRIT_LAYER_MESH) {
        return writ_fail(err, WRIT_E_SCHEMA, &loc,
                         "policy '%s': grants = true is for policies of the mesh layer",
                         policy->id);
    }
    WRIT_TRY(set_grace(policy, err));
    WRIT_TRY(set_version(policy, incoming->text, err));
    return merge_params(mesh, policy, writ_value_member(about, "params"), err);
}

static enum writ_status add_policy(struct writ_mesh *mesh, const struct incoming *incoming,
                                   struct writ_error *err)
{
    struct writ_policy policy = {0};
    const struct writ_value *about = NULL;
    const struct writ_loc loc = writ_loc_at(incoming->path, 0, 0);
    struct writ_error why = {0};

    WRIT_TRY(writ_sandbox_load(mesh->sandbox, incoming->path, incoming->text, &policy.chunk, err));
    if (describe(mesh, policy.chunk, &about, &why) != WRIT_OK) {
        return writ_fail(err, WRIT_E_POLICY, &loc, "this is not a policy: %s", why.text);
    }
    WRIT_TRY(fill_policy(mesh, incoming, about, &policy, err));
    if (is_disabled(mesh, incoming, policy.id)) {
        return WRIT_OK;
    }

    struct writ_policy *policies =
        writ_arena_more(&mesh->arena, mesh->policies, mesh->policy_count, sizeof(*policies));

    if (policies == NULL) {
        return writ_mesh_no_memory(err);
    }
    policies[mesh->policy_count++] = policy;
    mesh->policies = policies;
    return WRIT_OK;
}

/* Tests are only noted: nothing that decides needs them. */
static enum writ_status add_test(struct writ_mesh *mesh, const struct incoming *incoming,
                                 struct writ_error *err)
{
    struct writ_policy_test *tests =
        writ_arena_more(&mesh->arena, mesh->tests, mesh->test_count, sizeof(*tests));

    if (tests == NULL) {
        return writ_mesh_no_memory(err);
    }
    tests[mesh->test_count++] =
        (struct writ_policy_test){.path = incoming->path, .text = incoming->text};
    mesh->tests = tests;
    return WRIT_OK;
}

static enum writ_status add(struct writ_mesh *mesh, const struct incoming *incoming,
                            struct writ_error *err)
{
    return is_test(incoming->path) ? add_test(mesh, incoming, err)
                                   : add_policy(mesh, incoming, err);
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

static enum writ_status load_baseline(struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *wanted = writ_value_member(mesh->settings, "baseline");
    struct writ_digest digest;

    if (wanted != NULL && !writ_value_is_true(wanted)) {
        return WRIT_OK;
    }
    for (const struct writ_embedded *it = mesh->source.baseline; it->name != NULL; it++) {
        const struct incoming incoming = {
            .path = writ_arena_printf(&mesh->arena, "writ:policies/%s.lua", it->name),
            .text = {it->text, it->len},
            .layer = WRIT_LAYER_MESH,
            .scope = ""};

        if (incoming.path == NULL) {
            return writ_mesh_no_memory(err);
        }
        WRIT_TRY(add(mesh, &incoming, err));
    }
    WRIT_TRY(writ_embedded_digest(mesh->source.baseline, &digest, err));
    return writ_mesh_absorb(mesh, "writ:policies",
                            (struct writ_str){(const char *)digest.bytes, sizeof(digest.bytes)},
                            err);
}

/* Where in policies/ a file stands says what it binds. */
static enum writ_status place(struct writ_mesh *mesh, struct incoming *incoming,
                              struct writ_error *err)
{
    static const struct {
        const char *folder;
        enum writ_layer layer;
    } folders[] = {{"policies/mesh/", WRIT_LAYER_MESH},
                   {"policies/domains/", WRIT_LAYER_DOMAIN},
                   {"policies/products/", WRIT_LAYER_PRODUCT}};
    const struct writ_str path = writ_str_from(incoming->path);
    const struct writ_loc loc = writ_loc_at(incoming->path, 0, 0);

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        const struct writ_str folder = writ_str_from(folders[i].folder);
        const struct writ_str rest = writ_str_cut(path, folder.len, path.len);
        const size_t end = writ_str_find(rest, '/');

        if (!writ_str_starts(path, folder) ||
            (folders[i].layer != WRIT_LAYER_MESH && end == rest.len)) {
            continue;
        }
        incoming->layer = folders[i].layer;
        incoming->scope = folders[i].layer == WRIT_LAYER_MESH
                              ? ""
                              : writ_arena_str(&mesh->arena, writ_str_cut(rest, 0, end)).ptr;
        return incoming->scope == NULL ? writ_mesh_no_memory(err) : WRIT_OK;
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

static enum writ_status load_folder(struct writ_mesh *mesh, const char *folder,
                                    struct writ_error *err)
{
    const char **paths = NULL;
    size_t count = 0;

    WRIT_TRY(writ_mesh_list(mesh, folder, &paths, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct incoming incoming = {.path = paths[i]};
        const struct writ_str path = writ_str_from(paths[i]);

        if (!writ_str_ends(path, WRIT_LIT(".lua")) && !is_test(paths[i])) {
            continue;
        }
        WRIT_TRY(writ_mesh_text(mesh, paths[i], &incoming.text, err));
        if (writ_str_ends(path, WRIT_LIT(".lua"))) {
            WRIT_TRY(writ_mesh_note_text(mesh, paths[i], incoming.text, err));
        }
        if (is_module(path)) {
            continue; /* loaded by whoever requires it; absorbed above all the same */
        }
        if (!is_test(paths[i])) {
            WRIT_TRY(place(mesh, &incoming, err));
        }
        WRIT_TRY(add(mesh, &incoming, err));
    }
    return WRIT_OK;
}

static int by_layer_and_id(const void *a, const void *b)
{
    const struct writ_policy *left = a;
    const struct writ_policy *right = b;
    const int by_id = strcmp(left->id, right->id);

    if (left->layer != right->layer) {
        return left->layer < right->layer ? -1 : 1;
    }
    return by_id != 0 ? by_id : strcmp(left->scope, right->scope);
}

/* A total order, so that every C library sorts alike, and of two equals names the same one. */
static int by_place(const void *a, const void *b)
{
    const int by_key = by_layer_and_id(a, b);

    return by_key != 0 ? by_key
                       : strcmp(((const struct writ_policy *)a)->path,
                                ((const struct writ_policy *)b)->path);
}

static enum writ_status check_unique(const struct writ_mesh *mesh, struct writ_error *err)
{
    for (size_t i = 1; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];
        const struct writ_loc loc = writ_loc_at(policy->path, 0, 0);

        if (by_layer_and_id(policy - 1, policy) == 0) {
            return writ_fail(err, WRIT_E_SCHEMA, &loc, "policy '%s' is already in %s", policy->id,
                             policy[-1].path);
        }
    }
    return WRIT_OK;
}

/* Settings that name a policy nobody has would be silently without effect. */
static enum writ_status check_settings(const struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *params = writ_value_member(mesh->settings, "params");

    for (size_t i = 0; i < writ_value_count(params); i++) {
        const struct writ_member *member = &params->as.object.members[i];
        const struct writ_loc at = writ_loc_at("mesh.yaml", member->line, member->column);
        bool is_known = false;

        for (size_t k = 0; k < mesh->policy_count && !is_known; k++) {
            is_known = writ_str_is(member->key, mesh->policies[k].id);
        }
        if (!is_known) {
            return writ_fail(err, WRIT_E_SCHEMA, &at,
                             "params are given for '%.*s', which is no policy of this mesh",
                             WRIT_FMT(member->key));
        }
    }
    return WRIT_OK;
}

enum writ_status writ_mesh_load_policies(struct writ_mesh *mesh, struct writ_modules modules,
                                         struct writ_error *err)
{
    struct writ_str text;
    const char *source;

    if (!modules.find(modules.ctx, WRIT_LIT("runner"), &text, &source)) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the library has no runner");
    }
    WRIT_TRY(writ_sandbox_load(mesh->sandbox, source, text, &mesh->runner, err));
    writ_sandbox_cover(mesh->sandbox, mesh->coverage);
    WRIT_TRY(check_disabled(mesh, err));
    WRIT_TRY(load_baseline(mesh, err));
    if (mesh->source.has_files) {
        WRIT_TRY(load_folder(mesh, "policies", err));
        WRIT_TRY(load_folder(mesh, "tests", err));
        WRIT_TRY(load_folder(mesh, "dialects", err));
    }
    if (mesh->policy_count > 1) {
        qsort(mesh->policies, mesh->policy_count, sizeof(*mesh->policies), by_place);
    }
    WRIT_TRY(check_unique(mesh, err));
    return check_settings(mesh, err);
}
