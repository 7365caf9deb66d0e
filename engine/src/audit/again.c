/* SPDX-License-Identifier: Apache-2.0
 *
 * A recorded request, decided once more.
 */
#include "audit/audit.h"
#include "base/error.h"
#include "base/try.h"
#include "codec/codec.h"

bool writ_is_accident(enum writ_status status)
{
    return status == WRIT_E_NOMEM || status == WRIT_E_BUG || status == WRIT_E_IO;
}

static inline void writ_decision_autop(struct writ_decision **decision)
{
    writ_decision_free(*decision);
}

static enum writ_status answer(struct writ_engine *engine, struct writ_arena *arena,
                               struct writ_str request, struct writ_again *again,
                               struct writ_error *err)
{
    WRIT_AUTO(writ_decision) struct writ_decision *decision = NULL;
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    struct writ_error refusal = {0};
    const enum writ_status status =
        writ_engine_evaluate(engine, "request", request, &decision, &refusal);

    if (status != WRIT_OK) {
        return writ_is_accident(status) ? writ_pass_on(err, status, &refusal) : WRIT_OK;
    }
    limits.bytes = WRIT_WRIT_MAX;
    again->bytes = writ_arena_str(arena, writ_decision_document(decision));
    return again->bytes.ptr == NULL
               ? writ_engine_no_memory(err)
               : writ_json_read(arena, "document", again->bytes, limits, &again->document, err);
}

enum writ_status writ_decide_again(struct writ_engine *engine, struct writ_arena *arena,
                                   const struct writ_value *writ, struct writ_again *ret_again,
                                   struct writ_error *err)
{
    struct writ_again again = {.input = NULL};
    struct writ_str request;

    WRIT_TRY(writ_writ_disclosed(arena, writ, "input", &again.input, err));
    if (again.input != NULL) {
        WRIT_TRY(writ_canonical_bytes(arena, again.input, &request, err));
        WRIT_TRY(answer(engine, arena, request, &again, err));
    }
    *ret_again = again;
    return WRIT_OK;
}
