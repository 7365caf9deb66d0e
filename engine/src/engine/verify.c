/* SPDX-License-Identifier: Apache-2.0
 *
 * The offline check of a writ: bytes ▸ disclosures ▸ commitments ▸ leaf ▸ log ▸ checkpoint ▸ key.
 * Each step that does not hold says which one it is.
 */
#include <stdio.h>

#include "base/error.h"
#include "base/try.h"
#include "codec/codec.h"
#include "engine/verify.h"
#include "ledger/commitment.h"

static enum writ_status refuse(struct writ_error *err, const char *what)
{
    return writ_fail(err, WRIT_E_CRYPTO, NULL, "%s", what);
}

/* The writ's bytes are the only ones its value has, so that no byte can be changed without effect.
 */
static enum writ_status read_writ(struct writ_arena *arena, const char *source,
                                  struct writ_str text, const struct writ_value **ret_writ,
                                  struct writ_error *err)
{
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    struct writ_str canonical;

    if (text.len > 0 && text.ptr[text.len - 1] == '\n') {
        text.len--;
    }
    limits.bytes = WRIT_WRIT_MAX;
    WRIT_TRY(writ_json_read(arena, source, text, limits, ret_writ, err));
    WRIT_TRY(writ_canonical_bytes(arena, *ret_writ, &canonical, err));
    if (!writ_str_eq(canonical, text)) {
        return refuse(
            err, "the writ is not in its canonical form (RFC 8785): it was changed or reformatted");
    }
    if (writ_value_count(*ret_writ) != 3 || writ_value_member(*ret_writ, "decision") == NULL ||
        writ_value_member(*ret_writ, "disclosures") == NULL ||
        writ_value_member(*ret_writ, "leaf") == NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL,
                         "this is no writ: it needs exactly decision, disclosures and leaf");
    }
    return WRIT_OK;
}

static bool is_committed(const struct writ_value *leaf, struct writ_str digest)
{
    return writ_value_has_text(writ_value_member(leaf, "_sd"), digest);
}

static enum writ_status check_disclosures(struct writ_arena *arena, const struct writ_value *writ,
                                          struct writ_error *err)
{
    const struct writ_value *disclosures = writ_value_member(writ, "disclosures");
    const struct writ_value *leaf = writ_value_member(writ, "leaf");
    bool has_document = false;

    for (size_t i = 0; i < writ_value_count(disclosures); i++) {
        const struct writ_value *value = NULL;
        struct writ_str name, digest;

        WRIT_TRY(writ_disclosure_open(arena, writ_value_text(writ_value_item(disclosures, i)),
                                      &name, &value, &digest, err));
        if (!is_committed(leaf, digest)) {
            return refuse(err, "a disclosure opens none of the leaf's commitments");
        }
        if (writ_str_is(name, "document")) {
            has_document = true;
            if (!writ_value_equal(value, writ_value_member(writ, "decision"))) {
                return refuse(err, "the decision is not the one that the leaf commits to");
            }
        }
    }
    return has_document ? WRIT_OK : refuse(err, "no disclosure opens the decision");
}

/* What stands both in the leaf and in the decision must be the same. */
static enum writ_status check_shared(const struct writ_value *writ, struct writ_error *err)
{
    static const char *const shared[] = {"phase",  "decision", "product",
                                         "bundle", "engine",   "stdlib_digest"};
    const struct writ_value *leaf = writ_value_member(writ, "leaf");
    const struct writ_value *decision = writ_value_member(writ, "decision");

    for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
        if (!writ_value_equal(writ_value_member(leaf, shared[i]),
                              writ_value_member(decision, shared[i]))) {
            return writ_fail(err, WRIT_E_CRYPTO, NULL, "leaf and decision disagree about '%s'",
                             shared[i]);
        }
    }
    return WRIT_OK;
}

static enum writ_status open_writ(struct writ_arena *arena, const char *source,
                                  struct writ_str text, const struct writ_value **ret_writ,
                                  struct writ_error *err)
{
    WRIT_TRY(read_writ(arena, source, text, ret_writ, err));
    WRIT_TRY(check_disclosures(arena, *ret_writ, err));
    return check_shared(*ret_writ, err);
}

enum writ_status writ_writ_open(struct writ_arena *arena, const char *source, struct writ_str text,
                                const struct writ_value **ret_writ, struct writ_error *err)
{
    return writ_within(err, source, open_writ(arena, source, text, ret_writ, err));
}

enum writ_status writ_vkey_read(const char *source, struct writ_str vkey,
                                struct writ_verifier *ret_verifier, struct writ_error *err)
{
    return writ_within(err, source == NULL ? "key" : source,
                       writ_verifier_parse(writ_str_first_line(vkey), ret_verifier, err));
}

/* One [salt, name, value] of what lies beside a leaf. */
static enum writ_status take_triple(struct writ_arena *arena, const struct writ_value *leaf,
                                    const struct writ_value *triple, struct writ_build *disclosures,
                                    const struct writ_value **document, struct writ_error *err)
{
    struct writ_commitment commitment;
    struct writ_str text;

    WRIT_TRY(writ_canonical_bytes(arena, triple, &text, err));
    WRIT_TRY(writ_commitment_of(arena, text, &commitment, err));
    if (!is_committed(leaf, commitment.digest)) {
        return refuse(err, "a disclosure opens none of the leaf's commitments");
    }
    if (writ_value_is_text(writ_value_item(triple, 1), "document")) {
        *document = writ_value_item(triple, 2);
    }
    writ_build_item(disclosures, writ_value_string(arena, commitment.disclosure));
    return WRIT_OK;
}

const struct writ_value *writ_writ_value(struct writ_arena *arena,
                                         const struct writ_value *document,
                                         const struct writ_value *disclosures,
                                         const struct writ_value *leaf)
{
    struct writ_build writ;

    writ_build_object(&writ, arena);
    writ_build_put(&writ, "decision", document);
    writ_build_put(&writ, "disclosures", disclosures);
    writ_build_put(&writ, "leaf", leaf);
    return writ_build_end(&writ);
}

enum writ_status writ_writ_rebuild(struct writ_arena *arena, const struct writ_value *leaf,
                                   const struct writ_value *triples,
                                   const struct writ_value **ret_writ, struct writ_error *err)
{
    const struct writ_value *document = NULL;
    struct writ_build disclosures;

    writ_build_array(&disclosures, arena);
    for (size_t i = 0; i < writ_value_count(triples); i++) {
        WRIT_TRY(
            take_triple(arena, leaf, writ_value_item(triples, i), &disclosures, &document, err));
    }
    if (document == NULL) {
        return refuse(err, "no disclosure opens the decision");
    }
    *ret_writ = writ_writ_value(arena, document, writ_build_end(&disclosures), leaf);
    return *ret_writ == NULL ? writ_engine_no_memory(err) : check_shared(*ret_writ, err);
}

enum writ_status writ_writ_disclosed(struct writ_arena *arena, const struct writ_value *writ,
                                     const char *name, const struct writ_value **ret_value,
                                     struct writ_error *err)
{
    const struct writ_value *disclosures = writ_value_member(writ, "disclosures");

    *ret_value = NULL;
    for (size_t i = 0; i < writ_value_count(disclosures); i++) {
        const struct writ_value *value = NULL;
        struct writ_str found, digest;

        WRIT_TRY(writ_disclosure_open(arena, writ_value_text(writ_value_item(disclosures, i)),
                                      &found, &value, &digest, err));
        if (writ_str_is(found, name)) {
            *ret_value = value;
        }
    }
    return WRIT_OK;
}

struct writ_verified writ_verified_of(const struct writ_checkpoint *checkpoint, uint64_t index,
                                      struct writ_str decision)
{
    struct writ_verified verified = {.index = index, .log_size = checkpoint->size};

    (void)snprintf(verified.origin, sizeof(verified.origin), "%s", checkpoint->origin);
    (void)snprintf(verified.decision, sizeof(verified.decision), "%.*s", WRIT_FMT(decision));
    return verified;
}

enum writ_status writ_verify(struct writ_str writ, struct writ_str receipt, struct writ_str vkey,
                             struct writ_verified *ret_verified, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_verifier verifier;
    struct writ_checkpoint checkpoint;
    const struct writ_value *document = NULL;
    struct writ_str leaf;
    uint64_t index;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(writ_vkey_read(NULL, vkey, &verifier, err));
    WRIT_TRY(writ_writ_open(&arena, "writ", writ, &document, err));
    WRIT_TRY(writ_canonical_bytes(&arena, writ_value_member(document, "leaf"), &leaf, err));
    WRIT_TRY(writ_within(err, "receipt",
                         writ_receipt_verify(receipt, leaf, &verifier, &checkpoint, &index, err)));
    *ret_verified = writ_verified_of(
        &checkpoint, index, writ_value_text(writ_value_path(document, "decision.decision")));
    return WRIT_OK;
}
