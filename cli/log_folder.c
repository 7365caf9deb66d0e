/* SPDX-License-Identifier: Apache-2.0 */
#include "log_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auto.h"
#include "open.h"
#include "say.h"

static const char below_mesh[] = "/.writ/log";

static enum writ_status join(const char *dir, const char *below, struct writ_bytes *ret_path,
                             struct writ_error *err)
{
    const size_t len = strlen(dir) + strlen(below);
    char *path = malloc(len + 1); /* writ_bytes_free() releases it */

    if (path == NULL) {
        return writ_cli_fail(err, WRIT_E_NOMEM, "out of memory");
    }
    (void)snprintf(path, len + 1, "%s%s", dir, below);
    *ret_path = (struct writ_bytes){path, len};
    return WRIT_OK;
}

enum writ_status writ_cli_log_folder(const struct writ_args *args, const char *operand,
                                     struct writ_bytes *ret_dir, struct writ_error *err)
{
    WRIT_CLI_AUTO(writ_bytes) struct writ_bytes found = {NULL, 0};
    const char *given = operand != NULL ? operand : writ_cli_value(args, "log");
    const char *mesh = NULL;

    if (given != NULL) {
        return join(given, "", ret_dir, err);
    }

    const enum writ_status status = writ_cli_mesh_dir(args, &found, &mesh, err);

    if (status != WRIT_OK) {
        return status;
    }
    return strcmp(mesh, ".") == 0 ? join("", below_mesh + 1, ret_dir, err)
                                  : join(mesh, below_mesh, ret_dir, err);
}

enum writ_status writ_cli_read_given(const struct writ_args *args, const char *option,
                                     size_t max_bytes, struct writ_bytes *ret_bytes,
                                     struct writ_error *err)
{
    const char *path = writ_cli_value(args, option);

    return path == NULL ? WRIT_OK : writ_read_file(path, max_bytes, ret_bytes, err);
}

/* The last stays in "a..". */
static bool read_range(const char *text, uint64_t *ret_first, uint64_t *ret_last)
{
    char first[32];
    const char *dots = strstr(text, "..");
    const size_t len = dots == NULL ? strlen(text) : (size_t)(dots - text);

    if (len >= sizeof(first)) {
        return false;
    }
    memcpy(first, text, len);
    first[len] = '\0';
    if (!writ_cli_number(first, ret_first)) {
        return false;
    }
    if (dots == NULL) {
        *ret_last = *ret_first;
        return true;
    }
    return dots[2] == '\0' || (writ_cli_number(dots + 2, ret_last) && *ret_first <= *ret_last);
}

bool writ_cli_range(const struct writ_args *args, struct writ_audit_range *ret_range)
{
    const char *text = args->operands[0];

    *ret_range = (struct writ_audit_range){0, UINT64_MAX};
    if (text != NULL && !read_range(text, &ret_range->first, &ret_range->last)) {
        (void)writ_cli_refuse(args, "'%.60s' is no range of entries: FIRST..LAST", text);
        return false;
    }
    return true;
}
