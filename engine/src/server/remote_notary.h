/* SPDX-License-Identifier: Apache-2.0
 *
 * server/remote_notary.h - a log's notary that asks the signer process.
 *
 * It stands before the signer's door and waits for each answer. A signer that dies is replaced by another, which it tells
 * where the log stands: the last signed checkpoint, its frontier, and the leaves since.
 */
#ifndef WRIT_SERVER_REMOTE_NOTARY_H
#define WRIT_SERVER_REMOTE_NOTARY_H

#include "base/arena.h"
#include "ledger/notary.h"
#include "server/channel.h"

/** A token that is wanted with the next checkpoint. */
struct writ_wanted_token {
    size_t place;           /**< of its leaf among those of the commit */
    struct writ_str claims; /**< borrowed until the commit is signed */
    struct writ_str token;  /**< the answer, in the notary's arena until the next commit; empty: it could not be made */
};

struct writ_remote_notary {
    struct writ_alloc alloc;
    struct writ_arena arena; /**< of the last commit's tokens */
    struct writ_channel channel;
    struct writ_verifier verifier;
    int door_fd;
    unsigned patience_ms;
    bool is_begun;     /**< the signer knows where the log stands */
    uint64_t position; /**< and this is where */
    uint64_t next_id;
    struct writ_wanted_token *wanted; /**< the caller's */
    size_t wanted_count;              /**< at most WRIT_SIGNER_TOKENS_MAX */
};

/**
 * Ask the signer who it is.
 *
 * @param door_fd      outside of the signer's door; borrowed
 * @param patience_ms  how long a checkpoint may take, with all the signers that die meanwhile
 * @retval WRIT_E_IO, WRIT_E_TIMEOUT  there is no signer
 */
WRIT_NODISCARD enum writ_status writ_remote_notary_init(struct writ_remote_notary *notary, int door_fd, unsigned patience_ms,
                                                        struct writ_error *err);
void writ_remote_notary_done(struct writ_remote_notary *notary);

/** For writ_log_open_notarized(). */
struct writ_notary writ_remote_notary_of(struct writ_remote_notary *notary);

/** With the next checkpoint, tokens too. @param wanted  borrowed until that is signed */
void writ_remote_notary_want(struct writ_remote_notary *notary, struct writ_wanted_token *wanted, size_t count);

static inline void writ_remote_notary_autop(struct writ_remote_notary *notary)
{
    writ_remote_notary_done(notary);
}

#endif
