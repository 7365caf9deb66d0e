/* SPDX-License-Identifier: Apache-2.0
 *
 * descriptor/stdlib.h - the Lua library compiled into the engine: what policies may require, and
 * the dialects.
 */
#ifndef WRIT_DESCRIPTOR_STDLIB_H
#define WRIT_DESCRIPTOR_STDLIB_H

#include "base/embedded.h"
#include "crypto/digest.h"
#include "script/sandbox.h"

/** The text of a module of the library; false when there is none of that name. ctx is unused: fits
 * struct writ_modules. */
bool writ_stdlib_find(void *ctx, struct writ_str name, struct writ_str *ret_text,
                      const char **ret_source);

/** The library that is compiled in. */
const struct writ_embedded *writ_stdlib_texts(void);

/** The text of that name in a table; NULL when there is none. */
const struct writ_embedded *writ_embedded_find(const struct writ_embedded *texts,
                                               struct writ_str name);

/** The digest of a table of texts: a SHA-256 chain over each name and text with their lengths. */
WRIT_NODISCARD enum writ_status writ_embedded_digest(const struct writ_embedded *texts,
                                                     struct writ_digest *ret_digest,
                                                     struct writ_error *err);

WRIT_NODISCARD enum writ_status writ_stdlib_digest_of(struct writ_digest *ret_digest,
                                                      struct writ_error *err);

#endif
