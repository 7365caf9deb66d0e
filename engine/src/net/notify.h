/* SPDX-License-Identifier: Apache-2.0
 *
 * net/notify.h - telling the service manager how the service is: datagrams to NOTIFY_SOCKET, as sd_notify(3) has them.
 * Layer: net (may include base, microhttpd, gnutls, curl).
 */
#ifndef WRIT_NET_NOTIFY_H
#define WRIT_NET_NOTIFY_H

#include "writ/error.h"

/**
 * @param state  "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=…": one or more, with newlines between
 * @retval WRIT_OK    told, or there is nobody to tell
 * @retval WRIT_E_IO  there is somebody, who cannot be told
 */
WRIT_NODISCARD enum writ_status writ_notify(const char *state, struct writ_error *err);

/** "RELOADING=1" with the time at which it began; "READY=1" ends it. Statuses as above. */
WRIT_NODISCARD enum writ_status writ_notify_reloading(struct writ_error *err);

/** How often "WATCHDOG=1" is to be sent: half of what the manager allows. -1: not at all. */
int writ_notify_watchdog_ms(void);

#endif
