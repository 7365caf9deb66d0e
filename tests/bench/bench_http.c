/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_http ADDRESS: the same HTTP server as the service's, one thread, answering two bytes to
 * everything: what a request costs before anything is decided. Runs until SIGTERM.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>

#include "base/try.h"
#include "net/http.h"

static volatile sig_atomic_t is_ending;

static void end(int signal_number)
{
    (void)signal_number;
    is_ending = 1;
}

static void hello(void *ctx, const struct writ_http_request *request,
                  struct writ_http_response *response)
{
    (void)ctx;
    (void)request;
    response->status = 200;
    response->content_type = "application/json";
    response->text = WRIT_LIT("{}");
}

static enum writ_status serve(const char *address, struct writ_error *err)
{
    struct writ_http_options options = writ_http_defaults();
    struct writ_listener listener;
    struct writ_http_server *server = NULL;
    enum writ_status status;

    options.handler = hello;
    WRIT_TRY(writ_listen(address, false, &listener, err));
    status = writ_http_serve(&listener, &options, &server, err);
    while (status == WRIT_OK && !is_ending) {
        struct pollfd fd = {writ_http_fd(server), POLLIN, 0};

        (void)poll(&fd, 1, writ_http_wait_ms(server));
        status = writ_http_turn(server, err);
    }
    writ_listener_close(&listener);
    writ_http_stop(server);
    return status;
}

int main(int argc, char **argv)
{
    struct writ_error err = {0};

    if (argc != 2) {
        (void)fprintf(stderr, "usage: bench_http ADDRESS\n");
        return 2;
    }
    (void)signal(SIGTERM, end);
    if (serve(argv[1], &err) != WRIT_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return 0;
}
