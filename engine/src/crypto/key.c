/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/key.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "base/error.h"
#include "base/try.h"
#include "crypto/signer.h"

enum { LOCKED_BYTES = 32 << 10, LOCKED_LEAST = 32 }; /* powers of two; a key has 32 bytes */

static enum writ_status library_fail(struct writ_error *err, const char *what)
{
    ERR_clear_error();
    return writ_fail(err, WRIT_E_CRYPTO, NULL, "the system's OpenSSL cannot %s", what);
}

static enum writ_status signer_fill(struct writ_signer *signer, struct writ_str name,
                                    struct writ_error *err)
{
    unsigned char public_key[WRIT_ED25519_PUBLIC_SIZE];
    size_t len = sizeof(public_key);

    if (EVP_PKEY_is_a(signer->pkey, "ED25519") != 1) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the key is not an Ed25519 key");
    }
    if (EVP_PKEY_get_raw_public_key(signer->pkey, public_key, &len) != 1 ||
        len != sizeof(public_key)) {
        return library_fail(err, "read the public half of an Ed25519 key");
    }
    return writ_verifier_make(name, WRIT_KEY_LOG, public_key, &signer->public_half, err);
}

enum writ_status writ_signer_adopt(EVP_PKEY *pkey, struct writ_str name,
                                   struct writ_signer **ret_signer, struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_pkey) EVP_PKEY *owned = pkey;
    WRIT_AUTO(writ_signer) struct writ_signer *signer = writ_calloc(&alloc, sizeof(*signer));

    if (signer == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while making a signer");
    }
    signer->alloc = alloc;
    signer->pkey = WRIT_MOVE(owned);
    WRIT_TRY(signer_fill(signer, name, err));
    *ret_signer = WRIT_MOVE(signer);
    return WRIT_OK;
}

enum writ_status writ_key_memory_lock(struct writ_error *err)
{
    return CRYPTO_secure_malloc_initialized() == 1 ||
                   CRYPTO_secure_malloc_init(LOCKED_BYTES, LOCKED_LEAST) == 1
               ? WRIT_OK
               : writ_fail(err, WRIT_E_IO, NULL, "the system does not let memory be locked");
}

enum writ_status writ_signer_generate(struct writ_str name, struct writ_signer **ret_signer,
                                      struct writ_error *err)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

    if (pkey == NULL) {
        return library_fail(err, "generate an Ed25519 key");
    }
    return writ_signer_adopt(pkey, name, ret_signer, err);
}

void writ_signer_free(struct writ_signer *signer)
{
    if (signer != NULL) {
        struct writ_alloc alloc = signer->alloc;

        EVP_PKEY_free(signer->pkey); /* OpenSSL wipes the private bytes */
        writ_free(&alloc, signer, sizeof(*signer));
    }
}

const struct writ_verifier *writ_signer_public(const struct writ_signer *signer)
{
    return &signer->public_half;
}

enum writ_status writ_sign(const struct writ_signer *signer, struct writ_str message,
                           unsigned char ret_signature[WRIT_ED25519_SIGNATURE_SIZE],
                           struct writ_error *err)
{
    WRIT_AUTO(writ_md_ctx) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE];
    size_t len = sizeof(signature);

    if (ctx == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while signing");
    }
    if (EVP_DigestSignInit(ctx, NULL, NULL, NULL, signer->pkey) != 1 ||
        EVP_DigestSign(ctx, signature, &len, (const unsigned char *)message.ptr, message.len) !=
            1 ||
        len != sizeof(signature)) {
        return library_fail(err, "sign with Ed25519");
    }
    memcpy(ret_signature, signature, sizeof(signature));
    return WRIT_OK;
}

enum writ_status writ_verify_signature(const struct writ_verifier *verifier,
                                       struct writ_str message,
                                       const unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE],
                                       struct writ_error *err)
{
    WRIT_AUTO(writ_md_ctx) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    WRIT_AUTO(writ_pkey)
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, verifier->public_key,
                                                 WRIT_ED25519_PUBLIC_SIZE);

    if (ctx == NULL || pkey == NULL) {
        ERR_clear_error();
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while checking a signature");
    }
    if (EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) != 1) {
        return library_fail(err, "check Ed25519 signatures");
    }
    if (EVP_DigestVerify(ctx, signature, WRIT_ED25519_SIGNATURE_SIZE,
                         (const unsigned char *)message.ptr, message.len) != 1) {
        ERR_clear_error();
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the signature by '%s' does not hold",
                         verifier->name);
    }
    return WRIT_OK;
}
