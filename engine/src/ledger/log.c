/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/try.h"
#include "ledger/state.h"

enum { SMALL_FILE_MAX = 1 << 20, LOCK_MODE = 0600 };

struct writ_loc writ_log_loc(const struct writ_log *log, const char *name)
{
    char path[4096];
    const int len =
        snprintf(path, sizeof(path), "%s%s%s", log->dir, name[0] == '\0' ? "" : "/", name);

    return writ_loc_at(len < 0 || (size_t)len >= sizeof(path) ? name : path, 0, 0);
}

enum writ_status writ_log_io_fail(const struct writ_log *log, const char *name, const char *what,
                                  struct writ_error *err)
{
    const int cause = errno;
    const struct writ_loc loc = writ_log_loc(log, name);

    if (writ_errno_is_space(cause)) {
        return writ_hint(
            err,
            writ_fail(err, WRIT_E_IO, &loc, "cannot %s: no space left (%s)", what, strerror(cause)),
            "nothing is answered without its record: make room, then open the log again");
    }
    return writ_fail(err, WRIT_E_IO, &loc, "cannot %s: %s", what, strerror(cause));
}

bool writ_log_is_writable(const struct writ_log *log)
{
    return log->notary.verifier != NULL;
}

bool writ_log_is_owned(const struct writ_log *log)
{
    return getpid() == log->owner;
}

enum writ_status writ_log_check_owned(const struct writ_log *log, struct writ_error *err)
{
    return writ_log_is_owned(log)
               ? WRIT_OK
               : writ_hint(err,
                           writ_fail(err, WRIT_E_BUG, NULL,
                                     "the log was opened before a fork: only the parent records"),
                           "open a log in the process that records");
}

/* NULL when memory is out. */
static struct writ_log *log_new(const char *dir)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_log *log = writ_calloc(&alloc, sizeof(*log));

    if (log == NULL) {
        return NULL;
    }
    log->alloc = alloc;
    log->owner = getpid();
    log->jobs = 1;
    log->dir_fd = -1;
    log->lock_fd = -1;
    log->tail_fd = -1;
    log->side_fd = -1;
    log->reading.fd = -1;
    log->reading_side.fd = -1;
    writ_arena_init(&log->arena, &log->alloc);
    writ_nodes_init(&log->nodes, &log->alloc);
    writ_buf_init(&log->note, &log->alloc, SMALL_FILE_MAX);
    writ_buf_init(&log->jws, &log->alloc, SMALL_FILE_MAX);
    writ_buf_init(&log->cosigned_note, &log->alloc, SMALL_FILE_MAX);
    log->dir = writ_arena_printf(&log->arena, "%s", dir);
    if (log->dir == NULL) {
        writ_log_close(log);
        return NULL;
    }
    return log;
}

static enum writ_status out_of_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while opening a log");
}

/* Nothing is lost if this fails: opening the log cuts the room, and signs the same again. */
static void leave_in_order(struct writ_log *log)
{
    if (writ_log_is_writable(log) && writ_log_check_usable(log, NULL) == WRIT_OK) {
        const bool is_cut = writ_log_drop_room(log);
        const enum writ_status status = writ_log_publish(log, true, NULL);

        (void)is_cut;
        (void)status;
    }
}

/* What was read, unless another handle lent it. */
static void free_contents(struct writ_log *log)
{
    if (log->is_borrower) {
        return;
    }
    writ_nodes_done(&log->nodes);
    writ_free(&log->alloc, log->places, log->place_cap * sizeof(*log->places));
    writ_free(&log->alloc, log->segments, log->segment_cap * sizeof(*log->segments));
}

void writ_log_close(struct writ_log *log)
{
    if (log == NULL) {
        return;
    }
    leave_in_order(log);
    writ_fd_autop(&log->tail_fd);
    writ_fd_autop(&log->side_fd);
    writ_fd_autop(&log->reading.fd);
    writ_fd_autop(&log->reading_side.fd);
    writ_fd_autop(&log->dir_fd);
    writ_log_free_tables(log);
    free_contents(log);
    writ_buf_done(&log->note);
    writ_buf_done(&log->jws);
    writ_buf_done(&log->cosigned_note);
    writ_arena_done(&log->arena);
    writ_fd_autop(&log->lock_fd); /* last: the log is another's from here on */

    struct writ_alloc alloc = log->alloc;

    writ_free(&alloc, log, sizeof(*log));
}

static enum writ_status open_folder(struct writ_log *log, struct writ_error *err)
{
    log->dir_fd = open(log->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (log->dir_fd < 0 && errno == ENOENT) {
        const struct writ_loc loc = writ_log_loc(log, "");

        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "there is no log: the directory is missing");
    }
    return log->dir_fd >= 0 ? WRIT_OK : writ_log_io_fail(log, "", "open the log", err);
}

static enum writ_status lock_folder(struct writ_log *log, struct writ_error *err)
{
    log->lock_fd =
        openat(log->dir_fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, LOCK_MODE);
    if (log->lock_fd < 0) {
        return writ_log_io_fail(log, "lock", "lock the log", err);
    }
    if (flock(log->lock_fd, LOCK_EX | LOCK_NB) == 0) {
        return WRIT_OK;
    }
    if (errno == EWOULDBLOCK) {
        const struct writ_loc loc = writ_log_loc(log, "lock");

        return writ_hint(
            err, writ_fail(err, WRIT_E_IO, &loc, "another process has the log open for writing"),
            "ask that service, or wait for its end; to see an answer only, decide with --dry-run");
    }
    return writ_log_io_fail(log, "lock", "lock the log", err);
}

/* Drop a torn tail, so that the next commit follows the last valid one, and make what is left
 * durable. */
static enum writ_status repair_tail(struct writ_log *log, const struct writ_segment *tail,
                                    const char *name, struct writ_error *err)
{
    struct stat info;

    if (fstat(log->tail_fd, &info) != 0) {
        return writ_log_io_fail(log, name, "open the segment", err);
    }
    if ((uint64_t)info.st_size == tail->bytes && log->checkpoint.size == log->nodes.size) {
        return WRIT_OK; /* a checkpoint is signed after its leaves are durable */
    }
    if (ftruncate(log->tail_fd, (off_t)tail->bytes) != 0 ||
        (writ_log_may_be_torn(log) &&
         !writ_fd_rewrite(log->tail_fd, log->last.offset, tail->bytes)) ||
        fsync(log->tail_fd) != 0 || fsync(log->dir_fd) != 0) {
        return writ_log_io_fail(log, name, "repair the segment", err);
    }
    return WRIT_OK;
}

static enum writ_status open_tail(struct writ_log *log, struct writ_error *err)
{
    char name[WRIT_SEGMENT_NAME_SIZE];

    if (log->segment_count == 0) {
        return WRIT_OK;
    }

    const struct writ_segment *tail = &log->segments[log->segment_count - 1];

    writ_segment_name(tail->first, name);
    log->tail_fd = openat(log->dir_fd, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    return log->tail_fd >= 0 ? repair_tail(log, tail, name, err)
                             : writ_log_io_fail(log, name, "open the segment", err);
}

static enum writ_status open_for_writing(struct writ_log *log, struct writ_error *err)
{
    WRIT_TRY(writ_dir_make(log->dir, err));
    WRIT_TRY(open_folder(log, err));
    WRIT_TRY(lock_folder(log, err));
    WRIT_TRY(writ_log_identify(log, err));
    WRIT_TRY(writ_log_load_cosigned(log, err));
    WRIT_TRY(writ_log_load_checkpoint(log, err));
    WRIT_TRY(writ_log_recover(log, err));
    WRIT_TRY(writ_log_open_sides(log, err)); /* first: it may take back a commit of the tail */
    WRIT_TRY(open_tail(log, err));
    return writ_log_publish_missing(log, err);
}

enum writ_status writ_log_open_notarized(const char *dir, struct writ_str origin,
                                         const struct writ_notary *notary,
                                         struct writ_log **ret_log, struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = log_new(dir);

    if (!writ_str_is(origin, notary->verifier->name)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the key '%s' cannot sign the log '%.*s'",
                         notary->verifier->name, WRIT_FMT(origin));
    }
    if (log == NULL) {
        return out_of_memory(err);
    }
    log->notary = *notary;
    WRIT_TRY(open_for_writing(log, err));
    *ret_log = WRIT_MOVE(log);
    return WRIT_OK;
}

enum writ_status writ_log_open(const char *dir, struct writ_str origin,
                               const struct writ_signer *signer, struct writ_log **ret_log,
                               struct writ_error *err)
{
    const struct writ_notary own = writ_notary_of(signer);

    return writ_log_open_notarized(dir, origin, &own, ret_log, err);
}

static enum writ_status open_for_reading(struct writ_log *log, struct writ_error *err)
{
    WRIT_TRY(open_folder(log, err));
    WRIT_TRY(writ_log_identify(log, err));
    WRIT_TRY(writ_log_load_signed(log, err));
    return writ_log_recover(log, err);
}

enum writ_status writ_log_open_visited(const char *dir, const struct writ_leaf_visitor *visitor,
                                       size_t jobs, struct writ_log **ret_log,
                                       struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *log = log_new(dir);

    if (log == NULL) {
        return out_of_memory(err);
    }
    log->visitor = visitor;
    log->jobs = jobs;
    WRIT_TRY(open_for_reading(log, err));
    log->visitor = NULL;
    log->jobs = 1;
    *ret_log = WRIT_MOVE(log);
    return WRIT_OK;
}

enum writ_status writ_log_open_readonly(const char *dir, struct writ_log **ret_log,
                                        struct writ_error *err)
{
    return writ_log_open_visited(dir, NULL, 1, ret_log, err);
}

bool writ_log_is_failed(const struct writ_log *log)
{
    return log->is_failed;
}

enum writ_status writ_log_share(const struct writ_log *log, struct writ_log **ret_log,
                                struct writ_error *err)
{
    WRIT_AUTO(writ_log) struct writ_log *shared = log_new(log->dir);

    if (shared == NULL) {
        return out_of_memory(err);
    }
    shared->is_borrower = true;
    shared->dir_fd = fcntl(log->dir_fd, F_DUPFD_CLOEXEC, 0);
    if (shared->dir_fd < 0) {
        return writ_log_io_fail(log, "", "open the log", err);
    }
    shared->verifier = log->verifier;
    shared->nodes = log->nodes;
    shared->places = log->places;
    shared->segments = log->segments;
    shared->segment_count = log->segment_count;
    shared->is_published = log->is_published;
    shared->checkpoint = log->checkpoint;
    *ret_log = WRIT_MOVE(shared);
    return WRIT_OK;
}

void writ_log_only_append(struct writ_log *log)
{
    log->forgets = true;
    writ_free(&log->alloc, log->places, log->place_cap * sizeof(*log->places));
    log->places = NULL;
    log->place_cap = 0;
    writ_nodes_forget(&log->nodes, log->last.first);
}

uint64_t writ_log_size(const struct writ_log *log)
{
    return log->nodes.size;
}

struct writ_str writ_log_checkpoint(const struct writ_log *log)
{
    return (struct writ_str){log->note.ptr, log->note.len};
}

struct writ_str writ_log_checkpoint_jws(const struct writ_log *log)
{
    return (struct writ_str){log->jws.ptr, log->jws.len};
}
