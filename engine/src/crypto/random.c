/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>

#include <openssl/err.h>
#include <openssl/rand.h>

#include "base/error.h"
#include "crypto/digest.h"

enum writ_status writ_random(unsigned char *bytes, size_t len, struct writ_error *err)
{
    if (len > INT_MAX || RAND_bytes(bytes, (int)len) != 1) {
        ERR_clear_error();
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the system gives no random bytes");
    }
    return WRIT_OK;
}
