/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/eval.h"

#include "base/try.h"
#include "data/canonical.h"
#include "eval/parts.h"

/* What a thorough policy spends on one value of a product, patterns included, with room to spare: a
 * product of thousands of columns is judged like any other. */
enum { GAS_PER_VALUE = 1000 };

/* What most values' bytes fit into. */
enum { USUAL_BYTES = 2048 };

enum writ_status writ_run_bytes(struct writ_run *run, const struct writ_value *value,
                                size_t max_bytes, struct writ_str *ret_bytes)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, run->arena->alloc, max_bytes);
    writ_buf_reserve(&buf, USUAL_BYTES);
    WRIT_TRY(writ_canonical_write(&buf, value, run->err));
    *ret_bytes = writ_arena_str(run->arena, (struct writ_str){buf.ptr, buf.len});
    return ret_bytes->ptr == NULL ? writ_run_no_memory(run) : WRIT_OK;
}

enum writ_status writ_eval(const struct writ_mesh *mesh, const struct writ_question *question,
                           struct writ_arena *arena, struct writ_evaluation *ret_evaluation,
                           struct writ_error *err)
{
    return writ_eval_heard(mesh, question, NULL, arena, ret_evaluation, err);
}

enum writ_status writ_eval_input(const struct writ_mesh *mesh, const struct writ_question *question,
                                 struct writ_arena *arena, const struct writ_value **ret_input,
                                 struct writ_error *err)
{
    struct writ_run run = {.mesh = mesh, .question = question, .arena = arena, .err = err};

    WRIT_TRY(writ_run_input(&run));
    *ret_input = run.input;
    return WRIT_OK;
}

enum writ_status writ_eval_heard(const struct writ_mesh *mesh, const struct writ_question *question,
                                 const struct writ_hearer *hearer, struct writ_arena *arena,
                                 struct writ_evaluation *ret_evaluation, struct writ_error *err)
{
    struct writ_run run = {
        .mesh = mesh, .question = question, .hearer = hearer, .arena = arena, .err = err};
    struct writ_evaluation evaluation = {0};

    WRIT_TRY(writ_run_input(&run));
    writ_sandbox_set_extra_gas(mesh->sandbox,
                               question->descriptor == NULL
                                   ? 0
                                   : GAS_PER_VALUE * (uint64_t)question->descriptor->value_count);
    writ_sandbox_begin(mesh->sandbox);
    const enum writ_status status = writ_run_policies(&run);
    writ_sandbox_end(mesh->sandbox);

    WRIT_TRY(status);
    WRIT_TRY(writ_run_combine(&run, &evaluation.is_permit));
    WRIT_TRY(
        writ_run_document(&run, evaluation.is_permit, &evaluation.document, &evaluation.bytes));
    evaluation.effects = run.effects;
    evaluation.effect_count = run.count;
    evaluation.policy_count = run.policy_count;
    *ret_evaluation = evaluation;
    return WRIT_OK;
}

enum writ_status writ_eval_trial(const struct writ_mesh *mesh, const struct writ_trial *trial,
                                 struct writ_arena *arena, struct writ_evaluation *ret_evaluation,
                                 bool *ret_applies, struct writ_error *err)
{
    struct writ_run run = {.mesh = mesh, .arena = arena, .input = trial->input, .err = err};

    writ_sandbox_set_extra_gas(mesh->sandbox, 0);

    writ_sandbox_begin(mesh->sandbox);
    const enum writ_status status =
        writ_run_policy(&run, trial->policy, trial->params, ret_applies);
    writ_sandbox_end(mesh->sandbox);

    WRIT_TRY(status);
    *ret_evaluation = (struct writ_evaluation){
        .effects = run.effects, .effect_count = run.count, .policy_count = 1};
    return WRIT_OK;
}
