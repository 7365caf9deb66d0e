/* SPDX-License-Identifier: Apache-2.0
 *
 * server/signing.h - what a signer has signed, and so may sign next.
 *
 * It holds the right edge of the tree, is told leaf hashes, and computes every root itself. Whatever it is told, the
 * tree that it signs has the one that it signed last within it: growth that does not pass through that root is refused.
 * It parses nothing but checkpoints that bear its own signature.
 */
#ifndef WRIT_SERVER_SIGNING_H
#define WRIT_SERVER_SIGNING_H

#include "base/time.h"
#include "ledger/receipt.h"

/** The most bytes of claims in a token. */
enum { WRIT_CLAIMS_MAX = 16 << 10 };

struct writ_signing {
    const struct writ_signer *signer;
    struct writ_clock clock;
    struct writ_checkpoint last;  /**< signed by this key; the empty tree before the first */
    struct writ_frontier grown;   /**< the tree as it was told */
    bool is_begun;                /**< `grown` starts from a signed checkpoint and nothing spoke against it */
};

/** @param signer  borrowed; its name is the log's origin */
WRIT_NODISCARD enum writ_status writ_signing_init(struct writ_signing *signing, const struct writ_signer *signer,
                                                  struct writ_error *err);

/** A checkpoint that this key has signed: from here on every tree has to have it within. @retval WRIT_E_CRYPTO  it has not */
WRIT_NODISCARD enum writ_status writ_signing_remember(struct writ_signing *signing, struct writ_str note, struct writ_error *err);

/**
 * Grow from a checkpoint. An older one than the last is fine: the leaves to come must then lead to the last.
 *
 * @param note      signed by this key; empty for the empty tree
 * @retval WRIT_E_CRYPTO  not signed by it, not of this frontier, or another tree than what was signed
 */
WRIT_NODISCARD enum writ_status writ_signing_begin(struct writ_signing *signing, struct writ_str note,
                                                   const struct writ_frontier *frontier, struct writ_error *err);

/** One leaf more. @retval WRIT_E_CRYPTO  the tree does not have what was signed within; begin again */
WRIT_NODISCARD enum writ_status writ_signing_add(struct writ_signing *signing, const struct writ_digest *leaf_hash,
                                                 struct writ_error *err);

/** Append a signed note of the tree as it was told. @retval WRIT_E_CRYPTO  it ends before what was signed, or was not begun */
WRIT_NODISCARD enum writ_status writ_signing_note(struct writ_signing *signing, struct writ_buf *note, struct writ_error *err);

/** Append a detached JWS over the checkpoint that was signed last. */
WRIT_NODISCARD enum writ_status writ_signing_jws(const struct writ_signing *signing, struct writ_buf *jws, struct writ_error *err);

/** A leaf of the tree that was signed last, and what its holder wants to hand on. */
struct writ_token {
    uint64_t index;
    const struct writ_digest *leaf_hash;
    struct writ_str claims; /**< a JSON object, not looked into */
};

/**
 * Append a compact JWS of type "writ-decision+jwt": {"claims":…,"iat":…,"index":…,"iss":"<origin>","leaf":"sha256:…"}.
 *
 * @retval WRIT_E_SCHEMA  the claims are no object, or more than one
 */
WRIT_NODISCARD enum writ_status writ_signing_token(const struct writ_signing *signing, const struct writ_token *token,
                                                   struct writ_buf *jws, struct writ_error *err);

#endif
