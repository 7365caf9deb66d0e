/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/time.h"
#include "base/try.h"
#include "net/http_deadline.h"
#include "net/http_peer.h"

enum { DRAIN_STEP_MS = 5, HANDSHAKE_STEP_MS = 2, MS_PER_S = 1000 };

/* What the library needs next to a head: 60 bytes for each of its lines, and the head of the
 * answer. */
enum { NOTES = 6 << 10 };

/* Descriptors that are left to the rest of the process. */
enum { FILES = 64 };

/* The library takes three turns over one answer: to take it, to send it, and to see that nothing
 * else has come. */
enum { ROUNDS = 3 };

struct writ_http_server {
    struct writ_alloc alloc;
    struct writ_http_traffic traffic;
    struct MHD_Daemon *daemon;
    int listener; /* its own descriptor of what may be shared */
};

struct writ_http_options writ_http_defaults(void)
{
    return (struct writ_http_options){
        .body_max = 1 << 20,
        .bodies_max = 256 << 20,
        .response_max = 16 << 20,
        .header_max = 16 << 10,
        .connections = 256,
        .idle_s = 15,
        .request_s = 30,
        .drain_s = 10,
    };
}

/* A connection more than there are descriptors would stop the process from opening files. */
static unsigned affordable(unsigned connections)
{
    struct rlimit files = {0, 0};

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= (rlim_t)connections + FILES) {
        return connections;
    }
    return files.rlim_cur > 2 * FILES ? (unsigned)files.rlim_cur - FILES : FILES;
}

/* An answer may be on its way to who has not said everything yet. */
static bool is_cut_short(const struct writ_http_peer *peer)
{
    char byte;

    return peer->is_cut_short || recv(peer->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static void on_connection(void *ctx, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode code)
{
    struct writ_http_traffic *traffic = ctx;

    traffic->has_moved = true;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *slot = writ_http_peer_new(&traffic->alloc, connection, traffic->asks_clients);
        writ_http_await(traffic, *slot);
    } else if (*slot != NULL) {
        if (is_cut_short(*slot)) {
            writ_http_linger(&traffic->linger, ((struct writ_http_peer *)*slot)->fd,
                             traffic->now_ms);
        }
        writ_http_relax(traffic, *slot);
        writ_http_peer_free(&traffic->alloc, *slot);
        *slot = NULL;
    }
}

static struct MHD_Daemon *start(struct writ_http_server *server,
                                const struct MHD_OptionItem *tls_items)
{
    const struct writ_http_options *options = &server->traffic.options;
    const unsigned tls = options->tls == NULL ? 0 : MHD_USE_TLS;
    const struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, server->listener, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)writ_http_begin, &server->traffic},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, &server->traffic},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)writ_http_end, &server->traffic},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)(options->header_max + NOTES), NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)affordable(options->connections), NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)options->idle_s, NULL},
        {MHD_OPTION_ARRAY, 0, (void *)(uintptr_t)tls_items},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | tls, 0, NULL, NULL,
                            writ_http_on_request, &server->traffic, MHD_OPTION_ARRAY, items,
                            MHD_OPTION_END);
}

/* The library keeps nothing of these bytes. */
static struct MHD_Daemon *start_with_tls(struct writ_http_server *server,
                                         const struct writ_tls_pem *pem)
{
    char priorities[] = WRIT_TLS_PRIORITIES;
    const bool asks_clients = pem->client_ca.ptr != NULL;
    const struct MHD_OptionItem items[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)pem->cert.ptr},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)pem->key.bytes},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
        {asks_clients ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0,
         (void *)(uintptr_t)pem->client_ca.ptr},
        {MHD_OPTION_END, 0, NULL},
    };

    server->traffic.asks_clients = asks_clients;
    return start(server, items);
}

static void server_autop(struct writ_http_server **server)
{
    struct writ_alloc alloc;

    if (*server != NULL) {
        alloc = (*server)->alloc;
        writ_fd_autop(&(*server)->listener);
        writ_free(&alloc, *server, sizeof(**server));
    }
}

enum writ_status writ_http_serve(const struct writ_listener *listener,
                                 const struct writ_http_options *options,
                                 struct writ_http_server **ret_server, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(listener->address, 0, 0);
    const struct MHD_OptionItem none = {MHD_OPTION_END, 0, NULL};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(server) struct writ_http_server *server = writ_calloc(&alloc, sizeof(*server));

    if (server == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, &loc, "out of memory for an HTTP server");
    }
    server->alloc = alloc;
    server->traffic.alloc = WRIT_ALLOC_INIT(0);
    server->traffic.options = *options;
    server->traffic.now_ms = writ_time_monotonic_ms();
    server->listener =
        fcntl(listener->fd, F_DUPFD_CLOEXEC, 0); /* the library closes what it is given */
    server->daemon =
        options->tls == NULL ? start(server, &none) : start_with_tls(server, options->tls);
    server->traffic.has_tls = options->tls != NULL;
    server->traffic.options.tls = NULL; /* it was borrowed */
    if (server->daemon == NULL) {
        server->listener = -1; /* the library has closed it */
        return writ_fail(err, WRIT_E_IO, &loc, "cannot start the HTTP server: %s", strerror(errno));
    }
    *ret_server = WRIT_MOVE(server);
    return WRIT_OK;
}

/* Turning: for the owner's event loop. */

int writ_http_fd(const struct writ_http_server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

/* While a client is silent in the middle of its handshake, the library asks for the next turn at
 * once, over and over; what does come wakes the owner. */
static bool only_waits(const struct writ_http_traffic *traffic)
{
    return traffic->has_tls && !traffic->has_moved;
}

/* -1: for ever. */
static int library_wait_ms(const struct writ_http_server *server)
{
    MHD_UNSIGNED_LONG_LONG wait_ms = 0;

    if (MHD_get_timeout(server->daemon, &wait_ms) != MHD_YES) {
        return -1;
    }
    return wait_ms == 0 && only_waits(&server->traffic) ? HANDSHAKE_STEP_MS : (int)wait_ms;
}

/* -1: for ever. */
static int sooner(int a_ms, int b_ms)
{
    return a_ms < 0 || (b_ms >= 0 && b_ms < a_ms) ? b_ms : a_ms;
}

int writ_http_wait_ms(const struct writ_http_server *server)
{
    const int wait_ms = server->traffic.has_answers ? 0 : library_wait_ms(server);

    return sooner(sooner(wait_ms, writ_http_deadline_ms(&server->traffic)),
                  writ_http_linger_wait_ms(&server->traffic.linger));
}

enum writ_status writ_http_turn(struct writ_http_server *server, struct writ_error *err)
{
    server->traffic.now_ms = writ_time_monotonic_ms();
    writ_http_hang_up(&server->traffic);
    writ_http_linger_turn(&server->traffic.linger, server->traffic.now_ms);
    for (int i = 0; i == 0 || (i < ROUNDS && writ_http_wait_ms(server) == 0); i++) {
        server->traffic.has_answers = false;
        server->traffic.has_moved = false;
        if (MHD_run_wait(server->daemon, 0) != MHD_YES) {
            return writ_fail(err, WRIT_E_IO, NULL, "the HTTP server's events are lost: %s",
                             strerror(errno));
        }
    }
    return WRIT_OK;
}

unsigned writ_http_connections(const struct writ_http_server *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)
               ->num_connections +
           (unsigned)server->traffic.linger.count;
}

unsigned writ_http_busy(const struct writ_http_server *server)
{
    return server->traffic.busy;
}

/* Ending. */

void writ_http_quiesce(struct writ_http_server *server)
{
    if (!server->traffic.is_ending) {
        server->traffic.is_ending = true;
        (void)MHD_quiesce_daemon(server->daemon);
    }
}

/* What the handler defers now is nobody's to answer any more. */
static enum writ_status drain_a_little(struct writ_http_server *server)
{
    struct pollfd events = {.fd = writ_http_fd(server), .events = POLLIN};

    writ_http_give_up(&server->traffic);
    (void)poll(&events, 1, writ_http_wait_ms(server) == 0 ? 0 : DRAIN_STEP_MS);
    return writ_http_turn(server, NULL);
}

void writ_http_stop(struct writ_http_server *server)
{
    if (server == NULL) {
        return;
    }

    const int64_t end_ms =
        writ_time_monotonic_ms() + (int64_t)server->traffic.options.drain_s * MS_PER_S;
    enum writ_status status = WRIT_OK;
    struct writ_alloc alloc = server->alloc;

    writ_http_quiesce(server);
    while (status == WRIT_OK && writ_http_busy(server) > 0 && writ_time_monotonic_ms() < end_ms) {
        status = drain_a_little(server);
    }
    writ_http_give_up(&server->traffic); /* the library ends no connection that is suspended */
    MHD_stop_daemon(server->daemon);
    writ_http_linger_done(&server->traffic.linger);
    writ_fd_autop(&server->listener);
    writ_http_traffic_done(&server->traffic);
    writ_free(&alloc, server, sizeof(*server));
}
