/* SPDX-License-Identifier: Apache-2.0
 *
 * The service from its options: what is shared by all its processes is made here, before they are.
 */
#include "writ/serve.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "crypto/digest.h"
#include "server/archive_process.h"
#include "server/loaded.h"
#include "server/public_url.h"
#include "server/scribe_remote.h"
#include "server/supervisor.h"
#include "server/worker.h"

enum { RECORDING_MS = 10000 }; /* an answer that is not recorded by then is none */

/* Each process has it as it was when it was forked. */
struct serving {
    struct writ_alloc alloc;
    struct writ_arena arena;
    const struct writ_serve_options *options;
    struct writ_metrics *metrics;
    struct writ_listener listeners[WRIT_WORKER_LISTENERS_MAX];
    int listener_fds[WRIT_WORKER_LISTENERS_MAX];
    size_t listener_count;
    char public_url[WRIT_PUBLIC_URL_SIZE];
    struct writ_loaded loaded; /* in a generation and its workers */
};

static void serving_autop(struct serving *serving)
{
    for (size_t i = 0; i < serving->listener_count; i++) {
        writ_listener_close(&serving->listeners[i]);
    }
    writ_metrics_free(serving->metrics);
    writ_arena_done(&serving->arena);
}

static enum writ_status load(void *ctx, char ret_origin[256], void **ret_loaded,
                             struct writ_error *err)
{
    struct serving *serving = ctx;

    WRIT_TRY(writ_loaded_open(&serving->loaded, serving->options, err));
    (void)snprintf(ret_origin, 256, "%s", serving->loaded.origin);
    *ret_loaded = &serving->loaded;
    return WRIT_OK;
}

/* What a worker opens, and what it borrows of the generation. */
struct bench {
    struct writ_scribe *scribe;
    struct writ_remote archive;
};

static void bench_autop(struct bench *bench)
{
    writ_scribe_close(bench->scribe);
    writ_remote_close(&bench->archive);
}

static enum writ_status work(void *ctx, void *loaded, const struct writ_post *post,
                             struct writ_error *err)
{
    struct serving *serving = ctx;
    WRIT_AUTO(bench) struct bench bench = {.scribe = NULL};

    WRIT_TRY(writ_archive_remote(post->archive_door_fd, &bench.archive, err));
    WRIT_TRY(writ_scribe_remote(post->door_fd, RECORDING_MS, &bench.scribe, err));

    struct writ_service service = writ_loaded_service(loaded, bench.scribe, serving->metrics);

    service.archive = &bench.archive;
    service.public_url = serving->public_url;

    const struct writ_worker worker = {.service = &service,
                                       .listeners = serving->listeners,
                                       .listener_count = serving->listener_count,
                                       .tls = writ_loaded_tls(loaded),
                                       .stop_fd = post->stop_fd};

    return writ_worker_run(&worker, err);
}

static enum writ_status show(void *ctx, void *loaded, int door_fd, int stop_fd,
                             struct writ_error *err)
{
    const struct writ_loaded *own = loaded;
    struct writ_archive archive = {
        .log_dir = own->log_dir, .engine = own->engine, .clients = writ_loaded_clients(own)};

    (void)ctx;

    const enum writ_status status = writ_archive_run(&archive, door_fd, stop_fd, err);

    writ_archive_done(&archive);
    return status;
}

static bool allows_remote(const struct writ_serve_options *options)
{
    return options->allows_remote || options->cert_path != NULL;
}

/* What a service manager has opened already is listened on instead of the addresses. */
static enum writ_status listen_all(struct serving *serving, struct writ_error *err)
{
    const struct writ_serve_options *options = serving->options;

    WRIT_TRY(writ_listen_inherited(allows_remote(options), WRIT_WORKER_LISTENERS_MAX,
                                   serving->listeners, &serving->listener_count, err));
    if (serving->listener_count > 0) {
        return WRIT_OK;
    }
    if (options->address_count > WRIT_WORKER_LISTENERS_MAX) {
        return writ_fail(err, WRIT_E_LIMIT, NULL, "at most %d addresses",
                         WRIT_WORKER_LISTENERS_MAX);
    }
    for (; serving->listener_count < options->address_count; serving->listener_count++) {
        WRIT_TRY(writ_listen(options->addresses[serving->listener_count], allows_remote(options),
                             &serving->listeners[serving->listener_count], err));
    }
    return WRIT_OK;
}

/* The first digest of a process looks the algorithm up, which takes longer than most of what a
 * process does to start, and memory that all can share. */
static enum writ_status look_up_digest(struct writ_error *err)
{
    struct writ_digest nothing;

    return writ_sha256(NULL, 0, &nothing, err);
}

static enum writ_status prepare(struct serving *serving, struct writ_error *err)
{
    WRIT_TRY(look_up_digest(err));
    serving->metrics = writ_metrics_new();
    if (serving->metrics == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(listen_all(serving, err));
    for (size_t i = 0; i < serving->listener_count; i++) {
        serving->listener_fds[i] = serving->listeners[i].fd;
    }
    return writ_public_url(serving->options->public_url, serving->listeners,
                           serving->listener_count, serving->options->cert_path != NULL,
                           serving->public_url, err);
}

static void note(void *ctx, const char *text)
{
    const struct serving *serving = ctx;

    if (serving->options->note != NULL) {
        serving->options->note(serving->options->ctx, text);
    }
}

static void say_addresses(void *ctx)
{
    const struct serving *serving = ctx;
    char text[WRIT_LISTEN_ADDRESS_SIZE + 16];

    for (size_t i = 0; i < serving->listener_count; i++) {
        (void)snprintf(text, sizeof(text), "listening on %s", serving->listeners[i].address);
        note(ctx, text);
    }
}

static unsigned worker_count(const struct writ_serve_options *options)
{
    const long cpus = sysconf(_SC_NPROCESSORS_ONLN);

    return options->workers != 0 ? options->workers : cpus < 1 ? 1 : (unsigned)cpus;
}

/* The mesh is read by a generation alone; where its log is can be said without it. */
static const char *path_of(struct serving *serving, const char *given, const char *name)
{
    return given != NULL ? given
                         : writ_path_join(&serving->arena, serving->options->mesh_dir, name);
}

static enum writ_status supervise(struct serving *serving, struct writ_error *err)
{
    const struct writ_serve_options *options = serving->options;
    const struct writ_crew crew = {
        .load = load,
        .work = work,
        .show = show,
        .note = note,
        .ctx = serving,
        .workers = worker_count(options),
        .listener_fds = serving->listener_fds,
        .listener_count = serving->listener_count,
        .is_unconfined = options->is_unconfined,
    };
    const struct writ_supervision supervision = {
        .crew = &crew,
        .log_dir = path_of(serving, options->log_dir, WRIT_LOG_BELOW_MESH),
        .key_path = path_of(serving, options->key_path, WRIT_LOG_KEY_BELOW_MESH),
        .window_ms = options->window_ms,
        .ready = say_addresses,
    };

    return supervision.log_dir == NULL || supervision.key_path == NULL
               ? writ_engine_no_memory(err)
               : writ_supervise(&supervision, err);
}

enum writ_status writ_serve(const struct writ_serve_options *options, struct writ_error *err)
{
    WRIT_AUTO(serving) struct serving serving = {.options = options, .alloc = WRIT_ALLOC_INIT(0)};

    writ_arena_init(&serving.arena, &serving.alloc);
    WRIT_TRY(prepare(&serving, err));
    return supervise(&serving, err);
}
