/* SPDX-License-Identifier: Apache-2.0
 *
 * Waivers that lift nothing: one that nobody notices is a promise somebody relies on.
 */
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"

struct problem {
    const char *member; /* of the waiver's document, which the finding points at */
    const char *code;
    const char *message;
    const char *hint;
};

static bool has_policy(const struct writ_mesh *mesh, const char *id, bool is_waivable)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (strcmp(mesh->policies[i].id, id) == 0 &&
            (!is_waivable || mesh->policies[i].level == WRIT_LEVEL_WAIVABLE)) {
            return true;
        }
    }
    return false;
}

/* The first reason why the waiver lifts nothing; without a code when it may. */
static struct problem problem_of(const struct writ_mesh *mesh, const struct writ_waiver *waiver,
                                 int64_t now_ms)
{
    if (!has_policy(mesh, waiver->policy, false)) {
        return (struct problem){"policy", "WAIVER_WITHOUT_POLICY",
                                "the waiver is for a policy that this mesh does not have",
                                "correct the id, or remove the waiver"};
    }
    if (!has_policy(mesh, waiver->policy, true)) {
        return (struct problem){"policy", "WAIVER_WITHOUT_EFFECT",
                                "the waiver is for a policy that is not waivable",
                                "remove the waiver, and do what the policy asks for"};
    }
    if (writ_mesh_product(mesh, writ_str_from(waiver->product)) == NULL) {
        return (struct problem){"product", "WAIVER_WITHOUT_PRODUCT",
                                "the waiver is for a product that this mesh does not have",
                                "correct the id, or remove the waiver"};
    }
    if (waiver->expires_ms <= now_ms) {
        return (struct problem){"expires", "WAIVER_EXPIRED", "the waiver has expired",
                                "remove it; if it is still needed, have a new one approved"};
    }
    return (struct problem){.code = NULL};
}

static enum writ_status add(const struct writ_engine *engine, struct writ_report *report,
                            const struct writ_waiver *waiver, const struct problem *problem,
                            struct writ_error *err)
{
    struct writ_arena *kept = writ_report_arena(report);
    struct writ_entry *entry = writ_report_add(report);
    const struct writ_loc at = writ_value_loc(writ_value_member(waiver->document, problem->member));
    struct writ_finding finding =
        writ_finding_make(kept, WRIT_WARNING, &at, writ_str_from(problem->code),
                          writ_str_from(problem->message), writ_str_from(problem->hint));

    if (entry == NULL) {
        return writ_engine_no_memory(err);
    }
    finding.source = writ_engine_shown(engine, kept, finding.source);
    entry->path = finding.source;
    entry->name = writ_arena_printf(kept, "%s", waiver->policy);
    entry->group = "waiver";
    entry->is_of_mesh = true;
    entry->state = WRIT_ENTRY_PASS;
    return entry->path == NULL || entry->name == NULL
               ? writ_engine_no_memory(err)
               : writ_entry_add(report, entry, &finding, err);
}

enum writ_status writ_report_waivers(const struct writ_engine *engine, struct writ_report *report,
                                     int64_t now_ms, struct writ_error *err)
{
    const struct writ_mesh *mesh = engine->mesh;

    for (size_t i = 0; i < mesh->waiver_count; i++) {
        const struct problem problem = problem_of(mesh, &mesh->waivers[i], now_ms);

        if (problem.code != NULL) {
            WRIT_TRY(add(engine, report, &mesh->waivers[i], &problem, err));
        }
    }
    return WRIT_OK;
}
