/* SPDX-License-Identifier: Apache-2.0
 *
 * The service from its options.
 */
#include "writ/serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "server/loaded.h"
#include "server/public_url.h"
#include "server/scribe_local.h"
#include "server/worker.h"

/* Everything that is held while it serves, released in the order it needs. */
struct running {
    struct writ_recorder *recorder;
    struct writ_loaded loaded;
    struct writ_scribe *scribe;
    struct writ_metrics *metrics;
    struct writ_listener listeners[WRIT_WORKER_LISTENERS_MAX];
    size_t listener_count;
    char public_url[WRIT_PUBLIC_URL_SIZE];
    int stop_fd;
};

static void running_autop(struct running *running)
{
    for (size_t i = 0; i < running->listener_count; i++) {
        writ_listener_close(&running->listeners[i]);
    }
    writ_scribe_close(running->scribe);
    writ_metrics_free(running->metrics);
    writ_loaded_done(&running->loaded);
    writ_recorder_close(running->recorder);
    writ_fd_autop(&running->stop_fd);
}

static enum writ_status open_all(struct running *running, const struct writ_serve_options *options,
                                 struct writ_error *err)
{
    const struct writ_recorder_options recording = {
        .mesh_dir = options->mesh_dir, .log_dir = options->log_dir, .key_path = options->key_path};

    running->metrics = writ_metrics_new();
    if (running->metrics == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_recorder_open(&recording, &running->recorder, err));
    WRIT_TRY(writ_loaded_open(&running->loaded, options, err));
    WRIT_TRY(writ_recorder_check_mesh(running->recorder, running->loaded.engine->mesh, err));
    return writ_scribe_local(running->recorder, &running->scribe, err);
}

static enum writ_status listen_all(struct running *running,
                                   const struct writ_serve_options *options, struct writ_error *err)
{
    if (options->address_count > WRIT_WORKER_LISTENERS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "at most %d addresses",
                         WRIT_WORKER_LISTENERS_MAX);
    }
    for (; running->listener_count < options->address_count; running->listener_count++) {
        WRIT_TRY(writ_listen(options->addresses[running->listener_count], options->allows_remote,
                             &running->listeners[running->listener_count], err));
    }
    return WRIT_OK;
}

/* Before threads are started: they inherit the mask. */
static enum writ_status hold_signals(int *ret_fd, struct writ_error *err)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    *ret_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return *ret_fd < 0
               ? writ_fail(err, WRIT_E_IO, NULL, "cannot wait for signals: %s", strerror(errno))
               : WRIT_OK;
}

static void say_addresses(const struct running *running, const struct writ_serve_options *options)
{
    char text[WRIT_LISTEN_ADDRESS_SIZE + 16];

    for (size_t i = 0; options->note != NULL && i < running->listener_count; i++) {
        (void)snprintf(text, sizeof(text), "listening on %s", running->listeners[i].address);
        options->note(options->ctx, text);
    }
}

enum writ_status writ_serve(const struct writ_serve_options *options, struct writ_error *err)
{
    WRIT_AUTO(running) struct running running = {.stop_fd = -1};

    WRIT_TRY(hold_signals(&running.stop_fd, err));
    WRIT_TRY(open_all(&running, options, err));
    WRIT_TRY(listen_all(&running, options, err));
    WRIT_TRY(writ_public_url(options->public_url, running.listeners, running.listener_count,
                             running.public_url, err));

    struct writ_service service =
        writ_loaded_service(&running.loaded, running.scribe, running.metrics);

    service.public_url = running.public_url;

    const struct writ_worker worker = {.service = &service,
                                       .listeners = running.listeners,
                                       .listener_count = running.listener_count,
                                       .stop_fd = running.stop_fd};

    say_addresses(&running, options);
    return writ_worker_run(&worker, err);
}
