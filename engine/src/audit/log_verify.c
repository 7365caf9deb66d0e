/* SPDX-License-Identifier: Apache-2.0
 *
 * Is the log whole? Opening it checks frames, commits, roots and the checkpoint's signature; what
 * only an auditor asks comes here: whose key, every entry signed, every disclosure, an older
 * checkpoint.
 */
#include <stdio.h>

#include "audit/entries.h"
#include "base/error.h"
#include "base/try.h"
#include "engine/shard.h"

static struct writ_loc file_of(const struct writ_audit *audit, const char *name)
{
    char path[256];

    (void)snprintf(path, sizeof(path), "%.200s/%s", audit->dir, name);
    return writ_loc_at(path, 0, 0);
}

/* The key in the log's folder proves nothing to who does not trust the folder. */
static enum writ_status check_key(const struct writ_audit *audit,
                                  const struct writ_audit_terms *terms, struct writ_error *err)
{
    const struct writ_verifier *own = writ_log_verifier(audit->log);
    const struct writ_loc loc = file_of(audit, "key.vkey");
    struct writ_verifier given;

    if (terms->vkey.ptr == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_vkey_read(terms->vkey_source, terms->vkey, &given, err));
    if (strcmp(given.name, own->name) != 0) {
        return writ_fail(err, WRIT_E_CRYPTO, &loc, "this is the log of '%s', the key is of '%s'",
                         own->name, given.name);
    }
    return memcmp(given.public_key, own->public_key, sizeof(given.public_key)) == 0
               ? WRIT_OK
               : writ_fail(err, WRIT_E_CRYPTO, &loc,
                           "the log is signed with another key than the one given");
}

static enum writ_status check_checkpoint(const struct writ_audit *audit,
                                         struct writ_audit_state *state, struct writ_error *err)
{
    const struct writ_checkpoint *checkpoint = writ_log_published(audit->log);
    const struct writ_loc loc = file_of(audit, "checkpoint");

    if (checkpoint == NULL) {
        return writ_fail(err, WRIT_E_NOTFOUND, &loc, "the log has no checkpoint yet");
    }
    state->size = checkpoint->size;
    state->unsigned_count = audit->size - checkpoint->size;
    if (writ_log_has_writer(audit->log)) {
        return WRIT_OK; /* it signs, and writes the second signature, in a moment */
    }
    if (state->unsigned_count > 0) {
        return writ_hint(
            err,
            writ_fail(err, WRIT_E_CORRUPT, &loc,
                      "the checkpoint is older than the log: it signs %llu of %llu entries",
                      (unsigned long long)state->size, (unsigned long long)audit->size),
            "after a crash the next 'writ decide' signs the rest; else an old checkpoint was put "
            "back");
    }
    return writ_log_check_jws(audit->log, err);
}

static enum writ_status misplaced(const struct writ_audit *audit, uint64_t index, const char *what,
                                  struct writ_error *err)
{
    const struct writ_loc loc = writ_loc_at(audit->dir, 0, 0);

    return writ_fail(err, WRIT_E_CORRUPT, &loc, "entry %llu of %llu %s", (unsigned long long)index,
                     (unsigned long long)audit->size, what);
}

static enum writ_status show_link(const struct writ_link *link, struct writ_audit_link *ret_shown,
                                  struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str vkey;

    writ_buf_init(&buf, &alloc, sizeof(ret_shown->vkey) - 1);
    writ_verifier_vkey(&link->verifier, &buf);
    if (writ_buf_view(&buf, &vkey) != WRIT_OK) {
        return writ_engine_no_memory(err);
    }
    (void)snprintf(ret_shown->origin, sizeof(ret_shown->origin), "%s", link->verifier.name);
    (void)snprintf(ret_shown->vkey, sizeof(ret_shown->vkey), "%.*s", (int)vkey.len, vkey.ptr);
    return WRIT_OK;
}

/* A log goes on from another in its first entry, and as another in its last. */
static enum writ_status check_link(const struct writ_audit *audit, struct writ_arena *arena,
                                   uint64_t index, struct writ_audit_state *state,
                                   struct writ_error *err)
{
    struct writ_entry_read entry;
    struct writ_link link;

    WRIT_TRY(writ_audit_read(audit, arena, index, &entry, err));
    WRIT_TRY(writ_link_read(entry.leaf, &link, err));
    switch (link.kind) {
    case WRIT_LINK_NONE:
        return WRIT_OK;
    case WRIT_LINK_NEXT:
        return index + 1 == audit->size
                   ? show_link(&link, &state->next, err)
                   : misplaced(audit, index, "ends the log, and is not its last", err);
    case WRIT_LINK_PREVIOUS:
        state->previous_size = link.checkpoint.size;
        return index == 0 ? show_link(&link, &state->previous, err)
                          : misplaced(audit, index, "begins the log, and is not its first", err);
    }
    return WRIT_OK;
}

static enum writ_status check_links(const struct writ_audit *audit, struct writ_audit_state *state,
                                    struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);
    for (size_t i = 0; i < audit->other_count && audit->others[i] < audit->size; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(check_link(audit, &arena, audit->others[i], state, err));
    }
    return WRIT_OK;
}

static enum writ_status check_since(const struct writ_audit *audit,
                                    const struct writ_audit_terms *terms,
                                    struct writ_audit_state *state, struct writ_error *err)
{
    const char *source = terms->since_source == NULL ? "checkpoint" : terms->since_source;
    struct writ_checkpoint older;

    if (terms->since.ptr == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_log_extends(audit->log, terms->since, source, &older, err));
    state->since = older.size;
    return WRIT_OK;
}

/* An ended log takes no entry: what was erased in it, the present one says. */
static enum writ_status check_ended(const struct writ_audit *present, const char *dir,
                                    const struct writ_audit_terms *terms,
                                    struct writ_audit_state *ret_state, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit ended = {0};

    WRIT_TRY(writ_audit_open_by(&ended, dir, terms->jobs, err));
    WRIT_TRY(writ_audit_take_erasures(&ended, present, err));
    return writ_audit_check(&ended, terms, ret_state, err);
}

/* The log of a link is whole, ends where the link says, and says that it goes on as this one. */
static enum writ_status check_ending(const struct writ_audit *audit, const struct writ_link *link,
                                     const struct writ_audit_terms *own_terms,
                                     struct writ_error *err)
{
    const struct writ_link own = {.verifier = *writ_log_verifier(audit->log)};
    const struct writ_loc loc = writ_loc_at(own_terms->previous_dir, 0, 0);
    struct writ_audit_terms terms = {.since = link->note,
                                     .since_source = "leaf 0",
                                     .progress = own_terms->progress,
                                     .jobs = own_terms->jobs,
                                     .is_missing_allowed = own_terms->is_missing_allowed};
    struct writ_audit_link named, named_own;
    struct writ_audit_state before;

    WRIT_TRY(show_link(link, &named, err));
    WRIT_TRY(show_link(&own, &named_own, err));
    terms.vkey = writ_str_from(named.vkey);
    WRIT_TRY(check_ended(audit, own_terms->previous_dir, &terms, &before, err));
    return before.size == link->checkpoint.size && strcmp(before.next.vkey, named_own.vkey) == 0
               ? WRIT_OK
               : writ_fail(
                     err, WRIT_E_CORRUPT, &loc,
                     "'%s' does not end where '%s' goes on: entry %llu of %llu is no rotation "
                     "to it",
                     named.origin, named_own.origin, (unsigned long long)link->checkpoint.size - 1,
                     (unsigned long long)before.size);
}

static enum writ_status check_previous(const struct writ_audit *audit,
                                       const struct writ_audit_terms *terms, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_loc loc = writ_loc_at(audit->dir, 0, 0);
    struct writ_link link;

    writ_arena_init(&arena, &alloc);
    if (terms->previous_dir == NULL) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_link_first(audit->log, &arena, &link, err));
    return link.kind == WRIT_LINK_PREVIOUS
               ? check_ending(audit, &link, terms, err)
               : writ_fail(err, WRIT_E_CORRUPT, &loc, "the log of '%s' goes on from no other log",
                           writ_log_verifier(audit->log)->name);
}

enum writ_status writ_audit_check(struct writ_audit *audit, const struct writ_audit_terms *terms,
                                  struct writ_audit_state *ret_state, struct writ_error *err)
{
    struct writ_audit_state state = {0};
    struct writ_resume resume;

    WRIT_TRY(check_key(audit, terms, err));
    WRIT_TRY(check_since(audit, terms, &state, err));
    WRIT_TRY(check_checkpoint(audit, &state, err));
    WRIT_TRY(check_links(audit, &state, err));
    WRIT_TRY(writ_resume_begin(&resume, terms->resume_path, audit->log, err));
    WRIT_TRY(writ_audit_check_entries(audit, terms, &resume, &state, err));
    WRIT_TRY(check_previous(audit, terms, err));
    WRIT_TRY(writ_resume_end(&resume, err));
    state.resumed = resume.checked;
    state.tail_bytes = writ_log_tail_bytes(audit->log);
    (void)snprintf(state.origin, sizeof(state.origin), "%s", writ_log_verifier(audit->log)->name);
    *ret_state = state;
    return WRIT_OK;
}

enum writ_status writ_audit_verify(const char *dir, const struct writ_audit_terms *terms,
                                   struct writ_audit_state *ret_state, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};

    WRIT_TRY(writ_audit_open_by(&audit, dir, terms->jobs, err));
    return writ_audit_check(&audit, terms, ret_state, err);
}
