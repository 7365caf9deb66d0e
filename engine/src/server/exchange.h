/* SPDX-License-Identifier: Apache-2.0
 *
 * server/exchange.h - one HTTP request at the service, and what it asks to be decided.
 * Layer: server (may include every layer below but script, audit, author and survey).
 *
 * An exchange evaluates at once and answers when what it decided is recorded: no answer before the record.
 */
#ifndef WRIT_SERVER_EXCHANGE_H
#define WRIT_SERVER_EXCHANGE_H

#include "engine/engine.h"
#include "net/http.h"
#include "server/scribe.h"

struct writ_service;
struct writ_route;

/** One decision of an exchange. */
struct writ_ruling {
    const struct writ_value *request;  /**< with the time that was decided for */
    struct writ_evaluation evaluation; /**< the verdict holds at once; say nothing of it yet */
    struct writ_sealed sealed;         /**< once it is to be recorded */
    uint64_t index;          /**< in the log; in `answer` */
    struct writ_str receipt; /**< in `answer`, when it wants receipts */
    struct writ_str claims;  /**< of its token, when tokens are wanted */
    struct writ_str token;   /**< the same with tokens: a compact JWS; empty where none could be signed */
};

/** Lives until its response is sent; everything in it is in the request's arena. */
struct writ_exchange {
    struct writ_service *service;
    const struct writ_http_request *http;
    struct writ_http_response *response;
    struct writ_arena *arena;
    const struct writ_route *route;
    void *state;          /**< the façade's, from `ask` to `answer` */
    bool wants_receipts;  /**< set it in `ask` */
    bool wants_tokens;    /**< set it before what a token is wanted of is decided */
    struct writ_ruling **rulings; /**< in the order asked for */
    size_t ruling_count;
    size_t ruling_bytes; /**< to be recorded of them */

    uint64_t begun_ns; /**< writ_time_monotonic_ns() */

    /* the recording */
    struct writ_record *records;
    size_t pending; /**< what it waits for */
    enum writ_status status;
    struct writ_error err;
};

/**
 * Whether the worker may go on deciding for it: others wait meanwhile, and what is recorded for it goes before theirs.
 *
 * @retval WRIT_E_LIMIT  10 s are over (60 with a sanitizer), or it has 48 MiB to be recorded
 */
WRIT_NODISCARD enum writ_status writ_exchange_check_share(const struct writ_exchange *exchange,
                                                      struct writ_error *err);

/** The answer waits for one thing more, until writ_exchange_resume(). In `ask`. */
void writ_exchange_suspend(struct writ_exchange *exchange);

/** It has come, or failed: a status in `err` that is not WRIT_OK. When nothing else is waited for, the exchange is answered. */
void writ_exchange_resume(struct writ_exchange *exchange, const struct writ_error *err);

/**
 * Decide, and record nothing: for an answer that permits nothing, such as a list of what could be asked for
 * (docs/decisions/0025), or to choose which decision to record. An enforcement point acts on none that was not recorded.
 *
 * @param request  NULL: memory is out
 * @param arena    holds the ruling; the exchange's own for one that is to be recorded
 * @retval WRIT_E_SCHEMA  as of writ_exchange_decide()
 * @retval WRIT_E_LIMIT   as of writ_exchange_check_share()
 */
WRIT_NODISCARD enum writ_status writ_exchange_judge(const struct writ_exchange *exchange,
                                                const struct writ_value *request, struct writ_arena *arena,
                                                struct writ_ruling **ret_ruling, struct writ_error *err);

/** Have it recorded before the exchange is answered. Once for each ruling. */
WRIT_NODISCARD enum writ_status writ_exchange_keep(struct writ_exchange *exchange,
                                                 struct writ_ruling *ruling,
                                                 struct writ_error *err);

/**
 * Both: decide, and record before the exchange is answered.
 *
 * @param request     an AuthZEN evaluation request, as docs/reference/request.md has it
 * @param ret_ruling  the exchange's
 * @retval WRIT_E_SCHEMA  it is no such request, with its position: nothing was decided
 * @retval WRIT_E_LIMIT   as of writ_exchange_check_share(), or the record is longer than any may be
 */
WRIT_NODISCARD enum writ_status writ_exchange_decide(struct writ_exchange *exchange,
                                                 const struct writ_value *request,
                                                 const struct writ_ruling **ret_ruling,
                                                 struct writ_error *err);

/**
 * The same for one of many, of which little has to stay until the answer: the verdict and what is recorded do, every value
 * of the evaluation and of the seal is in `arena`.
 */
WRIT_NODISCARD enum writ_status writ_exchange_decide_in(struct writ_exchange *exchange,
                                                    const struct writ_value *request, struct writ_arena *arena,
                                                    const struct writ_ruling **ret_ruling,
                                                    struct writ_error *err);

/** Whether the body is sent as application/json. */
bool writ_exchange_is_json(const struct writ_exchange *exchange);

/**
 * The JSON body. Positions of errors are in "body".
 *
 * @retval WRIT_E_SYNTAX, WRIT_E_LIMIT  it is none  @retval WRIT_E_SCHEMA  it is not sent as application/json
 */
WRIT_NODISCARD enum writ_status writ_exchange_json(const struct writ_exchange *exchange,
                                               const struct writ_value **ret_value,
                                               struct writ_error *err);

/** Answer with a JSON text (RFC 8785 form). A NULL value is out of memory. */
WRIT_NODISCARD enum writ_status writ_exchange_reply(struct writ_exchange *exchange, unsigned status,
                                                const struct writ_value *value,
                                                struct writ_error *err);

/** One more header field; the text must live as long as the exchange. What does not fit is a bug and ends in 500. */
void writ_exchange_field(struct writ_exchange *exchange, const char *name, const char *value);

/** The name of a recorded decision: "<mesh>/<node>/<period>#<index>". NULL when memory is out. */
const char *writ_exchange_decision_id(const struct writ_exchange *exchange, const struct writ_ruling *ruling);

/** Headers Writ-Decision and Writ-Receipt of a ruling. */
void writ_exchange_name_decision(struct writ_exchange *exchange, const struct writ_ruling *ruling);

/** An error with its place, in the exchange's arena: "body:1:7: what". NULL when memory is out. */
const char *writ_exchange_message(const struct writ_exchange *exchange, const struct writ_error *err);

/** {"code","message"}: 400 for what the client got wrong, 503 for a lost log, 500 for the rest. */
void writ_exchange_refuse(struct writ_exchange *exchange, enum writ_status status, const struct writ_error *err);

#endif
