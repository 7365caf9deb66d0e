/* SPDX-License-Identifier: Apache-2.0
 *
 * Receipts of entries that were recorded earlier, and checking one against a bare leaf.
 */
#include "base/error.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/verify.h"
#include "ledger/cosigned.h"

enum { RECEIPT_BYTES_MAX = 512 * 1024 };

enum writ_status writ_audit_prove(const char *dir, uint64_t index, struct writ_bytes *ret_receipt,
                                  struct writ_bytes *ret_leaf, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf receipt;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_bytes bytes = {NULL, 0};
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&receipt, &alloc, RECEIPT_BYTES_MAX);
    WRIT_TRY(writ_log_open_readonly(dir, &log, err));
    WRIT_TRY(writ_log_witnessed_receipt(log, index, &receipt, err));
    WRIT_TRY(writ_log_leaf(log, index, &arena, &leaf, err));
    WRIT_TRY(writ_bytes_copy((struct writ_str){receipt.ptr, receipt.len}, &bytes, err));

    const enum writ_status status = writ_bytes_copy(leaf, ret_leaf, err);

    if (status != WRIT_OK) {
        writ_bytes_free(&bytes);
        return status;
    }
    *ret_receipt = bytes;
    return WRIT_OK;
}

static struct writ_str verdict(const struct writ_value *leaf)
{
    const struct writ_value *decision = writ_value_member(leaf, "decision");

    return writ_value_text(decision != NULL ? decision : writ_value_member(leaf, "phase"));
}

enum writ_status writ_verify_leaf(struct writ_str leaf, struct writ_str receipt,
                                  struct writ_str vkey, struct writ_verified *ret_verified,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_verifier verifier;
    struct writ_checkpoint checkpoint;
    uint64_t index;
    const struct writ_value *value = NULL;
    /* what the log hashed has no newline behind it; a file may */
    const struct writ_str bytes = writ_str_first_line(leaf);

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_vkey_read(NULL, vkey, &verifier, err));
    WRIT_TRY(writ_json_read(&arena, "leaf", bytes, WRIT_CODEC_LIMITS, &value, err));
    if (verdict(value).len == 0) {
        return writ_within(
            err, "leaf",
            writ_fail(err, WRIT_E_SCHEMA, NULL, "this is no leaf: it says no decision"));
    }
    WRIT_TRY(writ_within(err, "receipt",
                         writ_receipt_verify(receipt, bytes, &verifier, &checkpoint, &index, err)));
    *ret_verified = writ_verified_of(&checkpoint, index, verdict(value));
    return WRIT_OK;
}
