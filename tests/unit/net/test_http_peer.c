/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is at the other end: certificates that are believed and that are not, versions of TLS, users
 * of a UNIX socket. Each answer is deferred, so that TLS and deferring meet.
 */
#include "cmocka_all.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/un.h>

#include "base/try.h"
#include "http_raw.h"
#include "net/http.h"
#include "tls_maker.h"

static const struct made_kind kinds[] = {
    {.common_name = "the CA", .is_ca = true},
    {.common_name = "another CA", .is_ca = true},
    {.common_name = "localhost", .purpose = GNUTLS_KP_TLS_WWW_SERVER},
    {.common_name = "alice", .purpose = GNUTLS_KP_TLS_WWW_CLIENT},
    {.common_name = "bob", .uri = "spiffe://acme/etl", .purpose = GNUTLS_KP_TLS_WWW_CLIENT},
    {.common_name = "carol"},
    {.common_name = "mallory", .purpose = GNUTLS_KP_TLS_WWW_CLIENT},
    {.common_name = "was here", .purpose = GNUTLS_KP_TLS_WWW_CLIENT, .is_expired = true},
    {.common_name = "two\nlines", .purpose = GNUTLS_KP_TLS_WWW_CLIENT},
};

enum which { CA, OTHER_CA, SERVER, ALICE, BOB, CAROL, MALLORY, EXPIRED, LINES, KINDS, NOBODY };

struct fixture {
    char dir[OWN_PATH];
    char ca[OWN_PATH], ca_key[OWN_PATH], cert[OWN_PATH], key[OWN_PATH], path[OWN_PATH];
    struct made_cert made[KINDS];
    struct writ_listener listener;
    struct writ_http_server *server;
    const struct writ_http_request *pending;
    pthread_t thread;
    atomic_bool is_over;
    atomic_uint turns;
};

static void say_who(void *ctx, const struct writ_http_request *request,
                    struct writ_http_response *response)
{
    struct fixture *fixture = ctx;
    const struct writ_str name = writ_http_peer_name(request);
    uid_t uid = 0;

    response->status = 200;
    writ_buf_addf(&response->body, "name=%.*s uid=%d\n", WRIT_FMT(name),
                  writ_http_peer_uid(request, &uid) ? (int)uid : -1);
    response->is_deferred = true;
    fixture->pending = request;
}

static void *run(void *ctx)
{
    struct fixture *fixture = ctx;
    struct pollfd events = {.fd = writ_http_fd(fixture->server), .events = POLLIN};
    enum writ_status status = WRIT_OK;

    while (!atomic_load(&fixture->is_over) && status == WRIT_OK) {
        const int wait_ms = writ_http_wait_ms(fixture->server);

        (void)poll(&events, 1, wait_ms < 0 || wait_ms > 10 ? 10 : wait_ms);
        status = writ_http_turn(fixture->server, NULL);
        (void)atomic_fetch_add(&fixture->turns, 1);
        if (fixture->pending != NULL) {
            writ_http_answer(fixture->pending);
            fixture->pending = NULL;
        }
    }
    writ_http_stop(fixture->server);
    return NULL;
}

static void start(struct fixture *fixture, const char *address, struct writ_tls tls)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_tls_pem) struct writ_tls_pem pem = {0};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_http_options options = writ_http_defaults();
    struct writ_error err = {0};

    writ_arena_init(&arena, &alloc);
    options.handler = say_who;
    options.ctx = fixture;
    if (tls.cert_path != NULL) {
        assert_int_equal(writ_tls_read(&tls, &arena, &pem, &err), WRIT_OK);
        options.tls = &pem;
    }
    if (writ_listen(address, false, &fixture->listener, &err) != WRIT_OK ||
        writ_http_serve(&fixture->listener, &options, &fixture->server, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    assert_int_equal(pthread_create(&fixture->thread, NULL, run, fixture), 0);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    assert_non_null(fixture);
    own_dir_make(fixture->dir);
    own_path(fixture->dir, "ca.pem", fixture->ca);
    own_path(fixture->dir, "ca.key", fixture->ca_key);
    own_path(fixture->dir, "cert.pem", fixture->cert);
    own_path(fixture->dir, "key.pem", fixture->key);
    own_path(fixture->dir, "socket", fixture->path);
    for (size_t i = 0; i < KINDS; i++) {
        fixture->made[i] = tls_make(&kinds[i], i <= OTHER_CA  ? NULL
                                               : i == MALLORY ? &fixture->made[OTHER_CA]
                                                              : &fixture->made[CA]);
    }
    tls_write(&fixture->made[CA], fixture->ca, fixture->ca_key);
    tls_write(&fixture->made[SERVER], fixture->cert, fixture->key);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    atomic_store(&fixture->is_over, true);
    assert_int_equal(pthread_join(fixture->thread, NULL), 0);
    writ_listener_close(&fixture->listener);
    for (size_t i = 0; i < KINDS; i++) {
        tls_free(&fixture->made[i]);
    }
    own_dir_remove(fixture->dir);
    free(fixture);
    return 0;
}

#define GET      "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET_LAST "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

/* The status of the last of two answers on one connection; 0 when there was no handshake or no
 * answer. */
static unsigned ask_twice(gnutls_session_t session, char text[RAW_MAX])
{
    ssize_t got = 0;
    size_t len = 0;

    if (gnutls_handshake(session) < 0 || gnutls_record_send(session, GET, sizeof(GET) - 1) < 0) {
        return 0;
    }
    do {
        got = gnutls_record_recv(session, text + len, RAW_MAX - 1 - len);
        len += got > 0 ? (size_t)got : 0;
        text[len] = '\0';
    } while (got > 0 && strstr(text, "uid=") == NULL);
    if (got <= 0 || gnutls_record_send(session, GET_LAST, sizeof(GET_LAST) - 1) < 0) {
        return 0;
    }
    got = gnutls_record_recv(session, text, RAW_MAX - 1);
    for (len = 0; got > 0 && len < RAW_MAX - 1;
         got = gnutls_record_recv(session, text + len, RAW_MAX - 1 - len)) {
        len += (size_t)got;
    }
    text[len] = '\0';
    return raw_status(text);
}

static unsigned ask(const struct fixture *fixture, enum which who, const char *versions,
                    char text[RAW_MAX])
{
    const int fd = raw_connect(fixture->listener.address);
    gnutls_x509_crt_t ca = fixture->made[CA].cert;
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t session;

    text[0] = '\0';
    tls_ok(gnutls_certificate_allocate_credentials(&credentials));
    tls_ok(gnutls_certificate_set_x509_trust(credentials, &ca, 1));
    if (who != NOBODY) {
        gnutls_x509_crt_t chain[] = {fixture->made[who].cert};

        tls_ok(gnutls_certificate_set_x509_key(credentials, chain, 1, fixture->made[who].key));
    }
    tls_ok(gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL));
    tls_ok(gnutls_priority_set_direct(session, versions, NULL));
    tls_ok(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials));
    gnutls_session_set_verify_cert(session, NULL, 0);
    gnutls_transport_set_int(session, fd);

    const unsigned status = ask_twice(session, text);

    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    (void)close(fd);
    return status;
}

static const struct {
    const char *label;
    enum which who;
    const char *name; /* NULL: refused */
} clients[] = {
    {"a common name", ALICE, "name=alice "},
    {"an alternative name counts more", BOB, "name=spiffe://acme/etl "},
    {"any purpose is a client's too", CAROL, "name=carol "},
    {"no certificate", NOBODY, NULL},
    {"another CA's", MALLORY, NULL},
    {"expired", EXPIRED, NULL},
    {"a server's", SERVER, NULL},
    {"a name that is none", LINES, "name= "},
};

static void only_the_ca_s_clients_are_served(void **state)
{
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    start(fixture, "127.0.0.1:0", (struct writ_tls){fixture->cert, fixture->key, fixture->ca});
    for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
        for (int version = 2; version <= 3; version++) {
            char versions[64];

            (void)snprintf(versions, sizeof(versions), "NORMAL:-VERS-ALL:+VERS-TLS1.%d", version);

            const unsigned status = ask(fixture, clients[i].who, versions, text);

            if (status != (clients[i].name == NULL ? 0 : 200) ||
                (clients[i].name != NULL && strstr(text, clients[i].name) == NULL)) {
                fail_msg("%s, TLS 1.%d: %u %s", clients[i].label, version, status, text);
            }
        }
    }
}

static void without_a_ca_nobody_has_a_name(void **state)
{
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    start(fixture, "127.0.0.1:0", (struct writ_tls){fixture->cert, fixture->key, NULL});
    assert_int_equal(ask(fixture, ALICE, "NORMAL", text), 200);
    assert_non_null(strstr(text, "name= uid=-1"));
}

static void old_versions_and_plain_text_are_refused(void **state)
{
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    start(fixture, "127.0.0.1:0", (struct writ_tls){fixture->cert, fixture->key, NULL});
    assert_int_equal(ask(fixture, NOBODY, "NORMAL:-VERS-ALL:+VERS-TLS1.1", text), 0);
    assert_int_equal(ask(fixture, NOBODY, "NORMAL:-VERS-ALL:+VERS-TLS1.0", text), 0);
    assert_int_equal(ask(fixture, NOBODY, "NORMAL", text), 200);

    const int fd = raw_connect(fixture->listener.address);

    assert_true(send(fd, GET_LAST, sizeof(GET_LAST) - 1, MSG_NOSIGNAL) > 0);
    assert_int_equal(raw_read(fd, text), 0);
}

/* Neither before the first byte of its handshake nor in the middle of it. */
static void a_silent_client_keeps_nobody_busy(void **state)
{
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    start(fixture, "127.0.0.1:0", (struct writ_tls){fixture->cert, fixture->key, NULL});

    const int mute = raw_connect(fixture->listener.address);
    const int halting = raw_connect(fixture->listener.address);

    assert_int_equal(send(halting, "\x16\x03\x01\x02", 4, MSG_NOSIGNAL), 4);
    assert_int_equal(ask(fixture, NOBODY, "NORMAL", text), 200); /* others are served */

    const unsigned before = atomic_load(&fixture->turns);

    (void)nanosleep(&(struct timespec){0, 200000000}, NULL);
    assert_true(atomic_load(&fixture->turns) - before <= 200);
    (void)close(mute);
    (void)close(halting);
}

static void a_unix_socket_knows_its_user(void **state)
{
    struct fixture *fixture = *state;
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char address[OWN_PATH + 8];
    char wanted[64];
    char text[RAW_MAX];

    (void)snprintf(address, sizeof(address), "unix:%s", fixture->path);
    assert_true(strlen(fixture->path) < sizeof(name.sun_path));
    memcpy(name.sun_path, fixture->path, strlen(fixture->path));
    (void)snprintf(wanted, sizeof(wanted), "name= uid=%d", (int)getuid());
    start(fixture, address, (struct writ_tls){NULL, NULL, NULL});
    assert_int_equal(connect(fd, (const struct sockaddr *)&name, sizeof(name)), 0);
    assert_true(send(fd, GET_LAST, sizeof(GET_LAST) - 1, MSG_NOSIGNAL) > 0);
    assert_int_equal(raw_read(fd, text), 200);
    assert_non_null(strstr(text, wanted));
}

static void without_tls_nobody_has_a_name(void **state)
{
    struct fixture *fixture = *state;
    char text[RAW_MAX];

    start(fixture, "127.0.0.1:0", (struct writ_tls){NULL, NULL, NULL});

    const int fd = raw_connect(fixture->listener.address);

    assert_true(send(fd, GET_LAST, sizeof(GET_LAST) - 1, MSG_NOSIGNAL) > 0);
    assert_int_equal(raw_read(fd, text), 200);
    assert_non_null(strstr(text, "name= uid=-1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_the_ca_s_clients_are_served, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_ca_nobody_has_a_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(old_versions_and_plain_text_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_silent_client_keeps_nobody_busy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_unix_socket_knows_its_user, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_tls_nobody_has_a_name, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
