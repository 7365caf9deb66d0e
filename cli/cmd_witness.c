/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <signal.h>

#include "auto.h"
#include "cmd.h"
#include "limits.h"
#include "say.h"
#include "words.h"

static inline void writ_witness_server_release(struct writ_witness_server **server)
{
    writ_witness_stop(*server);
}

static void say_trouble(void *ctx, const struct writ_error *err)
{
    (void)ctx;
    writ_cli_say_error(err);
}

/* Before the server's threads are there: they inherit it, so that only the wait below sees a
 * signal. */
static void hold_signals(sigset_t *ret_set)
{
    (void)sigemptyset(ret_set);
    (void)sigaddset(ret_set, SIGTERM);
    (void)sigaddset(ret_set, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, ret_set, NULL);
}

static enum writ_status serve(const struct writ_args *args, struct writ_str logs,
                              struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_witness_server) struct writ_witness_server *server = NULL;
    const struct writ_witness_options options = {
        .listen = writ_cli_value(args, "listen"),
        .allows_remote = writ_cli_flag(args, "allow-remote"),
        .key_path = writ_cli_value(args, "key"),
        .name = writ_cli_value(args, "name"),
        .state_dir = writ_cli_value(args, "state"),
        .logs = logs,
        .logs_source = writ_cli_value(args, "logs"),
        .trouble = say_trouble,
    };
    sigset_t signals;
    int caught = 0;

    hold_signals(&signals);

    const enum writ_status status = writ_witness_start(&options, &server, err);

    if (status != WRIT_OK) {
        return status;
    }
    writ_cli_note("listening on %s", writ_witness_address(server));
    writ_cli_note("cosigning as %s", writ_witness_vkey(server));
    (void)sigwait(&signals, &caught);
    writ_cli_note("stopping");
    return WRIT_OK;
}

static enum writ_exit run(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes logs = {NULL, 0};
    enum writ_status status =
        writ_read_file(writ_cli_value(args, "logs"), WRIT_KEYS_MAX_BYTES, &logs, err);

    if (status == WRIT_OK) {
        status = serve(args, writ_bytes_str(logs), err);
    }
    return writ_cli_exit_of(status);
}

static const struct writ_word words[] = {
    {"serve", "", NULL, NULL, false, false, run},
    {NULL, NULL, NULL, NULL, false, false, NULL},
};

enum writ_exit writ_cli_witness(const struct writ_args *args, struct writ_error *err)
{
    return writ_cli_run_word(args, words, "listen|key|name|state|logs|allow-remote", err);
}
