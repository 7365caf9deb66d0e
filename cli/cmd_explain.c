/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "limits.h"
#include "open.h"
#include "say.h"
#include "text.h"

static bool is_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static enum writ_status explain_entry(const struct writ_args *args, struct writ_bytes *ret_text,
                                      struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .needs_mesh = true,
        .log_dir = writ_cli_value(args, "log"),
    };

    errno = 0;
    const unsigned long long index = strtoull(args->operands[0], NULL, 10);

    if (errno != 0) {
        return writ_cli_fail(err, WRIT_E_NOTFOUND, "no log has an entry %.40s", args->operands[0]);
    }

    const enum writ_status status = writ_cli_open(&opening, &engine, err);

    return status == WRIT_OK ? writ_engine_explain(engine, index, ret_text, err) : status;
}

static enum writ_status explain_file(const char *path, struct writ_bytes *ret_text,
                                     struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes bytes = {NULL, 0};
    const enum writ_status status = writ_read_file(path, WRIT_WRIT_MAX_BYTES, &bytes, err);

    if (status != WRIT_OK) {
        return status;
    }
    return writ_explain(strcmp(path, "-") == 0 ? "<stdin>" : path, writ_bytes_str(bytes), ret_text,
                        err);
}

enum writ_exit writ_cli_explain(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes text = {NULL, 0};
    const char *what = args->operands[0];
    const enum writ_status status =
        is_number(what) ? explain_entry(args, &text, err) : explain_file(what, &text, err);

    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    writ_cli_text_block(stdout, writ_bytes_str(text));
    if (text.len > 0 && text.ptr[text.len - 1] != '\n') {
        (void)fputc('\n', stdout);
    }
    return WRIT_EXIT_PASS;
}
