/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/tls_maker.h - certificates of any kind, made for one test.
 */
#ifndef WRIT_TESTS_TLS_MAKER_H
#define WRIT_TESTS_TLS_MAKER_H

#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "own_dir.h"

struct made_cert {
    gnutls_x509_crt_t cert;
    gnutls_x509_privkey_t key;
};

struct made_kind {
    const char *common_name;
    const char *uri;     /* NULL: no alternative name */
    const char *purpose; /* an OID; NULL: none */
    bool is_ca;
    bool is_expired;
};

static inline void tls_ok(int result)
{
    if (result < 0) {
        fail_msg("%s", gnutls_strerror(result));
    }
}

/* issuer NULL: signed by itself. */
static inline struct made_cert tls_make(const struct made_kind *kind,
                                        const struct made_cert *issuer)
{
    enum { DAY_S = 86400 };
    struct made_cert made;
    const time_t now = time(NULL);

    tls_ok(gnutls_x509_privkey_init(&made.key));
    tls_ok(gnutls_x509_privkey_generate(made.key, GNUTLS_PK_ECDSA,
                                        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    tls_ok(gnutls_x509_crt_init(&made.cert));
    tls_ok(gnutls_x509_crt_set_version(made.cert, 3));
    tls_ok(gnutls_x509_crt_set_serial(made.cert, "\x01", 1));
    tls_ok(gnutls_x509_crt_set_activation_time(made.cert, now - 2 * DAY_S));
    tls_ok(gnutls_x509_crt_set_expiration_time(made.cert,
                                               kind->is_expired ? now - DAY_S : now + DAY_S));
    tls_ok(gnutls_x509_crt_set_dn_by_oid(made.cert, GNUTLS_OID_X520_COMMON_NAME, 0,
                                         kind->common_name, (unsigned)strlen(kind->common_name)));
    tls_ok(gnutls_x509_crt_set_basic_constraints(made.cert, kind->is_ca, -1));
    tls_ok(gnutls_x509_crt_set_key_usage(made.cert, kind->is_ca ? GNUTLS_KEY_KEY_CERT_SIGN
                                                                : GNUTLS_KEY_DIGITAL_SIGNATURE));
    if (kind->uri != NULL) {
        tls_ok(gnutls_x509_crt_set_subject_alt_name(made.cert, GNUTLS_SAN_URI, kind->uri,
                                                    (unsigned)strlen(kind->uri), 0));
    }
    if (kind->purpose != NULL) {
        tls_ok(gnutls_x509_crt_set_key_purpose_oid(made.cert, kind->purpose, 0));
    }
    tls_ok(gnutls_x509_crt_set_key(made.cert, made.key));
    issuer = issuer == NULL ? &made : issuer;
    tls_ok(gnutls_x509_crt_sign2(made.cert, issuer->cert, issuer->key, GNUTLS_DIG_SHA256, 0));
    return made;
}

static inline void tls_free(struct made_cert *made)
{
    gnutls_x509_crt_deinit(made->cert);
    gnutls_x509_privkey_deinit(made->key);
}

/* As PEM files. */
static inline void tls_write(const struct made_cert *made, const char *cert_path,
                             const char *key_path)
{
    gnutls_datum_t pem = {NULL, 0};

    tls_ok(gnutls_x509_crt_export2(made->cert, GNUTLS_X509_FMT_PEM, &pem));
    own_write(cert_path, (struct writ_str){(const char *)pem.data, pem.size}, 0644);
    gnutls_free(pem.data);
    tls_ok(gnutls_x509_privkey_export2(made->key, GNUTLS_X509_FMT_PEM, &pem));
    own_write(key_path, (struct writ_str){(const char *)pem.data, pem.size}, 0600);
    gnutls_free(pem.data);
}

#endif
