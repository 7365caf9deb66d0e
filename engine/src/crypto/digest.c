/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <pthread.h>

#include "base/error.h"
#include "base/try.h"
#include "crypto/signer.h"

static const struct writ_str label = {"sha256:", 7};

/* Looking the algorithm up costs as much as hashing a node of a tree with it, and making a context
 * half of that. So the one is done once for the process, never freed and never changed, and the
 * other once for a thread. */
static pthread_once_t fetched_once = PTHREAD_ONCE_INIT;
static EVP_MD *fetched;
static pthread_key_t context_key;
static bool has_context_key;

static void free_context(void *ctx)
{
    EVP_MD_CTX_free(ctx);
}

static void fetch(void)
{
    fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
    has_context_key = pthread_key_create(&context_key, free_context) == 0;
}

/* The thread's context; NULL when memory is out. */
static EVP_MD_CTX *thread_context(void)
{
    if (pthread_once(&fetched_once, fetch) != 0 || !has_context_key) {
        return NULL;
    }

    EVP_MD_CTX *ctx = pthread_getspecific(context_key);

    if (ctx != NULL) {
        return ctx;
    }
    ctx = EVP_MD_CTX_new();
    if (ctx != NULL && pthread_setspecific(context_key, ctx) != 0) {
        EVP_MD_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

static bool digest_pieces(EVP_MD_CTX *ctx, const struct writ_str *pieces, size_t count,
                          unsigned char ret_bytes[WRIT_SHA256_SIZE])
{
    if (fetched == NULL || EVP_DigestInit_ex2(ctx, fetched, NULL) != 1) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].len > 0 && EVP_DigestUpdate(ctx, pieces[i].ptr, pieces[i].len) != 1) {
            return false;
        }
    }
    return EVP_DigestFinal_ex(ctx, ret_bytes, NULL) == 1;
}

enum writ_status writ_sha256(const struct writ_str *pieces, size_t count,
                             struct writ_digest *ret_digest, struct writ_error *err)
{
    EVP_MD_CTX *ctx = thread_context();
    struct writ_digest digest;

    if (ctx == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while computing a digest");
    }
    if (!digest_pieces(ctx, pieces, count, digest.bytes)) {
        ERR_clear_error();
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the system's OpenSSL offers no SHA-256");
    }
    *ret_digest = digest;
    return WRIT_OK;
}

void writ_digest_hex(const struct writ_digest *digest, char ret_hex[WRIT_SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < WRIT_SHA256_SIZE; i++) {
        ret_hex[2 * i] = digits[digest->bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    ret_hex[WRIT_SHA256_HEX_SIZE - 1] = '\0';
}

static bool hex_digit(char digit, unsigned *ret_value)
{
    if (digit >= '0' && digit <= '9') {
        *ret_value = (unsigned)(digit - '0');
        return true;
    }
    if (digit >= 'a' && digit <= 'f') {
        *ret_value = (unsigned)(digit - 'a') + 10;
        return true;
    }
    return false;
}

bool writ_digest_from_hex(struct writ_str hex, struct writ_digest *ret_digest)
{
    struct writ_digest digest;
    unsigned high;
    unsigned low;

    if (hex.len != WRIT_SHA256_HEX_SIZE - 1) {
        return false;
    }
    for (size_t i = 0; i < WRIT_SHA256_SIZE; i++) {
        if (!hex_digit(hex.ptr[2 * i], &high) || !hex_digit(hex.ptr[2 * i + 1], &low)) {
            return false;
        }
        digest.bytes[i] = (unsigned char)(high << 4 | low);
    }
    *ret_digest = digest;
    return true;
}

void writ_digest_text(const struct writ_digest *digest, char ret_text[WRIT_DIGEST_TEXT_SIZE])
{
    memcpy(ret_text, label.ptr, label.len);
    writ_digest_hex(digest, ret_text + label.len);
}

bool writ_digest_read(struct writ_str text, struct writ_digest *ret_digest)
{
    return writ_str_starts(text, label) &&
           writ_digest_from_hex(writ_str_cut(text, label.len, text.len), ret_digest);
}

bool writ_digest_equal(const struct writ_digest *a, const struct writ_digest *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, WRIT_SHA256_SIZE) == 0;
}
