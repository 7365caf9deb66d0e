/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/commitment.h"

#include "base/try.h"
#include "codec/codec.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "data/canonical.h"

enum { DISCLOSURE_MAX = 16 << 20 };

static enum writ_status out_of_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while making a commitment");
}

static enum writ_status random_salt(void *ctx, unsigned char ret_salt[WRIT_SALT_SIZE],
                                    struct writ_error *err)
{
    (void)ctx;
    return writ_random(ret_salt, WRIT_SALT_SIZE, err);
}

struct writ_salts writ_salts_random(void)
{
    return (struct writ_salts){.next = random_salt};
}

/* The buffer's bytes as base64url in the arena. */
static enum writ_status keep_base64url(struct writ_arena *arena, struct writ_str bytes,
                                       struct writ_str *ret_text, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str text;

    writ_buf_init(&buf, arena->alloc, DISCLOSURE_MAX);
    writ_base64url_add(&buf, bytes);

    const enum writ_status status = writ_buf_view(&buf, &text);

    if (status != WRIT_OK) {
        return writ_fail(err, status, NULL, "no room for a disclosure");
    }
    *ret_text = writ_arena_str(arena, text);
    return ret_text->ptr == NULL ? out_of_memory(err) : WRIT_OK;
}

static enum writ_status digest_text(struct writ_arena *arena, struct writ_str disclosure,
                                    struct writ_str *ret_digest, struct writ_error *err)
{
    struct writ_digest digest;

    WRIT_TRY(writ_sha256(&disclosure, 1, &digest, err));
    return keep_base64url(arena,
                          (struct writ_str){(const char *)digest.bytes, sizeof(digest.bytes)},
                          ret_digest, err);
}

enum writ_status writ_commitment_of(struct writ_arena *arena, struct writ_str text,
                                    struct writ_commitment *ret_commitment, struct writ_error *err)
{
    struct writ_commitment commitment = {.text = text};

    WRIT_TRY(keep_base64url(arena, text, &commitment.disclosure, err));
    WRIT_TRY(digest_text(arena, commitment.disclosure, &commitment.digest, err));
    *ret_commitment = commitment;
    return WRIT_OK;
}

enum writ_status writ_commit_bytes(struct writ_arena *arena, struct writ_salts salts,
                                   const char *name, struct writ_str canonical,
                                   struct writ_commitment *ret_commitment, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    unsigned char salt[WRIT_SALT_SIZE];
    struct writ_str text;

    WRIT_TRY(salts.next(salts.ctx, salt, err));
    writ_buf_init(&buf, arena->alloc, DISCLOSURE_MAX);
    writ_buf_add_text(&buf, "[\"");
    writ_base64url_add(&buf, (struct writ_str){(const char *)salt, sizeof(salt)});
    writ_buf_add_text(&buf, "\",");
    writ_canonical_string(&buf, writ_str_from(name));
    writ_buf_add_char(&buf, ',');
    writ_buf_add(&buf, canonical);
    writ_buf_add_char(&buf, ']');

    const enum writ_status status = writ_buf_view(&buf, &text);

    if (status != WRIT_OK) {
        return writ_fail(err, status, NULL, "no room for a disclosure");
    }
    text = writ_arena_str(arena, text);
    return text.ptr == NULL ? out_of_memory(err)
                            : writ_commitment_of(arena, text, ret_commitment, err);
}

enum writ_status writ_commit(struct writ_arena *arena, struct writ_salts salts, const char *name,
                             const struct writ_value *value, struct writ_commitment *ret_commitment,
                             struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str canonical = WRIT_LIT("null");

    writ_buf_init(&buf, arena->alloc, DISCLOSURE_MAX);
    if (value != NULL) {
        WRIT_TRY(writ_canonical_write(&buf, value, err));
        canonical = (struct writ_str){buf.ptr, buf.len};
    }
    return writ_commit_bytes(arena, salts, name, canonical, ret_commitment, err);
}

static enum writ_status read_triple(struct writ_arena *arena, struct writ_str disclosure,
                                    const struct writ_value **ret_triple, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_codec_limits limits = WRIT_CODEC_LIMITS;

    writ_buf_init(&buf, arena->alloc, limits.bytes);
    if (!writ_base64url_decode(&buf, disclosure)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "the disclosure is not base64url");
    }
    if (buf.status != WRIT_OK) {
        return writ_fail(err, buf.status, NULL, "no room for a disclosure");
    }
    return writ_json_read(arena, "disclosure", (struct writ_str){buf.ptr, buf.len}, limits,
                          ret_triple, err);
}

enum writ_status writ_disclosure_open(struct writ_arena *arena, struct writ_str disclosure,
                                      struct writ_str *ret_name,
                                      const struct writ_value **ret_value,
                                      struct writ_str *ret_digest, struct writ_error *err)
{
    const struct writ_value *triple = NULL;

    WRIT_TRY(read_triple(arena, disclosure, &triple, err));

    const struct writ_value *salt = writ_value_item(triple, 0);
    const struct writ_value *name = writ_value_item(triple, 1);

    if (triple == NULL || triple->kind != WRIT_ARRAY || writ_value_count(triple) != 3 ||
        salt->kind != WRIT_STRING || name->kind != WRIT_STRING) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL, "a disclosure is an array [salt, name, value]");
    }
    WRIT_TRY(digest_text(arena, disclosure, ret_digest, err));
    *ret_name = writ_value_text(name);
    *ret_value = writ_value_item(triple, 2);
    return WRIT_OK;
}
