/* SPDX-License-Identifier: Apache-2.0 */
#include "quorum.h"

#include "limits.h"
#include "log_folder.h"
#include "say.h"
#include "writ/verify.h"

enum writ_exit writ_cli_quorum(const struct writ_args *args, struct writ_bytes *ret_text,
                               struct writ_quorum *ret_quorum, struct writ_error *err)
{
    const char *path = writ_cli_value(args, "witness");
    const char *least = writ_cli_value(args, "quorum");
    struct writ_quorum quorum = {{NULL, 0}, path, 0};

    if (least != NULL && (!writ_cli_number(least, &quorum.least) || quorum.least == 0)) {
        return writ_cli_refuse(args, "'%.40s' is no number of witnesses", least);
    }

    const enum writ_status status = writ_read_file(path, WRIT_KEYS_MAX_BYTES, ret_text, err);

    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    quorum.witnesses = writ_bytes_str(*ret_text);
    *ret_quorum = quorum;
    return WRIT_EXIT_PASS;
}
