/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/limits.h - how much of a file the program is willing to read.
 */
#ifndef WRIT_CLI_LIMITS_H
#define WRIT_CLI_LIMITS_H

#include <stddef.h>

/* An access request is a few hundred bytes. */
#define WRIT_REQUEST_MAX_BYTES ((size_t)1024 * 1024)
/* A decision may quote a large request and many findings. */
#define WRIT_WRIT_MAX_BYTES ((size_t)16 * 1024 * 1024)
/* At most 64 hashes, a checkpoint and its cosignatures. */
#define WRIT_RECEIPT_MAX_BYTES ((size_t)256 * 1024)
/* A thousand keys, with URLs. */
#define WRIT_KEYS_MAX_BYTES ((size_t)1024 * 1024)
/* One line. */
#define WRIT_VKEY_MAX_BYTES ((size_t)4096)

#endif
