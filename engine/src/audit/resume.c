/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/resume.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/time.h"
#include "base/try.h"
#include "engine/engine.h"

enum { FILE_MODE = 0600, FILE_MAX = 4096, INTERVAL_MS = 1000 };

static const struct writ_str head_line = {"writ-log-check v1", 17};

static enum writ_status not_ours(const struct writ_loc *loc, struct writ_error *err)
{
    return writ_hint(
        err,
        writ_fail(err, WRIT_E_SYNTAX, loc, "this does not say how far a check of a log has come"),
        "name another file, or delete this one to check from the first entry");
}

static enum writ_status check_extends(struct writ_log *log, const struct writ_checkpoint *checked,
                                      const struct writ_loc *loc, struct writ_error *err)
{
    struct writ_digest root;

    if (checked->size > writ_log_size(log)) {
        return writ_fail(err, WRIT_E_CORRUPT, loc,
                         "rollback: %llu entries were checked, but the log has only %llu",
                         (unsigned long long)checked->size, (unsigned long long)writ_log_size(log));
    }
    WRIT_TRY(writ_log_root(log, checked->size, &root, err));
    return writ_digest_equal(&root, &checked->root)
               ? WRIT_OK
               : writ_fail(err, WRIT_E_CORRUPT, loc,
                           "the log was rewritten: its first %llu entries are not those that were "
                           "checked",
                           (unsigned long long)checked->size);
}

static enum writ_status take_state(struct writ_resume *resume, struct writ_arena *arena,
                                   struct writ_str text, struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(resume->path, 0, 0);
    struct writ_checkpoint checked;
    struct writ_str head, key, vkey;

    if (!writ_str_split(&text, '\n', &head) || !writ_str_eq(head, head_line) ||
        !writ_str_split(&text, '\n', &key) ||
        writ_checkpoint_parse(text, &checked, NULL) != WRIT_OK) {
        return not_ours(&loc, err);
    }
    WRIT_TRY(writ_vkey_of(arena, writ_log_verifier(resume->log), &vkey, err));
    if (!writ_str_eq(key, vkey) ||
        strcmp(checked.origin, writ_log_verifier(resume->log)->name) != 0) {
        return writ_fail(
            err, WRIT_E_CRYPTO, &loc,
            "the check that was interrupted is of the log of '%.200s', or of another key",
            checked.origin);
    }
    WRIT_TRY(check_extends(resume->log, &checked, &loc, err));
    resume->checked = checked.size;
    return WRIT_OK;
}

static enum writ_status read_state(struct writ_resume *resume, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str text;

    writ_arena_init(&arena, &alloc);
    if (!writ_file_exists(resume->path)) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_file_read(&arena, resume->path, FILE_MAX, &text, err));
    return take_state(resume, &arena, text, err);
}

static enum writ_status add_state(const struct writ_resume *resume, uint64_t checked,
                                  struct writ_buf *buf, struct writ_error *err)
{
    const struct writ_verifier *verifier = writ_log_verifier(resume->log);
    struct writ_checkpoint checkpoint = {.size = checked};

    memcpy(checkpoint.origin, verifier->name, sizeof(checkpoint.origin));
    WRIT_TRY(writ_log_root(resume->log, checked, &checkpoint.root, err));
    writ_buf_add(buf, head_line);
    writ_buf_add_char(buf, '\n');
    writ_verifier_vkey(verifier, buf);
    writ_buf_add_char(buf, '\n');
    writ_checkpoint_text(&checkpoint, buf);
    return buf->status == WRIT_OK ? WRIT_OK : writ_engine_no_memory(err);
}

static enum writ_status write_state(struct writ_resume *resume, uint64_t checked,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_buf_init(&buf, &alloc, FILE_MAX);
    WRIT_TRY(add_state(resume, checked, &buf, err));
    WRIT_TRY(writ_file_replace(resume->path, (struct writ_str){buf.ptr, buf.len}, FILE_MODE, err));
    resume->due_ms = writ_time_monotonic_ms() + INTERVAL_MS;
    return WRIT_OK;
}

enum writ_status writ_resume_begin(struct writ_resume *resume, const char *path,
                                   struct writ_log *log, struct writ_error *err)
{
    *resume = (struct writ_resume){.path = path, .log = log};
    if (path == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(read_state(resume, err));
    return write_state(resume, resume->checked, err);
}

enum writ_status writ_resume_keep(struct writ_resume *resume, uint64_t checked,
                                  struct writ_error *err)
{
    return resume->path == NULL || checked <= resume->checked ||
                   writ_time_monotonic_ms() < resume->due_ms
               ? WRIT_OK
               : write_state(resume, checked, err);
}

enum writ_status writ_resume_end(const struct writ_resume *resume, struct writ_error *err)
{
    if (resume->path == NULL || unlink(resume->path) == 0) {
        return WRIT_OK;
    }

    const struct writ_loc loc = writ_loc_at(resume->path, 0, 0);

    return writ_fail(err, WRIT_E_IO, &loc, "cannot delete the file: %s", strerror(errno));
}
