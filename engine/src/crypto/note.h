/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/note.h - C2SP signed notes (c2sp.org/signed-note) and detached JWS (RFC 7515, RFC 7797) over their text.
 */
#ifndef WRIT_CRYPTO_NOTE_H
#define WRIT_CRYPTO_NOTE_H

#include "base/buf.h"
#include "crypto/key.h"

/** Append text, an empty line and the signer's signature line. @param text  ends with a newline; no control characters but newlines */
WRIT_NODISCARD enum writ_status writ_note_sign(struct writ_buf *buf, struct writ_str text,
                                               const struct writ_signer *signer, struct writ_error *err);

/**
 * Find the text of a note and check that the verifier's key signed it.
 *
 * @param ret_text  borrowed from note, with its last newline
 * @retval WRIT_E_SYNTAX  not a note  @retval WRIT_E_CRYPTO  no valid signature by this key
 */
WRIT_NODISCARD enum writ_status writ_note_open(struct writ_str note, const struct writ_verifier *verifier,
                                               struct writ_str *ret_text, struct writ_error *err);

/** "header..signature": EdDSA, b64 false, crit b64, kid; the payload is `payload` as it is. */
WRIT_NODISCARD enum writ_status writ_jws_sign_detached(struct writ_buf *buf, struct writ_str payload,
                                                       const struct writ_signer *signer, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_jws_verify_detached(struct writ_str jws, struct writ_str payload,
                                                         const struct writ_verifier *verifier, struct writ_error *err);

#endif
