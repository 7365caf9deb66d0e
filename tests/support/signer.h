/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/signer.h - a signer from a known seed: keys that are published in RFCs, hence good
 * for tests only.
 */
#ifndef WRIT_TESTS_SIGNER_H
#define WRIT_TESTS_SIGNER_H

#include "crypto/base64.h"
#include "crypto/key.h"
#include "own_dir.h"

/* RFC 8032, section 7.1, test 1. */
static const unsigned char rfc8032_seed[32] = {
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};

/* Through a PKCS#8 file (RFC 8410), as people give keys. */
static inline struct writ_signer *signer_from_seed(const unsigned char seed[32], const char *name)
{
    static const char prefix[] = "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error err = {0};
    struct writ_signer *signer = NULL;
    char der[16 + 32];
    char dir[OWN_PATH];
    char path[OWN_PATH];
    struct writ_buf pem;

    memcpy(der, prefix, 16);
    memcpy(der + 16, seed, 32);
    writ_buf_init(&pem, &alloc, 1000);
    writ_buf_add_text(&pem, "-----BEGIN PRIVATE KEY-----\n");
    writ_base64_add(&pem, (struct writ_str){der, sizeof(der)});
    writ_buf_add_text(&pem, "\n-----END PRIVATE KEY-----\n");
    own_dir_make(dir);
    own_path(dir, "key.pem", path);
    own_write(path, (struct writ_str){pem.ptr, pem.len}, 0600);
    if (writ_signer_load(path, writ_str_from(name), &signer, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
    writ_buf_done(&pem);
    own_dir_remove(dir);
    return signer;
}

#endif
