/* SPDX-License-Identifier: Apache-2.0
 *
 * How results combine (docs/decisions/0006): deny unless someone on the owner's side grants and
 * nobody above refuses.
 */
#include "base/try.h"
#include "eval/parts.h"

/* The waiver itself is beside the note, whole. */
static const char *waiver_note(struct writ_run *run, const struct writ_waiver *waiver)
{
    return writ_arena_printf(run->arena, "waived until %s by %.*s: %.*s", waiver->expires,
                             WRIT_FMT(writ_quotable(writ_str_from(waiver->approver))),
                             WRIT_FMT(writ_quotable(writ_str_from(waiver->reason))));
}

static struct writ_str product_id(const struct writ_run *run)
{
    const struct writ_descriptor *descriptor = run->question->descriptor;

    return descriptor == NULL ? WRIT_LIT("")
                              : writ_value_text(writ_value_member(descriptor->product, "id"));
}

static void expire(struct writ_run *run, int64_t time_ms)
{
    if (time_ms < run->expires_ms) {
        run->expires_ms = time_ms;
    }
}

/* A denial that its policy's level, state or a waiver takes the force of. Errors keep theirs,
 * except in drafts. */
static enum writ_status weaken(struct writ_run *run, struct writ_effect *effect)
{
    const struct writ_policy *policy = effect->policy;
    const int64_t now_ms = run->question->time_ms;

    if (effect->is_error || effect->kind != WRIT_EFFECT_DENY) {
        return WRIT_OK;
    }
    if (policy->level == WRIT_LEVEL_ADVISORY) {
        effect->standing = WRIT_ADVISES;
        effect->note = "advisory";
        return WRIT_OK;
    }
    if (policy->state == WRIT_STATE_GRACE && now_ms < policy->grace_until_ms) {
        effect->standing = WRIT_ADVISES;
        effect->note = writ_arena_printf(run->arena, "in grace until %s", policy->grace_until);
        expire(run, policy->grace_until_ms);
        return effect->note == NULL ? writ_run_no_memory(run) : WRIT_OK;
    }

    const struct writ_waiver *waiver =
        policy->level == WRIT_LEVEL_WAIVABLE
            ? writ_mesh_waiver(run->mesh, policy->id, product_id(run), now_ms)
            : NULL;

    if (waiver == NULL) {
        return WRIT_OK;
    }
    effect->standing = WRIT_WAIVED;
    effect->waiver = waiver;
    effect->note = waiver_note(run, waiver);
    expire(run, waiver->expires_ms);
    return effect->note == NULL ? writ_run_no_memory(run) : WRIT_OK;
}

static enum writ_status set_standing(struct writ_run *run, struct writ_effect *effect)
{
    if (effect->policy == NULL) {
        return WRIT_OK; /* the engine's own always stands */
    }
    if (effect->policy->state == WRIT_STATE_DRAFT) {
        effect->standing = WRIT_SHADOW;
        effect->note = "draft";
        return WRIT_OK;
    }
    return weaken(run, effect);
}

/* Grants come from the owner's side; the mesh layer's count only where the policy says so. */
static bool is_grant(const struct writ_effect *effect)
{
    return effect->kind == WRIT_EFFECT_PERMIT && effect->standing == WRIT_STANDS &&
           (effect->policy == NULL || effect->policy->layer != WRIT_LAYER_MESH ||
            effect->policy->grants);
}

static enum writ_status add_agreement_grant(struct writ_run *run)
{
    const struct writ_value *id = writ_value_member(run->agreement, "id");
    const struct writ_str name = writ_value_text(id);
    struct writ_effect effect = {.policy_id = "writ.agreement",
                                 .kind = WRIT_EFFECT_PERMIT,
                                 .code = WRIT_LIT("AGREEMENT"),
                                 .at = writ_value_loc(id)};

    if (!run->agreement_grants) {
        return WRIT_OK;
    }
    effect.message = writ_str_from(writ_arena_printf(run->arena, "agreement '%.*s' is in force",
                                                     WRIT_FMT(writ_quotable(name))));
    if (effect.message.ptr == NULL) {
        return writ_run_no_memory(run);
    }
    expire(run, run->agreement_end_ms);
    return writ_run_add(run, &effect);
}

static bool is_refused(const struct writ_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (run->effects[i].kind == WRIT_EFFECT_DENY && run->effects[i].standing == WRIT_STANDS) {
            return true;
        }
    }
    return false;
}

static bool is_granted(const struct writ_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (is_grant(&run->effects[i])) {
            return true;
        }
    }
    return run->question->phase != WRIT_PHASE_ACCESS; /* conforming needs no grant */
}

enum writ_status writ_run_combine(struct writ_run *run, bool *ret_permit)
{
    run->expires_ms = INT64_MAX;
    for (size_t i = 0; i < run->count; i++) {
        WRIT_TRY(set_standing(run, &run->effects[i]));
    }
    WRIT_TRY(add_agreement_grant(run));
    WRIT_TRY(writ_run_obligations(run));
    if (!is_refused(run) && !is_granted(run)) {
        WRIT_TRY(writ_run_deny(
            run, "writ.default", "NOT_GRANTED",
            run->question->descriptor == NULL ? NULL : run->question->descriptor->product,
            "nobody granted it"));
    }
    *ret_permit = !is_refused(run);
    return WRIT_OK;
}
