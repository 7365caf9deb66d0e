/* SPDX-License-Identifier: Apache-2.0 */
#include "server/scribe_local.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"

/* A submission on its way. */
struct trip {
    struct writ_offer offer;
    struct writ_submitted *submitted;
    struct local *local;
    struct trip *next;
};

struct local {
    struct writ_scribe scribe;
    struct writ_alloc alloc; /* of the worker's thread */
    struct writ_recorder *recorder;
    int wake;
    pthread_mutex_t lock;
    struct trip *answered;  /* under the lock, newest first */
    struct writ_error last; /* of the last answer; WRIT_OK in it while all is well */
};

/* By the committer's thread. */
static void hand_over(struct writ_offer *offer)
{
    struct trip *trip = offer->ctx;
    struct local *local = trip->local;
    const uint64_t one = 1;

    (void)pthread_mutex_lock(&local->lock);
    trip->next = local->answered;
    local->answered = trip;
    (void)pthread_mutex_unlock(&local->lock);
    (void)!write(local->wake, &one,
                 sizeof(one)); /* it can only be full, and then it wakes as well */
}

static enum writ_status submit(struct writ_scribe *scribe, struct writ_submitted *submitted,
                               struct writ_error *err)
{
    struct local *local = (struct local *)scribe;
    struct trip *trip = writ_calloc(&local->alloc, sizeof(*trip));

    if (trip == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    writ_offer_init(&trip->offer, submitted->records, submitted->count);
    trip->offer.done = hand_over;
    trip->offer.ctx = trip;
    trip->submitted = submitted;
    trip->local = local;

    const enum writ_status status = writ_recorder_offer(local->recorder, &trip->offer, err);

    if (status != WRIT_OK) {
        writ_offer_done(&trip->offer);
        writ_free(&local->alloc, trip, sizeof(*trip));
    }
    return status;
}

static void deliver(struct local *local, struct trip *trip)
{
    struct writ_submitted *submitted = trip->submitted;

    local->last = trip->offer.err;
    local->last.status = trip->offer.status;
    submitted->status = trip->offer.status;
    submitted->err = trip->offer.err;
    submitted->first = trip->offer.first;
    submitted->receipt = (struct writ_str){trip->offer.receipt.ptr, trip->offer.receipt.len};
    submitted->done(submitted);
    writ_offer_done(&trip->offer);
    writ_free(&local->alloc, trip, sizeof(*trip));
}

static void turn(struct writ_scribe *scribe)
{
    struct local *local = (struct local *)scribe;
    uint64_t count;

    (void)!read(local->wake, &count, sizeof(count)); /* nothing to read is fine */
    (void)pthread_mutex_lock(&local->lock);

    struct trip *trip = local->answered;

    local->answered = NULL;
    (void)pthread_mutex_unlock(&local->lock);
    while (trip != NULL) {
        struct trip *next = trip->next;

        deliver(local, trip);
        trip = next;
    }
}

static enum writ_status check(const struct writ_scribe *scribe, struct writ_error *err)
{
    const struct writ_error *last = &((const struct local *)scribe)->last;

    if (last->status == WRIT_E_IO) { /* it stays so: the log is closed */
        *err = *last;
        return last->status;
    }
    return WRIT_OK;
}

static int fd(const struct writ_scribe *scribe)
{
    return ((const struct local *)scribe)->wake;
}

static void close_local(struct writ_scribe *scribe)
{
    struct local *local = (struct local *)scribe;
    struct writ_alloc alloc = local->alloc;

    writ_fd_autop(&local->wake);
    (void)pthread_mutex_destroy(&local->lock);
    writ_free(&alloc, local, sizeof(*local));
}

enum writ_status writ_scribe_local(struct writ_recorder *recorder, struct writ_scribe **ret_scribe,
                                   struct writ_error *err)
{
    static const struct writ_scribe_kind kind = {submit, check, fd, turn, close_local};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct local *local = writ_calloc(&alloc, sizeof(*local));
    const int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    if (local == NULL || wake < 0) {
        writ_fd_autop(&wake);
        writ_free(&alloc, local, local == NULL ? 0 : sizeof(*local));
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    *local = (struct local){.scribe = {&kind}, .alloc = alloc, .recorder = recorder, .wake = wake};
    (void)pthread_mutex_init(&local->lock, NULL);
    *ret_scribe = &local->scribe;
    return WRIT_OK;
}
