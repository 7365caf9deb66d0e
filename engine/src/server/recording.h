/* SPDX-License-Identifier: Apache-2.0
 *
 * server/recording.h - how what an exchange decided is recorded.
 */
#ifndef WRIT_SERVER_RECORDING_H
#define WRIT_SERVER_RECORDING_H

#include "server/exchange.h"

/**
 * Submit all of it; the exchange is resumed once for each submission.
 *
 * @retval other  as writ_scribe_submit(). A part may be on its way all the same: exchange->pending says so
 */
WRIT_NODISCARD enum writ_status writ_exchange_record(struct writ_exchange *exchange, struct writ_error *err);

#endif
