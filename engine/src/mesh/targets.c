/* SPDX-License-Identifier: Apache-2.0
 *
 * Which policies a question may concern, without a look at each. A policy stands once under each
 * phase and action it is for; what is sorted by (phase, layer, scope, action) is found by halving.
 */
#include <stdlib.h>

#include "base/try.h"
#include "mesh/load.h"

struct writ_target {
    unsigned phase;
    enum writ_layer layer;
    struct writ_str scope;
    struct writ_str action; /* empty: any */
    size_t policy;
};

static const unsigned phases[] = {WRIT_PHASE_PUBLISH, WRIT_PHASE_ACCESS, WRIT_PHASE_SWEEP};

enum { PHASE_COUNT = sizeof(phases) / sizeof(phases[0]) };

static int by_target(const void *a, const void *b)
{
    const struct writ_target *left = a;
    const struct writ_target *right = b;
    const int by_scope = writ_str_cmp(left->scope, right->scope);

    if (left->phase != right->phase) {
        return left->phase < right->phase ? -1 : 1;
    }
    if (left->layer != right->layer) {
        return left->layer < right->layer ? -1 : 1;
    }
    return by_scope != 0 ? by_scope : writ_str_cmp(left->action, right->action);
}

static size_t action_count(const struct writ_policy *policy)
{
    return policy->actions == NULL ? 1 : writ_value_count(policy->actions);
}

/* The places of one policy. */
static void add_targets(struct writ_mesh *mesh, size_t index)
{
    const struct writ_policy *policy = &mesh->policies[index];

    for (size_t i = 0; i < PHASE_COUNT; i++) {
        for (size_t k = 0; (policy->phases & phases[i]) != 0 && k < action_count(policy); k++) {
            mesh->targets[mesh->target_count++] = (struct writ_target){
                .phase = phases[i],
                .layer = policy->layer,
                .scope = writ_str_from(policy->scope),
                .action = writ_value_text(writ_value_item(policy->actions, k)),
                .policy = index,
            };
        }
    }
}

enum writ_status writ_mesh_index_targets(struct writ_mesh *mesh, struct writ_error *err)
{
    size_t most = 0;

    for (size_t i = 0; i < mesh->policy_count; i++) {
        most += PHASE_COUNT * action_count(&mesh->policies[i]);
    }
    mesh->targets = writ_arena_array(&mesh->arena, most, sizeof(*mesh->targets));
    if (mesh->targets == NULL) {
        return writ_mesh_no_memory(err);
    }
    for (size_t i = 0; i < mesh->policy_count; i++) {
        add_targets(mesh, i);
    }
    if (mesh->target_count > 1) {
        qsort(mesh->targets, mesh->target_count, sizeof(*mesh->targets), by_target);
    }
    return WRIT_OK;
}

/* The first target that does not come before the wanted one. */
static const struct writ_target *lower_bound(const struct writ_mesh *mesh,
                                             const struct writ_target *wanted)
{
    size_t from = 0, to = mesh->target_count;

    while (from < to) {
        const size_t middle = from + (to - from) / 2;

        if (by_target(&mesh->targets[middle], wanted) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return mesh->targets + from;
}

static bool is_of_owner(const struct writ_target *target, const struct writ_target *wanted)
{
    return target->phase == wanted->phase && target->layer == wanted->layer &&
           writ_str_eq(target->scope, wanted->scope);
}

/* Those of one owner: for any action, and for the one that is asked for; all of them where none is.
 */
static void mark_owner(const struct writ_mesh *mesh, const struct writ_aim *aim,
                       enum writ_layer layer, struct writ_str scope, char *marks)
{
    struct writ_target wanted = {.phase = aim->phase, .layer = layer, .scope = scope};
    const struct writ_target *end = mesh->targets + mesh->target_count;
    const struct writ_target *it = lower_bound(mesh, &wanted);

    for (; it < end && is_of_owner(it, &wanted) && (aim->action == NULL || it->action.len == 0);
         it++) {
        marks[it->policy] = 1;
    }
    wanted.action = writ_value_text(aim->action);
    for (it = lower_bound(mesh, &wanted); it < end && by_target(it, &wanted) == 0; it++) {
        marks[it->policy] = 1;
    }
}

void writ_mesh_mark(const struct writ_mesh *mesh, const struct writ_aim *aim, char *marks)
{
    const struct writ_value *folders = writ_value_path(aim->product, "gov.policies");
    const struct writ_str domain = writ_value_text(writ_value_member(aim->product, "domain"));

    mark_owner(mesh, aim, WRIT_LAYER_MESH, WRIT_LIT(""), marks);
    mark_owner(mesh, aim, WRIT_LAYER_DOMAIN, domain, marks);
    mark_owner(mesh, aim, WRIT_LAYER_PRODUCT, writ_value_text(folders), marks);
    for (size_t i = 0; i < writ_value_count(folders); i++) {
        mark_owner(mesh, aim, WRIT_LAYER_PRODUCT, writ_value_text(writ_value_item(folders, i)),
                   marks);
    }
}
