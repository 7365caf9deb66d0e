/* SPDX-License-Identifier: Apache-2.0
 *
 * base/str.h - borrowed views of bytes.
 */
#ifndef WRIT_BASE_STR_H
#define WRIT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "writ/str.h"

#define WRIT_LIT(s) ((struct writ_str){(s), sizeof(s) - 1})

/** For "%.*s": WRIT_FMT(str). Longer texts are cut at 120 bytes, so that a message stays a message.
 */
#define WRIT_FMT(s) (int)((s).len < 120 ? (s).len : 120), (s).ptr

static inline bool writ_str_eq(struct writ_str a, struct writ_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool writ_str_is(struct writ_str a, const char *text)
{
    return writ_str_eq(a, writ_str_from(text));
}

/** Byte order, shorter first on a tie: the sign of a compared to b. */
int writ_str_cmp(struct writ_str a, struct writ_str b);

bool writ_str_starts(struct writ_str text, struct writ_str prefix);
bool writ_str_ends(struct writ_str text, struct writ_str suffix);

/** Spreads texts over the buckets of a table: the same in every process, and no secret. */
uint32_t writ_str_hash(struct writ_str text);

/** The position of `byte` in text, or text.len. */
size_t writ_str_find(struct writ_str text, char byte);

/** The last position of `byte` in text, or text.len. */
size_t writ_str_find_last(struct writ_str text, char byte);

/** Equal but for the case of ASCII letters. */
bool writ_str_eq_fold(struct writ_str a, struct writ_str b);

/** The text up to its first newline. */
struct writ_str writ_str_first_line(struct writ_str text);

/** Whether a line of a list says nothing: it is empty, or begins with '#'. */
static inline bool writ_str_is_remark(struct writ_str line)
{
    return line.len == 0 || line.ptr[0] == '#';
}

/** text[from, to), clamped to the text. */
struct writ_str writ_str_cut(struct writ_str text, size_t from, size_t to);

/** Take the text up to `separator` (removed) off the front of *rest; false when *rest was empty. */
bool writ_str_split(struct writ_str *rest, char separator, struct writ_str *ret_part);

/** Whether `word` stands in the text, not as a part of a longer word of ASCII letters, digits and
 * bytes over 0x7f. */
bool writ_str_has_word(struct writ_str text, struct writ_str word);

/** Plain decimal digits only, no sign, no leading zero (except "0"). */
bool writ_str_to_u64(struct writ_str text, uint64_t *ret_value);

/** No byte but zeros; also of nothing. */
bool writ_str_is_zeros(struct writ_str text);

/** Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates. */
bool writ_str_is_utf8(struct writ_str text);

/** The position of the first byte that is not ASCII or that a JSON string has to escape, or
 * text.len. */
size_t writ_str_verbatim_end(struct writ_str text);

/** The position of the first byte that begins no well-formed UTF-8 sequence, or text.len. */
size_t writ_str_utf8_end(struct writ_str text);

#endif
