/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/store.h - what the log's decisions were made from, kept beside it: files named by a
 * digest. Layer: ledger (may include base, data, codec, crypto).
 *
 * DIR/store/blob/<hex>    bytes whose SHA-256 is the name
 * DIR/store/bundle/<hex>  engine/bundle.h: which blobs are the mesh of this digest
 * DIR/store/texts/<hex>   engine/bundle.h: an embedded library, or a baseline, of this digest
 *
 * A file is written whole and durably or not at all, and never again. Nothing of a request goes in.
 */
#ifndef WRIT_LEDGER_STORE_H
#define WRIT_LEDGER_STORE_H

#include "base/arena.h"
#include "crypto/digest.h"

enum writ_kept { WRIT_KEPT_BLOB, WRIT_KEPT_BUNDLE, WRIT_KEPT_TEXTS };

/** DIR/store/KIND/HEX in the arena; NULL when memory is out. */
const char *writ_store_path(struct writ_arena *arena, const char *dir, enum writ_kept kind,
                            const struct writ_digest *name);

/** Keep bytes under a name, durably when this returns. What is kept already stays as it is. */
WRIT_NODISCARD enum writ_status writ_store_put(struct writ_arena *arena, const char *dir,
                                               enum writ_kept kind, const struct writ_digest *name,
                                               struct writ_str bytes, struct writ_error *err);

/**
 * What is kept under a name. Of a blob the bytes are checked; what other kinds hold, their reader
 * checks.
 *
 * @retval WRIT_E_NOTFOUND  nothing is
 * @retval WRIT_E_CORRUPT   the blob's bytes do not hash to its name; err->loc is the file
 */
WRIT_NODISCARD enum writ_status writ_store_get(struct writ_arena *arena, const char *dir,
                                               enum writ_kept kind, const struct writ_digest *name,
                                               struct writ_str *ret_bytes, struct writ_error *err);

/** The names kept of a kind, as hex digits in byte order; what is named otherwise is no part of the
 * store. */
WRIT_NODISCARD enum writ_status writ_store_list(struct writ_arena *arena, const char *dir,
                                                enum writ_kept kind, const char ***ret_names,
                                                size_t *ret_count, struct writ_error *err);

#endif
