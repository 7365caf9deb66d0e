/* SPDX-License-Identifier: Apache-2.0
 *
 * Private keys as PKCS#8 PEM (RFC 8410): the one place where secret bytes are text.
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/error.h"
#include "base/secret.h"
#include "base/try.h"
#include "crypto/signer.h"

enum { SEED_SIZE = 32 };

/* An encrypted key is refused: nobody is there to be asked, and OpenSSL would prompt on the
 * terminal. */
static int no_password(char *buf, int size, int is_writing, void *ctx)
{
    (void)buf;
    (void)size;
    (void)is_writing;
    (void)ctx;
    return 0;
}

static enum writ_status explain_unreadable(const struct writ_secret *secret, const char *path,
                                           struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(path, 0, 0);
    const struct writ_str mark = WRIT_LIT("ENCRYPTED");

    ERR_clear_error();
    for (size_t i = 0; i + mark.len <= secret->len; i++) {
        if (memcmp(secret->bytes + i, mark.ptr, mark.len) == 0) {
            return writ_hint(
                err, writ_fail(err, WRIT_E_CRYPTO, &loc, "the key is encrypted with a password"),
                "decrypt it once, into a file of mode 0600: openssl pkey -in %s -out NEW", path);
        }
    }
    return writ_hint(err, writ_fail(err, WRIT_E_CRYPTO, &loc, "the key is not a PKCS#8 PEM file"),
                     "make one with: openssl genpkey -algorithm ed25519");
}

/* RFC 8410: the algorithm and, in an octet string of its own, the key. NULL: it is not that. */
static EVP_PKEY *ed25519_of(const PKCS8_PRIV_KEY_INFO *info)
{
    static const unsigned char head[] = {V_ASN1_OCTET_STRING, SEED_SIZE};
    const ASN1_OBJECT *algorithm = NULL;
    const unsigned char *bytes = NULL;
    int len = 0;

    if (info == NULL || PKCS8_pkey_get0(&algorithm, &bytes, &len, NULL, info) != 1 ||
        OBJ_obj2nid(algorithm) != NID_ED25519 || len != sizeof(head) + SEED_SIZE ||
        memcmp(bytes, head, sizeof(head)) != 0) {
        return NULL;
    }
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bytes + sizeof(head), SEED_SIZE);
}

/* What finds out what a file may hold takes longer than all else that a signer does to start, so
 * what it should hold is looked for first. */
static EVP_PKEY *read_ed25519(BIO *bio)
{
    unsigned char *der = NULL;
    long len = 0;

    if (PEM_bytes_read_bio_secmem(&der, &len, NULL, PEM_STRING_PKCS8INF, bio, no_password, NULL) !=
        1) {
        return NULL;
    }

    const unsigned char *at = der;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, len);
    EVP_PKEY *pkey = ed25519_of(info);

    PKCS8_PRIV_KEY_INFO_free(info); /* wipes what it held */
    OPENSSL_secure_clear_free(der, (size_t)len);
    return pkey;
}

static EVP_PKEY *read_any(BIO *bio)
{
    EVP_PKEY *pkey = read_ed25519(bio);

    if (pkey == NULL && BIO_reset(bio) == 1) {
        ERR_clear_error();
        pkey = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
    }
    return pkey;
}

enum writ_status writ_signer_load(const char *path, struct writ_str name,
                                  struct writ_signer **ret_signer, struct writ_error *err)
{
    WRIT_AUTO(writ_secret) struct writ_secret secret;
    WRIT_AUTO(writ_bio) BIO *bio = NULL;
    WRIT_AUTO(writ_pkey) EVP_PKEY *pkey = NULL;

    secret.len = 0;
    WRIT_TRY(writ_secret_read(path, &secret, err));
    bio = BIO_new_mem_buf(secret.bytes, (int)secret.len);
    if (bio == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while reading a key");
    }
    pkey = read_any(bio);
    if (pkey == NULL) {
        return explain_unreadable(&secret, path, err);
    }
    if (EVP_PKEY_is_a(pkey, "ED25519") != 1) {
        const struct writ_loc loc = writ_loc_at(path, 0, 0);

        return writ_hint(err,
                         writ_fail(err, WRIT_E_CRYPTO, &loc, "the key is of type %s, not Ed25519",
                                   EVP_PKEY_get0_type_name(pkey)),
                         "make one with: openssl genpkey -algorithm ed25519");
    }
    return writ_signer_adopt(WRIT_MOVE(pkey), name, ret_signer, err);
}

static enum writ_status add_bio(BIO *bio, struct writ_buf *buf, struct writ_error *err)
{
    char *text = NULL;
    const long len = BIO_get_mem_data(bio, &text);
    struct writ_str view;

    if (len <= 0) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the key cannot be written as PEM");
    }
    writ_buf_add(buf, (struct writ_str){text, (size_t)len});

    const enum writ_status status = writ_buf_view(buf, &view);

    return status == WRIT_OK ? WRIT_OK
                             : writ_fail(err, status, NULL, "no room for the key's PEM text");
}

enum writ_status writ_signer_pem(const struct writ_signer *signer, struct writ_buf *buf,
                                 struct writ_error *err)
{
    WRIT_AUTO(writ_bio) BIO *bio = BIO_new(BIO_s_mem()); /* wipes what it held when freed */

    if (bio == NULL ||
        PEM_write_bio_PKCS8PrivateKey(bio, signer->pkey, NULL, NULL, 0, no_password, NULL) != 1) {
        ERR_clear_error();
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while writing a key");
    }
    return add_bio(bio, buf, err);
}

enum writ_status writ_verifier_pem(const struct writ_verifier *verifier, struct writ_buf *buf,
                                   struct writ_error *err)
{
    WRIT_AUTO(writ_bio) BIO *bio = BIO_new(BIO_s_mem());
    WRIT_AUTO(writ_pkey)
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, verifier->public_key,
                                                 WRIT_ED25519_PUBLIC_SIZE);

    if (bio == NULL || pkey == NULL || PEM_write_bio_PUBKEY(bio, pkey) != 1) {
        ERR_clear_error();
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while writing a key");
    }
    return add_bio(bio, buf, err);
}
