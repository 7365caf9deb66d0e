/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>

#include "base/error.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/try.h"
#include "crypto/cosignature.h"

enum { STATE_MODE = 0644, LOCK_MODE = 0600, MS_PER_S = 1000 };

static const char text_type[] = "text/plain; charset=utf-8";
static const char size_type[] = "text/x.tlog.size"; /* by which clients know a 409 that helps */

/* One log that is watched, and what was last cosigned of it. */
struct watched {
    struct writ_verifier verifier;
    char hash[WRIT_SHA256_HEX_SIZE]; /* of the origin: its file, and its path on the web */
    const char *path;                /* of the file */
    pthread_mutex_t lock;            /* over all below: compare and replace are one step */
    struct writ_alloc alloc;
    uint64_t size;
    struct writ_digest root;
    struct writ_buf note; /* empty: nothing was cosigned yet */
};

struct writ_witness {
    struct writ_alloc alloc;
    struct writ_arena arena;
    const char *dir;
    const struct writ_signer *signer;
    struct writ_verifier self;
    struct writ_clock clock;
    int lock_fd;
    struct watched *logs;
    size_t log_count;
};

static enum writ_status out_of_memory(struct writ_error *err)
{
    return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory in the witness");
}

static struct writ_str view(const struct writ_buf *buf)
{
    return (struct writ_str){buf->ptr, buf->len};
}

static enum writ_status lock_folder(struct writ_witness *witness, struct writ_error *err)
{
    const char *path = writ_path_join(&witness->arena, witness->dir, "lock");

    if (path == NULL) {
        return out_of_memory(err);
    }

    const struct writ_loc loc = writ_loc_at(path, 0, 0);

    witness->lock_fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, LOCK_MODE);
    if (witness->lock_fd >= 0 && flock(witness->lock_fd, LOCK_EX | LOCK_NB) == 0) {
        return WRIT_OK;
    }
    return writ_fail(err, WRIT_E_IO, &loc, "cannot lock the witness's memory: %s",
                     errno == EWOULDBLOCK ? "another process has it" : strerror(errno));
}

/* What is remembered must be what this witness cosigned: else it is another's, or damaged. */
static enum writ_status recall(const struct writ_witness *witness, struct watched *log,
                               struct writ_str note, struct writ_error *err)
{
    struct writ_checkpoint checkpoint;
    struct writ_str text;

    WRIT_TRY(writ_checkpoint_open(note, &log->verifier, &checkpoint, err));
    WRIT_TRY(writ_note_open(note, &witness->self, &text, err));
    log->size = checkpoint.size;
    log->root = checkpoint.root;
    writ_buf_add(&log->note, note);
    return log->note.status == WRIT_OK ? WRIT_OK : out_of_memory(err);
}

static enum writ_status load(struct writ_witness *witness, struct watched *log,
                             struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_loc loc = writ_loc_at(log->path, 0, 0);
    struct writ_error cause = {0};
    struct writ_str note;

    writ_arena_init(&arena, &witness->alloc);

    enum writ_status status = writ_file_read(&arena, log->path, WRIT_SUBMISSION_MAX, &note, &cause);

    if (status == WRIT_E_NOTFOUND) {
        return WRIT_OK;
    }
    if (status == WRIT_OK) {
        status = recall(witness, log, note, &cause);
    }
    if (status == WRIT_OK || status == WRIT_E_NOMEM || status == WRIT_E_IO) {
        return status == WRIT_OK ? WRIT_OK : writ_fail(err, status, &loc, "%s", cause.text);
    }
    return writ_hint(
        err,
        writ_fail(err, WRIT_E_CORRUPT, &loc, "the remembered checkpoint cannot be used: %s",
                  cause.text),
        "put back the newest copy; a witness that forgets can be made to cosign a fork");
}

static enum writ_status watch(struct writ_witness *witness, const struct writ_verifier *verifier,
                              struct writ_error *err)
{
    struct watched *log = &witness->logs[witness->log_count];
    const struct writ_str origin = writ_str_from(verifier->name);
    struct writ_digest hash;

    WRIT_TRY(writ_sha256(&origin, 1, &hash, err));
    WRIT_TRY(writ_sha256(NULL, 0, &log->root, err));
    writ_digest_hex(&hash, log->hash);
    log->path = writ_path_join(&witness->arena, witness->dir, log->hash);
    log->verifier = *verifier;
    log->alloc = WRIT_ALLOC_INIT(0);
    writ_buf_init(&log->note, &log->alloc, WRIT_SUBMISSION_MAX);
    if (log->path == NULL || pthread_mutex_init(&log->lock, NULL) != 0) {
        return out_of_memory(err);
    }
    witness->log_count++; /* from here on there is something to release */
    return load(witness, log, err);
}

static enum writ_status fill(struct writ_witness *witness, const struct writ_witness_terms *terms,
                             struct writ_error *err)
{
    witness->signer = terms->signer;
    witness->clock = terms->clock;
    witness->dir = writ_arena_printf(&witness->arena, "%s", terms->dir);
    witness->logs = writ_arena_array(&witness->arena, terms->logs->count, sizeof(*witness->logs));
    if (witness->dir == NULL || witness->logs == NULL) {
        return out_of_memory(err);
    }
    WRIT_TRY(writ_signer_witness(terms->signer, &witness->self, err));
    WRIT_TRY(writ_dir_make(witness->dir, err));
    WRIT_TRY(lock_folder(witness, err));
    for (size_t i = 0; i < terms->logs->count; i++) {
        WRIT_TRY(watch(witness, &terms->logs->items[i].verifier, err));
    }
    return WRIT_OK;
}

enum writ_status writ_witness_open(const struct writ_witness_terms *terms,
                                   struct writ_witness **ret_witness, struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_witness)
    struct writ_witness *witness = writ_calloc(&alloc, sizeof(*witness));

    if (witness == NULL) {
        return out_of_memory(err);
    }
    witness->alloc = alloc;
    witness->lock_fd = -1;
    writ_arena_init(&witness->arena, &witness->alloc);
    WRIT_TRY(fill(witness, terms, err));
    *ret_witness = WRIT_MOVE(witness);
    return WRIT_OK;
}

void writ_witness_close(struct writ_witness *witness)
{
    if (witness == NULL) {
        return;
    }
    for (size_t i = 0; i < witness->log_count; i++) {
        (void)pthread_mutex_destroy(&witness->logs[i].lock);
        writ_buf_done(&witness->logs[i].note);
    }
    writ_arena_done(&witness->arena);
    writ_fd_autop(&witness->lock_fd);

    struct writ_alloc alloc = witness->alloc;

    writ_free(&alloc, witness, sizeof(*witness));
}

static enum writ_status answer_with(struct writ_witness_answer *answer, unsigned status,
                                    const char *reason)
{
    answer->status = status;
    writ_buf_add_text(answer->body, reason);
    writ_buf_add_char(answer->body, '\n');
    return WRIT_OK;
}

/* What is wrong with the request is an answer; what is wrong here is none. */
static enum writ_status refuse(struct writ_witness_answer *answer, unsigned http,
                               enum writ_status status, const struct writ_error *cause,
                               struct writ_error *err)
{
    const bool is_ours = status == WRIT_E_NOMEM || status == WRIT_E_IO || status == WRIT_E_BUG;

    return is_ours ? writ_fail(err, status, NULL, "%s", cause->text)
                   : answer_with(answer, http, cause->text);
}

static struct watched *find_by_origin(const struct writ_witness *witness, const char *origin)
{
    for (size_t i = 0; i < witness->log_count; i++) {
        if (strcmp(witness->logs[i].verifier.name, origin) == 0) {
            return &witness->logs[i];
        }
    }
    return NULL;
}

/* The text, the log's own signature and ours: signatures of strangers are not for us to pass on,
 * and a note of more signatures than it may have could not be recalled. */
static enum writ_status compose(const struct watched *log, const struct writ_submission *submission,
                                struct writ_str cosignature, struct writ_buf *ret_note,
                                struct writ_error *err)
{
    const struct writ_str lines =
        writ_str_cut(submission->note, submission->text.len + 1, submission->note.len);

    writ_buf_add(ret_note, submission->text);
    writ_buf_add_char(ret_note, '\n');
    writ_note_line_add_by(ret_note, lines, &log->verifier);
    writ_buf_add(ret_note, cosignature);
    return ret_note->status == WRIT_OK ? WRIT_OK : out_of_memory(err);
}

static enum writ_status remember(struct watched *log, const struct writ_submission *submission,
                                 struct writ_str cosignature, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf note;

    writ_buf_init(&note, &log->alloc, WRIT_SUBMISSION_MAX);
    WRIT_TRY(compose(log, submission, cosignature, &note, err));
    WRIT_TRY(writ_file_replace(log->path, view(&note), STATE_MODE, err));
    log->size = submission->checkpoint.size;
    log->root = submission->checkpoint.root;

    const struct writ_buf before = log->note;

    log->note = note;
    note = before;
    return WRIT_OK;
}

static enum writ_status check_growth(const struct watched *log,
                                     const struct writ_submission *submission,
                                     struct writ_error *err)
{
    const struct writ_checkpoint *checkpoint = &submission->checkpoint;

    if (checkpoint->size == 0 && !writ_digest_equal(&checkpoint->root, &log->root)) {
        return writ_fail(err, WRIT_E_CRYPTO, NULL, "the root is not that of an empty tree");
    }
    return writ_consistency_verify(&submission->proof, log->size, checkpoint->size, &log->root,
                                   &checkpoint->root, err);
}

static enum writ_status cosign(struct writ_witness *witness, struct watched *log,
                               const struct writ_submission *submission,
                               struct writ_witness_answer *answer, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf line;
    const int64_t now_ms = witness->clock.now_ms(witness->clock.ctx);

    writ_buf_init(&line, &log->alloc, WRIT_SUBMISSION_MAX);
    if (now_ms < MS_PER_S) {
        return writ_fail(err, WRIT_E_IO, NULL, "the clock has no time to sign");
    }
    WRIT_TRY(
        writ_cosign(&line, submission->text, witness->signer, (uint64_t)now_ms / MS_PER_S, err));
    WRIT_TRY(remember(log, submission, view(&line), err));
    answer->status = 200;
    writ_buf_add(answer->body, view(&line));
    return WRIT_OK;
}

/* Under the log's lock. */
static enum writ_status advance(struct writ_witness *witness, struct watched *log,
                                const struct writ_submission *submission,
                                struct writ_witness_answer *answer, struct writ_error *err)
{
    struct writ_error cause = {0};

    if (submission->old_size > submission->checkpoint.size) {
        return answer_with(answer, 400, "the old size is larger than the checkpoint's");
    }
    if (submission->old_size != log->size) {
        answer->status = 409;
        answer->content_type = size_type;
        writ_buf_addf(answer->body, "%llu\n", (unsigned long long)log->size);
        return WRIT_OK;
    }

    const enum writ_status status = check_growth(log, submission, &cause);

    return status == WRIT_OK ? cosign(witness, log, submission, answer, err)
                             : refuse(answer, 422, status, &cause, err);
}

enum writ_status writ_witness_add_checkpoint(struct writ_witness *witness, struct writ_str body,
                                             struct writ_witness_answer *answer,
                                             struct writ_error *err)
{
    struct writ_submission submission;
    struct writ_error cause = {0};
    struct writ_str text;
    enum writ_status status = writ_submission_parse(body, &submission, &cause);

    answer->content_type = text_type;
    if (status != WRIT_OK) {
        return refuse(answer, 400, status, &cause, err);
    }

    struct watched *log = find_by_origin(witness, submission.checkpoint.origin);

    if (log == NULL) {
        return answer_with(answer, 404, "this log is not watched here");
    }
    status = writ_note_open(submission.note, &log->verifier, &text, &cause);
    if (status != WRIT_OK) {
        return refuse(answer, status == WRIT_E_SYNTAX ? 400 : 403, status, &cause, err);
    }
    (void)pthread_mutex_lock(&log->lock);
    status = advance(witness, log, &submission, answer, err);
    (void)pthread_mutex_unlock(&log->lock);
    return status;
}

enum writ_status writ_witness_checkpoint(struct writ_witness *witness, struct writ_str origin_hash,
                                         struct writ_witness_answer *answer, struct writ_error *err)
{
    answer->content_type = text_type;
    for (size_t i = 0; i < witness->log_count; i++) {
        struct watched *log = &witness->logs[i];

        if (!writ_str_is(origin_hash, log->hash)) {
            continue;
        }
        (void)pthread_mutex_lock(&log->lock);
        answer->status = log->note.len > 0 ? 200 : 404;
        writ_buf_add(answer->body, view(&log->note));
        (void)pthread_mutex_unlock(&log->lock);
        return answer->body->status == WRIT_OK ? WRIT_OK : out_of_memory(err);
    }
    return answer_with(answer, 404, "this log is not watched here");
}
