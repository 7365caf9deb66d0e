/* SPDX-License-Identifier: Apache-2.0
 *
 * Under the lock: the queue. The log is the thread's alone.
 */
#include "ledger/committer.h"

#include <pthread.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/rounds.h"
#include "base/signals.h"
#include "base/try.h"
#include "ledger/pace.h"
#include "ledger/state.h"

enum {
    QUEUE_LEAVES_MAX = 4 * WRIT_COMMIT_LEAVES_MAX,
    QUEUE_BYTES_MAX = 4 * WRIT_COMMIT_MAX,
    RECEIPT_BYTES_MAX = 64 * 1024,
};

struct queue {
    struct writ_offer *first;
    struct writ_offer *last;
    size_t leaves;
    size_t bytes;
};

struct writ_committer {
    struct writ_alloc alloc;
    struct writ_log *log;
    struct writ_record *batch; /* WRIT_COMMIT_LEAVES_MAX of them */
    struct writ_pace pace;

    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t work; /* something is queued, or it is closing */
    pthread_cond_t room; /* something was taken from the queue */
    struct queue queue;
    unsigned taken; /* batches: the next one is round `taken` + 1 */
    uint64_t size;
    bool is_closing;

    struct writ_rounds answered;
};

/* What frames make of a record, at most. */
static size_t bytes_of(const struct writ_offer *offer)
{
    size_t bytes = WRIT_FRAME_HEAD + WRIT_COMMIT_SIZE;

    for (size_t i = 0; i < offer->count; i++) {
        bytes += offer->records[i].leaf.len + offer->records[i].side.len + WRIT_FRAME_HEAD +
                 WRIT_SIDE_HEAD;
    }
    return bytes;
}

static bool is_room_for(const struct queue *queue, const struct writ_offer *offer,
                        size_t leaves_max, size_t bytes_max)
{
    return queue->leaves + offer->count <= leaves_max &&
           queue->bytes + bytes_of(offer) <= bytes_max;
}

static void push(struct queue *queue, struct writ_offer *offer)
{
    offer->next = NULL;
    if (queue->last == NULL) {
        queue->first = offer;
    } else {
        queue->last->next = offer;
    }
    queue->last = offer;
    queue->leaves += offer->count;
    queue->bytes += bytes_of(offer);
}

static struct writ_offer *pop(struct queue *queue)
{
    struct writ_offer *offer = queue->first;

    queue->first = offer->next;
    if (queue->first == NULL) {
        queue->last = NULL;
    }
    queue->leaves -= offer->count;
    queue->bytes -= bytes_of(offer);
    return offer;
}

/* What shares the next commit; what is queued fits into one, so there is always something. */
static void take(struct queue *queue, struct queue *ret_taken)
{
    while (queue->first != NULL &&
           is_room_for(ret_taken, queue->first, WRIT_COMMIT_LEAVES_MAX, WRIT_COMMIT_MAX)) {
        push(ret_taken, pop(queue));
    }
}

void writ_offer_init(struct writ_offer *offer, const struct writ_record *records, size_t count)
{
    *offer = (struct writ_offer){.records = records, .count = count, .alloc = WRIT_ALLOC_INIT(0)};
    writ_buf_init(&offer->receipt, &offer->alloc, RECEIPT_BYTES_MAX);
}

void writ_offer_done(struct writ_offer *offer)
{
    writ_buf_done(&offer->receipt);
}

static enum writ_status commit(struct writ_committer *committer, const struct queue *taken,
                               uint64_t *ret_first, struct writ_error *err)
{
    size_t count = 0;

    for (const struct writ_offer *each = taken->first; each != NULL; each = each->next) {
        memcpy(committer->batch + count, each->records, each->count * sizeof(*each->records));
        count += each->count;
    }
    return writ_log_commit(committer->log, committer->batch, count, ret_first, err);
}

static void answer(struct writ_committer *committer, struct queue *taken, enum writ_status status,
                   uint64_t first, const struct writ_error *err)
{
    while (taken->first != NULL) {
        struct writ_offer *each = pop(taken);

        each->status = status;
        each->first = first;
        if (status != WRIT_OK) {
            each->err = *err;
        } else {
            each->status = writ_log_receipt(committer->log, first, &each->receipt, &each->err);
        }
        first += each->count;
        each->done(each); /* and gone */
    }
}

static void commit_taken(struct writ_committer *committer, struct queue *taken)
{
    struct writ_error err = {0};
    uint64_t first = 0;
    const enum writ_status status = commit(committer, taken, &first, &err);

    writ_pace_signed(&committer->pace);
    (void)pthread_mutex_lock(&committer->lock);
    committer->size = writ_log_size(committer->log);
    (void)pthread_mutex_unlock(&committer->lock);
    answer(committer, taken, status, first, &err);
    writ_rounds_end(&committer->answered);
}

/* Returns with the lock held and something queued, or closing; false when publishing is due first.
 */
static bool wait_for_work(struct writ_committer *committer)
{
    const int64_t due_ms = writ_pace_due_ms(&committer->pace, committer->log);
    const struct timespec due = {.tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000};
    bool is_due = false;

    while (committer->queue.first == NULL && !committer->is_closing && !is_due) {
        if (due_ms == INT64_MAX) {
            (void)pthread_cond_wait(&committer->work, &committer->lock);
        } else {
            is_due = pthread_cond_timedwait(&committer->work, &committer->lock, &due) != 0;
        }
    }
    return !is_due;
}

static void *run(void *ctx)
{
    struct writ_committer *committer = ctx;
    bool is_over = false;

    while (!is_over) {
        struct queue taken = {.first = NULL};

        (void)pthread_mutex_lock(&committer->lock);
        if (wait_for_work(committer)) {
            take(&committer->queue, &taken);
            is_over = taken.first == NULL;
            committer->taken += is_over ? 0 : 1;
            (void)pthread_cond_broadcast(&committer->room);
        }
        (void)pthread_mutex_unlock(&committer->lock);
        if (taken.first != NULL) {
            commit_taken(committer, &taken);
        }
        writ_pace_turn(&committer->pace, committer->log);
    }
    return NULL;
}

static bool init_locks(struct writ_committer *committer)
{
    pthread_condattr_t attr;

    if (pthread_condattr_init(&attr) != 0) {
        return false;
    }

    const bool is_ready = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
                          pthread_cond_init(&committer->work, &attr) == 0 &&
                          pthread_cond_init(&committer->room, &attr) == 0 &&
                          pthread_mutex_init(&committer->lock, NULL) == 0;

    (void)pthread_condattr_destroy(&attr);
    return is_ready;
}

static struct writ_committer *new_committer(struct writ_log *log)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_committer *committer = writ_calloc(&alloc, sizeof(*committer));

    if (committer == NULL) {
        writ_log_close(log);
        return NULL;
    }
    committer->alloc = alloc;
    committer->log = log;
    committer->size = writ_log_size(log);
    writ_pace_init(&committer->pace);
    committer->batch =
        writ_calloc(&committer->alloc, WRIT_COMMIT_LEAVES_MAX * sizeof(*committer->batch));
    if (committer->batch == NULL || !init_locks(committer)) {
        writ_committer_close(committer);
        return NULL;
    }
    return committer;
}

static void start(struct writ_committer *committer)
{
    sigset_t before;

    writ_signals_block(&before);
    committer->has_thread = pthread_create(&committer->thread, NULL, run, committer) == 0;
    writ_signals_restore(&before);
}

enum writ_status writ_committer_open(struct writ_log *log, struct writ_committer **ret_committer,
                                     struct writ_error *err)
{
    struct writ_committer *committer = new_committer(log);

    if (committer == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for the log's thread");
    }
    start(committer);
    if (!committer->has_thread) {
        writ_committer_close(committer);
        return writ_fail(err, WRIT_E_NOMEM, NULL, "the log's thread cannot be started");
    }
    *ret_committer = committer;
    return WRIT_OK;
}

static void stop(struct writ_committer *committer)
{
    if (committer->has_thread) {
        (void)pthread_mutex_lock(&committer->lock);
        committer->is_closing = true;
        (void)pthread_cond_signal(&committer->work);
        (void)pthread_mutex_unlock(&committer->lock);
        (void)pthread_join(committer->thread, NULL);
    }
    (void)pthread_cond_destroy(&committer->work);
    (void)pthread_cond_destroy(&committer->room);
    (void)pthread_mutex_destroy(&committer->lock);
}

void writ_committer_close(struct writ_committer *committer)
{
    if (committer == NULL) {
        return;
    }
    if (writ_log_is_owned(
            committer->log)) { /* a fork has no thread, and finds the locks as they were */
        stop(committer);
    }
    writ_log_close(committer->log);

    struct writ_alloc alloc = committer->alloc;

    if (committer->batch != NULL) {
        writ_free(&alloc, committer->batch, WRIT_COMMIT_LEAVES_MAX * sizeof(*committer->batch));
    }
    writ_free(&alloc, committer, sizeof(*committer));
}

/* What could never be committed is refused here, so that nobody else's commit fails for it. */
static enum writ_status check(const struct writ_committer *committer,
                              const struct writ_offer *offer, struct writ_error *err)
{
    const struct queue empty = {.first = NULL};

    WRIT_TRY(writ_log_check_owned(committer->log, err));
    for (size_t i = 0; i < offer->count; i++) {
        WRIT_TRY(writ_record_check(&offer->records[i], err));
    }
    return offer->count > 0 && is_room_for(&empty, offer, WRIT_COMMIT_LEAVES_MAX, WRIT_COMMIT_MAX)
               ? WRIT_OK
               : writ_fail(err, WRIT_E_LIMIT, NULL, "a commit of %zu leaves and %zu bytes",
                           offer->count, bytes_of(offer));
}

static bool is_full_for(const struct writ_committer *committer, const struct writ_offer *offer)
{
    return !is_room_for(&committer->queue, offer, QUEUE_LEAVES_MAX, QUEUE_BYTES_MAX);
}

static void enqueue(struct writ_committer *committer, struct writ_offer *offer)
{
    push(&committer->queue, offer);
    (void)pthread_cond_signal(&committer->work);
}

enum writ_status writ_committer_offer(struct writ_committer *committer, struct writ_offer *offer,
                                      struct writ_error *err)
{
    WRIT_TRY(check(committer, offer, err));
    (void)pthread_mutex_lock(&committer->lock);

    const bool is_full = is_full_for(committer, offer);

    if (!is_full) {
        enqueue(committer, offer);
    }
    (void)pthread_mutex_unlock(&committer->lock);
    return is_full ? writ_fail(err, WRIT_E_LIMIT, NULL, "the log's queue is full: try again later")
                   : WRIT_OK;
}

static void note_answer(struct writ_offer *offer)
{
    atomic_bool *is_answered = offer->ctx;

    atomic_store(is_answered, true);
}

static void submit_and_wait(struct writ_committer *committer, struct writ_offer *offer)
{
    atomic_bool is_answered = false;
    unsigned round;

    offer->done = note_answer;
    offer->ctx = &is_answered;
    (void)pthread_mutex_lock(&committer->lock);
    while (is_full_for(committer, offer)) {
        (void)pthread_cond_wait(&committer->room, &committer->lock);
    }
    enqueue(committer, offer);
    round = committer->taken;
    (void)pthread_mutex_unlock(&committer->lock);
    while (!atomic_load(&is_answered)) { /* a long queue takes more than one round */
        round++;
        writ_rounds_wait(&committer->answered, round);
    }
}

static enum writ_status take_answer(const struct writ_offer *offer, uint64_t *ret_first,
                                    struct writ_buf *ret_receipt, struct writ_error *err)
{
    if (offer->status != WRIT_OK) {
        if (err != NULL && err->status == WRIT_OK) {
            *err = offer->err;
        }
        return offer->status;
    }
    writ_buf_add(ret_receipt, (struct writ_str){offer->receipt.ptr, offer->receipt.len});
    if (ret_receipt->status != WRIT_OK) {
        return writ_fail(err, ret_receipt->status, NULL, "no room for a receipt");
    }
    *ret_first = offer->first;
    return WRIT_OK;
}

enum writ_status writ_committer_record(struct writ_committer *committer,
                                       const struct writ_record *records, size_t count,
                                       uint64_t *ret_first, struct writ_buf *ret_receipt,
                                       struct writ_error *err)
{
    struct writ_offer offer;

    writ_offer_init(&offer, records, count);
    WRIT_TRY(check(committer, &offer, err));
    submit_and_wait(committer, &offer);

    const enum writ_status status = take_answer(&offer, ret_first, ret_receipt, err);

    writ_offer_done(&offer);
    return status;
}

uint64_t writ_committer_size(struct writ_committer *committer)
{
    (void)pthread_mutex_lock(&committer->lock);

    const uint64_t size = committer->size;

    (void)pthread_mutex_unlock(&committer->lock);
    return size;
}
