/* SPDX-License-Identifier: Apache-2.0
 *
 * Is the log whole? Opening it checks frames, commits, roots and the checkpoint's signature; what
 * only an auditor asks comes here: whose key, every entry signed, every disclosure, an older
 * checkpoint.
 */
#include <stdio.h>

#include "base/error.h"
#include "base/try.h"
#include "engine/audit.h"

static bool is_empty(struct writ_str text)
{
    return text.len == 0;
}

static struct writ_loc file_of(const struct writ_audit *audit, const char *name)
{
    char path[256];

    (void)snprintf(path, sizeof(path), "%.200s/%s", audit->dir, name);
    return writ_loc_at(path, 0, 0);
}

/* The key in the log's folder proves nothing to who does not trust the folder. */
static enum writ_status check_key(const struct writ_audit *audit, struct writ_str vkey,
                                  struct writ_error *err)
{
    const struct writ_verifier *own = writ_log_verifier(audit->log);
    const struct writ_loc loc = file_of(audit, "key.vkey");
    struct writ_verifier given;

    if (is_empty(vkey)) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_verifier_parse(writ_str_cut(vkey, 0, writ_str_find(vkey, '\n')), &given, err));
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

static enum writ_status check_disclosed(const struct writ_audit *audit, struct writ_arena *arena,
                                        uint64_t index, struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_entry_read entry;

    WRIT_TRY(writ_audit_read(audit, arena, index, &entry, err));
    WRIT_TRY(writ_audit_side(audit, arena, &entry, &writ, err));
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

/* The leaf itself was checked when the log was opened. */
static enum writ_status check_entry(const struct writ_audit *audit, struct writ_arena *arena,
                                    uint64_t index, struct writ_audit_state *state,
                                    struct writ_error *err)
{
    enum writ_side_state side = WRIT_SIDE_NONE;
    struct writ_str text;

    WRIT_TRY(writ_log_side(audit->log, index, arena, &side, &text, err));
    if (side == WRIT_SIDE_THERE) {
        state->disclosed++;
        return check_disclosed(audit, arena, index, err);
    }
    *(audit->erased_in[index] != 0 ? &state->erased : &state->missing) += 1;
    return WRIT_OK;
}

/* Entries that are no decisions have nothing to disclose, and are not counted. */
static enum writ_status check_entries(struct writ_audit *audit, struct writ_audit_state *state,
                                      struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    size_t next = 0;

    writ_arena_init(&arena, &audit->alloc);
    for (uint64_t i = 0; i < audit->size; i++) {
        if (next < audit->other_count && audit->others[next] == i) {
            next++;
            continue;
        }
        writ_arena_reset(&arena);
        WRIT_TRY(check_entry(audit, &arena, i, state, err));
    }
    return WRIT_OK;
}

static enum writ_status check_since(const struct writ_audit *audit,
                                    const struct writ_audit_terms *terms,
                                    struct writ_audit_state *state, struct writ_error *err)
{
    const char *source = terms->since_source == NULL ? "checkpoint" : terms->since_source;
    struct writ_checkpoint older;

    if (is_empty(terms->since)) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_log_extends(audit->log, terms->since, source, &older, err));
    state->since = older.size;
    return WRIT_OK;
}

enum writ_status writ_audit_verify(const char *dir, const struct writ_audit_terms *terms,
                                   struct writ_audit_state *ret_state, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    struct writ_audit_state state = {0};

    WRIT_TRY(writ_audit_open(&audit, dir, err));
    WRIT_TRY(check_key(&audit, terms->vkey, err));
    WRIT_TRY(check_since(&audit, terms, &state, err));
    WRIT_TRY(check_checkpoint(&audit, &state, err));
    WRIT_TRY(check_entries(&audit, &state, err));
    state.tail_bytes = writ_log_tail_bytes(audit.log);
    (void)snprintf(state.origin, sizeof(state.origin), "%s", writ_log_verifier(audit.log)->name);
    *ret_state = state;
    return WRIT_OK;
}
