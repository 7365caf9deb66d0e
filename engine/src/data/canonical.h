/* SPDX-License-Identifier: Apache-2.0
 *
 * data/canonical.h - the one byte sequence of a value: JSON Canonicalization Scheme (RFC 8785).
 */
#ifndef WRIT_DATA_CANONICAL_H
#define WRIT_DATA_CANONICAL_H

#include "base/buf.h"
#include "data/value.h"

/** Size of the text of any number, with its NUL. */
enum { WRIT_NUMBER_TEXT_SIZE = 32 };

/**
 * ECMAScript's Number-to-string of a finite double (RFC 8785, section 3.2.2.3): shortest digits that read back
 * as the same double, "1e+21" at and above 1e21, "1e-7" below 1e-6.
 *
 * @return length, 0 when the number is NaN or infinite
 */
size_t writ_number_format(double number, char ret_text[WRIT_NUMBER_TEXT_SIZE]);

/** Append a JSON string with the escapes of RFC 8785, section 3.2.2.2. The text must be UTF-8. */
void writ_canonical_string(struct writ_buf *buf, struct writ_str text);

/**
 * Append the canonical bytes. Members are sorted by the UTF-16 code units of their keys.
 *
 * @retval WRIT_E_SCHEMA  NaN, an infinity or text that is not UTF-8: it has no canonical form
 * @retval WRIT_E_NOMEM, WRIT_E_LIMIT  as the buffer says
 */
WRIT_NODISCARD enum writ_status writ_canonical_write(struct writ_buf *buf, const struct writ_value *value,
                                                     struct writ_error *err);

#endif
