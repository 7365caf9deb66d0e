/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/commitment.h - salted commitments in the manner of SD-JWT: what a leaf says of a value without holding it.
 */
#ifndef WRIT_LEDGER_COMMITMENT_H
#define WRIT_LEDGER_COMMITMENT_H

#include "base/buf.h"
#include "data/value.h"

enum { WRIT_SALT_SIZE = 16 };

/** Where salts come from. Tests inject their own. */
struct writ_salts {
    enum writ_status (*next)(void *ctx, unsigned char ret_salt[WRIT_SALT_SIZE], struct writ_error *err);
    void *ctx;
};
struct writ_salts writ_salts_random(void);

/** One opened commitment: disclosure = base64url(JCS([salt, name, value])), digest = base64url(SHA-256(disclosure)). */
struct writ_commitment {
    struct writ_str text; /**< the disclosure's JSON */
    struct writ_str disclosure;
    struct writ_str digest;
};

WRIT_NODISCARD enum writ_status writ_commit(struct writ_arena *arena, struct writ_salts salts, const char *name, const struct writ_value *value,
                                            struct writ_commitment *ret_commitment, struct writ_error *err);

/** The same of a value that is text already. @param canonical  its RFC 8785 bytes */
WRIT_NODISCARD enum writ_status writ_commit_bytes(struct writ_arena *arena, struct writ_salts salts, const char *name,
                                                  struct writ_str canonical, struct writ_commitment *ret_commitment,
                                                  struct writ_error *err);

/** The commitment that a disclosure's JSON opens. @param text  JCS([salt, name, value]); borrowed */
WRIT_NODISCARD enum writ_status writ_commitment_of(struct writ_arena *arena, struct writ_str text,
                                                   struct writ_commitment *ret_commitment, struct writ_error *err);

/** The name and value a disclosure opens, and the digest a leaf must hold for it. */
WRIT_NODISCARD enum writ_status writ_disclosure_open(struct writ_arena *arena, struct writ_str disclosure, struct writ_str *ret_name,
                                                     const struct writ_value **ret_value, struct writ_str *ret_digest, struct writ_error *err);

#endif
