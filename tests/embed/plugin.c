/* SPDX-License-Identifier: Apache-2.0
 *
 * A plug-in of some program, linked with libwrit.so, which the program knows nothing of.
 */
#include "host.h"

__attribute__((visibility("default"))) int plugin_run(void);

int plugin_run(void)
{
    struct host host;
    struct writ_error err = {0};

    host_make(&host);

    const enum writ_status status = host_day(&host, &err);

    host_done(&host);
    return (int)status;
}
