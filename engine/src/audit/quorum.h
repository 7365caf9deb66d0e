/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/quorum.h - which witnesses must have cosigned: for who verifies, and for who asks them.
 */
#ifndef WRIT_AUDIT_QUORUM_H
#define WRIT_AUDIT_QUORUM_H

#include "ledger/key_list.h"
#include "writ/witness.h"

/** The witnesses, and how many of them: at least 1. @retval WRIT_E_SCHEMA  more than there are */
WRIT_NODISCARD enum writ_status writ_quorum_read(struct writ_arena *arena, const struct writ_quorum *quorum,
                                                 struct writ_key_list *ret_witnesses, uint64_t *ret_least,
                                                 struct writ_error *err);

/** @retval WRIT_E_CRYPTO  count is below least */
WRIT_NODISCARD enum writ_status writ_quorum_check(uint64_t count, uint64_t least, struct writ_error *err);

#endif
