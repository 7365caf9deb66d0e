/* SPDX-License-Identifier: Apache-2.0 */
#include "server/page_token.h"

#include "base/try.h"
#include "crypto/digest.h"
#include "engine/engine.h"

/* "POSITION.LIMIT.DIGEST", the digest over all of it and the query. */
enum writ_status writ_page_token(struct writ_arena *arena, const struct writ_value *query,
                                 struct writ_page page, struct writ_str *ret_token,
                                 struct writ_error *err)
{
    const char *head = writ_arena_printf(arena, "%llu.%llu.", (unsigned long long)page.position,
                                         (unsigned long long)page.limit);
    char hex[WRIT_SHA256_HEX_SIZE];
    struct writ_digest digest;
    struct writ_str pieces[2];

    if (head == NULL) {
        return writ_engine_no_memory(err);
    }
    pieces[0] = writ_str_from(head);
    WRIT_TRY(writ_canonical_bytes(arena, query, &pieces[1], err));
    WRIT_TRY(writ_sha256(pieces, 2, &digest, err));
    writ_digest_hex(&digest, hex);
    *ret_token = writ_str_from(writ_arena_printf(arena, "%s%.32s", head, hex));
    return ret_token->ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

enum writ_status writ_page_of_token(struct writ_arena *arena, const struct writ_value *query,
                                    const struct writ_value *token, struct writ_page *ret_page,
                                    struct writ_error *err)
{
    const struct writ_loc at = writ_value_loc(token);
    struct writ_str rest = writ_value_text(token);
    struct writ_str position, limit, own = WRIT_LIT("");
    struct writ_page page;

    if (writ_str_split(&rest, '.', &position) && writ_str_split(&rest, '.', &limit) &&
        writ_str_to_u64(position, &page.position) && writ_str_to_u64(limit, &page.limit)) {
        WRIT_TRY(writ_page_token(arena, query, page, &own, err));
    }
    if (own.len == 0 || !writ_str_eq(own, writ_value_text(token))) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_SCHEMA, &at, "'page.token' is none of this search"),
            "send page.next_token of the answer before, and everything else as it was");
    }
    *ret_page = page;
    return WRIT_OK;
}
