/* SPDX-License-Identifier: Apache-2.0
 *
 * writ/verify.h - keys, and the offline check of a decision: needs nothing but the public key. Any thread may call any of
 * it at any time.
 */
#ifndef WRIT_VERIFY_H
#define WRIT_VERIFY_H

#include "writ/str.h"

WRIT_BEGIN_C

/** What a verified writ says of itself. */
struct writ_verified {
    char origin[256];   /**< the log: "<mesh>/<node>/<period>" */
    uint64_t index;     /**< place of the leaf in the log */
    uint64_t log_size;  /**< size the checkpoint signs */
    char decision[16];  /**< "permit" or "deny" */
};

/**
 * Check a decision against its receipt: the writ is canonical to the byte, its disclosures open the leaf's
 * commitments, the decision is the committed one, the leaf is in the log under the checkpoint, the key signed it.
 *
 * @param writ  {decision, disclosures, leaf}, as writ_decision_writ() gives it; one newline may follow; at most 16 MiB
 * @param vkey  the public key's vkey line
 * @retval WRIT_E_CRYPTO  something does not hold; the text says which step
 * @retval WRIT_E_SYNTAX  writ, receipt or key is malformed: err->loc.source is "writ", "receipt" or "key"
 * @retval WRIT_E_SCHEMA, WRIT_E_LIMIT  the writ is another JSON document, or too large
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_verify(struct writ_str writ, struct writ_str receipt, struct writ_str vkey,
                                                     struct writ_verified *ret_verified, struct writ_error *err);

/**
 * Make an Ed25519 key: PREFIX.key (PKCS#8 PEM, mode 0600), PREFIX.vkey, PREFIX.pub.pem, PREFIX.jwk. Existing files are
 * an error and stay as they are.
 *
 * @param name      the log's origin, "<mesh>/<node>/<period>"
 * @param ret_vkey  the public key's line; writ_bytes_free()
 * @retval WRIT_E_IO      a file exists, or cannot be written
 * @retval WRIT_E_CRYPTO  the name is none for a key, or the system has no random bytes
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_keygen(const char *prefix, const char *name, struct writ_bytes *ret_vkey, struct writ_error *err);

/**
 * Read a whole file ("-": standard input).
 *
 * @param ret_bytes  writ_bytes_free()
 * @retval WRIT_E_NOTFOUND  there is none
 * @retval WRIT_E_LIMIT     it has more than max_bytes
 * @retval WRIT_E_IO        it is a folder or a device, or cannot be read
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_read_file(const char *path, size_t max_bytes, struct writ_bytes *ret_bytes, struct writ_error *err);

/**
 * Replace a file whole or not at all, durably.
 *
 * @param mode  of a new file, e.g. 0644; the process's umask applies
 * @retval WRIT_E_IO  it cannot be written
 */
WRIT_API WRIT_NODISCARD enum writ_status writ_write_file(const char *path, struct writ_str bytes, unsigned mode, struct writ_error *err);

/** What decides a decision's bytes beside mesh and request. The texts are static. */
WRIT_API const char *writ_version(void);        /**< "0.1.0" */
WRIT_API const char *writ_build_digest(void); /**< "sha256:…" of the engine's own sources */

enum { WRIT_DIGEST_TEXT_SIZE = 72 };

/** "sha256:…" of the standard library compiled in, with a NUL. */
WRIT_API WRIT_NODISCARD enum writ_status writ_stdlib_digest(char ret_digest[WRIT_DIGEST_TEXT_SIZE], struct writ_error *err);

WRIT_END_C

#endif
