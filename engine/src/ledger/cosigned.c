/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/cosigned.h"

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"
#include "ledger/state.h"
#include "ledger/submission.h"

enum { NOTE_MODE = 0644 };

static const char kept_name[] = "checkpoint.cosigned";

enum writ_status writ_log_submission(struct writ_log *log, uint64_t old_size,
                                     struct writ_buf *ret_body, struct writ_error *err)
{
    const struct writ_checkpoint *published = writ_log_published(log);
    const struct writ_loc loc = writ_log_loc(log, "checkpoint");
    struct writ_proof proof;

    if (published == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "the log has no checkpoint yet");
    }
    if (old_size > published->size) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_CORRUPT, &loc,
                                   "rollback: a witness has cosigned %llu entries, but the log "
                                   "signs only %llu",
                                   (unsigned long long)old_size,
                                   (unsigned long long)published->size),
                         "entries that were acknowledged are missing: stop, and find the newest "
                         "copy of the log");
    }
    WRIT_TRY(writ_tree_consistency(writ_nodes_leaves(&log->nodes), old_size, published->size,
                                   &proof, err));
    writ_submission_write(ret_body, old_size, &proof, writ_log_checkpoint(log));
    return ret_body->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, ret_body->status, NULL, "no room for a submission");
}

enum writ_status writ_log_keep_cosigned(const struct writ_log *log, struct writ_str note,
                                        struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_checkpoint kept;

    WRIT_TRY(
        writ_checkpoint_open(note, &log->verifier, &kept, err)); /* or the log would not open */
    writ_arena_init(&arena, &alloc);

    const char *path = writ_path_join(&arena, log->dir, kept_name);

    return path == NULL ? writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory for a path")
                        : writ_file_replace(path, note, NOTE_MODE, err);
}

enum writ_status writ_log_load_cosigned(struct writ_log *log, struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, kept_name);
    struct writ_error cause = {0};
    enum writ_status status = writ_log_read(log, kept_name, &log->cosigned_note, err);

    if (status != WRIT_OK) {
        return status == WRIT_E_NOTFOUND ? WRIT_OK : status;
    }
    status =
        writ_checkpoint_open(writ_log_cosigned_note(log), &log->verifier, &log->cosigned, &cause);
    if (status != WRIT_OK) {
        return writ_hint(
            err,
            writ_fail(err, status == WRIT_E_NOMEM ? status : WRIT_E_CORRUPT, &loc,
                      "the cosigned checkpoint cannot be used: %s", cause.text),
            "put back a copy, or what a witness serves: URL/<SHA-256 of the origin>/checkpoint");
    }
    log->is_cosigned = true;
    return WRIT_OK;
}

const struct writ_checkpoint *writ_log_cosigned(const struct writ_log *log)
{
    return log->is_cosigned ? &log->cosigned : NULL;
}

struct writ_str writ_log_cosigned_note(const struct writ_log *log)
{
    return (struct writ_str){log->cosigned_note.ptr, log->cosigned_note.len};
}

enum writ_status writ_log_witnessed_receipt(struct writ_log *log, uint64_t index,
                                            struct writ_buf *ret_receipt, struct writ_error *err)
{
    struct writ_proof proof;

    if (!log->is_cosigned || index >= log->cosigned.size) {
        return writ_log_receipt(log, index, ret_receipt, err);
    }
    WRIT_TRY(writ_tree_inclusion(writ_nodes_leaves(&log->nodes), index, log->cosigned.size, &proof,
                                 err));
    writ_receipt_write(ret_receipt, index, &proof, writ_log_cosigned_note(log));
    return ret_receipt->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, ret_receipt->status, NULL, "no room for a receipt");
}
