/* SPDX-License-Identifier: Apache-2.0
 *
 * eval/eval.h - (mesh snapshot, question) to decision document. No clock, no files, no log.
 * Layer: eval (may include base, data, crypto, script, descriptor, mesh).
 */
#ifndef WRIT_EVAL_EVAL_H
#define WRIT_EVAL_EVAL_H

#include "mesh/mesh.h"

/** An AuthZEN evaluation request, checked. The values stay those of the request's document. */
struct writ_request {
    const struct writ_value *subject;  /**< {type, id, properties?} */
    const struct writ_value *action;   /**< {name, properties?} */
    const struct writ_value *resource; /**< {type, id, properties?} */
    const struct writ_value *context;  /**< object, or NULL */
    struct writ_str product_id;        /**< before the last '#'; empty when it is no data product */
    struct writ_str port;              /**< after the last '#', or empty */
    int64_t time_ms;                   /**< context.time, else what the caller gave */
    bool is_product;
};

/**
 * Check a request's shape.
 *
 * @param now_ms  the time when the request names none
 * @retval WRIT_E_SCHEMA  a member is missing or of another kind, with its position
 */
WRIT_NODISCARD enum writ_status writ_request_read(const struct writ_value *document, int64_t now_ms,
                                                  struct writ_request *ret_request,
                                                  struct writ_error *err);

/** The product a request asks for, or NULL. An id may hold '#' itself (an IRI): a product of the
 * whole id comes before a port of a shorter one, and the request then names no port. */
const struct writ_descriptor *writ_request_product(const struct writ_mesh *mesh,
                                                   struct writ_request *request);

/** Where `at` points, as Lua gives it: a value of the input, or {table, member}: the member's
 * place, or the table's when it is absent. */
struct writ_loc writ_said_place(const struct writ_value *at);

/** The columns of a product that a request asks for. */
struct writ_asked {
    const struct writ_value *columns;   /**< array: those of the model, in the order asked for */
    const struct writ_value *unknown;   /**< array: names that mean no column */
    const struct writ_value *malformed; /**< what should be a list of names and is none, or NULL */
};

/** False when memory is out. */
WRIT_NODISCARD bool writ_request_columns(const struct writ_descriptor *descriptor,
                                         const struct writ_request *request,
                                         struct writ_arena *arena, struct writ_asked *ret_asked);

/** What a message quotes of a text: at most 120 bytes, cut between characters. */
struct writ_str writ_quotable(struct writ_str text);

enum writ_effect_kind {
    WRIT_EFFECT_PERMIT,
    WRIT_EFFECT_DENY,
    WRIT_EFFECT_WARN,
    WRIT_EFFECT_OBLIGE
};
const char *writ_effect_name(enum writ_effect_kind kind);

/** What became of an effect when all were combined. */
enum writ_standing {
    WRIT_STANDS,  /**< counts as it is */
    WRIT_ADVISES, /**< a denial of an advisory policy or in grace: a warning */
    WRIT_WAIVED,  /**< lifted by a waiver */
    WRIT_SHADOW,  /**< of a draft: recorded, no effect */
};

/** One thing a policy (or the engine itself) said. Texts live in the evaluation's arena. */
struct writ_effect {
    const struct writ_policy *policy; /**< NULL: the engine's own, such as an unknown product */
    const char *policy_id;
    enum writ_effect_kind kind;
    enum writ_standing standing;
    bool is_error; /**< the policy failed: never lifted, never advisory */
    struct writ_str code;
    struct writ_str message;
    struct writ_str hint;
    struct writ_loc at;
    const char *note;                 /**< why it does not simply stand, or NULL */
    const struct writ_waiver *waiver; /**< with WRIT_WAIVED */
    struct writ_str obligation;       /**< type, with WRIT_EFFECT_OBLIGE */
    const struct writ_value *properties;
};

/** The types of obligations that policies may state, from 0 on; NULL behind the last. */
const char *writ_obligation_type(size_t index);

/** What is asked: about a product, and at access time by whom. */
struct writ_question {
    enum writ_phase phase;
    const struct writ_descriptor *descriptor; /**< NULL when the resource is no known product */
    const struct writ_request *request;       /**< access only */
    const struct writ_value *previous;        /**< publish only, or NULL */
    int64_t time_ms;
};

struct writ_evaluation {
    struct writ_effect *effects; /**< in the order (layer, policy id, as emitted) */
    size_t effect_count;
    size_t policy_count; /**< policies that were asked */
    bool is_permit;
    const struct writ_value *document; /**< the decision document */
    struct writ_str bytes;             /**< its RFC 8785 form */
};

/**
 * Decide. A failing policy is a denial that says so, not a failure of this call.
 *
 * @param arena  holds the result
 * @retval WRIT_E_NOMEM, WRIT_E_BUG  there is no decision; access must be refused
 */
WRIT_NODISCARD enum writ_status
writ_eval(const struct writ_mesh *mesh, const struct writ_question *question,
          struct writ_arena *arena, struct writ_evaluation *ret_evaluation, struct writ_error *err);

/** What a policy of the mesh has to do with a question. */
enum writ_say {
    WRIT_SAY_ASKED,
    WRIT_SAY_NOT_CONCERNED, /**< asked, and its `applies` said no */
    WRIT_SAY_RETIRED,
    WRIT_SAY_OTHER_PHASE,
    WRIT_SAY_OTHER_SCOPE,  /**< of another domain, or the product does not name its folder */
    WRIT_SAY_OTHER_TARGET, /**< for other resources or actions */
};

/** Told of every policy of the mesh, in the order in which they are asked, after it was. */
struct writ_hearer {
    void (*hear)(void *ctx, const struct writ_policy *policy, enum writ_say say, uint64_t gas);
    void *ctx;
};

/** As writ_eval(), with somebody who listens. */
WRIT_NODISCARD enum writ_status
writ_eval_heard(const struct writ_mesh *mesh, const struct writ_question *question,
                const struct writ_hearer *hearer, struct writ_arena *arena,
                struct writ_evaluation *ret_evaluation, struct writ_error *err);

/** What policies see of a question. */
WRIT_NODISCARD enum writ_status writ_eval_input(const struct writ_mesh *mesh,
                                                const struct writ_question *question,
                                                struct writ_arena *arena,
                                                const struct writ_value **ret_input,
                                                struct writ_error *err);

/** One policy asked about a ready-made input, as a policy's test does. */
struct writ_trial {
    const struct writ_policy *policy;
    const struct writ_value *input;
    const struct writ_value *params;
};

/** Its effects only, nothing combined. @param ret_applies  false when its `applies` said no */
WRIT_NODISCARD enum writ_status writ_eval_trial(const struct writ_mesh *mesh,
                                                const struct writ_trial *trial,
                                                struct writ_arena *arena,
                                                struct writ_evaluation *ret_evaluation,
                                                bool *ret_applies, struct writ_error *err);

#endif
