/* SPDX-License-Identifier: Apache-2.0
 *
 * base/secret.h - a private key's file: read only when it is its owner's alone, and wiped when its scope ends.
 */
#ifndef WRIT_BASE_SECRET_H
#define WRIT_BASE_SECRET_H

#include <stddef.h>
#include <string.h>

#include "writ/error.h"

enum { WRIT_SECRET_MAX = 16384 }; /**< an Ed25519 key is 119 bytes, a long RSA key 3 KiB; comments may surround it */

struct writ_secret {
    char bytes[WRIT_SECRET_MAX]; /**< with a NUL behind them */
    size_t len;
};

/**
 * @retval WRIT_E_NOTFOUND, WRIT_E_IO  it cannot be read
 * @retval WRIT_E_CRYPTO  no regular file, or one that others than its owner can reach (mode 0600 or 0400)
 * @retval WRIT_E_LIMIT   WRIT_SECRET_MAX bytes or longer
 */
WRIT_NODISCARD enum writ_status writ_secret_read(const char *path, struct writ_secret *ret_secret, struct writ_error *err);

static inline void writ_secret_autop(struct writ_secret *secret)
{
    explicit_bzero(secret, sizeof(*secret));
}

#endif
