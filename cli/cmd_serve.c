/* SPDX-License-Identifier: Apache-2.0 */
#include "writ/serve.h"

#include "auto.h"
#include "cmd.h"
#include "open.h"
#include "say.h"

static const char *const default_address[] = {"127.0.0.1:8181"};

static void note(void *ctx, const char *text)
{
    (void)ctx;
    writ_cli_note("%s", text);
}

enum writ_exit writ_cli_serve(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes found = {NULL, 0};
    struct writ_serve_options options = {
        .log_dir = writ_cli_value(args, "log"),
        .key_path = writ_cli_value(args, "key"),
        .clients_path = writ_cli_value(args, "clients"),
        .addresses =
            args->operand_count > 0 ? (const char *const *)args->operands : default_address,
        .address_count = args->operand_count > 0 ? args->operand_count : 1,
        .allows_remote = writ_cli_flag(args, "allow-remote"),
        .public_url = writ_cli_value(args, "public-url"),
        .note = note,
    };
    enum writ_status status = writ_cli_mesh_dir(args, &found, &options.mesh_dir, err);

    if (status == WRIT_OK) {
        status = writ_serve(&options, err);
    }
    return writ_cli_exit_of(status);
}
