/* SPDX-License-Identifier: Apache-2.0
 *
 * What an auditor asks of an open log beside leaves and receipts.
 */
#include <fcntl.h>
#include <sys/file.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { WINDOW = 1 << 16 };

const struct writ_verifier *writ_log_verifier(const struct writ_log *log)
{
    return &log->verifier;
}

const struct writ_checkpoint *writ_log_published(const struct writ_log *log)
{
    return log->is_published ? &log->checkpoint : NULL;
}

bool writ_log_has_writer(const struct writ_log *log)
{
    WRIT_AUTO(writ_fd) int fd = writ_fd_open_file(log->dir_fd, "lock", O_NOFOLLOW);

    return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/* Up to the last byte that is not zero: zeros are room that a writer prepared. */
static uint64_t written_end(int fd, uint64_t from)
{
    char window[WINDOW];
    uint64_t end = from;
    ssize_t got = pread(fd, window, sizeof(window), (off_t)from);

    while (got > 0) {
        for (ssize_t i = 0; i < got; i++) {
            end = window[i] != 0 ? from + (uint64_t)i + 1 : end;
        }
        from += (uint64_t)got;
        got = pread(fd, window, sizeof(window), (off_t)from);
    }
    return end;
}

uint64_t writ_log_tail_bytes(const struct writ_log *log)
{
    const struct writ_segment *tail =
        log->segment_count == 0 ? NULL : &log->segments[log->segment_count - 1];
    char name[WRIT_SEGMENT_NAME_SIZE];

    if (tail == NULL) {
        return 0;
    }
    writ_segment_name(tail->first, name);

    WRIT_AUTO(writ_fd) int fd = writ_fd_open_file(log->dir_fd, name, O_NOFOLLOW);

    return fd < 0 ? 0 : written_end(fd, tail->bytes) - tail->bytes;
}

enum writ_status writ_log_root(struct writ_log *log, uint64_t size, struct writ_digest *ret_root,
                               struct writ_error *err)
{
    return size > log->nodes.size
               ? writ_log_no_leaf(log, size - 1, err)
               : writ_tree_root(writ_nodes_leaves(&log->nodes), size, ret_root, err);
}

enum writ_status writ_log_extends(struct writ_log *log, struct writ_str note, const char *source,
                                  struct writ_checkpoint *ret_older, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(source, 0, 0);
    struct writ_error cause = {0};
    struct writ_checkpoint older;
    struct writ_proof proof;
    enum writ_status status = writ_checkpoint_open(note, &log->verifier, &older, &cause);

    if (status != WRIT_OK) {
        return writ_fail(err, status, &loc, "the older checkpoint cannot be used: %s", cause.text);
    }
    if (older.size > log->checkpoint.size) {
        return writ_fail(err, WRIT_E_CORRUPT, &loc,
                         "rollback: this checkpoint signs %llu entries, but the log's own only "
                         "%llu",
                         (unsigned long long)older.size, (unsigned long long)log->checkpoint.size);
    }
    WRIT_TRY(writ_tree_consistency(writ_nodes_leaves(&log->nodes), older.size, log->checkpoint.size,
                                   &proof, err));
    status = writ_consistency_verify(&proof, older.size, log->checkpoint.size, &older.root,
                                     &log->checkpoint.root, &cause);
    if (status != WRIT_OK) {
        return writ_fail(err, status == WRIT_E_CRYPTO ? WRIT_E_CORRUPT : status, &loc,
                         "the log was rewritten: it does not extend this checkpoint of %llu "
                         "entries (%s)",
                         (unsigned long long)older.size, cause.text);
    }
    *ret_older = older;
    return WRIT_OK;
}

enum writ_status writ_log_check_jws(const struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_loc loc = writ_log_loc(log, "checkpoint.jws");
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_error cause = {0};
    struct writ_str text;

    writ_buf_init(&buf, &alloc, 1024);
    writ_checkpoint_text(&log->checkpoint, &buf);
    if (writ_buf_view(&buf, &text) != WRIT_OK) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for a checkpoint");
    }
    if (writ_jws_verify_detached(writ_log_checkpoint_jws(log), text, &log->verifier, &cause) !=
        WRIT_OK) {
        return writ_fail(err, WRIT_E_CRYPTO, &loc, "this does not sign the checkpoint: %s",
                         cause.text);
    }
    return WRIT_OK;
}
