/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "auto.h"
#include "log_folder.h"
#include "open.h"
#include "say.h"
#include "text.h"
#include "writ/engine.h"
#include "writ/rotate.h"

static enum writ_status rotate(const struct writ_args *args, struct writ_rotated *ret_rotated,
                               struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes found = {NULL, 0};
    struct writ_rotation rotation = {
        .log_dir = writ_cli_value(args, "log"),
        .key_path = writ_cli_value(args, "old-key"),
        .next_key_path = writ_cli_value(args, "key"),
    };
    const enum writ_status status = writ_cli_mesh_dir(args, &found, &rotation.mesh_dir, err);

    return status == WRIT_OK ? writ_rotate(&rotation, ret_rotated, err) : status;
}

enum writ_exit writ_cli_log_rotate(const struct writ_args *args, struct writ_error *err)
{
    struct writ_rotated rotated;
    const enum writ_status status = rotate(args, &rotated, err);

    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    (void)printf("ended: ");
    writ_cli_text_line(stdout, rotated.ended);
    (void)printf(", ");
    writ_cli_text_count(stdout, rotated.size, "entry");
    (void)printf(", now in ");
    writ_cli_text_line(stdout, rotated.ended_dir);
    (void)printf("\nbegun: ");
    writ_cli_text_line(stdout, rotated.begun);
    (void)fputc('\n', stdout);
    writ_cli_note(
        "from now on %s signs: give it with --key, or put it and its .vkey where the old ones are",
        writ_cli_value(args, "key"));
    return WRIT_EXIT_PASS;
}
