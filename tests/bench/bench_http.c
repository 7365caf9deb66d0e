/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_http ADDRESS [later]: the same HTTP server as the service's, one thread, answering two
 * bytes to everything, at once or, as the service does, when it has handled all that came: what a
 * request costs before anything is decided. Runs until SIGTERM, and says what CPU an answer took.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "bench.h"
#include "net/http.h"

enum { PENDING_MAX = 1024 };

struct floor {
    bool is_later;
    double answered;
    const struct writ_http_request *pending[PENDING_MAX];
    size_t count;
};

static volatile sig_atomic_t is_ending;

static void end(int signal_number)
{
    (void)signal_number;
    is_ending = 1;
}

static void hello(void *ctx, const struct writ_http_request *request,
                  struct writ_http_response *response)
{
    struct floor *floor = ctx;

    response->status = 200;
    response->content_type = "application/json";
    response->text = WRIT_LIT("{}");
    floor->answered++;
    if (floor->is_later && floor->count < PENDING_MAX) {
        response->is_deferred = true;
        floor->pending[floor->count++] = request;
    }
}

static enum writ_status turn(struct writ_http_server *server, struct floor *floor,
                             struct writ_error *err)
{
    struct pollfd fd = {writ_http_fd(server), POLLIN, 0};

    (void)poll(&fd, 1, writ_http_wait_ms(server));
    WRIT_TRY(writ_http_turn(server, err));
    for (size_t i = 0; i < floor->count; i++) {
        writ_http_answer(floor->pending[i]);
    }
    floor->count = 0;
    return WRIT_OK;
}

static enum writ_status serve(const char *address, struct floor *floor, struct writ_error *err)
{
    struct writ_http_options options = writ_http_defaults();
    struct writ_listener listener;
    struct writ_http_server *server = NULL;
    enum writ_status status;

    options.handler = hello;
    options.ctx = floor;
    WRIT_TRY(writ_listen(address, false, &listener, err));
    status = writ_http_serve(&listener, &options, &server, err);
    while (status == WRIT_OK && !is_ending) {
        status = turn(server, floor, err);
    }
    writ_listener_close(&listener);
    writ_http_stop(server);
    return status;
}

int main(int argc, char **argv)
{
    struct floor floor = {.is_later = argc == 3 && strcmp(argv[2], "later") == 0};
    struct writ_error err = {0};

    if (argc != 2 && !floor.is_later) {
        (void)fprintf(stderr, "usage: bench_http ADDRESS [later]\n");
        return 2;
    }
    (void)signal(SIGTERM, end);
    if (serve(argv[1], &floor, &err) != WRIT_OK) {
        return die(&err);
    }
    if (floor.answered > 0) {
        (void)fprintf(stderr, "%.0f answers, %.2f us of CPU each\n", floor.answered,
                      now_us(CLOCK_PROCESS_CPUTIME_ID) / floor.answered);
    }
    return 0;
}
