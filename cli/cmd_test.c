/* SPDX-License-Identifier: Apache-2.0 */
#include "auto.h"
#include "cmd.h"
#include "open.h"
#include "say.h"
#include "show.h"

enum writ_exit writ_cli_test(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_report) struct writ_report *report = NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh")};
    const struct writ_showing showing = {.format = writ_cli_value(args, "format"), .is_test = true};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_test(engine, &report, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    return writ_cli_show(report, &showing, err);
}
