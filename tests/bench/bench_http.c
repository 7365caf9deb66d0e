/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench_http.c - the floor under every request: a server without threads whose handler says "hello", at
 * once or (later) in the turn after. Load comes from elsewhere: `wrk -t1 -c64 http://127.0.0.1:PORT/`.
 *
 * Usage: bench_http now|later [SECONDS]
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "net/http.h"

enum { PENDING_MAX = 1024, CONNECTIONS = 1000 };

struct floor {
    bool is_later;
    uint64_t answered;
    const struct writ_http_request *pending[PENDING_MAX];
    size_t count;
};

static void hello(void *ctx, const struct writ_http_request *request,
                  struct writ_http_response *response)
{
    struct floor *floor = ctx;

    response->status = 200;
    response->content_type = "text/plain";
    writ_buf_add_text(&response->body, "hello");
    floor->answered++;
    if (floor->is_later && floor->count < PENDING_MAX) {
        response->is_deferred = true;
        floor->pending[floor->count++] = request;
    }
}

static enum writ_status serve(struct writ_http_server *server, struct floor *floor, double seconds,
                              struct writ_error *err)
{
    struct pollfd events = {.fd = writ_http_fd(server), .events = POLLIN};
    const double end = now_us(CLOCK_MONOTONIC) + seconds * 1e6;

    while (now_us(CLOCK_MONOTONIC) < end) {
        const int wait_ms = writ_http_wait_ms(server);

        (void)poll(&events, 1, wait_ms < 0 || wait_ms > 100 ? 100 : wait_ms);

        const enum writ_status status = writ_http_turn(server, err);

        if (status != WRIT_OK) {
            return status;
        }
        for (size_t i = 0; i < floor->count; i++) {
            writ_http_answer(floor->pending[i]);
        }
        floor->count = 0;
    }
    return WRIT_OK;
}

int main(int argc, char **argv)
{
    const double seconds = argc > 2 ? strtod(argv[2], NULL) : 10;
    struct floor floor = {.is_later = argc > 1 && strcmp(argv[1], "later") == 0};
    struct writ_http_options options = writ_http_defaults();
    struct writ_http_server *server = NULL;
    struct writ_listener listener = {.fd = -1};
    struct writ_error err = {0};

    options.handler = hello;
    options.ctx = &floor;
    options.connections = CONNECTIONS;
    if (writ_listen("127.0.0.1:0", false, &listener, &err) != WRIT_OK ||
        writ_http_serve(&listener, &options, &server, &err) != WRIT_OK) {
        return die(&err);
    }
    printf("http://%s/\n", listener.address);
    (void)fflush(stdout);

    const double cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
    const enum writ_status status = serve(server, &floor, seconds, &err);
    const double used = now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu;

    writ_http_stop(server);
    writ_listener_close(&listener);
    if (status != WRIT_OK) {
        return die(&err);
    }
    printf("answered %llu, %.2f us of CPU each\n", (unsigned long long)floor.answered,
           used / (double)(floor.answered == 0 ? 1 : floor.answered));
    return 0;
}
