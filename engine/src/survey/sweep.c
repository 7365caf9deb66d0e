/* SPDX-License-Identifier: Apache-2.0
 *
 * What must be deleted, by when, and what a legal hold keeps: the obligations of the phase sweep
 * over every product, as one list.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/owned.h"
#include "base/try.h"
#include "engine/engine.h"
#include "writ/mesh.h"

struct duty {
    struct writ_sweep_row row;
    int64_t due_ms; /* INT64_MAX: undated */
};

struct writ_sweep {
    struct writ_owned own;
    struct writ_report *report;
    struct duty *duties;
    size_t count;
    char time[WRIT_TIME_TEXT_SIZE];
    int64_t time_ms;
};

/* One product's turn. */
struct turn {
    struct writ_engine *engine;
    struct writ_sweep *sweep;
    const struct writ_descriptor *descriptor;
    struct writ_entry *entry;
    size_t first;                      /* of its duties */
    const char *holds;                 /* ids, or NULL */
    const struct writ_effect *hold;    /* the first */
    const struct writ_effect *release; /* the earliest time until which overdue rows may stay */
    int64_t release_ms;
    struct writ_error *err;
};

static const char *kept(struct writ_sweep *sweep, struct writ_str text)
{
    return writ_arena_text(&sweep->own.arena, text);
}

static const char *property(struct writ_sweep *sweep, const struct writ_effect *effect,
                            const char *name)
{
    return kept(sweep, writ_value_text(writ_value_member(effect->properties, name)));
}

static bool is_whole(const struct writ_sweep_row *row)
{
    return row->product != NULL && row->path != NULL && row->action != NULL &&
           row->element != NULL && row->before != NULL && row->policy != NULL && row->why != NULL &&
           row->source != NULL;
}

/* A duty of the product that an effect brings, still without a date. */
static enum writ_status add_duty(struct turn *turn, const struct writ_effect *effect,
                                 const char *action)
{
    struct writ_sweep *sweep = turn->sweep;
    const struct writ_sweep_row row = {
        .product = turn->entry->name,
        .path = turn->entry->path,
        .action = action,
        .element = property(sweep, effect, "column"),
        .before = property(sweep, effect, "before"),
        .due = "",
        .hold = "",
        .policy = kept(sweep, writ_str_from(effect->policy_id)),
        .why = property(sweep, effect, "why"),
        .source = kept(sweep, writ_str_from(writ_engine_shown(turn->engine, &sweep->own.arena,
                                                              effect->at.source))),
        .line = effect->at.line,
        .column = effect->at.column};

    struct duty *duties =
        writ_arena_more(&sweep->own.arena, sweep->duties, sweep->count, sizeof(*duties));

    if (duties == NULL || !is_whole(&row)) {
        return writ_engine_no_memory(turn->err);
    }
    duties[sweep->count++] = (struct duty){.row = row, .due_ms = INT64_MAX};
    sweep->duties = duties;
    return WRIT_OK;
}

static enum writ_status add_disposal(struct turn *turn, const struct writ_effect *effect)
{
    const struct writ_str due = writ_value_text(writ_value_member(effect->properties, "due"));

    WRIT_TRY(add_duty(turn, effect, property(turn->sweep, effect, "action")));
    if (due.len > 0) { /* the shape of an obligation is checked before it gets here */
        (void)writ_time_parse(due, &turn->sweep->duties[turn->sweep->count - 1].due_ms);
    }
    return WRIT_OK;
}

static enum writ_status add_hold(struct turn *turn, const struct writ_effect *effect)
{
    const char *id = property(turn->sweep, effect, "id");

    if (turn->holds == NULL) {
        turn->holds = id;
        turn->hold = effect;
    } else {
        turn->holds = writ_arena_printf(&turn->sweep->own.arena, "%s, %s", turn->holds, id);
    }
    return id == NULL || turn->holds == NULL ? writ_engine_no_memory(turn->err) : WRIT_OK;
}

static void note_release(struct turn *turn, const struct writ_effect *effect)
{
    int64_t time_ms = INT64_MAX;

    (void)writ_time_parse(writ_value_text(writ_value_member(effect->properties, "time")), &time_ms);
    if (turn->release == NULL || time_ms < turn->release_ms) {
        turn->release = effect;
        turn->release_ms = time_ms;
    }
}

/* A duty that is no row, such as telling somebody. */
static enum writ_status add_note(struct turn *turn, const struct writ_effect *effect)
{
    struct writ_arena *arena = writ_report_arena(turn->sweep->report);
    const struct writ_str who = writ_value_text(writ_value_member(effect->properties, "who"));
    const char *message = writ_arena_printf(arena, "%.*s %.*s", WRIT_FMT(effect->obligation),
                                            WRIT_FMT(writ_quotable(who)));
    struct writ_finding finding;

    if (message == NULL) {
        return writ_engine_no_memory(turn->err);
    }
    finding = writ_finding_make(arena, WRIT_NOTE, &effect->at, WRIT_LIT("OBLIGATION"),
                                writ_str_from(message), WRIT_LIT(""));
    finding.source = writ_engine_shown(turn->engine, arena, finding.source);
    finding.policy = writ_arena_printf(arena, "%s", effect->policy_id);
    return finding.policy == NULL
               ? writ_engine_no_memory(turn->err)
               : writ_entry_add(turn->sweep->report, turn->entry, &finding, turn->err);
}

static enum writ_status take_effect(struct turn *turn, const struct writ_effect *effect)
{
    if (effect->kind != WRIT_EFFECT_OBLIGE) {
        return writ_entry_add_effect(turn->engine, turn->sweep->report, turn->entry, effect,
                                     turn->err);
    }
    if (effect->standing == WRIT_SHADOW) {
        return WRIT_OK;
    }
    if (writ_str_is(effect->obligation, "dispose")) {
        return add_disposal(turn, effect);
    }
    if (writ_str_is(effect->obligation, "hold")) {
        return add_hold(turn, effect);
    }
    if (writ_str_is(effect->obligation, "retain_until")) {
        note_release(turn, effect);
        return WRIT_OK;
    }
    return add_note(turn, effect);
}

static enum writ_status settle_duty(struct turn *turn, struct duty *duty)
{
    char text[WRIT_TIME_TEXT_SIZE];

    if (turn->release != NULL && (duty->due_ms < turn->release_ms || duty->due_ms == INT64_MAX)) {
        duty->due_ms = turn->release_ms;
    }
    if (duty->due_ms != INT64_MAX) {
        writ_time_format(duty->due_ms, text);
        duty->row.due = kept(turn->sweep, writ_str_from(text));
    }
    duty->row.state = duty->due_ms == INT64_MAX             ? WRIT_SWEEP_UNDATED
                      : duty->due_ms < turn->sweep->time_ms ? WRIT_SWEEP_OVERDUE
                                                            : WRIT_SWEEP_UPCOMING;
    if (turn->holds != NULL) {
        duty->row.state = WRIT_SWEEP_HELD;
        duty->row.hold = turn->holds;
    }
    return duty->row.due == NULL ? writ_engine_no_memory(turn->err) : WRIT_OK;
}

/* A hold keeps everything; a hold that has ended gives what became overdue under it more time. */
static enum writ_status settle(struct turn *turn)
{
    const bool is_idle = turn->sweep->count == turn->first;

    if (is_idle && turn->hold != NULL) {
        WRIT_TRY(add_duty(turn, turn->hold, "keep"));
    } else if (is_idle && turn->release != NULL) {
        WRIT_TRY(add_duty(turn, turn->release, "delete"));
    }
    for (size_t i = turn->first; i < turn->sweep->count; i++) {
        WRIT_TRY(settle_duty(turn, &turn->sweep->duties[i]));
    }
    return WRIT_OK;
}

static enum writ_status open_entry(struct turn *turn, const struct writ_evaluation *evaluation)
{
    struct writ_report *report = turn->sweep->report;
    struct writ_arena *arena = writ_report_arena(report);
    const struct writ_value *product = turn->descriptor->product;

    turn->entry = writ_report_add(report);
    if (turn->entry == NULL) {
        return writ_engine_no_memory(turn->err);
    }
    turn->entry->path = writ_arena_printf(
        arena, "%s", writ_engine_shown(turn->engine, arena, turn->descriptor->path));
    turn->entry->name = writ_report_text(report, writ_value_member(product, "id"));
    turn->entry->group = writ_report_text(report, writ_value_member(product, "dialect"));
    turn->entry->state = evaluation->is_permit ? WRIT_ENTRY_PASS : WRIT_ENTRY_FAIL;
    writ_report_set_policies(report, evaluation->policy_count);
    return turn->entry->path == NULL ? writ_engine_no_memory(turn->err) : WRIT_OK;
}

static enum writ_status sweep_product(struct turn *turn)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_question question = {
        .phase = WRIT_PHASE_SWEEP, .descriptor = turn->descriptor, .time_ms = turn->sweep->time_ms};
    struct writ_evaluation evaluation;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_eval(turn->engine->mesh, &question, &arena, &evaluation, turn->err));
    WRIT_TRY(open_entry(turn, &evaluation));
    for (size_t i = 0; i < evaluation.effect_count; i++) {
        WRIT_TRY(take_effect(turn, &evaluation.effects[i]));
    }
    return settle(turn);
}

static int by_urgency(const void *a, const void *b)
{
    const struct duty *left = a;
    const struct duty *right = b;
    const struct writ_sweep_row *l = &left->row;
    const struct writ_sweep_row *r = &right->row;
    int order;

    if (l->state != r->state) {
        return l->state < r->state ? -1 : 1;
    }
    if (left->due_ms != right->due_ms) {
        return left->due_ms < right->due_ms ? -1 : 1;
    }
    order = strcmp(l->product, r->product);
    order = order != 0 ? order : strcmp(l->element, r->element);
    return order != 0 ? order : strcmp(l->policy, r->policy);
}

static enum writ_status sweep_all(struct writ_engine *engine, struct writ_sweep *sweep,
                                  struct writ_error *err)
{
    const struct writ_mesh *mesh = engine->mesh;

    WRIT_TRY(writ_report_new(&sweep->report, err));
    for (size_t i = 0; i < mesh->descriptor_count; i++) {
        const struct writ_descriptor *descriptor = &mesh->descriptors[i];
        const struct writ_value *id = writ_value_member(descriptor->product, "id");
        struct turn turn = {.engine = engine,
                            .sweep = sweep,
                            .descriptor = descriptor,
                            .first = sweep->count,
                            .err = err};

        /* a contract is swept with the product that offers it */
        if (writ_mesh_product(mesh, writ_value_text(id)) == descriptor) {
            WRIT_TRY(sweep_product(&turn));
        }
    }
    if (sweep->count > 0) {
        qsort(sweep->duties, sweep->count, sizeof(*sweep->duties), by_urgency);
    }
    return WRIT_OK;
}

enum writ_status writ_engine_sweep(struct writ_engine *engine, const char *time,
                                   struct writ_sweep **ret_sweep, struct writ_error *err)
{
    int64_t time_ms = engine->clock.now_ms(engine->clock.ctx);
    struct writ_sweep *sweep;

    WRIT_TRY(writ_time_read(time, &time_ms, err));
    sweep = writ_owned_new(sizeof(*sweep));
    if (sweep == NULL) {
        return writ_engine_no_memory(err);
    }
    sweep->time_ms = time_ms;
    writ_time_format(time_ms, sweep->time);

    const enum writ_status status = sweep_all(engine, sweep, err);

    if (status != WRIT_OK) {
        writ_sweep_free(sweep);
        return status;
    }
    *ret_sweep = sweep;
    return WRIT_OK;
}

void writ_sweep_free(struct writ_sweep *sweep)
{
    if (sweep != NULL) {
        writ_report_free(sweep->report);
        writ_owned_free(sweep, sizeof(*sweep));
    }
}

size_t writ_sweep_count(const struct writ_sweep *sweep)
{
    return sweep->count;
}

const struct writ_sweep_row *writ_sweep_row(const struct writ_sweep *sweep, size_t index)
{
    return index < sweep->count ? &sweep->duties[index].row : NULL;
}

const char *writ_sweep_time(const struct writ_sweep *sweep)
{
    return sweep->time;
}

const struct writ_report *writ_sweep_report(const struct writ_sweep *sweep)
{
    return sweep->report;
}
