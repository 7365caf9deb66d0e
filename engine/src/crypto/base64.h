/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/base64.h - RFC 4648: base64 with padding (notes, PEM) and base64url without (JWS, JWK, disclosures).
 * Decoding is strict: no white space, no missing or surplus padding, unused bits zero.
 */
#ifndef WRIT_CRYPTO_BASE64_H
#define WRIT_CRYPTO_BASE64_H

#include "base/buf.h"

void writ_base64_add(struct writ_buf *buf, struct writ_str bytes);
void writ_base64url_add(struct writ_buf *buf, struct writ_str bytes);

/** Append the decoded bytes; false (nothing appended) when the text is not strict base64. */
bool writ_base64_decode(struct writ_buf *buf, struct writ_str text);
bool writ_base64url_decode(struct writ_buf *buf, struct writ_str text);

#endif
