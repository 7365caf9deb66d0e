/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger/committer.h - one log for many threads: what they submit while a commit is being written shares the next one.
 *
 * One thread, the committer, takes what is queued and never waits for more. An offer is answered when its commit is
 * durable and signed. After a failed write everything queued and everything later fails, until the log is opened again.
 */
#ifndef WRIT_LEDGER_COMMITTER_H
#define WRIT_LEDGER_COMMITTER_H

#include "ledger/log.h"

struct writ_committer;

/** At most this many leaves share a commit, or are in one offer; the queue holds four times as many. */
enum { WRIT_COMMIT_LEAVES_MAX = 4096 };

/** Records that are committed together. The caller's, and left alone by it, until it is answered. */
struct writ_offer {
    const struct writ_record *records; /**< borrowed */
    size_t count;

    /** Called once, by the committer's thread, which waits for it: hand over and return. */
    void (*done)(struct writ_offer *offer);
    void *ctx; /**< for done */

    /* the answer */
    enum writ_status status;
    struct writ_error err;
    uint64_t first;          /**< index of the first record's leaf */
    struct writ_buf receipt; /**< of that leaf */

    /* the committer's own */
    struct writ_alloc alloc;
    struct writ_offer *next;
};

/** Ready to be submitted, once. @param records  at most WRIT_COMMIT_LEAVES_MAX of them */
void writ_offer_init(struct writ_offer *offer, const struct writ_record *records, size_t count);
void writ_offer_done(struct writ_offer *offer);

/**
 * Start the thread.
 *
 * @param log  the committer's from here on, also on failure; nobody else may use it
 */
WRIT_NODISCARD enum writ_status writ_committer_open(struct writ_log *log,
                                                    struct writ_committer **ret_committer,
                                                    struct writ_error *err);

/** Answers what is queued, then closes the log. Nobody may be submitting. NULL is fine. */
void writ_committer_close(struct writ_committer *committer);

/**
 * Queue an offer and return; `done` says the rest. Never blocks on the disk.
 *
 * @retval WRIT_E_LIMIT  the queue is full, or the offer could never be committed; `done` will not be called
 */
WRIT_NODISCARD enum writ_status writ_committer_offer(struct writ_committer *committer,
                                                     struct writ_offer *offer,
                                                     struct writ_error *err);

/**
 * Submit records and wait for the answer; waits for room in the queue too.
 *
 * @retval WRIT_E_LIMIT, other  as writ_log_commit(); nothing may be answered
 */
WRIT_NODISCARD enum writ_status writ_committer_record(struct writ_committer *committer,
                                                      const struct writ_record *records,
                                                      size_t count, uint64_t *ret_first,
                                                      struct writ_buf *ret_receipt,
                                                      struct writ_error *err);

/** Leaves that are committed. */
uint64_t writ_committer_size(struct writ_committer *committer);

static inline void writ_committer_autop(struct writ_committer **committer)
{
    writ_committer_close(*committer);
}

#endif
