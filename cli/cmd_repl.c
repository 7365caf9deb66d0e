/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auto.h"
#include "cmd.h"
#include "open.h"
#include "say.h"
#include "text.h"

/* The position would be in the one line that the user has just written. */
static void run_line(struct writ_console *console, struct writ_str line, bool *has_failed)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes text = {NULL, 0};
    struct writ_error err = {0};

    if (writ_console_run(console, line, &text, &err) != WRIT_OK) {
        (void)fflush(stdout);
        (void)fputs("error: ", stderr);
        writ_cli_text_line(stderr, err.text);
        (void)fprintf(stderr, " [%s]\n", writ_status_name(err.status));
        *has_failed = true;
        return;
    }
    if (text.len > 0) {
        writ_cli_text_block(stdout, writ_bytes_str(text));
        (void)fputs(text.ptr[text.len - 1] == '\n' ? "" : "\n", stdout);
    }
}

static bool read_line(char **line, size_t *cap, size_t *len, bool is_asking)
{
    ssize_t got;

    if (is_asking) {
        (void)fputs("> ", stdout);
    }
    (void)fflush(stdout);
    got = getline(line, cap, stdin);
    if (got <= 0) {
        return false;
    }
    *len = (size_t)got - ((*line)[got - 1] == '\n' ? 1 : 0);
    return true;
}

static enum writ_exit run(struct writ_console *console, struct writ_error *err)
{
    const bool is_asking = isatty(STDIN_FILENO) == 1;
    char *line = NULL;
    size_t cap = 0;
    size_t len = 0;
    bool has_failed = false;

    while (read_line(&line, &cap, &len, is_asking)) {
        if (line[strspn(line, " \t\r\n")] != '\0') {
            run_line(console, (struct writ_str){line, len}, &has_failed);
        }
    }
    (void)fputs(is_asking ? "\n" : "", stdout);
    free(line);
    if (ferror(stdin) != 0) {
        return writ_cli_exit_of(
            writ_cli_fail(err, WRIT_E_IO, "cannot read the lines: %s", strerror(errno)));
    }
    return has_failed && !is_asking ? WRIT_EXIT_DENY : WRIT_EXIT_PASS;
}

enum writ_exit writ_cli_repl(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_console) struct writ_console *console = NULL;
    const char *path = args->operand_count > 0 ? args->operands[0] : NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"), .start = path};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_console_open(engine, path, writ_cli_value(args, "time"), &console, err);
    }
    return status == WRIT_OK ? run(console, err) : writ_cli_exit_of(status);
}
