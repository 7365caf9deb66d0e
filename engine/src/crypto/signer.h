/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/signer.h - what key.c and key_file.c share: the private half of a key. Private to the
 * crypto layer.
 */
#ifndef WRIT_CRYPTO_SIGNER_H
#define WRIT_CRYPTO_SIGNER_H

#include <openssl/evp.h>

#include "crypto/key.h"

struct writ_signer {
    struct writ_alloc alloc; /* signers are made rarely and outlive any request's budget */
    EVP_PKEY *pkey;
    struct writ_verifier public_half;
};

/** Take ownership of an Ed25519 key, also on failure. */
WRIT_NODISCARD enum writ_status writ_signer_adopt(EVP_PKEY *pkey, struct writ_str name,
                                                  struct writ_signer **ret_signer,
                                                  struct writ_error *err);

/** Not empty, at most 255 bytes of UTF-8, neither Unicode spaces nor '+' nor control characters. */
bool writ_key_name_is_valid(struct writ_str name);

/** Fill a verifier and its key id; the key must be canonical and not of small order. */
WRIT_NODISCARD enum writ_status
writ_verifier_make(struct writ_str name, enum writ_key_use use,
                   const unsigned char public_key[WRIT_ED25519_PUBLIC_SIZE],
                   struct writ_verifier *ret_verifier, struct writ_error *err);

static inline void writ_pkey_autop(EVP_PKEY **pkey)
{
    EVP_PKEY_free(*pkey);
}

static inline void writ_md_ctx_autop(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

static inline void writ_bio_autop(BIO **bio)
{
    (void)BIO_free(*bio);
}

#endif
