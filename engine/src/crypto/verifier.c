/* SPDX-License-Identifier: Apache-2.0
 *
 * Public keys as text: C2SP vkey lines, JWK and its thumbprint. What is enrolled here is trusted,
 * so weak encodings are refused here and nowhere else.
 */
#include <stdio.h>

#include "base/error.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/signer.h"

enum { KEY_ID_HEX = 8 };

/* White space as Unicode has it, in UTF-8; the ASCII ones fall to the test for control characters
 * and ' '. */
static const char *const unicode_spaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

static bool starts_with_space(struct writ_str text)
{
    for (size_t i = 0; i < sizeof(unicode_spaces) / sizeof(unicode_spaces[0]); i++) {
        if (writ_str_starts(text, writ_str_from(unicode_spaces[i]))) {
            return true;
        }
    }
    return false;
}

bool writ_key_name_is_valid(struct writ_str name)
{
    const struct writ_verifier *verifier = NULL;

    if (name.len == 0 || name.len >= sizeof(verifier->name) || !writ_str_is_utf8(name)) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        const unsigned char byte = (unsigned char)name.ptr[i];

        if (byte <= ' ' || byte == '+' || byte == 0x7f ||
            starts_with_space(writ_str_cut(name, i, name.len))) {
            return false;
        }
    }
    return true;
}

/* y of the points of order 1, 2, 4 and 8, little endian; either sign of x is refused. */
static const unsigned char small_order[][WRIT_ED25519_PUBLIC_SIZE] = {
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

static bool is_small_order(const unsigned char y[WRIT_ED25519_PUBLIC_SIZE])
{
    for (size_t i = 0; i < sizeof(small_order) / sizeof(small_order[0]); i++) {
        if (memcmp(y, small_order[i], WRIT_ED25519_PUBLIC_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

/* y < p = 2^255 - 19: another encoding of the same point would be another key id. */
static bool is_canonical(const unsigned char y[WRIT_ED25519_PUBLIC_SIZE])
{
    if (y[31] != 0x7f || y[0] < 0xed) {
        return true;
    }
    for (size_t i = 1; i < 31; i++) {
        if (y[i] != 0xff) {
            return true;
        }
    }
    return false;
}

static enum writ_status check_point(const unsigned char public_key[WRIT_ED25519_PUBLIC_SIZE],
                                    struct writ_error *err)
{
    unsigned char y[WRIT_ED25519_PUBLIC_SIZE];

    memcpy(y, public_key, sizeof(y));
    y[31] &= 0x7f; /* the sign of x */
    if (!is_canonical(y)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the public key is not canonically encoded");
    }
    if (is_small_order(y)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the public key is of small order: anyone could sign for it");
    }
    return WRIT_OK;
}

static enum writ_status compute_key_id(struct writ_verifier *verifier, struct writ_error *err)
{
    const char separator[] = {'\n', (char)verifier->use};
    const struct writ_str pieces[] = {
        writ_str_from(verifier->name),
        {separator, sizeof(separator)},
        {(const char *)verifier->public_key, WRIT_ED25519_PUBLIC_SIZE},
    };
    struct writ_digest digest;

    WRIT_TRY(writ_sha256(pieces, 3, &digest, err));
    verifier->key_id = (uint32_t)digest.bytes[0] << 24 | (uint32_t)digest.bytes[1] << 16 |
                       (uint32_t)digest.bytes[2] << 8 | (uint32_t)digest.bytes[3];
    return WRIT_OK;
}

enum writ_status writ_verifier_make(struct writ_str name, enum writ_key_use use,
                                    const unsigned char public_key[WRIT_ED25519_PUBLIC_SIZE],
                                    struct writ_verifier *ret_verifier, struct writ_error *err)
{
    struct writ_verifier verifier = {.use = use};

    if (!writ_key_name_is_valid(name)) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_CRYPTO, NULL, "'%.*s' is not a key name", WRIT_FMT(name)),
            "a key name has 1 to 255 bytes, no white space and no '+'");
    }
    WRIT_TRY(check_point(public_key, err));
    memcpy(verifier.name, name.ptr, name.len);
    memcpy(verifier.public_key, public_key, WRIT_ED25519_PUBLIC_SIZE);
    WRIT_TRY(compute_key_id(&verifier, err));
    *ret_verifier = verifier;
    return WRIT_OK;
}

enum writ_status writ_signer_witness(const struct writ_signer *signer,
                                     struct writ_verifier *ret_verifier, struct writ_error *err)
{
    const struct writ_verifier *own = writ_signer_public(signer);

    return writ_verifier_make(writ_str_from(own->name), WRIT_KEY_WITNESS, own->public_key,
                              ret_verifier, err);
}

static const char *use_name(unsigned use)
{
    return use == WRIT_KEY_LOG       ? "a log (1)"
           : use == WRIT_KEY_WITNESS ? "a witness (4)"
                                     : "an unknown use";
}

static enum writ_status decode_key(struct writ_str text, enum writ_key_use use,
                                   unsigned char ret_key[WRIT_ED25519_PUBLIC_SIZE],
                                   struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, &alloc, 4096);
    if (!writ_base64_decode(&buf, text) || buf.len == 0) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "the key of the vkey is not base64");
    }
    if (buf.status == WRIT_E_NOMEM) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading a vkey");
    }
    if ((unsigned char)buf.ptr[0] != use) {
        const unsigned type = (unsigned char)buf.ptr[0];

        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the vkey is of signature type %u, %s; the key of %s is wanted", type,
                         use_name(type), use_name(use));
    }
    if (buf.len != 1 + WRIT_ED25519_PUBLIC_SIZE) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the vkey does not hold a key of 32 bytes");
    }
    memcpy(ret_key, buf.ptr + 1, WRIT_ED25519_PUBLIC_SIZE);
    return WRIT_OK;
}

static enum writ_status parse(struct writ_str vkey, enum writ_key_use use,
                              struct writ_verifier *ret_verifier, struct writ_error *err)
{
    const size_t name_end = writ_str_find(vkey, '+');
    const struct writ_str rest = writ_str_cut(vkey, name_end + 1, vkey.len);
    const size_t id_end = writ_str_find(rest, '+');
    unsigned char public_key[WRIT_ED25519_PUBLIC_SIZE];
    struct writ_verifier verifier = {.key_id = 0};
    char key_id[KEY_ID_HEX + 1];

    if (id_end >= rest.len) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_SYNTAX, NULL, "a vkey has the form name+hash+key"),
                         "it is the line that 'writ keygen' prints and keeps in PREFIX.vkey");
    }
    WRIT_TRY(decode_key(writ_str_cut(rest, id_end + 1, rest.len), use, public_key, err));
    WRIT_TRY(writ_verifier_make(writ_str_cut(vkey, 0, name_end), use, public_key, &verifier, err));
    (void)snprintf(key_id, sizeof(key_id), "%08x", verifier.key_id);
    if (!writ_str_is(writ_str_cut(rest, 0, id_end), key_id)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the vkey says hash '%.*s', but its name and key have %s",
                         WRIT_FMT(writ_str_cut(rest, 0, id_end)), key_id);
    }
    *ret_verifier = verifier;
    return WRIT_OK;
}

enum writ_status writ_verifier_parse(struct writ_str vkey, struct writ_verifier *ret_verifier,
                                     struct writ_error *err)
{
    return parse(vkey, WRIT_KEY_LOG, ret_verifier, err);
}

enum writ_status writ_witness_parse(struct writ_str vkey, struct writ_verifier *ret_verifier,
                                    struct writ_error *err)
{
    return parse(vkey, WRIT_KEY_WITNESS, ret_verifier, err);
}

void writ_verifier_vkey(const struct writ_verifier *verifier, struct writ_buf *buf)
{
    char typed[1 + WRIT_ED25519_PUBLIC_SIZE] = {(char)verifier->use};

    memcpy(typed + 1, verifier->public_key, WRIT_ED25519_PUBLIC_SIZE);
    writ_buf_addf(buf, "%s+%08x+", verifier->name, verifier->key_id);
    writ_base64_add(buf, (struct writ_str){typed, sizeof(typed)});
}

static void add_x(struct writ_buf *buf, const struct writ_verifier *verifier)
{
    writ_base64url_add(
        buf, (struct writ_str){(const char *)verifier->public_key, WRIT_ED25519_PUBLIC_SIZE});
}

enum writ_status writ_verifier_kid(const struct writ_verifier *verifier, char ret_kid[44],
                                   struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_digest digest;
    struct writ_str text;

    writ_buf_init(&buf, &alloc, 256);
    writ_buf_add_text(&buf, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"");
    add_x(&buf, verifier);
    writ_buf_add_text(&buf, "\"}");
    if (writ_buf_view(&buf, &text) != WRIT_OK) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while naming a key");
    }
    WRIT_TRY(writ_sha256(&text, 1, &digest, err));
    writ_buf_clear(&buf);
    writ_base64url_add(&buf, (struct writ_str){(const char *)digest.bytes, sizeof(digest.bytes)});
    memcpy(ret_kid, buf.ptr, 43);
    ret_kid[43] = '\0';
    return WRIT_OK;
}

void writ_verifier_jwk(const struct writ_verifier *verifier, struct writ_buf *buf)
{
    char kid[44];
    const enum writ_status status = writ_verifier_kid(verifier, kid, NULL);

    if (status != WRIT_OK) {
        buf->status = buf->status == WRIT_OK ? status : buf->status;
        return;
    }
    writ_buf_addf(buf,
                  "{\"alg\":\"EdDSA\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"kty\":\"OKP\",\"use\":"
                  "\"sig\",\"x\":\"",
                  kid);
    add_x(buf, verifier);
    writ_buf_add_text(buf, "\"}");
}
