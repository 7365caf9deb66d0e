/* SPDX-License-Identifier: Apache-2.0
 *
 * JWS, detached and compact. One header is written and the same one is demanded, so there is no
 * algorithm to confuse and no header to parse.
 */
#include <stdio.h>

#include "base/error.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "crypto/note.h"

enum { HEADER_MAX = 256 };

static enum writ_status add_header(struct writ_buf *buf, const struct writ_verifier *verifier,
                                   struct writ_error *err)
{
    char header[HEADER_MAX];
    char kid[44];

    WRIT_TRY(writ_verifier_kid(verifier, kid, err));

    const int len =
        snprintf(header, sizeof(header),
                 "{\"alg\":\"EdDSA\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"%s\"}", kid);

    writ_base64url_add(buf, (struct writ_str){header, (size_t)len});
    return WRIT_OK;
}

static enum writ_status no_room(enum writ_status status, struct writ_error *err)
{
    return writ_fail(err, status, NULL, "no room for a JWS");
}

/* RFC 7797: header, a dot, and the payload as it is. */
static enum writ_status signing_input(struct writ_buf *buf, struct writ_str payload,
                                      const struct writ_verifier *verifier,
                                      struct writ_str *ret_input, struct writ_error *err)
{
    WRIT_TRY(add_header(buf, verifier, err));
    writ_buf_add_char(buf, '.');
    writ_buf_add(buf, payload);

    const enum writ_status status = writ_buf_view(buf, ret_input);

    return status == WRIT_OK ? WRIT_OK : no_room(status, err);
}

enum writ_status writ_jws_sign_detached(struct writ_buf *buf, struct writ_str payload,
                                        const struct writ_signer *signer, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf input;
    const struct writ_verifier *public_half = writ_signer_public(signer);
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];
    struct writ_str text;

    writ_buf_init(&input, buf->alloc, (size_t)-1);
    WRIT_TRY(signing_input(&input, payload, public_half, &text, err));
    WRIT_TRY(writ_sign(signer, text, signature, err));
    WRIT_TRY(add_header(buf, public_half, err));
    writ_buf_add_text(buf, "..");
    writ_base64url_add(buf, (struct writ_str){(const char *)signature, sizeof(signature)});
    return buf->status == WRIT_OK ? WRIT_OK : no_room(buf->status, err);
}

/* header.payload of a compact one */
static enum writ_status add_token(struct writ_buf *buf, const char *type, struct writ_str payload,
                                  const struct writ_verifier *verifier, struct writ_error *err)
{
    char header[HEADER_MAX];
    char kid[44];

    WRIT_TRY(writ_verifier_kid(verifier, kid, err));

    const int len = snprintf(header, sizeof(header),
                             "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"%s\"}", kid, type);

    writ_base64url_add(buf, (struct writ_str){header, (size_t)len});
    writ_buf_add_char(buf, '.');
    writ_base64url_add(buf, payload);
    return WRIT_OK;
}

enum writ_status writ_jws_sign(struct writ_buf *buf, const char *type, struct writ_str payload,
                               const struct writ_signer *signer, struct writ_error *err)
{
    const size_t start = buf->len;
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];

    WRIT_TRY(add_token(buf, type, payload, writ_signer_public(signer), err));
    if (buf->status != WRIT_OK) {
        return no_room(buf->status, err);
    }
    WRIT_TRY(
        writ_sign(signer, (struct writ_str){buf->ptr + start, buf->len - start}, signature, err));
    writ_buf_add_char(buf, '.');
    writ_base64url_add(buf, (struct writ_str){(const char *)signature, sizeof(signature)});
    return buf->status == WRIT_OK ? WRIT_OK : no_room(buf->status, err);
}

static enum writ_status split_jws(struct writ_str jws, struct writ_buf *signature,
                                  struct writ_str *ret_header, struct writ_error *err)
{
    const size_t dot = writ_str_find(jws, '.');

    if (dot + 1 >= jws.len || jws.ptr[dot + 1] != '.') {
        return writ_fail(err, WRIT_E_SYNTAX, NULL, "a detached JWS has the form header..signature");
    }
    if (!writ_base64url_decode(signature, writ_str_cut(jws, dot + 2, jws.len)) ||
        (signature->status == WRIT_OK && signature->len != WRIT_ED25519_SIGNATURE_SIZE)) {
        return writ_fail(err, WRIT_E_SYNTAX, NULL,
                         "the signature of the JWS is not 64 bytes of base64url");
    }
    *ret_header = writ_str_cut(jws, 0, dot);
    return signature->status == WRIT_OK ? WRIT_OK : no_room(signature->status, err);
}

enum writ_status writ_jws_verify_detached(struct writ_str jws, struct writ_str payload,
                                          const struct writ_verifier *verifier,
                                          struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf decoded;
    WRIT_AUTO(writ_buf) struct writ_buf input;
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];
    struct writ_str header = {NULL, 0};
    struct writ_str text = {NULL, 0};

    writ_buf_init(&decoded, &alloc, 1024);
    writ_buf_init(&input, &alloc, (size_t)-1);
    WRIT_TRY(split_jws(jws, &decoded, &header, err));
    WRIT_TRY(signing_input(&input, payload, verifier, &text, err));
    if (!writ_str_eq(header, writ_str_cut(text, 0, writ_str_find(text, '.')))) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL,
                         "the header of the JWS is not the one '%s' signs with", verifier->name);
    }
    memcpy(signature, decoded.ptr, sizeof(signature));
    return writ_verify_signature(verifier, text, signature, err);
}
