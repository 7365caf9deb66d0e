/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "auto.h"
#include "cmd.h"
#include "say.h"
#include "text.h"

enum writ_exit writ_cli_keygen(const struct writ_args *args, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes vkey = {NULL, 0};
    const char *prefix = args->operands[0];
    const char *name = writ_cli_value(args, "name");
    const enum writ_status status = writ_cli_flag(args, "witness")
                                        ? writ_keygen_witness(prefix, name, &vkey, err)
                                        : writ_keygen(prefix, name, &vkey, err);

    if (status != WRIT_OK) {
        return writ_cli_exit_of(status);
    }
    writ_cli_text_block(stdout, writ_bytes_str(vkey));
    if (vkey.len > 0 && vkey.ptr[vkey.len - 1] != '\n') {
        (void)fputc('\n', stdout);
    }
    writ_cli_note("%s.key is secret; give out %s.vkey, %s.pub.pem and %s.jwk", prefix, prefix,
                  prefix, prefix);
    return WRIT_EXIT_PASS;
}
