/* SPDX-License-Identifier: Apache-2.0
 *
 * net/tls.h - what a server needs to speak TLS: its certificate and key, and whose clients it believes.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_TLS_H
#define WRIT_NET_TLS_H

#include "base/arena.h"
#include "base/secret.h"

/** Paths of PEM files. */
struct writ_tls {
    const char *cert_path;      /**< the server's certificate, and those between it and a root; NULL: no TLS */
    const char *key_path;       /**< its private key: of mode 0600, and without a password */
    const char *client_ca_path; /**< every client must show a certificate for clients that one of these signed; NULL: none need */
};

/** TLS 1.3 and 1.2, as GnuTLS names it. */
#define WRIT_TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

/** The files' bytes, each with a NUL behind them. */
struct writ_tls_pem {
    struct writ_str cert;
    struct writ_str client_ca; /**< ptr is NULL without one */
    struct writ_secret key;
};

static inline void writ_tls_pem_autop(struct writ_tls_pem *pem)
{
    writ_secret_autop(&pem->key);
}

/**
 * Read the files and try them: the key is the certificate's, and each is what it is said to be.
 *
 * @retval WRIT_E_SCHEMA  a certificate without a key, or a key or a CA without a certificate
 * @retval WRIT_E_CRYPTO  a file's bytes are not that, do not fit each other, or others than its owner can reach the key
 * @retval WRIT_E_NOTFOUND, WRIT_E_IO, WRIT_E_LIMIT, WRIT_E_NOMEM  a file cannot be read
 */
WRIT_NODISCARD enum writ_status writ_tls_read(const struct writ_tls *tls, struct writ_arena *arena,
                                              struct writ_tls_pem *ret_pem, struct writ_error *err);

#endif
