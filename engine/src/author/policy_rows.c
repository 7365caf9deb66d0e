/* SPDX-License-Identifier: Apache-2.0
 *
 * The policies of a mesh as rows of text.
 */
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"
#include "author/test_parts.h"
#include "writ/policy.h"

static const char *level_name(enum writ_level level)
{
    switch (level) {
    case WRIT_LEVEL_ADVISORY:
        return "advisory";
    case WRIT_LEVEL_WAIVABLE:
        return "waivable";
    case WRIT_LEVEL_MANDATORY:
        return "mandatory";
    }
    return "mandatory";
}

/* Texts of a list with something between them; NULL when memory is out. */
static const char *joined(struct writ_arena *arena, const struct writ_value *list,
                          const char *between)
{
    const char *all = "";

    for (size_t i = 0; i < writ_value_count(list) && all != NULL; i++) {
        const struct writ_str text = writ_value_text(writ_value_item(list, i));

        all = writ_arena_printf(arena, "%s%s%.*s", all, i == 0 ? "" : between, (int)text.len,
                                text.ptr);
    }
    return all;
}

static const char *phases_of(struct writ_arena *arena, unsigned phases)
{
    static const enum writ_phase all[] = {WRIT_PHASE_PUBLISH, WRIT_PHASE_ACCESS, WRIT_PHASE_SWEEP};
    const char *names = "";

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && names != NULL; i++) {
        if ((phases & (unsigned)all[i]) != 0) {
            names = writ_arena_printf(arena, "%s%s%s", names, names[0] == '\0' ? "" : ", ",
                                      writ_phase_name(all[i]));
        }
    }
    return names;
}

static size_t count_tests(const struct writ_mesh *mesh, const struct writ_policy *policy)
{
    size_t count = 0;

    for (size_t i = 0; i < mesh->test_count; i++) {
        if (writ_test_policy(mesh, &mesh->tests[i]) == policy) {
            count += writ_value_count(writ_value_member(mesh->tests[i].document, "cases"));
        }
    }
    return count;
}

static enum writ_status fill(struct writ_engine *engine, const struct writ_policy *policy,
                             struct writ_policy_row *row, struct writ_error *err)
{
    struct writ_arena *arena = &engine->arena;
    struct writ_str params = {"", 0};

    WRIT_TRY(writ_canonical_bytes(arena, policy->params, &params, err));
    *row = (struct writ_policy_row){
        .id = policy->id,
        .title = policy->title,
        .path = writ_engine_shown(engine, arena, policy->path),
        .layer = writ_layer_name(policy->layer),
        .scope = policy->scope,
        .phases = phases_of(arena, policy->phases),
        .level = level_name(policy->level),
        .state = writ_policy_state_name(policy->state),
        .grace_until = policy->grace_until,
        .resources = joined(arena, policy->resources, ", "),
        .actions = joined(arena, policy->actions, ", "),
        .basis = joined(arena, policy->basis, "; "),
        .params = params.ptr,
        .version = policy->version,
        .grants = policy->grants,
        .test_count = count_tests(engine->mesh, policy),
        .text = policy->text,
    };
    return row->phases == NULL || row->resources == NULL || row->actions == NULL ||
                   row->basis == NULL
               ? writ_engine_no_memory(err)
               : WRIT_OK;
}

enum writ_status writ_engine_policies(struct writ_engine *engine,
                                      const struct writ_selection *selection,
                                      const struct writ_policy_row **ret_rows, size_t *ret_count,
                                      struct writ_error *err)
{
    const struct writ_mesh *mesh = engine->mesh;
    struct writ_policy_row *rows =
        writ_arena_array(&engine->arena, mesh->policy_count + 1, sizeof(*rows));
    size_t count = 0;

    if (rows == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_selection_check(engine, selection, err));
    WRIT_TRY(writ_mesh_load_tests(engine->mesh, err));
    for (size_t i = 0; i < mesh->policy_count; i++) {
        const struct writ_policy *policy = &mesh->policies[i];

        if (writ_is_selected(engine, selection, policy->id, policy->path)) {
            WRIT_TRY(fill(engine, policy, &rows[count++], err));
        }
    }
    *ret_rows = rows;
    *ret_count = count;
    return WRIT_OK;
}
