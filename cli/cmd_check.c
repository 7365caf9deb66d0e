/* SPDX-License-Identifier: Apache-2.0 */
#include "auto.h"
#include "cmd.h"
#include "open.h"
#include "say.h"
#include "show.h"

enum writ_exit writ_cli_check(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_report) struct writ_report *report = NULL;
    const struct writ_opening opening = {
        .mesh_dir = writ_cli_value(args, "mesh"),
        .start = args->operands[0],
        .needs_mesh = args->operand_count == 0, /* a gate in the wrong folder must not pass */
    };
    const struct writ_showing showing = {
        .format = writ_cli_value(args, "format"),
        .is_strict = writ_cli_flag(args, "strict"),
    };
    const char *previous = writ_cli_value(args, "previous");
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK && previous != NULL) {
        status = writ_engine_load_previous(engine, previous, err);
    }
    if (status == WRIT_OK) {
        status = writ_engine_check(engine, (const char *const *)args->operands, args->operand_count,
                                   writ_cli_value(args, "time"), &report, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_show_failure(status, &showing, err);
    }

    const enum writ_exit code = writ_cli_show(report, &showing, err);

    if (code == WRIT_EXIT_PASS && writ_report_count(report) == 0) {
        writ_cli_note("no descriptor was found, so nothing was checked");
        /* A gate that was told where to look and saw nothing must not pass. */
        return args->operand_count > 0 ? WRIT_EXIT_INPUT : WRIT_EXIT_PASS;
    }
    return code;
}
