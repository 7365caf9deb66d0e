/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "cmd.h"
#include "json_out.h"
#include "writ/verify.h"

enum writ_exit writ_cli_version(const struct writ_args *args, struct writ_error *err)
{
    struct writ_json_out json = {stdout, false};
    char stdlib[WRIT_DIGEST_TEXT_SIZE];

    if (writ_stdlib_digest(stdlib, err) != WRIT_OK) {
        return WRIT_EXIT_INTERNAL;
    }
    if (!writ_cli_is_json(args)) {
        (void)printf("writ %s\nengine %s\nstandard library %s\n", writ_version(),
                     writ_build_digest(), stdlib);
        return WRIT_EXIT_PASS;
    }
    writ_cli_json_open(&json, '{');
    writ_cli_json_member_number(&json, "version", 1);
    writ_cli_json_member(&json, "writ", writ_version());
    writ_cli_json_member(&json, "engine", writ_build_digest());
    writ_cli_json_member(&json, "stdlib", stdlib);
    writ_cli_json_close(&json, '}');
    (void)fputc('\n', stdout);
    return WRIT_EXIT_PASS;
}
