/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/cmd_report.c - the audit report, written to a file.
 */
#include <stdio.h>

#include "auto.h"
#include "cmd.h"
#include "limits.h"
#include "log_folder.h"
#include "say.h"

static enum writ_status write_report(const struct writ_args *args,
                                     const struct writ_audit_range *range, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes dir = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes vkey = {NULL, 0};
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes html = {NULL, 0};
    enum writ_status status = writ_cli_log_folder(args, NULL, &dir, err);

    if (status == WRIT_OK) {
        status = writ_cli_read_given(args, "key", WRIT_VKEY_MAX_BYTES, &vkey, err);
    }

    const struct writ_audit_terms terms = {.vkey = writ_bytes_str(vkey),
                                           .vkey_source = writ_cli_value(args, "key"),
                                           .is_missing_allowed = true}; /* the page says how many */

    if (status == WRIT_OK) {
        status = writ_audit_report(dir.ptr, &terms, range, &html, err);
    }
    if (status == WRIT_OK && !writ_cli_flag(args, "key")) {
        writ_cli_note("the key is the one in the log's folder; bring your own with --key");
    }
    return status == WRIT_OK
               ? writ_write_file(writ_cli_value(args, "out"), writ_bytes_str(html), 0644, err)
               : status;
}

enum writ_exit writ_cli_report(const struct writ_args *args, struct writ_error *err)
{
    struct writ_audit_range range;

    return writ_cli_range(args, &range) ? writ_cli_exit_of_log(write_report(args, &range, err))
                                        : WRIT_EXIT_USAGE;
}
