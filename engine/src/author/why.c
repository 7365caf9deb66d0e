/* SPDX-License-Identifier: Apache-2.0
 *
 * Every policy of the mesh and what it had to do with one question.
 */
#include "writ/why.h"

#include <time.h>

#include "base/error.h"
#include "base/owned.h"
#include "base/try.h"
#include "engine/engine.h"

struct writ_why {
    struct writ_owned own;
    struct writ_engine *engine;
    struct writ_asking asking;
    struct writ_evaluation evaluation;
    struct writ_why_row *rows;
    size_t count;
    uint64_t heard_ns; /* when the policy before this one was done */
};

void writ_why_free(struct writ_why *why)
{
    writ_owned_free(why, sizeof(*why));
}

static inline void writ_why_autop(struct writ_why **why)
{
    writ_why_free(*why);
}

static uint64_t now_ns(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static const char *other_scope(struct writ_arena *arena, const struct writ_policy *policy)
{
    return policy->layer == WRIT_LAYER_DOMAIN
               ? writ_arena_printf(arena, "it binds the products of the domain '%s'", policy->scope)
               : writ_arena_printf(arena, "it binds products that name the policies '%s'",
                                   policy->scope);
}

/* NULL when memory is out. */
static const char *reason(struct writ_why *why, const struct writ_policy *policy, enum writ_say say)
{
    switch (say) {
    case WRIT_SAY_ASKED:
        return "it has nothing to say";
    case WRIT_SAY_NOT_CONCERNED:
        return "it does not apply to this input";
    case WRIT_SAY_RETIRED:
        return "it is retired";
    case WRIT_SAY_OTHER_PHASE:
        return writ_arena_printf(&why->own.arena, "it is not asked in the phase '%s'",
                                 writ_phase_name(why->asking.question.phase));
    case WRIT_SAY_OTHER_SCOPE:
        return other_scope(&why->own.arena, policy);
    case WRIT_SAY_OTHER_TARGET:
        return "it is for other resources or actions";
    }
    return "";
}

static void hear(void *ctx, const struct writ_policy *policy, enum writ_say say, uint64_t gas)
{
    struct writ_why *why = ctx;
    const uint64_t now = now_ns();
    const bool was_asked = say == WRIT_SAY_ASKED || say == WRIT_SAY_NOT_CONCERNED;

    why->rows[why->count++] = (struct writ_why_row){
        .policy = policy->id,
        .title = policy->title,
        .layer = writ_layer_name(policy->layer),
        .scope = policy->scope,
        .state = writ_policy_state_name(policy->state),
        .was_asked = was_asked,
        .because = reason(why, policy, say),
        .gas = gas,
        .time_ns = was_asked ? now - why->heard_ns : 0,
    };
    why->heard_ns = now;
}

static const char *standing_name(enum writ_standing standing)
{
    switch (standing) {
    case WRIT_STANDS:
        return "stands";
    case WRIT_ADVISES:
        return "advises";
    case WRIT_WAIVED:
        return "waived";
    case WRIT_SHADOW:
        return "shadow";
    }
    return "stands";
}

static enum writ_severity severity_of(const struct writ_effect *effect)
{
    if (effect->standing != WRIT_STANDS) {
        return effect->standing == WRIT_ADVISES ? WRIT_WARNING : WRIT_NOTE;
    }
    return effect->kind == WRIT_EFFECT_DENY   ? WRIT_ERROR
           : effect->kind == WRIT_EFFECT_WARN ? WRIT_WARNING
                                              : WRIT_NOTE;
}

static enum writ_status fill_said(struct writ_why *why, const struct writ_effect *effect,
                                  struct writ_why_said *said, struct writ_error *err)
{
    struct writ_str detail = {"", 0};

    if (effect->kind == WRIT_EFFECT_OBLIGE && effect->properties != NULL) {
        WRIT_TRY(writ_canonical_bytes(&why->own.arena, effect->properties, &detail, err));
    }
    said->effect = effect->is_error ? "error" : writ_effect_name(effect->kind);
    said->standing = standing_name(effect->standing);
    said->detail = detail.ptr;
    said->finding = writ_finding_make(&why->own.arena, severity_of(effect), &effect->at,
                                      effect->code, effect->message, effect->hint);
    said->finding.source = writ_engine_shown(why->engine, &why->own.arena, said->finding.source);
    said->finding.policy = writ_arena_printf(&why->own.arena, "%s", effect->policy_id);
    said->finding.note =
        writ_arena_printf(&why->own.arena, "%s", effect->note == NULL ? "" : effect->note);
    return said->finding.policy != NULL && said->finding.note != NULL ? WRIT_OK
                                                                      : writ_engine_no_memory(err);
}

/* @param policy  NULL: what the engine itself said */
static enum writ_status add_said(struct writ_why *why, struct writ_why_row *row, const char *policy,
                                 struct writ_error *err)
{
    const struct writ_evaluation *evaluation = &why->evaluation;
    struct writ_why_said *said =
        writ_arena_array(&why->own.arena, evaluation->effect_count + 1, sizeof(*said));

    if (said == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];
        const bool is_of_it = effect->policy == NULL
                                  ? policy == NULL
                                  : policy == effect->policy->id; /* one text for each policy */

        if (is_of_it) {
            WRIT_TRY(fill_said(why, effect, &said[row->said_count++], err));
        }
    }
    row->said = said;
    if (row->said_count > 0) {
        row->because = "";
    }
    return WRIT_OK;
}

/* The mesh may be gone before the answer is. */
static enum writ_status keep_texts(struct writ_arena *arena, struct writ_why_row *row,
                                   struct writ_error *err)
{
    row->policy = writ_arena_printf(arena, "%s", row->policy);
    row->title = writ_arena_printf(arena, "%s", row->title);
    row->scope = writ_arena_printf(arena, "%s", row->scope);
    return row->policy != NULL && row->title != NULL && row->scope != NULL && row->because != NULL
               ? WRIT_OK
               : writ_engine_no_memory(err);
}

static enum writ_status add_engine(struct writ_why *why, struct writ_error *err)
{
    struct writ_why_row row = {.policy = "writ",
                               .title = "What holds whatever the policies say",
                               .layer = "engine",
                               .scope = "",
                               .state = "enforced",
                               .was_asked = true,
                               .because = "it has nothing to say"};

    WRIT_TRY(add_said(why, &row, NULL, err));
    why->rows[why->count++] = row;
    return WRIT_OK;
}

static enum writ_status add_disabled(struct writ_why *why, const struct writ_value *disabled,
                                     struct writ_error *err)
{
    for (size_t i = 0; i < writ_value_count(disabled); i++) {
        const struct writ_str id = writ_value_text(writ_value_item(disabled, i));
        const char *name = writ_arena_str(&why->own.arena, id).ptr;

        if (name == NULL) {
            return writ_engine_no_memory(err);
        }
        why->rows[why->count++] = (struct writ_why_row){.policy = name,
                                                        .title = "",
                                                        .layer = "mesh",
                                                        .scope = "",
                                                        .state = "disabled",
                                                        .because = "mesh.yaml leaves it out"};
    }
    return WRIT_OK;
}

static enum writ_status tell(struct writ_why *why, struct writ_error *err)
{
    const struct writ_mesh *mesh = why->engine->mesh;
    const struct writ_value *disabled = writ_value_member(mesh->settings, "disable");
    const struct writ_hearer hearer = {hear, why};

    why->rows = writ_arena_array(
        &why->own.arena, mesh->policy_count + writ_value_count(disabled) + 1, sizeof(*why->rows));
    if (why->rows == NULL) {
        return writ_engine_no_memory(err);
    }
    why->heard_ns = now_ns();
    WRIT_TRY(writ_eval_heard(mesh, &why->asking.question, &hearer, &why->own.arena,
                             &why->evaluation, err));
    for (size_t i = 0; i < why->count; i++) {
        WRIT_TRY(add_said(why, &why->rows[i], why->rows[i].policy, err));
        WRIT_TRY(keep_texts(&why->own.arena, &why->rows[i], err));
    }
    WRIT_TRY(add_engine(why, err));
    return add_disabled(why, disabled, err);
}

enum writ_status writ_engine_why(struct writ_engine *engine, const char *path, const char *time,
                                 struct writ_why **ret_why, struct writ_error *err)
{
    WRIT_AUTO(writ_why) struct writ_why *why = writ_owned_new(sizeof(*why));

    if (why == NULL) {
        return writ_engine_no_memory(err);
    }
    why->engine = engine;
    WRIT_TRY(writ_engine_ask(engine, &why->own.arena, path, time, &why->asking, err));
    WRIT_TRY(tell(why, err));
    *ret_why = WRIT_MOVE(why);
    return WRIT_OK;
}

enum writ_verdict writ_why_verdict(const struct writ_why *why)
{
    return why->evaluation.is_permit ? WRIT_PERMIT : WRIT_DENY;
}

size_t writ_why_count(const struct writ_why *why)
{
    return why->count;
}

const struct writ_why_row *writ_why_row(const struct writ_why *why, size_t index)
{
    return index < why->count ? &why->rows[index] : NULL;
}
