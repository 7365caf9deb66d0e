/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/key.h - Ed25519 keys (RFC 8032) and the files they live in.
 */
#ifndef WRIT_CRYPTO_KEY_H
#define WRIT_CRYPTO_KEY_H

#include "base/buf.h"
#include "writ/error.h"

enum { WRIT_ED25519_PUBLIC_SIZE = 32, WRIT_ED25519_SIGNATURE_SIZE = 64 };

struct writ_signer; /**< holds a private key */

/** What a key signs. The numbers are C2SP signature types: part of the key id, so that no key serves for two uses. */
enum writ_key_use {
    WRIT_KEY_LOG = 0x01,     /**< notes: the log's own checkpoints */
    WRIT_KEY_WITNESS = 0x04, /**< cosignature/v1: checkpoints of others, with a time */
};

/** A public key with its name and C2SP key id: what a vkey line says. */
struct writ_verifier {
    char name[256];
    enum writ_key_use use;
    uint32_t key_id;
    unsigned char public_key[WRIT_ED25519_PUBLIC_SIZE];
};

/**
 * Private keys that are made from here on lie in memory of their own, between guard pages, neither swapped out nor dumped.
 * For a process whose only business is a key.
 *
 * @retval WRIT_E_IO  the system refuses to lock memory
 */
WRIT_NODISCARD enum writ_status writ_key_memory_lock(struct writ_error *err);

/** Generate a key. @param name  C2SP key name: not empty, no white space, no '+'; at most 255 bytes */
WRIT_NODISCARD enum writ_status writ_signer_generate(struct writ_str name, struct writ_signer **ret_signer,
                                                     struct writ_error *err);

/**
 * Read a PKCS#8 PEM file (RFC 8410). The file must be regular and readable by its owner only (0600 or 0400).
 *
 * @retval WRIT_E_CRYPTO  the mode is too open, or it is not an Ed25519 key (err->hint says what to do)
 * @retval WRIT_E_NOTFOUND, WRIT_E_IO  it cannot be read
 */
WRIT_NODISCARD enum writ_status writ_signer_load(const char *path, struct writ_str name,
                                                 struct writ_signer **ret_signer, struct writ_error *err);

/** The PKCS#8 PEM text; the caller writes it with mode 0600. */
WRIT_NODISCARD enum writ_status writ_signer_pem(const struct writ_signer *signer, struct writ_buf *buf,
                                                struct writ_error *err);
void writ_signer_free(struct writ_signer *signer); /**< wipes the key */

const struct writ_verifier *writ_signer_public(const struct writ_signer *signer); /**< as a log's */

/** The public half as a witness's. */
WRIT_NODISCARD enum writ_status writ_signer_witness(const struct writ_signer *signer, struct writ_verifier *ret_verifier,
                                                    struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_sign(const struct writ_signer *signer, struct writ_str message,
                                          unsigned char ret_signature[WRIT_ED25519_SIGNATURE_SIZE],
                                          struct writ_error *err);

/** @retval WRIT_E_CRYPTO  the signature does not hold */
WRIT_NODISCARD enum writ_status writ_verify_signature(const struct writ_verifier *verifier, struct writ_str message,
                                                      const unsigned char signature[WRIT_ED25519_SIGNATURE_SIZE],
                                                      struct writ_error *err);

/** "name+hash+base64" of a log (C2SP signed-note). Refuses a wrong hash, another use, non-canonical and small-order keys. */
WRIT_NODISCARD enum writ_status writ_verifier_parse(struct writ_str vkey, struct writ_verifier *ret_verifier,
                                                    struct writ_error *err);

/** The same for the vkey of a witness. */
WRIT_NODISCARD enum writ_status writ_witness_parse(struct writ_str vkey, struct writ_verifier *ret_verifier,
                                                   struct writ_error *err);
void writ_verifier_vkey(const struct writ_verifier *verifier, struct writ_buf *buf);
void writ_verifier_jwk(const struct writ_verifier *verifier, struct writ_buf *buf); /**< RFC 8037 OKP, kid = RFC 7638 thumbprint */
WRIT_NODISCARD enum writ_status writ_verifier_pem(const struct writ_verifier *verifier, struct writ_buf *buf,
                                                  struct writ_error *err); /**< SubjectPublicKeyInfo */
/** The RFC 7638 thumbprint, base64url without padding, NUL-terminated (43 characters). */
WRIT_NODISCARD enum writ_status writ_verifier_kid(const struct writ_verifier *verifier, char ret_kid[44],
                                                  struct writ_error *err);

static inline void writ_signer_autop(struct writ_signer **signer)
{
    writ_signer_free(*signer);
}

#endif
