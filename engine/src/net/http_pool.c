/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http_pool.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/owned.h"
#include "base/signals.h"
#include "base/try.h"

struct worker {
    pthread_t thread;
    int stop_fd;
    struct writ_http_server *server;
};

struct writ_http_pool {
    struct writ_owned own;
    int stop_fd; /* an eventfd: readable once the pool is to stop */
    struct worker *workers;
    unsigned count;
};

static void *run(void *ctx)
{
    struct worker *worker = ctx;
    struct pollfd fds[] = {{.fd = writ_http_fd(worker->server), .events = POLLIN},
                           {.fd = worker->stop_fd, .events = POLLIN}};
    enum writ_status status = WRIT_OK;

    while (status == WRIT_OK && fds[1].revents == 0) {
        (void)poll(fds, 2, writ_http_wait_ms(worker->server));
        status = writ_http_turn(worker->server, NULL);
    }
    writ_http_stop(worker->server);
    return NULL;
}

static enum writ_status start_worker(struct writ_http_pool *pool,
                                     const struct writ_listener *listener,
                                     const struct writ_http_options *options,
                                     struct writ_error *err)
{
    struct worker *worker = &pool->workers[pool->count];

    worker->stop_fd = pool->stop_fd;
    WRIT_TRY(writ_http_serve(listener, options, &worker->server, err));

    sigset_t before;
    int problem;

    writ_signals_block(&before);
    problem = pthread_create(&worker->thread, NULL, run, worker);
    writ_signals_restore(&before);
    if (problem != 0) {
        writ_http_stop(worker->server);
        return writ_fail(err, WRIT_E_IO, NULL, "cannot start a thread: %s", strerror(problem));
    }
    pool->count++;
    return WRIT_OK;
}

static void pool_autop(struct writ_http_pool **pool)
{
    writ_http_pool_stop(*pool);
}

enum writ_status writ_http_pool_start(const struct writ_listener *listener,
                                      const struct writ_http_options *options, unsigned threads,
                                      struct writ_http_pool **ret_pool, struct writ_error *err)
{
    WRIT_AUTO(pool) struct writ_http_pool *pool = writ_owned_new(sizeof(*pool));
    struct writ_http_options each = *options;

    if (pool == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for an HTTP server");
    }
    pool->workers = writ_arena_array(&pool->own.arena, threads, sizeof(pool->workers[0]));
    pool->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (pool->workers == NULL || pool->stop_fd < 0) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for an HTTP server");
    }
    each.connections = (options->connections + threads - 1) / threads;
    for (unsigned i = 0; i < threads; i++) {
        WRIT_TRY(start_worker(pool, listener, &each, err));
    }
    *ret_pool = WRIT_MOVE(pool);
    return WRIT_OK;
}

void writ_http_pool_stop(struct writ_http_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    (void)eventfd_write(pool->stop_fd, 1);
    for (unsigned i = 0; i < pool->count; i++) {
        (void)pthread_join(pool->workers[i].thread, NULL);
    }
    writ_fd_autop(&pool->stop_fd);
    writ_owned_free(pool, sizeof(*pool));
}
