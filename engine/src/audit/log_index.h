/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/log_index.h - the index of a log, brought up to date.
 * Layer: audit.
 */
#ifndef WRIT_AUDIT_LOG_INDEX_H
#define WRIT_AUDIT_LOG_INDEX_H

#include "audit/audit.h"
#include "index/index.h"

/**
 * DIR/index.sqlite with every entry of the log in it; in memory where the folder cannot be written.
 *
 * @param is_renewed  begin anew, whatever is there
 * @param ret_index   writ_index_close()
 * @retval other  what reading the log said
 */
WRIT_NODISCARD enum writ_status writ_audit_index(const struct writ_audit *audit, bool is_renewed,
                                                 struct writ_index **ret_index,
                                                 struct writ_error *err);

/** Delete the index: an erasure does, before anything else. */
WRIT_NODISCARD enum writ_status writ_audit_drop_index(const char *dir, struct writ_error *err);

#endif
