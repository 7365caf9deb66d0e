/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries of a log: the leaf, the erasure that may have taken its disclosures, and the disclosures.
 */
#include "audit/audit.h"
#include "base/error.h"
#include "base/jobs.h"
#include "base/try.h"
#include "codec/codec.h"

enum { FIRST_CAP = 64 };

/* A decision's leaf begins with this, in RFC 8785 order; reading it as JSON can wait. */
static const struct writ_str decision_start = {"{\"_sd\":", 7};

enum writ_status writ_audit_read(const struct writ_audit *audit, struct writ_arena *arena,
                                 uint64_t index, struct writ_entry_read *ret_entry,
                                 struct writ_error *err)
{
    struct writ_entry_read entry = {.index = index};
    const char *name = writ_arena_printf(arena, "leaf %llu", (unsigned long long)index);

    if (name == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_log_leaf(audit->log, index, arena, &entry.bytes, err));
    WRIT_TRY(writ_json_read(arena, name, entry.bytes, WRIT_CODEC_LIMITS, &entry.leaf, err));
    entry.is_decision = writ_str_starts(entry.bytes, decision_start);
    entry.is_erasure = writ_value_is_text(writ_value_member(entry.leaf, "phase"), "erasure");
    entry.erased_log = writ_value_text(writ_value_member(entry.leaf, "log"));
    *ret_entry = entry;
    return WRIT_OK;
}

/* Numbers that cannot be meant are passed over: an erasure only names entries before it. */
static void take_erasure(struct writ_audit *audit, const struct writ_entry_read *erasure,
                         uint64_t size)
{
    const struct writ_value *entries = writ_value_member(erasure->leaf, "entries");
    int64_t index;

    for (size_t i = 0; i < writ_value_count(entries); i++) {
        if (writ_value_integer(writ_value_item(entries, i), &index) && index >= 0 &&
            (uint64_t)index < size) {
            audit->erased_in[index] = erasure->index;
        }
    }
}

static bool is_other(struct writ_str leaf)
{
    return !writ_str_starts(leaf, decision_start);
}

/* Decisions are told from the rest while the log is read, so that nothing is read twice. */
static enum writ_status note_other(void *ctx, uint64_t index, struct writ_error *err)
{
    struct writ_audit *audit = ctx;

    if (audit->other_count == audit->other_cap) {
        const size_t cap = audit->other_cap == 0 ? FIRST_CAP : 2 * audit->other_cap;
        uint64_t *grown = writ_realloc(&audit->alloc, audit->others,
                                       audit->other_cap * sizeof(*grown), cap * sizeof(*grown));

        if (grown == NULL) {
            return writ_engine_no_memory(err);
        }
        audit->others = grown;
        audit->other_cap = cap;
    }
    audit->others[audit->other_count++] = index;
    return WRIT_OK;
}

/* Those among `from`'s entries that are of the log of this origin: empty for its own. */
static enum writ_status take_erasures(struct writ_audit *audit, const struct writ_audit *from,
                                      struct writ_str origin, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_entry_read entry = {0};

    writ_arena_init(&arena, &audit->alloc);
    for (size_t i = 0; i < from->other_count && from->others[i] < from->size; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(writ_audit_read(from, &arena, from->others[i], &entry, err));
        if (entry.is_erasure && writ_str_eq(entry.erased_log, origin)) {
            take_erasure(audit, &entry, origin.len == 0 ? entry.index : audit->size);
        }
    }
    return WRIT_OK;
}

enum writ_status writ_audit_take_erasures(struct writ_audit *ended,
                                          const struct writ_audit *present, struct writ_error *err)
{
    return take_erasures(ended, present, writ_str_from(writ_log_verifier(ended->log)->name), err);
}

static enum writ_status collect_erasures(struct writ_audit *audit, struct writ_error *err)
{
    audit->size = writ_log_size(audit->log);
    audit->erased_cap = (size_t)audit->size * sizeof(*audit->erased_in);
    audit->erased_in = writ_calloc(&audit->alloc, audit->erased_cap + 1);
    if (audit->erased_in == NULL) {
        return writ_engine_no_memory(err);
    }
    return take_erasures(audit, audit, (struct writ_str){"", 0}, err);
}

enum writ_status writ_audit_open_by(struct writ_audit *audit, const char *dir, unsigned jobs,
                                    struct writ_error *err)
{
    const struct writ_leaf_visitor visitor = {is_other, note_other, audit};

    *audit = (struct writ_audit){.alloc = WRIT_ALLOC_INIT(0), .dir = dir};
    WRIT_TRY(writ_log_open_visited(dir, &visitor, writ_jobs_count(jobs), &audit->log, err));
    return collect_erasures(audit, err);
}

enum writ_status writ_audit_open(struct writ_audit *audit, const char *dir, struct writ_error *err)
{
    return writ_audit_open_by(audit, dir, 0, err);
}

enum writ_status writ_audit_open_of(struct writ_audit *audit, const struct writ_engine *engine,
                                    unsigned jobs, struct writ_error *err)
{
    return engine->log_dir == NULL ? writ_fail(err, WRIT_E_NOTFOUND, NULL,
                                               "there is no log: name a mesh or a log folder")
                                   : writ_audit_open_by(audit, engine->log_dir, jobs, err);
}

enum writ_status writ_audit_has(const struct writ_audit *audit, uint64_t index,
                                struct writ_error *err)
{
    return index < audit->size
               ? WRIT_OK
               : writ_fail(err, WRIT_E_NOTFOUND, NULL,
                           "the log has no entry %llu, only %llu entries",
                           (unsigned long long)index, (unsigned long long)audit->size);
}

void writ_audit_done(struct writ_audit *audit)
{
    if (audit->erased_in != NULL) {
        writ_free(&audit->alloc, audit->erased_in, audit->erased_cap + 1);
    }
    writ_free(&audit->alloc, audit->others, audit->other_cap * sizeof(*audit->others));
    writ_log_close(audit->log);
    *audit = (struct writ_audit){0};
}

/* The error of a step, as one about the side segment: what the log keeps is damaged unless reading
 * failed. */
static enum writ_status about(const struct writ_audit *audit, uint64_t index,
                              enum writ_status status, const struct writ_error *cause,
                              struct writ_error *err)
{
    const struct writ_loc loc = writ_log_side_loc(audit->log, index);

    return writ_fail(err, writ_is_accident(status) ? status : WRIT_E_CORRUPT, &loc,
                     "entry %llu: %s", (unsigned long long)index, cause->text);
}

static enum writ_status rebuild(struct writ_arena *arena, const struct writ_entry_read *entry,
                                struct writ_str text, const struct writ_value **ret_writ,
                                struct writ_error *err)
{
    struct writ_codec_limits limits = WRIT_CODEC_LIMITS;
    const struct writ_value *triples = NULL;

    limits.bytes = WRIT_SIDE_MAX;
    limits.depth += 2; /* of the list, and of one in it */
    WRIT_TRY(writ_json_read(arena, "disclosures", text, limits, &triples, err));
    return writ_writ_rebuild(arena, entry->leaf, triples, ret_writ, err);
}

enum writ_status writ_audit_rebuild(const struct writ_audit *audit, struct writ_arena *arena,
                                    const struct writ_entry_read *entry, struct writ_str text,
                                    const struct writ_value **ret_writ, struct writ_error *err)
{
    struct writ_error cause = {0};
    const enum writ_status status = rebuild(arena, entry, text, ret_writ, &cause);

    return status == WRIT_OK ? WRIT_OK : about(audit, entry->index, status, &cause, err);
}

enum writ_status writ_audit_side(const struct writ_audit *audit, struct writ_arena *arena,
                                 const struct writ_entry_read *entry,
                                 const struct writ_value **ret_writ, struct writ_error *err)
{
    enum writ_side_state state = WRIT_SIDE_NONE;
    struct writ_str text;

    *ret_writ = NULL;
    WRIT_TRY(writ_log_side(audit->log, entry->index, arena, &state, &text, err));
    return state == WRIT_SIDE_THERE ? writ_audit_rebuild(audit, arena, entry, text, ret_writ, err)
                                    : WRIT_OK;
}

enum writ_status writ_writ_subject(struct writ_arena *arena, const struct writ_value *writ,
                                   struct writ_str *ret_id, struct writ_error *err)
{
    const struct writ_value *value = NULL;

    WRIT_TRY(writ_writ_disclosed(arena, writ, "subject", &value, err));
    *ret_id = writ_value_text(writ_value_member(value, "id"));
    if (ret_id->len > 0) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_writ_disclosed(arena, writ, "input", &value, err));
    *ret_id = writ_value_text(writ_value_path(value, "subject.id"));
    return WRIT_OK;
}
