/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "auto.h"
#include "cmd.h"
#include "lineage_out.h"
#include "open.h"
#include "say.h"

static const struct {
    const char *format;
    bool (*show)(const struct writ_lineage *lineage);
} forms[] = {{"pretty", writ_cli_lineage_tree},
             {"mermaid", writ_cli_lineage_mermaid},
             {"dot", writ_cli_lineage_dot},
             {"json", writ_cli_lineage_json}};

static bool show(const struct writ_lineage *lineage, const char *format)
{
    for (size_t i = 0; format != NULL && i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(format, forms[i].format) == 0) {
            return forms[i].show(lineage);
        }
    }
    return forms[0].show(lineage);
}

enum writ_exit writ_cli_lineage(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_engine) struct writ_engine *engine = NULL;
    WRIT_CLI_AUTO(writ_lineage) struct writ_lineage *lineage = NULL;
    const struct writ_opening opening = {.mesh_dir = writ_cli_value(args, "mesh"),
                                         .needs_mesh = true};
    enum writ_status status = writ_cli_open(&opening, &engine, err);

    if (status == WRIT_OK) {
        status = writ_engine_lineage(engine, args->operands[0], &lineage, err);
    }
    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    if (!show(lineage, writ_cli_value(args, "format"))) {
        return writ_cli_exit_of(writ_cli_fail(err, WRIT_E_NOMEM, "out of memory"));
    }
    return writ_lineage_cycle_count(lineage) == 0 ? WRIT_EXIT_PASS : WRIT_EXIT_DENY;
}
