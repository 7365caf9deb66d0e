/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auto.h"
#include "cmd.h"
#include "coverage.h"
#include "open.h"
#include "say.h"
#include "show.h"
#include "watch.h"

enum { PERCENT_MAX = 100 };

/* What is asked for beside the tests themselves. */
struct wish {
    const char *lcov; /* a file, or NULL */
    bool is_covering;
    bool has_least;
    uint64_t least;
};

static bool read_wish(const struct writ_args *args, struct wish *ret_wish)
{
    const char *least = writ_cli_value(args, "min-coverage");

    *ret_wish = (struct wish){.lcov = writ_cli_value(args, "lcov"), .has_least = least != NULL};
    if (least != NULL &&
        (!writ_cli_number(least, &ret_wish->least) || ret_wish->least > PERCENT_MAX)) {
        (void)writ_cli_refuse(args, "option '--min-coverage' must be 0 to 100, not '%.40s'", least);
        return false;
    }
    ret_wish->is_covering =
        writ_cli_flag(args, "coverage") || ret_wish->lcov != NULL || ret_wish->has_least;
    return true;
}

static enum writ_status save_lcov(const char *path, const struct writ_cover_file *files,
                                  size_t count, struct writ_error *err)
{
    FILE *out = fopen(path, "we");
    bool is_written = out != NULL && writ_cli_coverage_lcov(out, files, count);

    if (out != NULL && fclose(out) != 0) {
        is_written = false;
    }
    return is_written
               ? WRIT_OK
               : writ_cli_fail(err, WRIT_E_IO, "cannot write '%.100s': %s", path, strerror(errno));
}

/* The report has standard output to itself unless it is for people. */
static FILE *coverage_stream(const struct writ_args *args)
{
    const char *format = writ_cli_value(args, "format");

    return format == NULL || strcmp(format, "pretty") == 0 ? stdout : stderr;
}

static enum writ_exit show_coverage(const struct writ_args *args, const struct wish *wish,
                                    struct writ_engine *engine,
                                    const struct writ_selection *selection, struct writ_error *err)
{
    const struct writ_term term = writ_cli_term(coverage_stream(args));
    const struct writ_cover_file *files = NULL;
    size_t count = 0;
    enum writ_status status = writ_engine_coverage(engine, selection, &files, &count, err);

    if (status == WRIT_OK && wish->lcov != NULL) {
        status = save_lcov(wish->lcov, files, count, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }

    const struct writ_cover_totals totals = writ_cli_coverage_totals(files, count);
    const bool is_met = !wish->has_least || writ_cli_coverage_meets(&totals, (unsigned)wish->least);

    writ_cli_coverage_show(&term, files, count, !is_met);
    return is_met ? WRIT_EXIT_PASS : WRIT_EXIT_DENY;
}

static enum writ_exit run(const struct writ_args *args, const struct wish *wish,
                          struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_report) struct writ_report *report = NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .is_covering = wish->is_covering};
    const struct writ_showing showing = {.format = writ_cli_value(args, "format"),
                                         .is_test = true,
                                         .is_brief = !writ_cli_flag(args, "verbose")};
    const struct writ_selection selection = {(const char *const *)args->operands,
                                             args->operand_count};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_test(engine, &selection, &report, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_show_failure(status, &showing, err);
    }

    const enum writ_exit code = writ_cli_show(report, &showing, err);

    if (!wish->is_covering || code == WRIT_EXIT_INTERNAL) {
        return code;
    }

    const enum writ_exit covered = show_coverage(args, wish, engine, &selection, err);

    return covered == WRIT_EXIT_PASS ? code : covered;
}

/* What is wrong in one round is said, and may be mended in the next. */
static void run_round(const struct writ_args *args, const struct wish *wish)
{
    struct writ_error err = {0};

    (void)run(args, wish, &err);
    if (err.status != WRIT_OK) {
        writ_cli_say_error(&err);
    }
    (void)fflush(stdout);
    writ_cli_note("waiting for a change; Ctrl-C ends");
}

/* Changes are noticed from before a round, so that none is missed. */
static enum writ_exit run_on_change(const struct writ_args *args, const struct wish *wish,
                                    struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes found = {NULL, 0};
    const char *mesh = NULL;
    int signals = -1;
    enum writ_status status = writ_cli_mesh_dir(args, &found, &mesh, err);
    bool is_going_on = true;

    if (status == WRIT_OK) {
        status = writ_cli_watch_signals(&signals, err);
    }
    while (status == WRIT_OK && is_going_on) {
        int changes = -1;

        status = writ_cli_watch_begin(mesh, &changes, err);
        if (status == WRIT_OK) {
            run_round(args, wish);
            is_going_on = writ_cli_watch_wait(signals, changes);
            (void)close(changes);
        }
    }
    if (signals >= 0) {
        (void)close(signals);
    }
    return writ_cli_exit_of(status);
}

enum writ_exit writ_cli_test(const struct writ_args *args, struct writ_error *err)
{
    struct wish wish;

    if (!read_wish(args, &wish)) {
        return WRIT_EXIT_USAGE;
    }
    return writ_cli_flag(args, "watch") ? run_on_change(args, &wish, err) : run(args, &wish, err);
}
