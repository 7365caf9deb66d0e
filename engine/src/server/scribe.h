/* SPDX-License-Identifier: Apache-2.0
 *
 * server/scribe.h - how a worker gets decisions recorded without waiting for it.
 *
 * A worker has one thread. It submits, goes on with other requests, and is told when the answer is there.
 */
#ifndef WRIT_SERVER_SCRIBE_H
#define WRIT_SERVER_SCRIBE_H

#include "ledger/log.h"
#include "server/remote.h"

/** At most so many records in one submission, and so many bytes of them unless it is one record. */
enum { WRIT_SUBMISSION_RECORDS_MAX = 1024, WRIT_SUBMISSION_BYTES_MAX = WRIT_SIDE_MAX };

/** Records that are committed together. The caller's, and left alone by it, until `done`. */
struct writ_submitted {
    const struct writ_record *records; /**< borrowed */
    size_t count;
    bool wants_receipt;     /**< of the first record */
    struct writ_str claims; /**< of a token for the first record, a JSON object; borrowed; empty: none is wanted */

    /** Called once, by the worker's thread, in writ_scribe_turn(). */
    void (*done)(struct writ_submitted *submitted);
    void *ctx; /**< for done */

    /* the answer */
    enum writ_status status; /**< anything but WRIT_OK: nothing may be answered */
    struct writ_error err;
    uint64_t first;          /**< index of the first record's leaf */
    struct writ_str receipt; /**< when wanted; borrowed until `done` returns */
    struct writ_str token;   /**< the same; empty where there is no signer of tokens */

    /* the scribe's own */
    struct writ_letter letter;
};

struct writ_scribe;

/** What a kind of scribe does. */
struct writ_scribe_kind {
    enum writ_status (*submit)(struct writ_scribe *scribe, struct writ_submitted *submitted,
                               struct writ_error *err);
    enum writ_status (*check)(const struct writ_scribe *scribe, struct writ_error *err);
    int (*fd)(const struct writ_scribe *scribe);
    void (*turn)(struct writ_scribe *scribe);
    void (*close)(struct writ_scribe *scribe);
};

/** The first member of every kind. */
struct writ_scribe {
    const struct writ_scribe_kind *kind;
};

/**
 * Queue it and return.
 *
 * @retval WRIT_E_IO  too many are waiting, or the log is gone; `done` will not be called
 */
WRIT_NODISCARD static inline enum writ_status writ_scribe_submit(struct writ_scribe *scribe,
                                                                 struct writ_submitted *submitted,
                                                                 struct writ_error *err)
{
    return scribe->kind->submit(scribe, submitted, err);
}

/** Whether what is submitted can be recorded, as far as is known. @retval WRIT_E_IO  the log is gone */
WRIT_NODISCARD static inline enum writ_status writ_scribe_check(const struct writ_scribe *scribe,
                                                                struct writ_error *err)
{
    return scribe->kind->check(scribe, err);
}

/** Readable when there are answers. */
static inline int writ_scribe_fd(const struct writ_scribe *scribe)
{
    return scribe->kind->fd(scribe);
}

/** Send what was submitted, and call `done` for what was answered. Never blocks. */
static inline void writ_scribe_turn(struct writ_scribe *scribe)
{
    scribe->kind->turn(scribe);
}

/** Nothing may be waiting. NULL is fine. */
static inline void writ_scribe_close(struct writ_scribe *scribe)
{
    if (scribe != NULL) {
        scribe->kind->close(scribe);
    }
}

#endif
