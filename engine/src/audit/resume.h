/* SPDX-License-Identifier: Apache-2.0
 *
 * audit/resume.h - how far a check of disclosures has come, in a file of the auditor's, so that
 * one that was interrupted need not begin again.
 * Layer: audit. Private to log_verify.c and entries.c.
 *
 * The file is text: a line that says what it is, the log's public key (vkey), and the checkpoint
 * text (C2SP tlog-checkpoint: origin, size, root) of the entries that were checked. The root binds
 * them: a log with other leaves before that size is another log.
 */
#ifndef WRIT_AUDIT_RESUME_H
#define WRIT_AUDIT_RESUME_H

#include "ledger/log.h"

struct writ_resume {
    const char *path; /**< NULL: nothing is kept, and nothing was */
    struct writ_log *log;
    uint64_t checked; /**< entries that an earlier check has settled */
    int64_t due_ms;   /**< when it is kept next */
};

/**
 * Find out what an earlier check has settled, and make sure that the file can be written.
 *
 * @param path  borrowed; NULL: check everything, keep nothing
 * @retval WRIT_E_CORRUPT  the log no longer extends what was checked: rolled back, or rewritten
 * @retval WRIT_E_CRYPTO   the file is of another log, or another key
 * @retval WRIT_E_SYNTAX   it is no such file  @retval other  as writ_file_read() and writ_file_replace()
 */
WRIT_NODISCARD enum writ_status writ_resume_begin(struct writ_resume *resume, const char *path,
                                                  struct writ_log *log, struct writ_error *err);

/** Keep that every entry before `checked` is settled; no more than once a second. */
WRIT_NODISCARD enum writ_status writ_resume_keep(struct writ_resume *resume, uint64_t checked,
                                                 struct writ_error *err);

/** All is settled: nothing is left to go on with, and the file goes. */
WRIT_NODISCARD enum writ_status writ_resume_end(const struct writ_resume *resume,
                                                struct writ_error *err);

#endif
