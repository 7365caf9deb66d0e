/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/cosignature.h - cosignature/v1 (c2sp.org/tlog-cosignature): a witness's signature on the checkpoint of a log, with
 * a time. A note is opened with a witness's key as with a log's: note.h.
 */
#ifndef WRIT_CRYPTO_COSIGNATURE_H
#define WRIT_CRYPTO_COSIGNATURE_H

#include "base/buf.h"
#include "crypto/key.h"

enum { WRIT_COSIGNATURE_SIZE = 8 + WRIT_ED25519_SIGNATURE_SIZE }; /**< u64 seconds, big endian; signature */

/**
 * Append the signature line of a witness.
 *
 * @param text    of the checkpoint, with its last newline
 * @param time_s  POSIX seconds, when the witness saw it; above 0
 */
WRIT_NODISCARD enum writ_status writ_cosign(struct writ_buf *buf, struct writ_str text, const struct writ_signer *signer,
                                            uint64_t time_s, struct writ_error *err);

/** @retval WRIT_E_CRYPTO  the cosignature does not hold, or its time is none */
WRIT_NODISCARD enum writ_status writ_cosignature_verify(const struct writ_verifier *witness, struct writ_str text,
                                                        const unsigned char bytes[WRIT_COSIGNATURE_SIZE],
                                                        struct writ_error *err);

#endif
