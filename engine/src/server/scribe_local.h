/* SPDX-License-Identifier: Apache-2.0
 *
 * server/scribe_local.h - a scribe that records in its own process, through a recorder.
 */
#ifndef WRIT_SERVER_SCRIBE_LOCAL_H
#define WRIT_SERVER_SCRIBE_LOCAL_H

#include "engine/recorder.h"
#include "server/scribe.h"

/** @param recorder  borrowed until the scribe is closed */
WRIT_NODISCARD enum writ_status writ_scribe_local(struct writ_recorder *recorder,
                                                  struct writ_scribe **ret_scribe,
                                                  struct writ_error *err);

#endif
