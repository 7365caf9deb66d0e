/* SPDX-License-Identifier: Apache-2.0 */
#include "auto.h"
#include "cmd.h"
#include "open.h"
#include "show.h"

enum writ_exit writ_cli_diff(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_report) struct writ_report *report = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .start = args->operands[1],
    };
    const struct writ_showing showing = {
        .format = writ_cli_value(args, "format"),
        .is_diff = true,
        .is_strict = writ_cli_flag(args, "strict"),
    };
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_diff(engine, args->operands[0], args->operands[1], &report, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_show_failure(status, &showing, err);
    }
    return writ_cli_show(report, &showing, err);
}
