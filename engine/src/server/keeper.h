/* SPDX-License-Identifier: Apache-2.0
 *
 * server/keeper.h - a log that is opened again after it failed.
 *
 * A failed write or a lost signer closes the log, because only a recovery knows what the disk holds. Until it is open
 * again, everything is refused with the reason; when it is tried again doubles from a tenth of a second to ten.
 */
#ifndef WRIT_SERVER_KEEPER_H
#define WRIT_SERVER_KEEPER_H

#include "ledger/pace.h"
#include "server/remote_notary.h"

struct writ_keeper {
    struct writ_arena arena;
    struct writ_alloc alloc;
    const char *dir;
    struct writ_remote_notary notary;
    bool has_notary;
    struct writ_log *log;  /**< NULL while it is closed */
    struct writ_error why; /**< it is */
    struct writ_pace pace;
    int64_t retry_ms; /**< when it is tried again */
    unsigned wait_ms; /**< how long was waited last */
    void (*note)(void *ctx, const char *text); /**< told when it closes and opens; NULL: nobody */
    void *ctx;
};

/**
 * Open the log for the first time, with the signer behind this door.
 *
 * @retval other  as writ_log_open(): nothing is kept
 */
WRIT_NODISCARD enum writ_status writ_keeper_open(struct writ_keeper *keeper, const char *dir, int signer_door_fd,
                                                 struct writ_error *err);
void writ_keeper_close(struct writ_keeper *keeper);

/** writ_log_commit(); a failure of the log closes it. @param wanted  tokens for some of the leaves */
WRIT_NODISCARD enum writ_status writ_keeper_commit(struct writ_keeper *keeper, const struct writ_record *records, size_t count,
                                                   struct writ_wanted_token *wanted, size_t wanted_count, struct writ_error *err);

/** Why nothing can be recorded now. @retval WRIT_OK  it can */
WRIT_NODISCARD enum writ_status writ_keeper_check(const struct writ_keeper *keeper, struct writ_error *err);

/** When writ_keeper_turn() has something to do, by the monotonic clock; INT64_MAX: not yet. */
int64_t writ_keeper_due_ms(const struct writ_keeper *keeper);

/** Publish, or open again, when it is time. */
void writ_keeper_turn(struct writ_keeper *keeper);

#endif
