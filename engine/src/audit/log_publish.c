/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/try.h"
#include "engine/engine.h"
#include "ledger/tile.h"
#include "writ/witness.h"

enum writ_status writ_audit_publish(const char *dir, const char *out,
                                    struct writ_published *ret_published, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = NULL;
    struct writ_exported exported;

    WRIT_TRY(writ_log_open_readonly(dir, &log, err));
    WRIT_TRY(writ_log_export(log, out, &exported, err));
    *ret_published = (struct writ_published){exported.size, exported.before, exported.files};
    return WRIT_OK;
}
