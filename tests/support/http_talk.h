/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/http_talk.h - a server without threads and a client of it, in turns on one thread.
 */
#ifndef WRIT_TESTS_HTTP_TALK_H
#define WRIT_TESTS_HTTP_TALK_H

#include <poll.h>
#include <stdio.h>

#include "http_raw.h"
#include "net/http.h"

enum {
    HEADER_MAX = 16 << 10,
    BODY_MAX = 1 << 20,
    BODIES_MAX = 5 << 20,
    TEXT_MAX = 4 << 20,
    PATIENCE = 5000
};

struct fixture {
    struct writ_listener listener;
    struct writ_http_server *server;
    size_t handled;
    char last[256]; /* what the handler saw */
};

static char got[TEXT_MAX];

static inline void note(void *ctx, const struct writ_http_request *request,
                        struct writ_http_response *response)
{
    struct fixture *fixture = ctx;

    fixture->handled++;
    (void)snprintf(fixture->last, sizeof(fixture->last), "%.*s %.*s?%.*s %zu",
                   WRIT_FMT(request->method), WRIT_FMT(request->path), WRIT_FMT(request->query),
                   request->body.len);
    response->status = 200;
    response->text = WRIT_LIT("ok\n");
}

static inline struct fixture *start(const char *address, unsigned connections)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct writ_http_options options = writ_http_defaults();
    struct writ_error err = {0};

    assert_non_null(fixture);
    options.handler = note;
    options.ctx = fixture;
    options.header_max = HEADER_MAX;
    options.body_max = BODY_MAX;
    options.bodies_max = BODIES_MAX;
    options.connections = connections;
    if (writ_listen(address, false, &fixture->listener, &err) != WRIT_OK ||
        writ_http_serve(&fixture->listener, &options, &fixture->server, &err) != WRIT_OK) {
        fail_msg("%s: %s", err.loc.source, err.text);
    }
    return fixture;
}

static inline int set_up(void **state)
{
    *state = start("127.0.0.1:0", 256);
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;

    writ_http_stop(fixture->server);
    writ_listener_close(&fixture->listener);
    free(fixture);
    return 0;
}

/* Whether there was anything to do. */
static inline bool step(const struct fixture *fixture)
{
    struct pollfd events = {.fd = writ_http_fd(fixture->server), .events = POLLIN};
    const bool is_due = writ_http_wait_ms(fixture->server) == 0;
    const bool has_come = poll(&events, 1, is_due ? 0 : 1) > 0;

    assert_int_equal(writ_http_turn(fixture->server, NULL), WRIT_OK);
    return is_due || has_come;
}

/* Send all, and collect what comes back until the server closes or has nothing more to do. */
static inline void talk(const struct fixture *fixture, const char *bytes, size_t len)
{
    const int fd = raw_connect(fixture->listener.address);
    size_t given = 0;
    size_t taken = 0;
    int quiet = 0;
    ssize_t more = -1;

    while (more != 0 && quiet < (given < len ? PATIENCE : 5)) {
        const ssize_t gone =
            given < len ? send(fd, bytes + given, len - given, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
        const bool has_moved = step(fixture);

        given += gone > 0 ? (size_t)gone : 0;
        more = recv(fd, got + taken, TEXT_MAX - 1 - taken, MSG_DONTWAIT);
        taken += more > 0 ? (size_t)more : 0;
        quiet = has_moved || gone > 0 || more > 0 ? 0 : quiet + 1;
    }
    got[taken] = '\0';
    (void)close(fd);
    (void)step(fixture);
}

/* The statuses of all answers, each of which begins a line: "200 200 400". */
static inline void statuses(char ret_text[256])
{
    const char *at = got;

    ret_text[0] = '\0';
    while ((at = strstr(at, "HTTP/1.1 ")) != NULL && strlen(ret_text) < 240) {
        if (at == got || at[-1] == '\n') {
            (void)snprintf(ret_text + strlen(ret_text), 8, "%s%.3s", ret_text[0] == '\0' ? "" : " ",
                           at + 9);
        }
        at += 9;
    }
}

#define HEAD "Host: a\r\n"
#define POST "POST / HTTP/1.1\r\n" HEAD

static inline void wait_for(const struct fixture *fixture, unsigned connections)
{
    for (int i = 0; i < PATIENCE && writ_http_connections(fixture->server) != connections; i++) {
        (void)step(fixture);
    }
    assert_int_equal(writ_http_connections(fixture->server), connections);
}

#endif
