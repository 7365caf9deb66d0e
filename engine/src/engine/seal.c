/* SPDX-License-Identifier: Apache-2.0
 *
 * The leaf of a decision (docs/reference/decision.md): what the log proves, with nothing personal
 * in it, and the disclosures that open its commitments.
 */
#include "base/try.h"
#include "crypto/base64.h"
#include "engine/engine.h"
#include "engine/verify.h"
#include "ledger/commitment.h"

/* document, input and subject are disclosed; with a decoy they are what a leaf commits to */
enum { LEAF_VERSION = 1, DISCLOSURES = 3, COMMITMENTS = DISCLOSURES + 1 };

static const struct writ_value *policy_value(struct writ_arena *arena,
                                             const struct writ_effect *effect)
{
    static const char *const standings[] = {NULL, "advise", "waive", "shadow"};
    const char *standing = standings[effect->standing];
    struct writ_build one;

    writ_build_object(&one, arena);
    writ_build_put_text(&one, "id", writ_str_from(effect->policy_id));
    writ_build_put_text(&one, "effect",
                        writ_str_from(standing != NULL   ? standing
                                      : effect->is_error ? "error"
                                                         : writ_effect_name(effect->kind)));
    writ_build_put_text(&one, "code", effect->code);
    return writ_build_end(&one);
}

static bool is_alike(const struct writ_effect *a, const struct writ_effect *b)
{
    return a->kind == b->kind && a->standing == b->standing && a->is_error == b->is_error &&
           strcmp(a->policy_id, b->policy_id) == 0 && writ_str_eq(a->code, b->code);
}

/* A policy that says the same of every column is listed once in a row: a wide product must fit into
 * a leaf. */
static const struct writ_value *policies_value(struct writ_arena *arena,
                                               const struct writ_evaluation *evaluation)
{
    const struct writ_effect *effects = evaluation->effects;
    struct writ_build list;

    writ_build_array(&list, arena);
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        if (i == 0 || !is_alike(&effects[i - 1], &effects[i])) {
            writ_build_item(&list, policy_value(arena, &effects[i]));
        }
    }
    return writ_build_end(&list);
}

/* What one decision needs of chance, asked for once: salts, and a digest that commits to nothing,
 * so that the number of commitments tells nothing. */
struct dice {
    struct {
        unsigned char salts[DISCLOSURES][WRIT_SALT_SIZE];
        unsigned char decoy[WRIT_SHA256_SIZE];
    } thrown;
    size_t used;
};

static enum writ_status next_salt(void *ctx, unsigned char ret_salt[WRIT_SALT_SIZE],
                                  struct writ_error *err)
{
    struct dice *dice = ctx;

    if (dice->used == DISCLOSURES) {
        return writ_fail(err, WRIT_E_BUG, NULL, "more salts are used than were made");
    }
    memcpy(ret_salt, dice->thrown.salts[dice->used++], WRIT_SALT_SIZE);
    return WRIT_OK;
}

static enum writ_status decoy(struct writ_arena *arena, const struct dice *dice,
                              struct writ_str *ret_digest, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, arena->alloc, 64);
    writ_base64url_add(&buf, (struct writ_str){(const char *)dice->thrown.decoy, WRIT_SHA256_SIZE});
    *ret_digest = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
    return ret_digest->ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

/* Sorted digests: their order must not tell which is which. */
static const struct writ_value *sorted(struct writ_arena *arena,
                                       struct writ_str digests[COMMITMENTS])
{
    struct writ_build list;

    for (size_t i = 1; i < COMMITMENTS; i++) {
        for (size_t k = i; k > 0 && writ_str_cmp(digests[k - 1], digests[k]) > 0; k--) {
            const struct writ_str kept = digests[k];

            digests[k] = digests[k - 1];
            digests[k - 1] = kept;
        }
    }
    writ_build_array(&list, arena);
    for (size_t i = 0; i < COMMITMENTS; i++) {
        writ_build_item(&list, writ_value_string(arena, digests[i]));
    }
    return writ_build_end(&list);
}

/* What commits to a decision, and what opens it. */
struct commitments {
    const struct writ_value *digests;
    const struct writ_value *disclosures;
    struct writ_str side;
};

/* The disclosures' JSON texts as one array; they are canonical, so it is. */
static enum writ_status join(struct writ_arena *arena, const struct writ_str texts[DISCLOSURES],
                             struct writ_str *ret_side, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, arena->alloc, WRIT_SIDE_MAX);
    for (size_t i = 0; i < DISCLOSURES; i++) {
        writ_buf_add_char(&buf, i == 0 ? '[' : ',');
        writ_buf_add(&buf, texts[i]);
    }
    writ_buf_add_char(&buf, ']');
    if (buf.status == WRIT_E_LIMIT) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "the decision is too large to be recorded");
    }
    *ret_side = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
    return buf.status != WRIT_OK || ret_side->ptr == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status commit_each(struct writ_arena *arena, struct dice *dice,
                                    const struct writ_evaluation *evaluation,
                                    const struct writ_value *request,
                                    struct writ_commitment ret_each[DISCLOSURES],
                                    struct writ_error *err)
{
    const struct writ_salts salts = {.next = next_salt, .ctx = dice};
    const struct writ_value *subject = writ_value_member(request, "subject");

    WRIT_TRY(writ_commit_bytes(arena, salts, "document", evaluation->bytes, &ret_each[0], err));
    WRIT_TRY(writ_commit(arena, salts, "input", request, &ret_each[1], err));
    return writ_commit(arena, salts, "subject", subject, &ret_each[2], err);
}

static enum writ_status commit_all(struct writ_arena *arena,
                                   const struct writ_evaluation *evaluation,
                                   const struct writ_value *request,
                                   struct commitments *ret_commitments, struct writ_error *err)
{
    struct writ_commitment each[DISCLOSURES];
    struct writ_str digests[COMMITMENTS];
    struct writ_str texts[DISCLOSURES];
    struct writ_build disclosures;
    struct dice dice = {.used = 0};

    WRIT_TRY(writ_random((unsigned char *)&dice.thrown, sizeof(dice.thrown), err));
    WRIT_TRY(commit_each(arena, &dice, evaluation, request, each, err));
    WRIT_TRY(decoy(arena, &dice, &digests[COMMITMENTS - 1], err));
    writ_build_array(&disclosures, arena);
    for (size_t i = 0; i < DISCLOSURES; i++) {
        digests[i] = each[i].digest;
        texts[i] = each[i].text;
        writ_build_item(&disclosures, writ_value_string(arena, each[i].disclosure));
    }
    *ret_commitments = (struct commitments){.digests = sorted(arena, digests),
                                            .disclosures = writ_build_end(&disclosures)};
    WRIT_TRY(join(arena, texts, &ret_commitments->side, err));
    return ret_commitments->digests == NULL || ret_commitments->disclosures == NULL
               ? writ_engine_no_memory(err)
               : WRIT_OK;
}

static const struct writ_value *leaf_value(const struct writ_engine *engine,
                                           const struct writ_evaluation *evaluation,
                                           const struct writ_value *digests,
                                           struct writ_arena *arena)
{
    static const char *const shared[] = {"phase",  "decision", "product",
                                         "bundle", "engine",   "stdlib_digest"};
    char now[WRIT_TIME_TEXT_SIZE];
    struct writ_build leaf;

    writ_time_format(engine->clock.now_ms(engine->clock.ctx), now);
    writ_build_object(&leaf, arena);
    writ_build_put_int(&leaf, "v", LEAF_VERSION);
    writ_build_put_text(&leaf, "t", writ_str_from(now));
    writ_build_put_text(&leaf, "node", writ_str_from(engine->mesh->node));
    for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
        writ_build_put_known(&leaf, shared[i], writ_value_member(evaluation->document, shared[i]));
    }
    writ_build_put(&leaf, "policies", policies_value(arena, evaluation));
    writ_build_put(&leaf, "_sd", digests);
    writ_build_put_text(&leaf, "_sd_alg", WRIT_LIT("sha-256"));
    return writ_build_end(&leaf);
}

enum writ_status writ_seal_decision(const struct writ_engine *engine,
                                    const struct writ_evaluation *evaluation,
                                    const struct writ_value *request, struct writ_arena *arena,
                                    struct writ_sealed *ret_sealed, struct writ_error *err)
{
    struct commitments commitments;

    WRIT_TRY(commit_all(arena, evaluation, request, &commitments, err));
    *ret_sealed = (struct writ_sealed){
        .side = commitments.side,
        .disclosures = commitments.disclosures,
        .leaf_value = leaf_value(engine, evaluation, commitments.digests, arena),
    };
    if (ret_sealed->leaf_value == NULL) {
        return writ_engine_no_memory(err);
    }
    return writ_canonical_bytes(arena, ret_sealed->leaf_value, &ret_sealed->leaf, err);
}

const struct writ_value *writ_seal_writ_value(const struct writ_evaluation *evaluation,
                                              const struct writ_sealed *sealed,
                                              struct writ_arena *arena)
{
    return writ_writ_value(arena, evaluation->document, sealed->disclosures, sealed->leaf_value);
}

enum writ_status writ_seal_writ(const struct writ_evaluation *evaluation,
                                const struct writ_sealed *sealed, struct writ_arena *arena,
                                struct writ_str *ret_writ, struct writ_error *err)
{
    const struct writ_value *whole = writ_seal_writ_value(evaluation, sealed, arena);

    return whole == NULL ? writ_engine_no_memory(err)
                         : writ_canonical_bytes(arena, whole, ret_writ, err);
}
