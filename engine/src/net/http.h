/* SPDX-License-Identifier: Apache-2.0
 *
 * net/http.h - a small HTTP/1.1 server: one handler, and limits on everything that comes in. It has no threads: its
 * owner waits until writ_http_fd() is readable or writ_http_wait_ms() have passed, and then calls writ_http_turn().
 * All functions of a server are called by one thread. (net/http_pool.h is for who has no event loop.)
 * Layer: net (may include base, microhttpd, gnutls, curl). No other directory includes microhttpd.h or curl/.
 */
#ifndef WRIT_NET_HTTP_H
#define WRIT_NET_HTTP_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "net/listen.h"
#include "net/tls.h"

struct writ_http_exchange;

/** Everything in it is valid until the handler returns, or, when it defers, until writ_http_answer(). */
struct writ_http_request {
    struct writ_str method; /**< "GET" */
    struct writ_str path;   /**< as sent, not decoded: "/log/checkpoint"; of an absolute target what follows the host */
    struct writ_str query;  /**< as sent, what follows '?'; may be empty */
    struct writ_str body;
    struct writ_arena *arena; /**< lives as long as the request; for texts of the response */
    struct writ_http_exchange *exchange; /**< what it belongs to; for the functions below */
};

/** The first header of this name, in any case; NULL when there is none. */
const char *writ_http_header(const struct writ_http_request *request, const char *name);

/** Whether there is more than one of them: who added the second cannot be told from who sent the first. */
bool writ_http_is_repeated(const struct writ_http_request *request, const char *name);

/**
 * Who the client is by its certificate: the first alternative name that is a URI, a DNS name or an address of mail;
 * where there are no alternative names the subject's common name. Empty without tls.client_ca_path, and when the name
 * is none that can be printed. Lives as long as the connection.
 */
struct writ_str writ_http_peer_name(const struct writ_http_request *request);

/** The user who connected to a UNIX socket; false for another kind of socket. */
bool writ_http_peer_uid(const struct writ_http_request *request, uid_t *ret_uid);

enum { WRIT_HTTP_FIELDS_MAX = 16 };

struct writ_http_field {
    const char *name;
    const char *value;
};

/** What the handler fills. Texts are static or in the request's arena. */
struct writ_http_response {
    unsigned status;          /**< 500 until it is set */
    const char *content_type; /**< NULL: none */
    struct writ_buf body;     /**< a poisoned one makes the answer 500 */
    struct writ_str text;     /**< a body that outlives the answer, instead of the one above; sent without a copy */
    struct writ_http_field fields[WRIT_HTTP_FIELDS_MAX]; /**< further headers, ended by a NULL name */
    bool is_deferred; /**< set by the handler: the answer comes with writ_http_answer() */
};

/**
 * Send what the response of a deferred request holds now. Once, and after the handler returned; request and response
 * are gone with it. The client may have left long ago: that changes nothing.
 */
void writ_http_answer(const struct writ_http_request *request);

/** Called by writ_http_turn(), and by writ_http_stop() for what is still arriving then. */
typedef void (*writ_http_handler)(void *ctx, const struct writ_http_request *request, struct writ_http_response *response);

struct writ_http_options {
    writ_http_handler handler;
    void *ctx;
    size_t body_max;      /**< longer: 413; where no length is announced, twice that ends the connection */
    size_t bodies_max;    /**< all that is held of them; what goes beyond is 503, but for the first 64 KiB of each */
    size_t response_max;
    size_t header_max;    /**< request line and headers together; longer: 414 or 431 */
    unsigned connections; /**< at a time, and no more than descriptors allow; further ones wait in the backlog */
    unsigned idle_s;      /**< a connection on which nothing moves for so long ends */
    unsigned request_s;   /**< and so does one whose request has not arrived whole idle_s + request_s after the last
                               answer, or whose client has not taken an answer by then, however steadily bytes trickle */
    unsigned drain_s;     /**< how long stopping waits for requests in flight */
    const struct writ_tls_pem *tls; /**< NULL: plain text; borrowed while the server starts */
};

/** What fits most: 16 KiB of headers, 1 MiB of body, 256 MiB of bodies, 256 connections, 15 s idle, 30 s a request, 10 s to
 * drain. */
struct writ_http_options writ_http_defaults(void);

struct writ_http_server;

/**
 * Start serving. It has no state outside the server, so that a process may have several, and forked processes one each.
 *
 * @param listener  borrowed, and may be shared
 * @retval WRIT_E_IO, WRIT_E_NOMEM  it cannot be started
 */
WRIT_NODISCARD enum writ_status writ_http_serve(const struct writ_listener *listener, const struct writ_http_options *options,
                                                struct writ_http_server **ret_server, struct writ_error *err);

/** For poll() or epoll, nothing else. */
int writ_http_fd(const struct writ_http_server *server);

/** How long the owner may wait before the next turn; -1: until something comes. Ask after each turn and each answer. */
int writ_http_wait_ms(const struct writ_http_server *server);

/** Accept, read, handle and send what there is. Never waits. @retval WRIT_E_IO  the queue of events is broken */
WRIT_NODISCARD enum writ_status writ_http_turn(struct writ_http_server *server, struct writ_error *err);

/**
 * Begin to end: accept nobody any more, leave the listening socket to those who share it, and close each connection with
 * its next answer, which says so. One that asks nothing ends with its idle time, as ever, so that no request fails.
 */
void writ_http_quiesce(struct writ_http_server *server);

/** Connections that are open, those included whose last answer is on its way. After writ_http_quiesce(): 0 says that everybody
 * has been served. */
unsigned writ_http_connections(const struct writ_http_server *server);

/** Requests that have begun and not ended. */
unsigned writ_http_busy(const struct writ_http_server *server);

/**
 * Accept nobody any more, let requests in flight end (drain_s), and release. What is deferred then is answered with
 * 503 and its request is gone. NULL is fine.
 */
void writ_http_stop(struct writ_http_server *server);

#endif
