/* SPDX-License-Identifier: Apache-2.0
 *
 * One server takes over from another on the same socket while clients ask without a pause: none of
 * them notices more than the end of a connection that it was told of. All in one thread.
 */
#include "cmocka_all.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "http_raw.h"
#include "net/http.h"

enum { CLIENTS = 16, GENERATIONS = 10, STEPS = 60, PENDING_MAX = CLIENTS, PATIENCE = 5000 };

/* What a generation has deferred. */
struct generation {
    struct writ_http_server *server;
    const struct writ_http_request *pending[PENDING_MAX];
    size_t count;
};

struct client {
    int fd;
    size_t answered;
    bool is_waiting;
    char text[1024];
    size_t len;
};

static void handle(void *ctx, const struct writ_http_request *request,
                   struct writ_http_response *response)
{
    struct generation *generation = ctx;

    response->status = 200;
    response->text = WRIT_LIT("answer\n");
    if (writ_str_is(request->path, "/later")) {
        response->is_deferred = true;
        generation->pending[generation->count++] = request;
    }
}

static void begin(struct generation *generation, const struct writ_listener *listener)
{
    struct writ_http_options options = writ_http_defaults();

    options.handler = handle;
    options.ctx = generation;
    assert_int_equal(writ_http_serve(listener, &options, &generation->server, NULL), WRIT_OK);
}

static void turn(struct generation *generation)
{
    assert_int_equal(writ_http_turn(generation->server, NULL), WRIT_OK);
    for (size_t i = 0; i < generation->count; i++) {
        writ_http_answer(generation->pending[i]);
    }
    generation->count = 0;
}

static void ask(struct client *client, const char *address, bool is_later)
{
    const char *request = is_later
                              ? "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
                              : "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";

    if (client->fd < 0) {
        client->fd = raw_connect(address);
    }
    assert_int_equal(send(client->fd, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    client->is_waiting = true;
    client->len = 0;
}

/* An end before the answer is a failed request. */
static void hear(struct client *client)
{
    const ssize_t got = recv(client->fd, client->text + client->len,
                             sizeof(client->text) - 1 - client->len, MSG_DONTWAIT);

    assert_true(got != 0);
    if (got < 0) {
        assert_int_equal(errno, EAGAIN);
        return;
    }
    client->len += (size_t)got;
    client->text[client->len] = '\0';
    if (strstr(client->text, "answer\n") == NULL) {
        return;
    }
    assert_int_equal(raw_status(client->text), 200);
    client->is_waiting = false;
    client->answered++;
    if (strstr(client->text, "Connection: close") != NULL) {
        (void)close(client->fd);
        client->fd = -1;
    }
}

/* Each client asks now and then, so that some connections are idle whenever a server is told to
 * end. */
static void go_on(struct client *clients, const char *address, size_t step)
{
    for (size_t i = 0; i < CLIENTS; i++) {
        if (clients[i].is_waiting) {
            hear(&clients[i]);
        } else if (step % (i + 1) == 0) {
            ask(&clients[i], address, (step + i) % 2 == 0);
        }
    }
}

static void nobody_notices(void **state)
{
    struct writ_listener listener = {.fd = -1};
    struct client clients[CLIENTS] = {{.fd = -1}};
    struct generation generations[2] = {{.server = NULL}, {.server = NULL}};
    size_t step = 0;

    (void)state;
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i].fd = -1;
    }
    assert_int_equal(writ_listen("127.0.0.1:0", false, &listener, NULL), WRIT_OK);
    begin(&generations[0], &listener);
    for (size_t i = 1; i <= GENERATIONS; i++) {
        struct generation *old = &generations[(i + 1) % 2];
        struct generation *new = &generations[i % 2];

        for (size_t until = step + STEPS; step < until; step++) {
            go_on(clients, listener.address, step);
            turn(old);
        }
        begin(new, &listener);
        writ_http_quiesce(old->server);
        for (int left = PATIENCE; writ_http_connections(old->server) > 0; left--, step++) {
            assert_true(left > 0);
            go_on(clients, listener.address, step);
            turn(old);
            turn(new);
        }
        writ_http_stop(old->server);
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        assert_true(clients[i].answered > GENERATIONS);
        if (clients[i].fd >= 0) {
            (void)close(clients[i].fd);
        }
    }
    writ_http_stop(generations[GENERATIONS % 2].server);
    writ_listener_close(&listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_notices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
