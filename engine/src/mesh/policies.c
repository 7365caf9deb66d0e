/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies: the baseline that is built in, the guild's, the domains' and the products'. What was
 * read is loaded, each owner's together, and says what it is.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/try.h"
#include "data/canonical.h"
#include "mesh/load.h"

/* Call the runner's function on a policy, in an evaluation of the still unsealed sandbox. */
static enum writ_status describe(struct writ_mesh *mesh, int chunk,
                                 const struct writ_value **ret_about, struct writ_error *err)
{
    const struct writ_call call = {
        .chunk = mesh->runner, .function = "describe", .first_chunk = chunk, .arena = &mesh->arena};

    return writ_sandbox_call(mesh->sandbox, &call, ret_about, err);
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

/* A parameter is what the policy's own is; null leaves it out. An empty table of Lua reads as a
 * list, so the two count as one. */
static bool is_of_kind(const struct writ_value *set, const struct writ_value *own)
{
    return set->kind == own->kind || set->kind == WRIT_NULL ||
           (set->kind >= WRIT_ARRAY && own->kind >= WRIT_ARRAY);
}

static enum writ_status check_params(const struct writ_policy *policy, const struct writ_value *own,
                                     const struct writ_value *over, struct writ_error *err)
{
    for (size_t i = 0; i < writ_value_count(over); i++) {
        const struct writ_member *member = &over->as.object.members[i];
        const struct writ_value *known = writ_value_get(own, member->key);
        const struct writ_loc at = writ_value_loc(member->value);

        if (known == NULL) {
            return writ_fail(err, WRIT_E_SCHEMA, &at, "policy '%s' has no parameter '%.*s'",
                             policy->id, WRIT_FMT(member->key));
        }
        if (!is_of_kind(member->value, known)) {
            return writ_fail(
                err, WRIT_E_SCHEMA, &at, "parameter '%.*s' of policy '%s' is %s; it must be %s",
                WRIT_FMT(member->key), policy->id, writ_setting_kind(member->value->kind),
                writ_setting_kind(known->kind));
        }
    }
    return WRIT_OK;
}

/* The policy's own parameters with those of mesh.yaml over them. */
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
    WRIT_TRY(check_params(policy, own, over, err));
    policy->defaults = own;
    policy->params = merged.count == 0 ? mesh->no_params : writ_build_end(&merged);
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

static bool is_disabled(const struct writ_mesh *mesh, const struct writ_policy *policy)
{
    const struct writ_value *disabled = writ_value_member(mesh->settings, "disable");

    /* a guild takes its own policies out of the folder */
    return writ_str_starts(writ_str_from(policy->path), WRIT_LIT("writ:")) &&
           writ_value_has_text(disabled, writ_str_from(policy->id));
}

static enum writ_status fill_policy(struct writ_mesh *mesh, const struct writ_value *about,
                                    struct writ_policy *policy, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(policy->path, 0, 0);

    policy->id = text_of(mesh, about, "id");
    policy->title = text_of(mesh, about, "title");
    policy->grace_until = text_of(mesh, about, "grace_until");
    policy->docs = policy->id == NULL ? NULL : writ_mesh_docs_of(mesh, policy->id, policy->path);
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
    WRIT_TRY(set_version(policy, policy->text, err));
    return merge_params(mesh, policy, writ_value_member(about, "params"), err);
}

/* What each policy of a part says it is. */
static enum writ_status describe_part(struct writ_mesh *mesh, struct writ_policy *policies,
                                      size_t count, struct writ_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct writ_loc loc = writ_loc_at(policies[i].path, 0, 0);
        const struct writ_value *about = NULL;
        struct writ_error why = {0};

        if (describe(mesh, policies[i].chunk, &about, &why) != WRIT_OK) {
            return writ_fail(err, WRIT_E_POLICY, &loc, "this is not a policy: %s", why.text);
        }
        WRIT_TRY(fill_policy(mesh, about, &policies[i], err));
        writ_sandbox_next(mesh->sandbox);
    }
    return WRIT_OK;
}

static enum writ_status load_part(struct writ_mesh *mesh, struct writ_policy *policies,
                                  size_t count, struct writ_error *err)
{
    WRIT_TRY(writ_sandbox_part(mesh->sandbox, err));
    for (size_t i = 0; i < count; i++) {
        struct writ_policy *policy = &policies[i];

        WRIT_TRY(writ_sandbox_load(mesh->sandbox, policy->path, policy->text, &policy->chunk, err));
    }
    writ_sandbox_begin(mesh->sandbox);

    const enum writ_status status = describe_part(mesh, policies, count, err);

    writ_sandbox_end(mesh->sandbox);
    return status;
}

/* "privacy/residency.lua" of either folder of the mesh layer: much like the id that it will have.
 */
static const char *name_of(const struct writ_policy *policy)
{
    static const char *const folders[] = {"writ:policies/", "policies/mesh/"};

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (writ_str_starts(writ_str_from(policy->path), writ_str_from(folders[i]))) {
            return policy->path + strlen(folders[i]);
        }
    }
    return policy->path;
}

/* By owner, and then as far as can be told in the order in which they will be asked. */
static int by_owner(const void *a, const void *b)
{
    const struct writ_policy *left = a;
    const struct writ_policy *right = b;
    const int by_scope = strcmp(left->scope, right->scope);
    const int by_name = strcmp(name_of(left), name_of(right));

    if (left->layer != right->layer) {
        return left->layer < right->layer ? -1 : 1;
    }
    if (by_scope != 0) {
        return by_scope;
    }
    return by_name != 0 ? by_name : strcmp(left->path, right->path);
}

static int by_first_text(const struct writ_value *a, const struct writ_value *b)
{
    return writ_str_cmp(writ_value_text(writ_value_item(a, 0)),
                        writ_value_text(writ_value_item(b, 0)));
}

/* By what they are for. */
static int by_aim(const void *a, const void *b)
{
    const struct writ_policy *left = a;
    const struct writ_policy *right = b;
    const int by_action = by_first_text(left->actions, right->actions);
    const int by_resource = by_first_text(left->resources, right->resources);

    if (left->phases != right->phases) {
        return left->phases < right->phases ? -1 : 1;
    }
    if (by_action != 0) {
        return by_action;
    }
    return by_resource != 0 ? by_resource : by_owner(left, right);
}

/*
 * Each owner's policies are a part of the sandbox: a decision does not pay for policies of others.
 * Those of an owner with many are several parts: it does not pay for all of these either.
 */
enum { PART_POLICIES_MAX = 128 };

static size_t part_size(size_t rest)
{
    return rest < PART_POLICIES_MAX ? rest : PART_POLICIES_MAX;
}

/* What an owner with many policies asks together shall lie in few parts; but what a policy is for,
 * it says only when it is loaded. */
static enum writ_status sort_many(struct writ_mesh *mesh, struct writ_policy *policies,
                                  size_t count, struct writ_error *err)
{
    for (size_t i = 0; i < count; i += PART_POLICIES_MAX) {
        WRIT_TRY(load_part(mesh, policies + i, part_size(count - i), err));
        writ_sandbox_drop_part(mesh->sandbox);
    }
    qsort(policies, count, sizeof(*policies), by_aim);
    return WRIT_OK;
}

static enum writ_status load_owner(struct writ_mesh *mesh, struct writ_policy *policies,
                                   size_t count, struct writ_error *err)
{
    if (count > PART_POLICIES_MAX) {
        WRIT_TRY(sort_many(mesh, policies, count, err));
    }
    for (size_t i = 0; i < count; i += PART_POLICIES_MAX) {
        WRIT_TRY(load_part(mesh, policies + i, part_size(count - i), err));
    }
    return WRIT_OK;
}

static bool have_one_owner(const struct writ_policy *a, const struct writ_policy *b)
{
    return a->layer == b->layer && strcmp(a->scope, b->scope) == 0;
}

static enum writ_status load_all(struct writ_mesh *mesh, struct writ_error *err)
{
    struct writ_policy *policies = mesh->policies;
    size_t end, kept = 0;

    for (size_t first = 0; first < mesh->policy_count; first = end) {
        for (end = first + 1;
             end < mesh->policy_count && have_one_owner(&policies[first], &policies[end]); end++) {
        }
        WRIT_TRY(load_owner(mesh, policies + first, end - first, err));
    }
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (!is_disabled(mesh, &policies[i])) {
            policies[kept++] = policies[i];
        }
    }
    mesh->policy_count = kept;
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

enum { RESIDENTS_MAX = 256 }; /* products; those beyond are as right, and a little slower */

/* What decisions are about again and again stays prepared in the sandbox. */
static enum writ_status reside(struct writ_mesh *mesh, struct writ_error *err)
{
    const struct writ_value *residents[RESIDENTS_MAX + 2];
    struct writ_build none;
    size_t count = 0;

    writ_build_object(&none, &mesh->arena);
    mesh->no_params = writ_build_end(&none);
    if (mesh->no_params == NULL) {
        return writ_mesh_no_memory(err);
    }

    for (; count < mesh->descriptor_count && count < RESIDENTS_MAX; count++) {
        residents[count] = mesh->descriptors[count].product;
    }
    if (writ_value_count(mesh->data) > 0) {
        residents[count++] = mesh->data;
    }
    residents[count++] = mesh->no_params;
    return writ_sandbox_reside(mesh->sandbox, residents, count, err);
}

/* What every policy may need: the runner, modules, and what is asked about. */
static enum writ_status load_base(struct writ_mesh *mesh, struct writ_error *err)
{
    struct writ_str text;
    const char *source;

    if (!mesh->modules.find(mesh->modules.ctx, WRIT_LIT("runner"), &text, &source)) {
        return writ_fail(err, WRIT_E_BUG, NULL, "the library has no runner");
    }
    WRIT_TRY(writ_sandbox_load(mesh->sandbox, source, text, &mesh->runner, err));
    writ_sandbox_cover(mesh->sandbox, mesh->coverage);
    for (size_t i = 0; i < mesh->policy_count; i++) {
        WRIT_TRY(writ_sandbox_share(mesh->sandbox, mesh->policies[i].text, err));
    }
    return reside(mesh, err);
}

enum writ_status writ_mesh_load_policies(struct writ_mesh *mesh, struct writ_error *err)
{
    if (mesh->policy_count > 1) {
        qsort(mesh->policies, mesh->policy_count, sizeof(*mesh->policies), by_owner);
    }
    WRIT_TRY(load_base(mesh, err));
    WRIT_TRY(load_all(mesh, err));
    if (mesh->policy_count > 1) {
        qsort(mesh->policies, mesh->policy_count, sizeof(*mesh->policies), by_place);
    }
    WRIT_TRY(check_unique(mesh, err));
    return check_settings(mesh, err);
}
