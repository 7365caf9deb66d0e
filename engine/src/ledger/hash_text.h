/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/hash_text.h - hashes as base64, in checkpoints and receipts. Private to the ledger layer.
 */
#ifndef WRIT_LEDGER_HASH_TEXT_H
#define WRIT_LEDGER_HASH_TEXT_H

#include "base/buf.h"
#include "crypto/digest.h"

void writ_hash_text_add(struct writ_buf *buf, const struct writ_digest *hash);

/** @retval WRIT_E_SYNTAX  not 32 bytes of strict base64 */
WRIT_NODISCARD enum writ_status
writ_hash_text_parse(struct writ_str text, struct writ_digest *ret_hash, struct writ_error *err);

#endif
