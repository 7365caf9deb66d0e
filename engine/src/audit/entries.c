/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads take stretches of entries in their order, and nobody gives up a stretch that was taken.
 * So everything before an entry that does not hold is looked at, and the first one is the same for
 * any number of threads.
 */
#include "audit/entries.h"

#include <pthread.h>

#include "base/error.h"
#include "base/jobs.h"
#include "base/try.h"

enum { STRETCH = 1024 };

#define NONE UINT64_MAX

/* What is beside the entries of a stretch. */
struct found {
    uint64_t disclosed, erased, missing;
    uint64_t first_missing; /* or NONE */
    uint64_t failed;        /* the entry that does not hold, or NONE */
};

struct work;

struct job {
    struct work *work;
    struct writ_audit view; /* with a handle on the log of its own */
    struct writ_arena arena;
    uint64_t first; /* of its stretch, or NONE; under the lock */
};

struct work {
    const struct writ_audit *audit;
    const struct writ_audit_progress *progress;
    struct job jobs[WRIT_JOBS_MAX];
    size_t job_count;

    pthread_mutex_t lock; /* of what follows */
    struct writ_resume *resume;
    uint64_t next; /* the first entry that nobody took */
    uint64_t done; /* entries looked at */
    struct found found;
    struct writ_error err; /* of found.failed */
};

static enum writ_status check_not_erased(const struct writ_audit *audit, uint64_t index,
                                         struct writ_error *err)
{
    if (audit->erased_in[index] == 0 || writ_log_has_writer(audit->log)) { /* it is erasing */
        return WRIT_OK;
    }

    const struct writ_loc loc = writ_log_side_loc(audit->log, index);

    return writ_hint(err,
                     writ_fail(err, WRIT_E_CORRUPT, &loc,
                               "entry %llu says that entry %llu was erased, but it is there",
                               (unsigned long long)audit->erased_in[index],
                               (unsigned long long)index),
                     "erase the subject again");
}

/* The leaf itself was checked when the log was opened; and the disclosures, up to where an earlier
 * check has come: their frame is read then, and no more. */
static enum writ_status check_entry(struct job *job, uint64_t index, struct found *found,
                                    struct writ_error *err)
{
    enum writ_side_state side = WRIT_SIDE_NONE;
    const struct writ_audit *audit = &job->view;
    const struct writ_value *writ = NULL;
    struct writ_entry_read entry;
    struct writ_str text;

    WRIT_TRY(writ_log_side(audit->log, index, &job->arena, &side, &text, err));
    if (side != WRIT_SIDE_THERE) {
        const bool is_erased = audit->erased_in[index] != 0;

        *(is_erased ? &found->erased : &found->missing) += 1;
        found->first_missing =
            !is_erased && found->first_missing == NONE ? index : found->first_missing;
        return WRIT_OK;
    }
    found->disclosed++;
    WRIT_TRY(check_not_erased(audit, index, err));
    if (index < job->work->resume->checked) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_audit_read(audit, &job->arena, index, &entry, err));
    return writ_audit_rebuild(audit, &job->arena, &entry, text, &writ, err);
}

/* Of those that are no decisions: they have nothing to disclose, and are not counted. */
static size_t first_other(const struct writ_audit *audit, uint64_t index)
{
    size_t low = 0;
    size_t high = audit->other_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (audit->others[middle] < index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint64_t end_of(const struct work *work, uint64_t first)
{
    const uint64_t left = work->audit->size - first;

    return first + (left < STRETCH ? left : STRETCH);
}

static void check_stretch(struct job *job, struct found *found, struct writ_error *err)
{
    const struct writ_audit *audit = job->work->audit;
    const uint64_t end = end_of(job->work, job->first);
    size_t next = first_other(audit, job->first);

    for (uint64_t i = job->first; i < end; i++) {
        if (next < audit->other_count && audit->others[next] == i) {
            next++;
            continue;
        }
        writ_arena_reset(&job->arena);
        if (check_entry(job, i, found, err) != WRIT_OK) {
            found->failed = i;
            return;
        }
    }
}

/* Every entry before this one was looked at, and holds. */
static uint64_t settled(const struct work *work)
{
    uint64_t lowest = work->next < work->audit->size ? work->next : work->audit->size;

    for (size_t i = 0; i < work->job_count; i++) {
        lowest = work->jobs[i].first < lowest ? work->jobs[i].first : lowest;
    }
    return work->found.failed < lowest ? work->found.failed : lowest;
}

static uint64_t lower(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void note_failure(struct work *work, uint64_t index, const struct writ_error *err)
{
    if (index < work->found.failed) {
        work->found.failed = index;
        work->err = *err;
    }
}

static void add_found(struct work *work, const struct found *found)
{
    work->found.disclosed += found->disclosed;
    work->found.erased += found->erased;
    work->found.missing += found->missing;
    work->found.first_missing = lower(work->found.first_missing, found->first_missing);
}

static bool take(struct job *job)
{
    struct work *work = job->work;

    (void)pthread_mutex_lock(&work->lock);

    const bool is_left = work->next < lower(work->audit->size, work->found.failed);

    if (is_left) {
        job->first = work->next;
        work->next = end_of(work, work->next);
    }
    (void)pthread_mutex_unlock(&work->lock);
    return is_left;
}

static void give_back(struct job *job, const struct found *found, const struct writ_error *err)
{
    struct work *work = job->work;
    struct writ_error keeping = {0};

    (void)pthread_mutex_lock(&work->lock);
    work->done += end_of(work, job->first) - job->first;
    job->first = NONE;
    add_found(work, found);
    note_failure(work, found->failed, err);
    if (work->progress->step != NULL) {
        work->progress->step(work->progress->ctx, work->done, work->audit->size);
    }

    const uint64_t before = settled(work);

    if (writ_resume_keep(work->resume, before, &keeping) != WRIT_OK) {
        note_failure(work, before, &keeping);
    }
    (void)pthread_mutex_unlock(&work->lock);
}

static void run(void *ctx, size_t index)
{
    struct work *work = ctx;
    struct job *job = &work->jobs[index];

    while (take(job)) {
        struct found found = {.first_missing = NONE, .failed = NONE};
        struct writ_error err = {0};

        check_stretch(job, &found, &err);
        give_back(job, &found, &err);
    }
}

static enum writ_status add_job(struct work *work, struct writ_error *err)
{
    struct job *job = &work->jobs[work->job_count];
    const struct writ_alloc fresh = WRIT_ALLOC_INIT(0); /* a budget is no two threads' */

    *job = (struct job){.work = work, .view = *work->audit, .first = NONE};
    job->view.alloc = fresh;
    WRIT_TRY(writ_log_share(work->audit->log, &job->view.log, err));
    writ_arena_init(&job->arena, &job->view.alloc);
    work->job_count++;
    return WRIT_OK;
}

static void work_autop(struct work *work)
{
    for (size_t i = 0; i < work->job_count; i++) {
        writ_arena_done(&work->jobs[i].arena);
        writ_log_close(work->jobs[i].view.log);
    }
    (void)pthread_mutex_destroy(&work->lock);
}

static size_t count_jobs(unsigned wanted, uint64_t size)
{
    return (size_t)lower(writ_jobs_count(wanted), size / STRETCH + 1);
}

static enum writ_status check_missing(const struct writ_audit *audit, const struct found *found,
                                      struct writ_error *err)
{
    const struct writ_loc loc = writ_log_side_loc(audit->log, found->first_missing);

    return writ_hint(
        err,
        writ_fail(
            err, WRIT_E_CORRUPT, &loc,
            "the disclosures of %llu entries are gone and no erasure says why, first those of "
            "entry %llu",
            (unsigned long long)found->missing, (unsigned long long)found->first_missing),
        "left out on purpose: --allow-missing; erased after the log had ended: verify the log that "
        "goes on, with --previous");
}

enum writ_status writ_audit_check_entries(const struct writ_audit *audit,
                                          const struct writ_audit_terms *terms,
                                          struct writ_resume *resume,
                                          struct writ_audit_state *ret_state,
                                          struct writ_error *err)
{
    WRIT_AUTO(work)
    struct work work = {.audit = audit,
                        .progress = &terms->progress,
                        .resume = resume,
                        .found = {.first_missing = NONE, .failed = NONE},
                        .lock = PTHREAD_MUTEX_INITIALIZER};

    for (size_t left = count_jobs(terms->jobs, audit->size); left > 0; left--) {
        WRIT_TRY(add_job(&work, err));
    }
    writ_jobs_run(work.job_count, run, &work);
    if (work.found.failed != NONE) {
        return writ_pass_on(err, work.err.status, &work.err);
    }
    if (work.found.missing > 0 && !terms->is_missing_allowed) {
        return check_missing(audit, &work.found, err);
    }
    ret_state->disclosed = work.found.disclosed;
    ret_state->erased = work.found.erased;
    ret_state->missing = work.found.missing;
    return WRIT_OK;
}
