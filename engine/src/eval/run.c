/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking policies. Each has the limits of an evaluation to itself, so that no policy can spend
 * another's budget.
 */
#include "base/try.h"
#include "eval/parts.h"
#include "script/said.h"

enum writ_status writ_run_no_memory(struct writ_run *run)
{
    return writ_fail(run->err, WRIT_E_NOMEM, NULL, "out of memory while deciding");
}

struct writ_str writ_quotable(struct writ_str text)
{
    const struct writ_str head = writ_str_cut(text, 0, 120);

    return head.len < text.len ? writ_str_cut(head, 0, writ_str_utf8_end(head)) : text;
}

enum writ_status writ_run_add(struct writ_run *run, const struct writ_effect *effect)
{
    struct writ_effect *effects =
        writ_arena_more(run->arena, run->effects, run->count, sizeof(*effects));

    if (effects == NULL) {
        return writ_run_no_memory(run);
    }
    effects[run->count++] = *effect;
    run->effects = effects;
    return WRIT_OK;
}

/* What to do about a denial of the engine's own. */
static struct writ_str hint_of(const char *code)
{
    static const struct {
        const char *code;
        const char *hint;
    } hints[] = {
        {"UNKNOWN_PRODUCT", "ask for the id of a product of this mesh"},
        {"UNKNOWN_PORT", "ask for PRODUCT#PORT with a port of the product, or for the product"},
        {"UNKNOWN_COLUMN", "name a column by its path, such as table.column, or by its last name"},
        {"BAD_COLUMNS", "write a list of texts"},
        {"MASK_CONFLICT", "settle with the policies' owners which of the masks the column has"},
        {"UNSUPPORTED_OBLIGATION", "enforce it and say so in context.supported_obligations, or ask "
                                   "for less"},
        {"NOT_GRANTED", "ask the owner: a policy of the domain or the product grants, or an "
                        "agreement in force"},
    };

    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
        if (strcmp(hints[i].code, code) == 0) {
            return writ_str_from(hints[i].hint);
        }
    }
    return WRIT_LIT("");
}

enum writ_status writ_run_deny(struct writ_run *run, const char *policy_id, const char *code,
                               const struct writ_value *at, const char *message)
{
    const struct writ_effect effect = {.policy_id = policy_id,
                                       .kind = WRIT_EFFECT_DENY,
                                       .code = writ_str_from(code),
                                       .message = writ_str_from(message),
                                       .hint = hint_of(code),
                                       .at = writ_value_loc(at)};

    return message == NULL ? writ_run_no_memory(run) : writ_run_add(run, &effect);
}

/* "privacy.purpose-limitation" without a code of its own gives PURPOSE_LIMITATION. */
static struct writ_str default_code(struct writ_run *run, const char *id)
{
    const char *dot = strrchr(id, '.');
    const struct writ_str name = writ_str_from(dot == NULL ? id : dot + 1);
    char *code = writ_arena_alloc(run->arena, name.len + 1);

    for (size_t i = 0; code != NULL && i < name.len; i++) {
        const char c = name.ptr[i];

        code[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c == '-' ? '_' : c;
    }
    return (struct writ_str){code, code == NULL ? 0 : name.len};
}

struct writ_loc writ_said_place(const struct writ_value *at)
{
    const struct writ_loc own = writ_value_loc(at);
    const struct writ_value *table = writ_value_item(at, 0);
    const struct writ_value *member = writ_value_item(at, 1);
    const struct writ_value *named = NULL;
    int64_t index;

    if (own.source[0] != '\0' || table == NULL || member == NULL || writ_value_count(at) != 2) {
        return own;
    }
    if (member->kind == WRIT_STRING) {
        named = writ_value_get(table, member->text);
    } else if (writ_value_integer(member, &index) && index >= 1) {
        named = writ_value_item(table, (size_t)index - 1);
    }
    return writ_value_loc(named == NULL ? table : named);
}

static enum writ_effect_kind kind_of(const struct writ_said *said)
{
    switch (said->kind) {
    case WRIT_SAID_PERMIT:
        return WRIT_EFFECT_PERMIT;
    case WRIT_SAID_DENY:
        return WRIT_EFFECT_DENY;
    case WRIT_SAID_WARN:
        return WRIT_EFFECT_WARN;
    case WRIT_SAID_OBLIGE:
        return WRIT_EFFECT_OBLIGE;
    }
    return WRIT_EFFECT_DENY;
}

static enum writ_status add_failure(struct writ_run *run, const struct writ_policy *policy,
                                    const char *code, const char *message, struct writ_loc at)
{
    const struct writ_effect effect = {.policy = policy,
                                       .policy_id = policy->id,
                                       .kind = WRIT_EFFECT_DENY,
                                       .is_error = true,
                                       .code = writ_str_from(code),
                                       .message = writ_str_from(message),
                                       .hint = WRIT_LIT("the policy must be repaired; until then "
                                                        "it denies"),
                                       .at = at};

    return message == NULL ? writ_run_no_memory(run) : writ_run_add(run, &effect);
}

/* An empty table of Lua reads as a list; on the wire properties are always an object. */
static const struct writ_value *properties_of(struct writ_run *run, const struct writ_said *said)
{
    struct writ_build empty;

    if (writ_value_count(said->properties) > 0) {
        return said->properties;
    }
    writ_build_object(&empty, run->arena);
    return writ_build_end(&empty);
}

static enum writ_status add_obligation(struct writ_run *run, const struct writ_policy *policy,
                                       const struct writ_said *said, struct writ_effect *effect)
{
    effect->code = effect->obligation = said->message;
    effect->properties = properties_of(run, said);
    if (effect->properties == NULL) {
        return writ_run_no_memory(run);
    }

    const char *problem = writ_obligation_problem(effect->obligation, effect->properties);

    if (problem != NULL) {
        return add_failure(run, policy, "BAD_OBLIGATION",
                           writ_arena_printf(run->arena, "obligation '%.*s': %s",
                                             WRIT_FMT(writ_quotable(effect->obligation)), problem),
                           writ_loc_at(policy->path, 0, 0));
    }
    return writ_run_add(run, effect);
}

static enum writ_status add_said(struct writ_run *run, const struct writ_policy *policy,
                                 const struct writ_said *said)
{
    struct writ_effect effect = {.policy = policy,
                                 .policy_id = policy->id,
                                 .kind = kind_of(said),
                                 .code = said->code,
                                 .message = said->message,
                                 .hint = said->hint,
                                 .at = writ_said_place(said->at)};

    if (effect.kind == WRIT_EFFECT_OBLIGE) {
        return add_obligation(run, policy, said, &effect);
    }
    if (effect.code.len == 0) {
        effect.code = default_code(run, policy->id);
    }
    return effect.code.ptr == NULL ? writ_run_no_memory(run) : writ_run_add(run, &effect);
}

static const char *failure_code(enum writ_outcome outcome)
{
    switch (outcome) {
    case WRIT_OUTCOME_OK:
    case WRIT_OUTCOME_ERROR:
        return "ERROR";
    case WRIT_OUTCOME_GAS:
        return "GAS";
    case WRIT_OUTCOME_MEMORY:
        return "MEMORY";
    case WRIT_OUTCOME_TIMEOUT:
        return "TIMEOUT";
    }
    return "ERROR";
}

enum writ_status writ_run_policy(struct writ_run *run, const struct writ_policy *policy,
                                 const struct writ_value *params, bool *ret_applies)
{
    const struct writ_consultation consultation = {
        .chunk = policy->chunk, .input = run->input, .params = params, .arena = run->arena};
    struct writ_answer answer = {0};
    struct writ_error why = {0};

    const enum writ_status status =
        writ_sandbox_consult(run->mesh->sandbox, &consultation, &answer, &why);
    const enum writ_outcome outcome = writ_sandbox_outcome(run->mesh->sandbox);

    run->gas = writ_sandbox_gas_used(run->mesh->sandbox);
    writ_sandbox_next(run->mesh->sandbox);
    *ret_applies = true;
    if (status != WRIT_OK) {
        const struct writ_loc own = writ_loc_at(policy->path, 0, 0);

        return add_failure(run, policy, failure_code(outcome),
                           writ_arena_printf(run->arena, "the policy failed: %s", why.text),
                           why.loc.line != 0 ? why.loc : own);
    }
    *ret_applies = answer.applies;
    for (size_t i = 0; i < answer.count; i++) {
        WRIT_TRY(add_said(run, policy, &answer.said[i]));
    }
    return WRIT_OK;
}

static bool lists(const struct writ_value *list, const struct writ_value *text)
{
    return list == NULL || writ_value_has(list, text);
}

/* The static target; an output port is a data product to it. */
static bool is_targeted(const struct writ_policy *policy, const struct writ_request *request)
{
    if (request == NULL) {
        return true;
    }

    const bool is_resource =
        lists(policy->resources, writ_value_member(request->resource, "type")) ||
        (request->is_product && writ_value_has_text(policy->resources, WRIT_LIT("data_product")));

    return is_resource && lists(policy->actions, writ_value_member(request->action, "name"));
}

/* Policies of one owner may share variables of the guild's modules for the length of a decision;
 * nothing passes from one owner to another, or out of a draft. */
static bool is_of_other_owner(const struct writ_policy *last, const struct writ_policy *next)
{
    return last->state == WRIT_STATE_DRAFT || last->layer != next->layer ||
           strcmp(last->scope, next->scope) != 0;
}

/* What a policy has to do with the question, as far as that is known without asking it. */
static enum writ_say say_of(const struct writ_policy *policy, const struct writ_question *question,
                            const struct writ_value *product)
{
    if (writ_policy_binds(policy, question->phase, product)) {
        return is_targeted(policy, question->request) ? WRIT_SAY_ASKED : WRIT_SAY_OTHER_TARGET;
    }
    if (policy->state == WRIT_STATE_RETIRED) {
        return WRIT_SAY_RETIRED;
    }
    return (policy->phases & (unsigned)question->phase) == 0 ? WRIT_SAY_OTHER_PHASE
                                                             : WRIT_SAY_OTHER_SCOPE;
}

static enum writ_status ask(struct writ_run *run, const struct writ_policy *policy,
                            const struct writ_policy *last, enum writ_say *say)
{
    bool applies = true;

    if (last != NULL && is_of_other_owner(last, policy)) {
        writ_sandbox_begin(run->mesh->sandbox);
    }
    run->policy_count++;
    WRIT_TRY(writ_run_policy(run, policy, policy->params, &applies));
    *say = applies ? WRIT_SAY_ASKED : WRIT_SAY_NOT_CONCERNED;
    return WRIT_OK;
}

/* A policy's turn: it is asked, or somebody is told why it is not. */
static enum writ_status take_turn(struct writ_run *run, const struct writ_policy *policy,
                                  const struct writ_policy **last)
{
    const struct writ_question *question = run->question;
    const struct writ_value *product =
        question->descriptor == NULL ? NULL : question->descriptor->product;
    enum writ_say say = say_of(policy, question, product);

    run->gas = 0;
    if (say == WRIT_SAY_ASKED) {
        WRIT_TRY(ask(run, policy, *last, &say));
        *last = policy;
    }
    if (run->hearer != NULL) {
        run->hearer->hear(run->hearer->ctx, policy, say, run->gas);
    }
    return WRIT_OK;
}

/* One mark for each policy, of those that have a turn: who listens hears of all of them. */
static char *marks_of(struct writ_run *run)
{
    const struct writ_question *question = run->question;
    const struct writ_aim aim = {
        .phase = question->phase,
        .product = question->descriptor == NULL ? NULL : question->descriptor->product,
        .action =
            question->request == NULL ? NULL : writ_value_member(question->request->action, "name"),
    };
    char *marks = writ_arena_alloc(run->arena, run->mesh->policy_count);

    if (marks != NULL && run->hearer != NULL) {
        memset(marks, 1, run->mesh->policy_count);
    } else if (marks != NULL) {
        writ_mesh_mark(run->mesh, &aim, marks);
    }
    return marks;
}

enum writ_status writ_run_policies(struct writ_run *run)
{
    const struct writ_policy *last = NULL;
    const char *marks = marks_of(run);

    if (marks == NULL) {
        return writ_run_no_memory(run);
    }

    const char *end = marks + run->mesh->policy_count;

    for (const char *it = marks; (it = memchr(it, 1, (size_t)(end - it))) != NULL; it++) {
        WRIT_TRY(take_turn(run, &run->mesh->policies[it - marks], &last));
    }
    return WRIT_OK;
}
