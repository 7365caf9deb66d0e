/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/receipt.h"

#include "base/error.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "ledger/hash_text.h"

enum { EXTRA_MAX = 65536, HEAD_MAX = 64, HASH_LINE = 45 };

static const struct writ_str header_line = {"c2sp.org/tlog-proof@v1", 22};
static const struct writ_str extra_key = {"extra ", 6};
static const struct writ_str index_key = {"index ", 6};

void writ_receipt_write(struct writ_buf *buf, uint64_t index, const struct writ_proof *proof,
                        struct writ_str signed_checkpoint)
{
    writ_buf_reserve(buf, HEAD_MAX + proof->count * HASH_LINE + signed_checkpoint.len);
    writ_buf_add(buf, header_line);
    writ_buf_addf(buf, "\nindex %llu\n", (unsigned long long)index);
    for (size_t i = 0; i < proof->count; i++) {
        writ_hash_text_add(buf, &proof->hashes[i]);
        writ_buf_add_char(buf, '\n');
    }
    writ_buf_add_char(buf, '\n');
    writ_buf_add(buf, signed_checkpoint);
}

/* The format allows one line of extra data and warns that nothing signs it: checked for form, then
 * ignored. */
static bool is_extra(struct writ_str line)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, EXTRA_MAX);
    return writ_base64_decode(&buf, writ_str_cut(line, extra_key.len, line.len)) &&
           buf.status == WRIT_OK;
}

static enum writ_status parse_head(struct writ_str *rest, uint64_t *ret_index,
                                   struct writ_error *err)
{
    struct writ_str line;

    if (!writ_str_split(rest, '\n', &line) || !writ_str_eq(line, header_line)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "not a receipt: line 1 is not '%.*s'",
                         WRIT_FMT(header_line));
    }
    if (!writ_str_split(rest, '\n', &line)) {
        line = WRIT_LIT("");
    }
    if (writ_str_starts(line, extra_key)) {
        if (!is_extra(line) || !writ_str_split(rest, '\n', &line)) {
            return writ_fail(err, WRIT_E_SYNTAX, NULL,
                             "the extra data of the receipt is not base64");
        }
    }
    if (!writ_str_starts(line, index_key) ||
        !writ_str_to_u64(writ_str_cut(line, index_key.len, line.len), ret_index)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "the receipt has no 'index' line with a number");
    }
    return WRIT_OK;
}

static enum writ_status parse_path(struct writ_str *rest, struct writ_proof *proof,
                                   struct writ_error *err)
{
    struct writ_str line;

    while (writ_str_split(rest, '\n', &line)) {
        if (line.len == 0) {
            return WRIT_OK;
        }
        if (proof->count == WRIT_PROOF_MAX) {
            return writ_fail(err, WRIT_E_SYNTAX, NULL, "the receipt's path has over %d hashes",
                             WRIT_PROOF_MAX);
        }
        WRIT_TRY(writ_hash_text_parse(line, &proof->hashes[proof->count], err));
        proof->count++;
    }
    return writ_fail(err, WRIT_E_SYNTAX, NULL, "the receipt has no checkpoint");
}

enum writ_status writ_receipt_parse(struct writ_str text, struct writ_receipt *ret_receipt,
                                    struct writ_error *err)
{
    struct writ_receipt receipt = {0};
    struct writ_str rest = text;

    WRIT_TRY(parse_head(&rest, &receipt.index, err));
    WRIT_TRY(parse_path(&rest, &receipt.proof, err));
    receipt.signed_checkpoint = rest;
    *ret_receipt = receipt;
    return WRIT_OK;
}

enum writ_status writ_receipt_verify(struct writ_str receipt, struct writ_str leaf,
                                     const struct writ_verifier *verifier,
                                     struct writ_checkpoint *ret_checkpoint, uint64_t *ret_index,
                                     struct writ_error *err)
{
    struct writ_checkpoint checkpoint;
    struct writ_receipt parsed;
    struct writ_digest hash;

    WRIT_TRY(writ_receipt_parse(receipt, &parsed, err));
    WRIT_TRY(writ_checkpoint_open(parsed.signed_checkpoint, verifier, &checkpoint, err));
    WRIT_TRY(writ_leaf_hash(leaf, &hash, err));
    WRIT_TRY(writ_inclusion_verify(&parsed.proof, parsed.index, checkpoint.size, &hash,
                                   &checkpoint.root, err));
    *ret_checkpoint = checkpoint;
    *ret_index = parsed.index;
    return WRIT_OK;
}
