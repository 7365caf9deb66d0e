/* SPDX-License-Identifier: Apache-2.0
 *
 * The small files beside the segments: key.vkey, checkpoint and checkpoint.jws. Under the log's
 * lock nobody else writes them, so their temporary names are fixed and a crash leaves nothing that
 * could be in the way.
 */
#include <fcntl.h>
#include <stdio.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/try.h"
#include "ledger/state.h"

enum { SMALL_FILE_MAX = 1 << 20, FILE_MODE = 0644, TEMPORARY_SIZE = 32 };

static const char key_name[] = "key.vkey";
static const char checkpoint_name[] = "checkpoint";
static const char jws_name[] = "checkpoint.jws";

enum writ_status writ_log_read(struct writ_log *log, const char *name, struct writ_buf *buf,
                               struct writ_error *err)
{
    WRIT_AUTO(writ_fd) int fd = writ_fd_open_file(log->dir_fd, name, 0);
    char chunk[4096];
    ssize_t got = 0;

    if (fd < 0 && errno == ENOENT) {
        return WRIT_E_NOTFOUND;
    }
    writ_buf_clear(buf);
    while (fd >= 0 && buf->status == WRIT_OK && (got = read(fd, chunk, sizeof(chunk))) > 0) {
        writ_buf_add(buf, (struct writ_str){chunk, (size_t)got});
    }
    if (fd < 0 || got < 0) {
        return writ_log_io_fail(log, name, "read the file", err);
    }
    return buf->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, buf->status, NULL, "no room for the log's file '%s'", name);
}

static enum writ_status write_temporary(const struct writ_log *log, const char *name,
                                        const struct writ_buf *bytes, bool is_durable,
                                        struct writ_error *err)
{
    char temporary[TEMPORARY_SIZE];

    (void)snprintf(temporary, sizeof(temporary), "%s.tmp", name);

    WRIT_AUTO(writ_fd)
    int fd = openat(log->dir_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                    FILE_MODE);

    if (fd < 0 || !writ_fd_write_all(fd, (struct writ_str){bytes->ptr, bytes->len}) ||
        (is_durable && fsync(fd) != 0)) {
        return writ_log_io_fail(log, name, "write the file", err);
    }
    return WRIT_OK;
}

static enum writ_status put_in_place(const struct writ_log *log, const char *name,
                                     struct writ_error *err)
{
    char temporary[TEMPORARY_SIZE];

    (void)snprintf(temporary, sizeof(temporary), "%s.tmp", name);
    return renameat(log->dir_fd, temporary, log->dir_fd, name) == 0
               ? WRIT_OK
               : writ_log_io_fail(log, name, "put the file in place", err);
}

static enum writ_status sync_folder(const struct writ_log *log, struct writ_error *err)
{
    return fsync(log->dir_fd) == 0 ? WRIT_OK
                                   : writ_log_io_fail(log, "", "make the folder durable", err);
}

static enum writ_status write_key(struct writ_log *log, struct writ_buf *vkey,
                                  struct writ_error *err)
{
    WRIT_TRY(write_temporary(log, key_name, vkey, true, err));
    WRIT_TRY(put_in_place(log, key_name, err));
    return sync_folder(log, err);
}

static struct writ_str without_newline(const struct writ_buf *buf)
{
    const bool has_newline = buf->len > 0 && buf->ptr[buf->len - 1] == '\n';

    return (struct writ_str){buf->ptr, buf->len - (has_newline ? 1 : 0)};
}

static enum writ_status read_key(struct writ_log *log, const struct writ_buf *vkey,
                                 struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, key_name);
    struct writ_error cause = {0};

    if (vkey->len == 0 ||
        writ_verifier_parse(without_newline(vkey), &log->verifier, &cause) != WRIT_OK) {
        return writ_fail(err, WRIT_E_CORRUPT, &loc, "the key of the log cannot be used: %s",
                         vkey->len == 0 ? "the file is empty" : cause.text);
    }
    return WRIT_OK;
}

static enum writ_status compare_keys(const struct writ_log *log, struct writ_error *err)
{
    const struct writ_verifier *own = log->notary.verifier;
    const struct writ_loc loc = writ_log_loc(log, key_name);

    if (strcmp(own->name, log->verifier.name) != 0) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_SCHEMA, &loc, "this is the log of '%s', not of '%s'",
                                   log->verifier.name, own->name),
                         "a new period begins with 'writ log rotate'");
    }
    if (memcmp(own->public_key, log->verifier.public_key, sizeof(own->public_key)) != 0) {
        return writ_hint(err,
                         writ_fail(err, WRIT_E_CRYPTO, &loc,
                                   "the log is signed with another key than the one given"),
                         "a new key needs a new period: 'writ log rotate'");
    }
    return WRIT_OK;
}

enum writ_status writ_log_identify(struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf vkey;

    writ_buf_init(&vkey, &log->alloc, SMALL_FILE_MAX);

    const enum writ_status status = writ_log_read(log, key_name, &vkey, err);

    if (status == WRIT_OK) {
        WRIT_TRY(read_key(log, &vkey, err));
        return writ_log_is_writable(log) ? compare_keys(log, err) : WRIT_OK;
    }
    if (status != WRIT_E_NOTFOUND) {
        return status;
    }
    if (!writ_log_is_writable(log)) {
        const struct writ_loc loc = writ_log_loc(log, key_name);

        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "there is no log: the file is missing");
    }
    log->verifier = *log->notary.verifier;
    writ_verifier_vkey(&log->verifier, &vkey);
    writ_buf_add_char(&vkey, '\n');
    return vkey.status == WRIT_OK
               ? write_key(log, &vkey, err)
               : writ_fail(err, vkey.status, NULL, "out of memory while making a log");
}

/* What a power cut may leave of a file that was replaced and not synced: nothing, or zeros. */
static bool is_blank(const struct writ_buf *buf)
{
    return writ_str_is_zeros((struct writ_str){buf->ptr, buf->len});
}

enum writ_status writ_log_load_checkpoint(struct writ_log *log, struct writ_error *err)
{
    const struct writ_loc loc = writ_log_loc(log, checkpoint_name);
    struct writ_error cause = {0};
    enum writ_status status = writ_log_read(log, checkpoint_name, &log->note, err);

    log->is_published = !is_blank(&log->note);
    log->is_lost = status == WRIT_OK && !log->is_published;
    if (status == WRIT_OK) {
        status = writ_log_read(log, jws_name, &log->jws, err);
    }
    if (status != WRIT_OK && status != WRIT_E_NOTFOUND) {
        return status;
    }
    status = log->is_published ? writ_checkpoint_open(writ_log_checkpoint(log), &log->verifier,
                                                      &log->checkpoint, &cause)
                               : WRIT_OK;
    if (status != WRIT_OK) {
        return writ_fail(err, status == WRIT_E_NOMEM ? status : WRIT_E_CORRUPT, &loc,
                         "the published checkpoint cannot be used: %s", cause.text);
    }
    return WRIT_OK;
}

static void swap(struct writ_buf *a, struct writ_buf *b)
{
    const struct writ_buf kept = *a;

    *a = *b;
    *b = kept;
}

static enum writ_status checkpoint_text(const struct writ_checkpoint *checkpoint,
                                        struct writ_buf *buf, struct writ_str *ret_text,
                                        struct writ_error *err)
{
    writ_checkpoint_text(checkpoint, buf);
    return writ_buf_view(buf, ret_text) == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while signing a checkpoint");
}

/* From the last checkpoint to the tree as it is. */
static struct writ_growth growth_of(const struct writ_log *log)
{
    const uint64_t from = log->is_published ? log->checkpoint.size : 0;
    struct writ_growth growth = {.count = (size_t)(log->nodes.size - from)};

    writ_nodes_frontier(&log->nodes, from, &growth.from);
    if (log->is_published) {
        growth.from_note = writ_log_checkpoint(log);
    }
    if (growth.count > 0) {
        growth.hashes = writ_nodes_leaf_hashes(&log->nodes, from);
    }
    return growth;
}

enum writ_status writ_log_sign(struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    WRIT_AUTO(writ_buf) struct writ_buf note;
    struct writ_checkpoint checkpoint = {.size = log->nodes.size};
    struct writ_growth growth = growth_of(log);

    writ_buf_init(&buf, &log->alloc, SMALL_FILE_MAX);
    writ_buf_init(&note, &log->alloc, SMALL_FILE_MAX);
    memcpy(checkpoint.origin, log->verifier.name, sizeof(checkpoint.origin));
    WRIT_TRY(
        writ_tree_root(writ_nodes_leaves(&log->nodes), checkpoint.size, &checkpoint.root, err));
    WRIT_TRY(checkpoint_text(&checkpoint, &buf, &growth.text, err));
    WRIT_TRY(log->notary.note(log->notary.ctx, &growth, &note, err));
    swap(&log->note, &note);
    log->checkpoint = checkpoint;
    log->is_published = true;
    log->is_unpublished = true;
    return WRIT_OK;
}

/* The second signature, of the checkpoint that was signed last. */
static enum writ_status sign_jws(struct writ_log *log, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    WRIT_AUTO(writ_buf) struct writ_buf jws;
    struct writ_growth growth = growth_of(log);

    writ_buf_init(&buf, &log->alloc, SMALL_FILE_MAX);
    writ_buf_init(&jws, &log->alloc, SMALL_FILE_MAX);
    WRIT_TRY(checkpoint_text(&log->checkpoint, &buf, &growth.text, err));
    WRIT_TRY(log->notary.jws(log->notary.ctx, &growth, &jws, err));
    swap(&log->jws, &jws);
    return WRIT_OK;
}

/* Both temporaries are complete before either name changes, and one folder sync covers both names.
 */
static enum writ_status put_files(struct writ_log *log, bool is_durable, struct writ_error *err)
{
    WRIT_TRY(write_temporary(log, checkpoint_name, &log->note, is_durable, err));
    WRIT_TRY(write_temporary(log, jws_name, &log->jws, is_durable, err));
    WRIT_TRY(put_in_place(log, checkpoint_name, err));
    WRIT_TRY(put_in_place(log, jws_name, err));
    if (is_durable) {
        WRIT_TRY(sync_folder(log, err));
    }
    log->is_unpublished = false;
    log->is_unsynced = !is_durable;
    return WRIT_OK;
}

static enum writ_status publish(struct writ_log *log, bool is_durable, struct writ_error *err)
{
    if (log->is_unpublished) {
        WRIT_TRY(sign_jws(log, err));
    }
    return put_files(log, is_durable, err);
}

enum writ_status writ_log_publish(struct writ_log *log, bool is_durable, struct writ_error *err)
{
    enum writ_status status = writ_log_check_usable(log, err);

    if (status != WRIT_OK || !(log->is_unpublished || (log->is_unsynced && is_durable))) {
        return status;
    }
    status = publish(log, is_durable, err);
    log->is_failed = status != WRIT_OK;
    return status;
}

/* A checkpoint that is as it should be stays: others may have added cosignatures to it. */
enum writ_status writ_log_publish_missing(struct writ_log *log, struct writ_error *err)
{
    if (!log->is_published || log->checkpoint.size != log->nodes.size) {
        WRIT_TRY(writ_log_sign(log, err));
    }
    if (!log->is_unpublished && writ_log_check_jws(log, NULL) == WRIT_OK) {
        return WRIT_OK;
    }
    WRIT_TRY(sign_jws(log, err));
    return put_files(log, true, err);
}
