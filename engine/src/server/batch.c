/* SPDX-License-Identifier: Apache-2.0 */
#include "server/batch.h"

#include "base/error.h"
#include "base/try.h"
#include "server/scribe.h"
#include "server/signing.h"
#include "server/wire.h"

/* What lies beyond the counts is read by nobody, and most of it is never used: so it is not
 * touched. */
void writ_batch_init(struct writ_batch *batch)
{
    batch->alloc = WRIT_ALLOC_INIT(0);
    writ_arena_init(&batch->arena, &batch->alloc);
    writ_batch_clear(batch);
}

void writ_batch_done(struct writ_batch *batch)
{
    writ_arena_done(&batch->arena);
}

void writ_batch_clear(struct writ_batch *batch)
{
    writ_arena_reset(&batch->arena);
    batch->count = 0;
    batch->bytes = 0;
    batch->slip_count = 0;
    batch->token_count = 0;
}

bool writ_batch_has_room(const struct writ_batch *batch, size_t message_bytes)
{
    return batch->count == 0 ||
           (batch->count + WRIT_SUBMISSION_RECORDS_MAX <= WRIT_COMMIT_LEAVES_MAX &&
            batch->token_count < WRIT_BATCH_TOKENS_MAX &&
            batch->bytes + message_bytes <= WRIT_BATCH_BYTES_MAX);
}

static enum writ_status malformed(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_SYNTAX, NULL, "a worker sent a malformed submission");
}

static enum writ_status keep(struct writ_batch *batch, bool is_kept, struct writ_str *text,
                             struct writ_error *err)
{
    if (is_kept) {
        *text = writ_arena_str(&batch->arena, *text);
    }
    return text->ptr == NULL && text->len > 0
               ? writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for a submission")
               : WRIT_OK;
}

static enum writ_status add_record(struct writ_batch *batch, struct writ_wire *wire, bool is_kept,
                                   struct writ_record *ret_record, struct writ_error *err)
{
    ret_record->leaf = writ_wire_text(wire);
    ret_record->side = writ_wire_text(wire);
    if (wire->is_short) {
        return malformed(err);
    }
    WRIT_TRY(writ_record_check(ret_record, err));
    WRIT_TRY(keep(batch, is_kept, &ret_record->leaf, err));
    return keep(batch, is_kept, &ret_record->side, err);
}

static enum writ_status add_token(struct writ_batch *batch, struct writ_wire *wire, bool is_kept,
                                  struct writ_slip *slip, struct writ_error *err)
{
    struct writ_wanted_token *token = &batch->tokens[batch->token_count];

    *token = (struct writ_wanted_token){.place = slip->first, .claims = writ_wire_text(wire)};
    if (token->claims.len > WRIT_CLAIMS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "claims of %zu bytes; a token takes at most %d",
                         token->claims.len, WRIT_CLAIMS_MAX);
    }
    slip->token = token;
    return keep(batch, is_kept, &token->claims, err);
}

enum writ_status writ_batch_add(struct writ_batch *batch, const struct writ_message *message,
                                bool is_kept, struct writ_slip **ret_slip, struct writ_error *err)
{
    struct writ_wire wire = {.rest = message->payload};
    const uint32_t flags = writ_wire_u32(&wire);
    const uint32_t count = writ_wire_u32(&wire);
    struct writ_slip *slip = &batch->slips[batch->slip_count];

    if (wire.is_short || message->kind != WRIT_RECORD_SUBMIT || count == 0 ||
        count > WRIT_SUBMISSION_RECORDS_MAX ||
        (flags & ~(uint32_t)(WRIT_SUBMIT_RECEIPT | WRIT_SUBMIT_TOKEN)) != 0) {
        return malformed(err);
    }
    *slip = (struct writ_slip){.id = message->id,
                               .first = batch->count,
                               .count = count,
                               .wants_receipt = (flags & WRIT_SUBMIT_RECEIPT) != 0};
    for (size_t i = 0; i < count; i++) {
        WRIT_TRY(add_record(batch, &wire, is_kept, &batch->records[slip->first + i], err));
    }
    if ((flags & WRIT_SUBMIT_TOKEN) != 0) {
        WRIT_TRY(add_token(batch, &wire, is_kept, slip, err));
    }
    if (!writ_wire_is_read(&wire)) {
        return malformed(err);
    }
    batch->count += count;
    batch->bytes += message->payload.len;
    batch->slip_count++;
    batch->token_count += slip->token == NULL ? 0 : 1;
    *ret_slip = slip;
    return WRIT_OK;
}
