/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): struct ucred */
#include "net/http_peer.h"

#include <gnutls/x509.h>
#include <sys/socket.h>

#include "base/try.h"
#include "net/http_exchange.h"

enum { NAME_MAX_BYTES = 1024 };

/* The life of a peer. */

/* A certificate that the CA made for servers is nobody's client certificate. */
static void demand_certificate(gnutls_session_t session)
{
    /* The library keeps these, and writes nothing to them. */
    static unsigned char for_clients[] = GNUTLS_KP_TLS_WWW_CLIENT;
    static gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = for_clients};

    gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_cert2(session, &purpose, 1, 0);
}

static gnutls_session_t session_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    return info == NULL ? NULL : info->tls_session;
}

struct writ_http_peer *writ_http_peer_new(struct writ_alloc *alloc,
                                          struct MHD_Connection *connection, bool must_prove)
{
    struct writ_http_peer *peer = writ_calloc(alloc, sizeof(*peer));
    const int fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

    if (peer == NULL) {
        (void)shutdown(fd, SHUT_RDWR);
        return NULL;
    }
    peer->fd = fd;
    if (must_prove) {
        demand_certificate(session_of(connection));
    }
    return peer;
}

void writ_http_peer_free(struct writ_alloc *alloc, struct writ_http_peer *peer)
{
    if (peer->name.ptr != NULL) {
        writ_free(alloc, (void *)(uintptr_t)peer->name.ptr, peer->name.len + 1);
    }
    writ_free(alloc, peer, sizeof(*peer));
}

struct writ_http_peer *writ_http_peer_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* Names. */

bool writ_http_peer_uid(const struct writ_http_request *request, uid_t *ret_uid)
{
    struct MHD_Connection *connection = writ_http_connection(request);
    struct ucred who = {0};
    socklen_t len = sizeof(who);
    struct sockaddr_storage name = {.ss_family = AF_UNSPEC};
    socklen_t name_len = sizeof(name);
    const int fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

    if (getsockname(fd, (struct sockaddr *)&name, &name_len) != 0 || name.ss_family != AF_UNIX ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0) {
        return false;
    }
    *ret_uid = who.uid;
    return true;
}

static void certificate_autop(gnutls_x509_crt_t *certificate)
{
    if (*certificate != NULL) {
        gnutls_x509_crt_deinit(*certificate);
    }
}

/* The one the client proved to hold; the handshake has verified it. */
static gnutls_x509_crt_t certificate_of(gnutls_session_t session)
{
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    gnutls_x509_crt_t certificate = NULL;

    if (chain == NULL || count == 0 || gnutls_x509_crt_init(&certificate) != GNUTLS_E_SUCCESS) {
        return NULL;
    }
    if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) != GNUTLS_E_SUCCESS) {
        certificate_autop(&certificate);
        return NULL;
    }
    return certificate;
}

/* Alternative names are what a certificate is for; the subject's common name counts where there are
 * none. */
static struct writ_str read_name(gnutls_x509_crt_t certificate, char text[NAME_MAX_BYTES])
{
    int kind = 0;
    bool has_others = false;
    size_t len = NAME_MAX_BYTES;

    for (unsigned i = 0; kind >= 0; i++, len = NAME_MAX_BYTES) {
        kind = gnutls_x509_crt_get_subject_alt_name(certificate, i, text, &len, NULL);
        if (kind == GNUTLS_SAN_URI || kind == GNUTLS_SAN_DNSNAME || kind == GNUTLS_SAN_RFC822NAME) {
            return (struct writ_str){text, len};
        }
        has_others = has_others || kind != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
    }
    if (has_others || gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0,
                                                    text, &len) != GNUTLS_E_SUCCESS) {
        return WRIT_LIT("");
    }
    return (struct writ_str){text, len};
}

/* Nothing that could end a line of somebody's log, or a text before its end. */
static bool is_printable(struct writ_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == '\x7f') {
            return false;
        }
    }
    return true;
}

static struct writ_str keep(struct writ_alloc *alloc, struct writ_str name)
{
    char *kept = writ_calloc(alloc, name.len + 1);

    if (kept == NULL) {
        return (struct writ_str){NULL, 0};
    }
    memcpy(kept, name.ptr, name.len);
    return (struct writ_str){kept, name.len};
}

static struct writ_str find_name(struct writ_alloc *alloc, gnutls_session_t session)
{
    WRIT_AUTO(certificate) gnutls_x509_crt_t certificate = certificate_of(session);
    char text[NAME_MAX_BYTES];

    if (certificate == NULL) {
        return keep(alloc, WRIT_LIT(""));
    }

    const struct writ_str name = read_name(certificate, text);

    return keep(alloc, writ_str_is_utf8(name) && is_printable(name) ? name : WRIT_LIT(""));
}

struct writ_str writ_http_peer_name(const struct writ_http_request *request)
{
    struct writ_http_traffic *traffic = writ_http_traffic(request);
    struct MHD_Connection *connection = writ_http_connection(request);
    struct writ_http_peer *peer = writ_http_peer_of(connection);

    if (peer == NULL || !traffic->asks_clients) {
        return WRIT_LIT("");
    }
    if (peer->name.ptr == NULL) {
        peer->name = find_name(&traffic->alloc, session_of(connection));
    }
    return peer->name.ptr == NULL ? WRIT_LIT("") : peer->name;
}
