/* SPDX-License-Identifier: Apache-2.0
 *
 * server/claims.h - what the token of a decision says, for whoever it is handed on to: who may do what with which, and
 * what must be done with it. The signer adds the entry of the log (server/signing.h).
 */
#ifndef WRIT_SERVER_CLAIMS_H
#define WRIT_SERVER_CLAIMS_H

#include "server/exchange.h"

/** {"action","decision","obligations","resource":{"id","type"},"subject":{"id","type"}}, RFC 8785, in the arena. */
WRIT_NODISCARD enum writ_status writ_claims_of(const struct writ_ruling *ruling, struct writ_arena *arena,
                                               struct writ_str *ret_claims, struct writ_error *err);

#endif
