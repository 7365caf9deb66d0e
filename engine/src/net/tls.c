/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tls.h"

#include <gnutls/x509.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"

enum { PEM_MAX = 1 << 20, KEY_ID_SIZE = 64 };

struct certificates {
    gnutls_x509_crt_t *items;
    unsigned count;
};

static void certificates_autop(struct certificates *certificates)
{
    for (unsigned i = 0; i < certificates->count; i++) {
        gnutls_x509_crt_deinit(certificates->items[i]);
    }
    gnutls_free(certificates->items);
}

static void key_autop(gnutls_x509_privkey_t *key)
{
    if (*key != NULL) {
        gnutls_x509_privkey_deinit(*key);
    }
}

static enum writ_status refuse(const char *path, const char *what, int problem,
                               struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    return writ_fail(err, problem == GNUTLS_E_MEMORY_ERROR ? WRIT_E_NOMEM : WRIT_E_CRYPTO, &loc,
                     "%s: %s", what, gnutls_strerror(problem));
}

static enum writ_status import_certificates(const char *path, struct writ_str pem,
                                            struct certificates *ret_certificates,
                                            struct writ_error *err)
{
    /* The library asks for bytes it may write to, and writes none. */
    const gnutls_datum_t bytes = {(unsigned char *)(uintptr_t)pem.ptr, (unsigned)pem.len};
    const int result = gnutls_x509_crt_list_import2(
        &ret_certificates->items, &ret_certificates->count, &bytes, GNUTLS_X509_FMT_PEM, 0);

    return result < 0 ? refuse(path, "there is no certificate in it", result, err) : WRIT_OK;
}

static enum writ_status check_key(const struct writ_tls *tls, const struct writ_secret *secret,
                                  gnutls_x509_crt_t certificate, struct writ_error *err)
{
    const gnutls_datum_t bytes = {(unsigned char *)(uintptr_t)secret->bytes, (unsigned)secret->len};
    WRIT_AUTO(key) gnutls_x509_privkey_t key = NULL;
    unsigned char wanted[KEY_ID_SIZE];
    unsigned char found[KEY_ID_SIZE];
    size_t wanted_len = sizeof(wanted);
    size_t found_len = sizeof(found);
    int result = gnutls_x509_privkey_init(&key);

    if (result == GNUTLS_E_SUCCESS) {
        result = gnutls_x509_privkey_import2(key, &bytes, GNUTLS_X509_FMT_PEM, NULL, 0);
    }
    if (result != GNUTLS_E_SUCCESS) {
        return refuse(tls->key_path, "there is no private key in it", result, err);
    }
    if (gnutls_x509_crt_get_key_id(certificate, 0, wanted, &wanted_len) != GNUTLS_E_SUCCESS ||
        gnutls_x509_privkey_get_key_id(key, 0, found, &found_len) != GNUTLS_E_SUCCESS ||
        wanted_len != found_len || memcmp(wanted, found, found_len) != 0) {
        const struct writ_loc loc = writ_loc_at(tls->key_path, 0, 0);

        return writ_fail(err, WRIT_E_CRYPTO, &loc, "the key is not that of the certificate");
    }
    return WRIT_OK;
}

/* The HTTP server loads the same bytes again, and would not say what is wrong with them. */
static enum writ_status try_out(const struct writ_tls *tls, const struct writ_tls_pem *pem,
                                struct writ_error *err)
{
    WRIT_AUTO(certificates) struct certificates own = {NULL, 0};
    WRIT_AUTO(certificates) struct certificates trusted = {NULL, 0};

    WRIT_TRY(import_certificates(tls->cert_path, pem->cert, &own, err));
    WRIT_TRY(check_key(tls, &pem->key, own.items[0], err));
    return pem->client_ca.ptr == NULL
               ? WRIT_OK
               : import_certificates(tls->client_ca_path, pem->client_ca, &trusted, err);
}

enum writ_status writ_tls_read(const struct writ_tls *tls, struct writ_arena *arena,
                               struct writ_tls_pem *ret_pem, struct writ_error *err)
{
    ret_pem->client_ca = (struct writ_str){NULL, 0};
    if (tls->cert_path == NULL || tls->key_path == NULL) {
        return writ_hint(
            err, writ_fail(err, WRIT_E_SCHEMA, NULL, "TLS needs both a certificate and its key"),
            "give --cert and --cert-key");
    }
    WRIT_TRY(writ_file_read(arena, tls->cert_path, PEM_MAX, &ret_pem->cert, err));
    WRIT_TRY(writ_secret_read(tls->key_path, &ret_pem->key, err));
    if (tls->client_ca_path != NULL) {
        WRIT_TRY(writ_file_read(arena, tls->client_ca_path, PEM_MAX, &ret_pem->client_ca, err));
    }
    return try_out(tls, ret_pem, err);
}
