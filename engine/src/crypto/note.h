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

/** The text of a note, whoever signed it. @retval WRIT_E_SYNTAX  not a note */
WRIT_NODISCARD enum writ_status writ_note_text(struct writ_str note, struct writ_str *ret_text, struct writ_error *err);

/**
 * As writ_note_open(), where a missing signature is an answer: for witnesses, of which not all have signed.
 *
 * @retval WRIT_E_CRYPTO  there is a signature by this key, and it does not hold: the whole note is spoiled
 */
WRIT_NODISCARD enum writ_status writ_note_is_signed(struct writ_str note, const struct writ_verifier *verifier,
                                                    bool *ret_is_signed, struct writ_error *err);

/** Append one signature line, "— name base64(key id, bytes)". */
void writ_note_line_add(struct writ_buf *buf, const struct writ_verifier *verifier, struct writ_str bytes);

/** Does a signature line name this key? It may still not hold. */
bool writ_note_line_is_by(struct writ_str line, const struct writ_verifier *verifier);

/** Append the first of these lines that names this key, if there is one: a key that signed often has signed once. */
void writ_note_line_add_by(struct writ_buf *buf, struct writ_str lines, const struct writ_verifier *verifier);

/** "header..signature": EdDSA, b64 false, crit b64, kid; the payload is `payload` as it is. */
WRIT_NODISCARD enum writ_status writ_jws_sign_detached(struct writ_buf *buf, struct writ_str payload,
                                                       const struct writ_signer *signer, struct writ_error *err);
WRIT_NODISCARD enum writ_status writ_jws_verify_detached(struct writ_str jws, struct writ_str payload,
                                                         const struct writ_verifier *verifier, struct writ_error *err);

/**
 * "header.payload.signature" (RFC 7515, compact): EdDSA, kid, typ.
 *
 * @param type  what kind of token it is (RFC 7519, section 5.1); plain ASCII without quotes
 */
WRIT_NODISCARD enum writ_status writ_jws_sign(struct writ_buf *buf, const char *type, struct writ_str payload,
                                              const struct writ_signer *signer, struct writ_error *err);

#endif
