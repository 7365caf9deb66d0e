/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench_decide.c - microseconds per decision, in process, without and with the ledger.
 *
 * Usage: bench_decide MESH REQUEST.json SCRATCH [ROUNDS]
 * SCRATCH is a folder for the key and the log; where it lies decides what fdatasync costs. Not a
 * test: machines differ.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "writ/writ.h"

enum { REPEATS = 5 };

typedef enum writ_status (*decide_fn)(struct writ_engine *engine, const char *source,
                                      struct writ_str request, struct writ_decision **ret_decision,
                                      struct writ_error *err);

/* The best of several repeats: the one that other work on the machine disturbed least. Negative on
 * failure. */
static double best_us(struct writ_engine *engine, struct writ_str request, decide_fn decide,
                      int rounds)
{
    double best = 1e18;

    for (int repeat = 0; repeat < REPEATS; repeat++) {
        const double start = now_us(CLOCK_MONOTONIC);

        for (int i = 0; i < rounds; i++) {
            struct writ_decision *decision = NULL;
            struct writ_error err = {0};

            if (decide(engine, "request", request, &decision, &err) != WRIT_OK) {
                (void)die(&err);
                return -1;
            }
            writ_decision_free(decision);
        }

        const double each = (now_us(CLOCK_MONOTONIC) - start) / rounds;

        best = each < best ? each : best;
    }
    return best;
}

static int measure(struct writ_engine *engine, struct writ_str request, int rounds)
{
    const double bare = best_us(engine, request, writ_engine_evaluate, rounds);
    const double logged = best_us(engine, request, writ_engine_decide, rounds / 10 + 1);

    if (bare < 0 || logged < 0) {
        return 1;
    }
    printf("decide without ledger  %10.1f us\n", bare);
    printf("decide with ledger     %10.1f us  (one commit, two syncs, one signature each)\n",
           logged);
    printf("ratio                  %10.1f\n", logged / bare);
    return 0;
}

int main(int argc, char **argv)
{
    struct writ_error err = {0};
    struct writ_bytes vkey = {0};
    struct writ_bytes request = {0};
    struct writ_engine *engine = NULL;
    char prefix[4096];
    char key[4200];
    char log[4200];

    if (argc < 4) {
        fputs("usage: bench_decide MESH REQUEST SCRATCH [ROUNDS]\n", stderr);
        return 2;
    }
    (void)snprintf(prefix, sizeof(prefix), "%s/bench", argv[3]);
    (void)snprintf(key, sizeof(key), "%s.key", prefix);
    (void)snprintf(log, sizeof(log), "%s.log", prefix);

    const struct writ_options options = {
        .mesh_dir = argv[1], .log_dir = log, .key_path = key, .is_recording = true};
    const int rounds = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 2000;

    if (writ_keygen(prefix, "daff/pdp-1/2026", &vkey, &err) != WRIT_OK ||
        writ_engine_open(&options, &engine, &err) != WRIT_OK ||
        writ_read_file(argv[2], 1 << 20, &request, &err) != WRIT_OK) {
        return die(&err);
    }

    const int code = measure(engine, (struct writ_str){request.ptr, request.len}, rounds);

    writ_engine_close(engine);
    writ_bytes_free(&request);
    writ_bytes_free(&vkey);
    return code;
}
