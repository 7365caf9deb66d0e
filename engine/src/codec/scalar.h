/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/scalar.h - what an unquoted word means: numbers of JSON, core schema of YAML 1.2.
 * Layer: codec, internal.
 */
#ifndef WRIT_CODEC_SCALAR_H
#define WRIT_CODEC_SCALAR_H

#include "data/value.h"

/** The length of the JSON number (RFC 8259, section 6) at the start of the text; 0 when there is
 * none. */
size_t writ_scalar_json_number(struct writ_str text);

/**
 * The nearest double of a decimal number, whatever the locale. May be infinite.
 *
 * @param lexeme  digits with an optional sign, point and exponent; a NUL behind it
 * @return false when memory is out
 */
bool writ_scalar_to_double(struct writ_arena *arena, struct writ_str lexeme, double *ret_number);

/**
 * Make an unquoted YAML word what the core schema says: null, bool, number or string; the text
 * stays the word. Words that only look like numbers stay strings: codes with leading zeros
 * ("0123"), what no finite double holds
 * (".inf", "1e999") and octal or hexadecimal ones past 2^53.
 *
 * @param word  in the arena, a NUL behind it
 * @return false when memory is out
 */
bool writ_scalar_resolve(struct writ_arena *arena, struct writ_str word,
                         struct writ_value *ret_scalar);

#endif
