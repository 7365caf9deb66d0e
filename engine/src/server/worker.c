/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread: what a request needs of the CPU is done at once, and nothing else is waited for.
 */
#include "server/worker.h"

#include <errno.h>
#include <poll.h>

#include "base/error.h"
#include "base/time.h"
#include "base/try.h"
#include "server/archive_process.h"
#include "server/route.h"

enum { DRAIN_MS = 10000, DRAIN_STEP_MS = 50 };

/* A connection that asked nothing for so long may be closed under its client: as an idle one may at
 * any time. */
enum { QUIET_MS = 1000 };

/* Enforcement points keep connections open and mostly idle; one costs some kilobytes. */
enum { CONNECTIONS_MAX = 16384 };

/* What the loop waits for besides the listeners' servers, which come first. */
enum { SCRIBE, ARCHIVE, STOP, OTHERS };

struct loop {
    struct writ_http_server *servers[WRIT_WORKER_LISTENERS_MAX];
    size_t count;
    struct writ_service *service;
    struct pollfd fds[WRIT_WORKER_LISTENERS_MAX + OTHERS];
};

static void loop_autop(struct loop *loop)
{
    for (size_t i = 0; i < loop->count; i++) {
        writ_http_stop(loop->servers[i]);
    }
}

/* Who is on a UNIX socket is on this machine, and the system says who. */
static bool is_local(const struct writ_listener *listener)
{
    return writ_str_starts(writ_str_from(listener->address), WRIT_LIT("unix:"));
}

static enum writ_status start(struct loop *loop, const struct writ_worker *worker,
                              struct writ_error *err)
{
    struct writ_http_options options = writ_http_defaults();

    options.handler = writ_service_handle;
    options.ctx = worker->service;
    options.connections = CONNECTIONS_MAX;
    loop->service = worker->service;
    options.body_max = WRIT_ROUTE_BODY_MAX;
    options.response_max = WRIT_ARCHIVE_BODY_MAX; /* nothing else is as long */
    for (; loop->count < worker->listener_count; loop->count++) {
        struct writ_http_server **server = &loop->servers[loop->count];
        const struct writ_listener *listener = &worker->listeners[loop->count];

        options.tls = is_local(listener) ? NULL : worker->tls;
        WRIT_TRY(writ_http_serve(listener, &options, server, err));
        loop->fds[loop->count] = (struct pollfd){writ_http_fd(*server), POLLIN, 0};
    }

    struct pollfd *others = loop->fds + loop->count;
    const struct writ_remote *archive = loop->service->archive;

    others[SCRIBE] = (struct pollfd){writ_scribe_fd(loop->service->scribe), POLLIN, 0};
    others[ARCHIVE] = (struct pollfd){archive == NULL ? -1 : writ_remote_fd(archive), POLLIN, 0};
    others[STOP] = (struct pollfd){worker->stop_fd, POLLIN, 0};
    return WRIT_OK;
}

/* How long nothing needs to be done unless something arrives; negative: for ever. */
static int patience_ms(const struct loop *loop)
{
    int least = -1;

    for (size_t i = 0; i < loop->count; i++) {
        const int one = writ_http_wait_ms(loop->servers[i]);

        least = least < 0 || (one >= 0 && one < least) ? one : least;
    }
    return least;
}

static enum writ_status turn(struct loop *loop, int most_ms, struct writ_error *err)
{
    const int wanted = patience_ms(loop);
    const int wait_ms = most_ms >= 0 && (wanted < 0 || wanted > most_ms) ? most_ms : wanted;

    if (poll(loop->fds, loop->count + OTHERS, wait_ms) < 0 && errno != EINTR) {
        return writ_fail(err, WRIT_E_IO, NULL, "cannot wait: %s", strerror(errno));
    }
    for (size_t i = 0; i < loop->count; i++) {
        WRIT_TRY(writ_http_turn(loop->servers[i], err));
    }
    writ_scribe_turn(loop->service->scribe);
    if (loop->service->archive != NULL) {
        writ_remote_turn(loop->service->archive);
    }
    return WRIT_OK;
}

static bool is_told_to_stop(const struct loop *loop)
{
    return (loop->fds[loop->count + STOP].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

static unsigned sum(const struct loop *loop, unsigned (*of)(const struct writ_http_server *))
{
    unsigned count = 0;

    for (size_t i = 0; i < loop->count; i++) {
        count += of(loop->servers[i]);
    }
    return count;
}

/* Accept nobody any more, and answer whoever is there and still asks: a connection ends with its
 * next answer. */
static enum writ_status drain(struct loop *loop, struct writ_error *err)
{
    const int64_t deadline_ms = writ_time_monotonic_ms() + DRAIN_MS;
    int64_t quiet_ms = writ_time_monotonic_ms() + QUIET_MS;

    loop->fds[loop->count + STOP].fd = -1;
    for (size_t i = 0; i < loop->count; i++) {
        writ_http_quiesce(loop->servers[i]);
    }
    while (sum(loop, writ_http_connections) > 0 && writ_time_monotonic_ms() < quiet_ms &&
           writ_time_monotonic_ms() < deadline_ms) {
        WRIT_TRY(turn(loop, DRAIN_STEP_MS, err));
        if (sum(loop, writ_http_busy) > 0) {
            quiet_ms = writ_time_monotonic_ms() + QUIET_MS;
        }
    }
    return WRIT_OK;
}

enum writ_status writ_worker_run(const struct writ_worker *worker, struct writ_error *err)
{
    WRIT_AUTO(loop) struct loop loop = {0};

    WRIT_TRY(start(&loop, worker, err));
    while (!is_told_to_stop(&loop)) {
        WRIT_TRY(turn(&loop, -1, err));
    }
    return drain(&loop, err);
}
