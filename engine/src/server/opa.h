/* SPDX-License-Identifier: Apache-2.0
 *
 * server/opa.h - one evaluation of a path of the Data API, shared by opa.c and opa_batch.c.
 */
#ifndef WRIT_SERVER_OPA_H
#define WRIT_SERVER_OPA_H

#include "server/exchange.h"

/** What a path says of one input. */
struct writ_opa_result {
    struct writ_str key;              /**< of a batch */
    const struct writ_ruling *ruling; /**< NULL: nothing was decided */
    const struct writ_value *value;   /**< NULL: undefined */
    enum writ_status status;          /**< anything but WRIT_OK: there is no result */
    struct writ_error err; /**< with a status, and with a boolean that nothing was decided for */
};

/**
 * What service.paths says of the path behind a prefix; *ret_rule is NULL for an undefined one.
 *
 * @retval WRIT_E_SCHEMA  it is not percent-encoded UTF-8  @retval WRIT_E_NOTFOUND  it is below
 * trino/
 */
WRIT_NODISCARD enum writ_status writ_opa_rule(const struct writ_exchange *exchange,
                                              struct writ_str prefix,
                                              const struct writ_value **ret_rule,
                                              struct writ_error *err);

/**
 * Evaluate, and have a decision recorded. What is wrong with the input is in the result.
 *
 * @param input  NULL: there is none
 * @param arena  for the time of the call; the exchange's own where there is one input only
 * @retval other  the whole exchange fails: out of memory, a defect
 */
WRIT_NODISCARD enum writ_status
writ_opa_evaluate(struct writ_exchange *exchange, const struct writ_value *rule,
                  const struct writ_value *input, struct writ_arena *arena,
                  struct writ_opa_result *ret_result, struct writ_error *err);

/** {"decision_id", "result", "warning"}, or {"code", "message"}; add more to it. */
void writ_opa_put(const struct writ_exchange *exchange, const struct writ_opa_result *result,
                  struct writ_build *body);

/* Of the routes of a batch. */
enum writ_status writ_opa_ask_batch(struct writ_exchange *exchange, struct writ_error *err);
enum writ_status writ_opa_answer_batch(struct writ_exchange *exchange, struct writ_error *err);

#endif
