/* SPDX-License-Identifier: Apache-2.0
 *
 * server/confine.h - what a process of the service may still do once it is what it is.
 * Layer: server. No other file includes seccomp.h.
 *
 * A violation kills the process, and its supervisor starts another. Files are confined by Landlock, since a filter of
 * system calls cannot see paths; everything else by seccomp.
 */
#ifndef WRIT_SERVER_CONFINE_H
#define WRIT_SERVER_CONFINE_H

#include <stdbool.h>

#include "writ/error.h"

enum writ_role {
    WRIT_ROLE_SIGNER,    /**< reads and writes the sockets it has; no file, and nobody may look into its memory */
    WRIT_ROLE_COMMITTER, /**< also files in the log's folder */
    WRIT_ROLE_ARCHIVE,   /**< reads files in the log's folder */
    WRIT_ROLE_WORKER,    /**< no file; accepts connections, and comes in at doors */
};

/** Whether this program can: one built with a sanitizer needs what a filter forbids. */
bool writ_confine_is_built(void);

/**
 * Confine this process for ever: no new program, no other process, no connection, no file but those of its role.
 *
 * @param log_dir  of the log; NULL: no files whatever the role
 * @retval WRIT_E_IO  the system cannot, with what is missing; the process may be confined in part
 */
WRIT_NODISCARD enum writ_status writ_confine(enum writ_role role, const char *log_dir, struct writ_error *err);

#endif
