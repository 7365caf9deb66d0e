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

enum { WORKERS_MAX = 64, GROUP_MAX_MS = 1000 };

/* An option that is a number, or stays 0; false when it was refused. */
static bool read_number(const struct writ_args *args, const char *name, unsigned most,
                        unsigned *ret_number)
{
    const char *text = writ_cli_value(args, name);
    uint64_t number = 0;

    if (text != NULL && (!writ_cli_number(text, &number) || number > most)) {
        (void)writ_cli_refuse(args, "option '--%s' must be 0 to %u, not '%.40s'", name, most, text);
        return false;
    }
    *ret_number = (unsigned)number;
    return true;
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
        .cert_path = writ_cli_value(args, "cert"),
        .cert_key_path = writ_cli_value(args, "cert-key"),
        .client_ca_path = writ_cli_value(args, "client-ca"),
        .allows_remote = writ_cli_flag(args, "allow-remote"),
        .public_url = writ_cli_value(args, "public-url"),
        .is_unconfined = writ_cli_flag(args, "unconfined"),
        .note = note,
    };

    if (!read_number(args, "workers", WORKERS_MAX, &options.workers) ||
        !read_number(args, "group", GROUP_MAX_MS, &options.window_ms)) {
        return WRIT_EXIT_USAGE;
    }

    enum writ_status status = writ_cli_mesh_dir(args, &found, &options.mesh_dir, err);

    if (status == WRIT_OK) {
        status = writ_serve(&options, err);
    }
    return writ_cli_exit_of(status);
}
