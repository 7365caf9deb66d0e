/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "term.h"

enum { PATIENCE_MS = 500, INTERVAL_MS = 100 };

static int64_t now_ms(void)
{
    struct timespec now = {.tv_sec = 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct writ_cli_progress writ_cli_progress_begin(const char *what)
{
    return (struct writ_cli_progress){
        .what = what,
        .is_shown = writ_cli_term_can_rewrite(stderr),
        .due_ms = now_ms() + PATIENCE_MS,
    };
}

void writ_cli_progress_step(void *ctx, uint64_t done, uint64_t all)
{
    struct writ_cli_progress *progress = ctx;

    if (!progress->is_shown || now_ms() < progress->due_ms) {
        return;
    }
    progress->due_ms = now_ms() + INTERVAL_MS;
    progress->has_line = true;
    (void)fprintf(stderr, "\r%s: %" PRIu64 " of %" PRIu64, progress->what, done, all);
    (void)fflush(stderr);
}

void writ_cli_progress_end(struct writ_cli_progress *progress)
{
    if (progress->has_line) {
        (void)fputs("\r\033[K", stderr);
        progress->has_line = false;
    }
}
