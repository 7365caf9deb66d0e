/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/digest.h - SHA-256 (FIPS 180-4) and random bytes.
 * Layer: crypto (may include base, data, OpenSSL). No other directory includes openssl/.
 */
#ifndef WRIT_CRYPTO_DIGEST_H
#define WRIT_CRYPTO_DIGEST_H

#include "base/str.h"
#include "writ/error.h"
#include "writ/verify.h"

enum { WRIT_SHA256_SIZE = 32, WRIT_SHA256_HEX_SIZE = 65 };

struct writ_digest {
    unsigned char bytes[WRIT_SHA256_SIZE];
};

/** The digest of up to 4 pieces in a row (unused ones empty). */
WRIT_NODISCARD enum writ_status writ_sha256(const struct writ_str *pieces, size_t count,
                                            struct writ_digest *ret_digest, struct writ_error *err);

/** Lower case hex with a NUL. */
void writ_digest_hex(const struct writ_digest *digest, char ret_hex[WRIT_SHA256_HEX_SIZE]);
bool writ_digest_from_hex(struct writ_str hex, struct writ_digest *ret_digest);

/** "sha256:" and the hex. */
void writ_digest_text(const struct writ_digest *digest, char ret_text[WRIT_DIGEST_TEXT_SIZE]);
bool writ_digest_read(struct writ_str text, struct writ_digest *ret_digest);
bool writ_digest_equal(const struct writ_digest *a, const struct writ_digest *b);

/** From the operating system, through OpenSSL. */
WRIT_NODISCARD enum writ_status writ_random(unsigned char *bytes, size_t len, struct writ_error *err);

#endif
