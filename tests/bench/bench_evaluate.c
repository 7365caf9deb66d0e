/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/bench/bench_evaluate.c - from a request's bytes to the decision document, in process and
 * without the ledger.
 *
 * Usage: bench_evaluate MESH ROUNDS REQUEST.json...
 * Prints the decision document of every request, a line each; then decides all of them ROUNDS times
 * over, one after the other, and prints how long the mesh took to open, the memory the process has
 * by then, and microseconds per decision. Not a test: machines differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench.h"
#include "writ/writ.h"

enum { REQUESTS_MAX = 256, REQUEST_BYTES_MAX = 1 << 20 };

struct requests {
    struct writ_bytes bytes[REQUESTS_MAX];
    size_t count;
};

static struct writ_decision *evaluate(struct writ_engine *engine, const struct writ_bytes *bytes,
                                      struct writ_error *err)
{
    const struct writ_str text = {bytes->ptr, bytes->len};
    struct writ_decision *decision = NULL;

    return writ_engine_evaluate(engine, "request", text, &decision, err) == WRIT_OK ? decision
                                                                                    : NULL;
}

static int print_documents(struct writ_engine *engine, const struct requests *requests)
{
    for (size_t i = 0; i < requests->count; i++) {
        struct writ_error err = {0};
        struct writ_decision *decision = evaluate(engine, &requests->bytes[i], &err);

        if (decision == NULL) {
            return die(&err);
        }

        const struct writ_str document = writ_decision_document(decision);

        printf("%.*s\n", (int)document.len, document.ptr);
        writ_decision_free(decision);
    }
    return 0;
}

static int by_value(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static void print_times(double *each_us, size_t count)
{
    qsort(each_us, count, sizeof(*each_us), by_value);
    printf("median %.1f us, p99 %.1f us\n", each_us[count / 2], each_us[count * 99 / 100]);
}

static int measure(struct writ_engine *engine, const struct requests *requests, size_t rounds)
{
    const size_t count = rounds * requests->count;
    double *each_us = calloc(count == 0 ? 1 : count, sizeof(*each_us));
    int code = each_us == NULL;

    for (size_t i = 0; code == 0 && i < count; i++) {
        struct writ_error err = {0};
        const double start = now_us(CLOCK_MONOTONIC);
        struct writ_decision *decision =
            evaluate(engine, &requests->bytes[i % requests->count], &err);

        code = decision == NULL ? die(&err) : 0;
        writ_decision_free(decision);
        each_us[i] = now_us(CLOCK_MONOTONIC) - start;
    }
    if (code == 0 && count > 0) {
        print_times(each_us, count);
    }
    free(each_us);
    return code;
}

static void print_start(double us)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    printf("open %.1f ms, memory %.1f MiB\n", us / 1e3, (double)usage.ru_maxrss / 1024);
}

static int run(const char *mesh, const struct requests *requests, size_t rounds)
{
    const struct writ_options options = {.mesh_dir = mesh};
    const double start = now_us(CLOCK_MONOTONIC);
    struct writ_engine *engine = NULL;
    struct writ_error err = {0};

    if (writ_engine_open(&options, &engine, &err) != WRIT_OK) {
        return die(&err);
    }

    const double opened = now_us(CLOCK_MONOTONIC) - start;
    int code = print_documents(engine, requests);

    if (code == 0 && rounds > 0) {
        print_start(opened);
        code = measure(engine, requests, rounds);
    }
    writ_engine_close(engine);
    return code;
}

int main(int argc, char **argv)
{
    struct requests requests = {.count = 0};
    struct writ_error err = {0};
    int code = 0;

    if (argc < 4 || argc - 3 > REQUESTS_MAX) {
        fputs("usage: bench_evaluate MESH ROUNDS REQUEST.json...\n", stderr);
        return 2;
    }
    for (int i = 3; code == 0 && i < argc; i++) {
        if (writ_read_file(argv[i], REQUEST_BYTES_MAX, &requests.bytes[requests.count], &err) !=
            WRIT_OK) {
            code = die(&err);
        } else {
            requests.count++;
        }
    }
    if (code == 0) {
        code = run(argv[1], &requests, (size_t)strtoul(argv[2], NULL, 10));
    }
    for (size_t i = 0; i < requests.count; i++) {
        writ_bytes_free(&requests.bytes[i]);
    }
    return code;
}
