/* SPDX-License-Identifier: Apache-2.0 */
#include "renderer.h"

#include <string.h>

static const struct writ_renderer renderers[] = {
    {"pretty", writ_cli_out_pretty}, {"json", writ_cli_out_json},     {"sarif", writ_cli_out_sarif},
    {"junit", writ_cli_out_junit},   {"github", writ_cli_out_github}, {"tap", writ_cli_out_tap},
};

const struct writ_renderer *writ_cli_renderer_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof(renderers) / sizeof(renderers[0]); i++) {
        if (strcmp(renderers[i].name, name) == 0) {
            return &renderers[i];
        }
    }
    return &renderers[0];
}
