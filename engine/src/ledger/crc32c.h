/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/crc32c.h - CRC-32C (Castagnoli; RFC 3720, appendix B.4): finds torn and rotten frames, not
 * attackers.
 */
#ifndef WRIT_LEDGER_CRC32C_H
#define WRIT_LEDGER_CRC32C_H

#include "base/str.h"

/** @param crc  0, or the result for the bytes before these */
uint32_t writ_crc32c(uint32_t crc, struct writ_str bytes);

#endif
