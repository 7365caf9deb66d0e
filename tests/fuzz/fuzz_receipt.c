/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a receipt and as a checkpoint: what parses prints as it was read, and no receipt
 * verifies but those that were signed.
 */
#include "fuzz.h"
#include "ledger/receipt.h"

static bool has_extra(struct writ_str text)
{
    return writ_str_starts(text, WRIT_LIT("c2sp.org/tlog-proof@v1\nextra "));
}

static void try_parse(struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf printed;
    struct writ_receipt receipt;
    struct writ_error err = {0};

    writ_buf_init(&printed, &alloc, 1 << 24);
    if (writ_receipt_parse(text, &receipt, &err) != WRIT_OK) {
        require(err.text[0] != '\0');
        return;
    }
    require(receipt.proof.count <= WRIT_PROOF_MAX);
    writ_receipt_write(&printed, receipt.index, &receipt.proof, receipt.signed_checkpoint);
    require(has_extra(text) || writ_str_eq((struct writ_str){printed.ptr, printed.len}, text));
}

static void try_checkpoint(struct writ_str text)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf printed;
    struct writ_checkpoint checkpoint;
    struct writ_error err = {0};

    writ_buf_init(&printed, &alloc, 1 << 24);
    if (writ_checkpoint_parse(text, &checkpoint, &err) != WRIT_OK) {
        require(err.text[0] != '\0');
        return;
    }
    writ_checkpoint_text(&checkpoint, &printed); /* extension lines may follow */
    require(writ_str_starts(text, (struct writ_str){printed.ptr, printed.len}));
}

/* The path of any receipt against any leaf, place and size: no out-of-bounds, no endless loop. */
static void try_proofs(struct writ_str text)
{
    struct writ_receipt receipt;
    struct writ_digest hash;

    if (writ_receipt_parse(text, &receipt, NULL) != WRIT_OK || receipt.proof.count == 0) {
        return;
    }
    hash = receipt.proof.hashes[0];
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const uint64_t size = receipt.index + (UINT64_C(1) << shift);

        (void)!writ_inclusion_verify(&receipt.proof, receipt.index, size, &hash, &hash, NULL);
        (void)!writ_consistency_verify(&receipt.proof, receipt.index, size, &hash, &hash, NULL);
    }
}

static void try_verify(struct writ_str text)
{
    struct writ_verifier verifier;
    struct writ_checkpoint checkpoint;
    struct writ_error err = {0};
    uint64_t index = 0;

    require(writ_verifier_parse(WRIT_LIT("policy.example/decisions/2026+40e906b0+"
                                         "AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"),
                                &verifier, NULL) == WRIT_OK);
    if (writ_receipt_verify(text, WRIT_LIT("no such leaf"), &verifier, &checkpoint, &index, &err) ==
        WRIT_OK) {
        abort();
    }
    require(err.text[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct writ_str text = {size == 0 ? "" : (const char *)data, size};

    try_parse(text);
    try_checkpoint(text);
    try_proofs(text);
    try_verify(text);
    return 0;
}
