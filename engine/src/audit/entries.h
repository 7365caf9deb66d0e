/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/entries.h - is what lies beside each entry what its leaf commits to?
 * Layer: audit. Private to log_verify.c.
 */
#ifndef WRIT_AUDIT_ENTRIES_H
#define WRIT_AUDIT_ENTRIES_H

#include "audit/audit.h"
#include "audit/resume.h"

/**
 * Open the disclosures of every entry, by several threads, and count them. The first entry that
 * does not hold is reported, whatever the number of threads.
 *
 * @param ret_state  disclosed, erased and missing are set
 * @retval WRIT_E_CORRUPT  disclosures are not what the leaf commits to, or damaged, or erased and
 *                         yet there; or missing, unless the terms allow that
 */
WRIT_NODISCARD enum writ_status writ_audit_check_entries(const struct writ_audit *audit,
                                                         const struct writ_audit_terms *terms,
                                                         struct writ_resume *resume,
                                                         struct writ_audit_state *ret_state,
                                                         struct writ_error *err);

#endif
