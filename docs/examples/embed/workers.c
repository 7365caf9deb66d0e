/* SPDX-License-Identifier: Apache-2.0
 *
 * workers MESH REQUEST - decide a request a thousand times in four threads. Each thread has an
 * engine of its own; all record through one recorder, which writes what they decide at one time
 * with one commit.
 *
 * Exit codes: 0 every request was decided, 2 not.
 */
#include <pthread.h>
#include <writ/writ.h>

#include "complain.h"

enum { WORKERS = 4, DECISIONS = 250, REQUEST_MAX_BYTES = 64 * 1024 };

/* What a thread is given, and what it gives back. */
struct worker {
    const struct writ_options *options; /* shared: nobody writes it */
    struct writ_str request;
    uint64_t permitted;
    uint64_t denied;
    struct writ_error err;
};

static void decide_all(struct writ_engine *engine, struct worker *worker)
{
    for (int i = 0; i < DECISIONS; i++) {
        struct writ_decision *decision = NULL;

        if (writ_engine_decide(engine, "request", worker->request, &decision, &worker->err) !=
            WRIT_OK) {
            return;
        }
        if (writ_decision_verdict(decision) == WRIT_PERMIT) {
            worker->permitted++;
        } else {
            worker->denied++;
        }
        writ_decision_free(decision);
    }
}

static void *work(void *ctx)
{
    struct worker *worker = ctx;
    struct writ_engine *engine = NULL;

    if (writ_engine_open(worker->options, &engine, &worker->err) == WRIT_OK) {
        decide_all(engine, worker);
    }
    writ_engine_close(engine);
    return NULL;
}

static int run(const struct writ_options *options, struct writ_str request)
{
    struct worker workers[WORKERS];
    pthread_t threads[WORKERS];
    uint64_t permitted = 0, denied = 0;
    int started = 0;

    while (started < WORKERS) {
        workers[started] = (struct worker){.options = options, .request = request};
        if (pthread_create(&threads[started], NULL, work, &workers[started]) != 0) {
            break;
        }
        started++;
    }
    for (int i = 0; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
        if (workers[i].err.status != WRIT_OK) {
            complain(&workers[i].err);
        }
        permitted += workers[i].permitted;
        denied += workers[i].denied;
    }
    (void)printf("%" PRIu64 " permitted, %" PRIu64 " denied\n", permitted, denied);
    return permitted + denied == (uint64_t)WORKERS * DECISIONS ? 0 : 2;
}

int main(int argc, char **argv)
{
    struct writ_recorder *recorder = NULL;
    struct writ_bytes request = {NULL, 0};
    struct writ_error err = {0};
    int code = 2;

    if (argc != 3) {
        (void)fputs("usage: workers MESH REQUEST\n", stderr);
        return 2;
    }

    const struct writ_recorder_options recording = {.mesh_dir = argv[1]};

    if (writ_read_file(argv[2], REQUEST_MAX_BYTES, &request, &err) == WRIT_OK &&
        writ_recorder_open(&recording, &recorder, &err) == WRIT_OK) {
        const struct writ_options options = {.mesh_dir = argv[1], .recorder = recorder};

        code = run(&options, writ_bytes_str(request));
    } else {
        complain(&err);
    }
    writ_recorder_close(recorder); /* after the last engine */
    writ_bytes_free(&request);
    return code;
}
