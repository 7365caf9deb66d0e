/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/oracle.h - what force an effect has and what grants, worked out from the texts of a
 * random mesh and from nothing that the engine made of them (docs/decisions/0006).
 */
#ifndef WRIT_TESTS_ORACLE_H
#define WRIT_TESTS_ORACLE_H

#include "base/time.h"
#include "eval/eval.h"
#include "random_mesh.h"

static inline int64_t oracle_ms(const char *text)
{
    int64_t ms = 0;

    assert_true(writ_time_parse(writ_str_from(text), &ms));
    return ms;
}

static inline bool oracle_is_waived(const struct random_mesh *mesh, const char *policy,
                                    struct writ_str product, int64_t now_ms)
{
    for (size_t i = 0; i < mesh->waiver_count; i++) {
        const struct random_waiver *waiver = &mesh->waivers[i];

        if (strcmp(waiver->policy, policy) == 0 && writ_str_is(product, waiver->product) &&
            now_ms < oracle_ms(waiver->expires)) {
            return true;
        }
    }
    return false;
}

static inline const struct random_policy *oracle_plan(const struct random_mesh *mesh,
                                                      const char *id)
{
    for (size_t i = 0; i < mesh->policy_count; i++) {
        if (strcmp(mesh->policies[i].id, id) == 0) {
            return &mesh->policies[i];
        }
    }
    fail_msg("policy '%s' was never written", id);
    return NULL;
}

/* What the texts of the mesh say that an effect's standing is. */
static inline enum writ_standing oracle_standing(const struct random_mesh *mesh,
                                                 const struct writ_effect *effect,
                                                 const struct writ_request *request)
{
    const struct random_policy *plan =
        effect->policy == NULL ? NULL : oracle_plan(mesh, effect->policy_id);
    const char *grace = plan == NULL ? NULL : strchr(plan->state, '2');
    char day[11] = "";

    if (plan != NULL && strcmp(plan->state, "'draft'") == 0) {
        return WRIT_SHADOW;
    }
    if (plan == NULL || effect->is_error || effect->kind != WRIT_EFFECT_DENY) {
        return WRIT_STANDS;
    }
    if (grace != NULL) {
        memcpy(day, grace, sizeof(day) - 1);
    }
    if (strcmp(plan->level, "advisory") == 0 ||
        (grace != NULL && request->time_ms < oracle_ms(day))) {
        return WRIT_ADVISES;
    }
    return strcmp(plan->level, "waivable") == 0 &&
                   oracle_is_waived(mesh, plan->id, request->product_id, request->time_ms)
               ? WRIT_WAIVED
               : WRIT_STANDS;
}

static inline int64_t oracle_last_ms(const char *text)
{
    const int64_t day_ms = 24 * 3600 * 1000;

    return text == NULL ? INT64_MAX
                        : oracle_ms(text) + (strlen(text) == strlen("2026-01-01") ? day_ms - 1 : 0);
}

/* Both subjects say that they are of the team care; reading is what agreements are for. */
static inline bool oracle_is_agreed(const struct random_mesh *mesh,
                                    const struct writ_request *request)
{
    const struct writ_value *action = writ_value_member(request->action, "name");

    for (size_t i = 0; i < mesh->agreement_count; i++) {
        const struct random_agreement *one = &mesh->agreements[i];

        if (strcmp(one->team, "care") == 0 && strcmp(one->status, "requested") != 0 &&
            writ_str_is(request->product_id, one->product) &&
            oracle_ms(one->start) <= request->time_ms &&
            request->time_ms <= oracle_last_ms(one->end) &&
            request->time_ms <= oracle_last_ms(one->reassess)) {
            return writ_value_is_text(action, "read") || writ_value_is_text(action, "query");
        }
    }
    return false;
}

static inline bool oracle_is_grant(const struct writ_effect *effect, const struct random_mesh *mesh)
{
    if (effect->kind != WRIT_EFFECT_PERMIT || effect->standing != WRIT_STANDS ||
        effect->policy == NULL) {
        return false;
    }

    const struct random_policy *plan = oracle_plan(mesh, effect->policy_id);

    return plan->grants || strcmp(plan->folder, "policies/mesh") != 0;
}

#endif
