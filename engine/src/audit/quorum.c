/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/quorum.h"

#include "base/error.h"
#include "base/try.h"
#include "ledger/receipt.h"

enum writ_status writ_quorum_read(struct writ_arena *arena, const struct writ_quorum *quorum,
                                  struct writ_key_list *ret_witnesses, uint64_t *ret_least,
                                  struct writ_error *err)
{
    const char *source = quorum->source == NULL ? "witnesses" : quorum->source;
    const struct writ_loc loc = writ_loc_at(source, 0, 0);

    WRIT_TRY(
        writ_key_list_read(arena, source, quorum->witnesses, WRIT_KEY_WITNESS, ret_witnesses, err));
    if (quorum->least > ret_witnesses->count) {
        return writ_fail(err, WRIT_E_SCHEMA, &loc,
                         "a quorum of %llu cannot be reached: there are %zu witnesses",
                         (unsigned long long)quorum->least, ret_witnesses->count);
    }
    *ret_least = quorum->least == 0 ? ret_witnesses->count : quorum->least;
    return WRIT_OK;
}

enum writ_status writ_quorum_check(uint64_t count, uint64_t least, struct writ_error *err)
{
    return count >= least ? WRIT_OK
                          : writ_fail(err, WRIT_E_CRYPTO, NULL,
                                      "the quorum is not reached: %llu of at least %llu witnesses "
                                      "have cosigned the checkpoint",
                                      (unsigned long long)count, (unsigned long long)least);
}

enum writ_status writ_verify_quorum(struct writ_str receipt, const struct writ_quorum *quorum,
                                    uint64_t *ret_count, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_key_list witnesses = {NULL, 0};
    struct writ_receipt parsed;
    uint64_t least = 0;
    uint64_t count = 0;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_quorum_read(&arena, quorum, &witnesses, &least, err));
    WRIT_TRY(writ_within(err, "receipt", writ_receipt_parse(receipt, &parsed, err)));
    for (size_t i = 0; i < witnesses.count; i++) {
        bool is_signed = false;

        WRIT_TRY(writ_note_is_signed(parsed.signed_checkpoint, &witnesses.items[i].verifier,
                                     &is_signed, err));
        count += is_signed ? 1 : 0;
    }
    WRIT_TRY(writ_quorum_check(count, least, err));
    *ret_count = count;
    return WRIT_OK;
}
