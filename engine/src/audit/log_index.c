/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling the index from the log: what is missing at its end, or all of it.
 */
#include "audit/log_index.h"

#include "base/error.h"
#include "base/file.h"
#include "base/try.h"

static const char *path_of(struct writ_arena *arena, const char *dir)
{
    return writ_path_join(arena, dir, "index.sqlite");
}

/* Empty when nobody can say, or nobody may any more. Damage is `log verify`'s to name. */
static enum writ_status subject_of(const struct writ_audit *audit, struct writ_arena *arena,
                                   const struct writ_entry_read *entry, struct writ_str *ret_id,
                                   struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_error problem = {0};
    enum writ_status status = WRIT_OK;

    *ret_id = (struct writ_str){"", 0};
    if (audit->erased_in[entry->index] != 0) {
        return WRIT_OK;
    }
    status = writ_audit_side(audit, arena, entry, &writ, &problem);
    if (status == WRIT_OK && writ != NULL) {
        return writ_writ_subject(arena, writ, ret_id, err);
    }
    return writ_is_accident(status) ? writ_pass_on(err, status, &problem) : WRIT_OK;
}

static enum writ_status read_effects(struct writ_arena *arena, const struct writ_value *leaf,
                                     struct writ_index_row *row, struct writ_error *err)
{
    const struct writ_value *policies = writ_value_member(leaf, "policies");
    const size_t count = writ_value_count(policies);
    struct writ_index_effect *effects = writ_arena_array(arena, count + 1, sizeof(*effects));

    if (effects == NULL) {
        return writ_engine_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *effect = writ_value_item(policies, i);

        effects[i].policy = writ_value_text(writ_value_member(effect, "id"));
        effects[i].code = writ_value_text(writ_value_member(effect, "code"));
    }
    row->effects = effects;
    row->effect_count = count;
    return WRIT_OK;
}

/* What an erasure names may be in the index since before. */
static enum writ_status forget(struct writ_index *index, const struct writ_entry_read *erasure,
                               struct writ_error *err)
{
    const struct writ_value *entries = writ_value_member(erasure->leaf, "entries");
    int64_t entry = 0;

    for (size_t i = 0; i < writ_value_count(entries); i++) {
        if (writ_value_integer(writ_value_item(entries, i), &entry) && entry >= 0) {
            WRIT_TRY(writ_index_forget(index, (uint64_t)entry, err));
        }
    }
    return WRIT_OK;
}

static enum writ_status add_entry(const struct writ_audit *audit, struct writ_index *index,
                                  struct writ_arena *arena, uint64_t i, struct writ_error *err)
{
    struct writ_index_row row = {.index = i};
    struct writ_entry_read entry;

    WRIT_TRY(writ_audit_read(audit, arena, i, &entry, err));
    (void)writ_time_parse(writ_value_text(writ_value_member(entry.leaf, "t")), &row.time_ms);
    if (entry.is_erasure && entry.erased_log.len == 0) {
        WRIT_TRY(forget(index, &entry, err));
    } else if (entry.is_decision) {
        row.product = writ_value_text(writ_value_path(entry.leaf, "product.id"));
        row.decision = writ_value_text(writ_value_member(entry.leaf, "decision"));
        WRIT_TRY(subject_of(audit, arena, &entry, &row.subject, err));
        WRIT_TRY(read_effects(arena, entry.leaf, &row, err));
    }
    return writ_index_add(index, &row, err);
}

static enum writ_status add_from(const struct writ_audit *audit, struct writ_index *index,
                                 uint64_t first, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);
    for (uint64_t i = first; i < audit->size; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(add_entry(audit, index, &arena, i, err));
    }
    return WRIT_OK;
}

/* Leaves hold random commitments, so no other log has the same one there. */
static enum writ_status digest_before(const struct writ_audit *audit, uint64_t size,
                                      struct writ_digest *ret_digest, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct writ_str leaf;

    writ_arena_init(&arena, &alloc);
    *ret_digest = (struct writ_digest){{0}};
    if (size == 0) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_log_leaf(audit->log, size - 1, &arena, &leaf, err));
    return writ_sha256(&leaf, 1, ret_digest, err);
}

static enum writ_status update(const struct writ_audit *audit, struct writ_index *index,
                               struct writ_error *err)
{
    struct writ_digest had, last;
    uint64_t size = 0;

    WRIT_TRY(writ_index_begin(index, err));
    WRIT_TRY(writ_index_covers(index, &size, &had, err));
    WRIT_TRY(digest_before(audit, size < audit->size ? size : audit->size, &last, err));
    if (size > audit->size || !writ_digest_equal(&had, &last)) {
        WRIT_TRY(writ_index_clear(index, err));
        size = 0;
    }
    WRIT_TRY(add_from(audit, index, size, err));
    WRIT_TRY(digest_before(audit, audit->size, &last, err));
    return writ_index_commit(index, audit->size, &last, err);
}

static enum writ_status open_updated(const struct writ_audit *audit, const char *path,
                                     struct writ_index **ret_index, struct writ_error *err)
{
    WRIT_AUTO(writ_index) struct writ_index *index = NULL;

    WRIT_TRY(writ_index_open(path, &index, err));
    WRIT_TRY(update(audit, index, err));
    *ret_index = WRIT_MOVE(index);
    return WRIT_OK;
}

/* The error of what did not help is dropped: what is tried next has its own. */
static enum writ_status try_file(const struct writ_audit *audit, const char *path, bool is_renewed,
                                 struct writ_index **ret_index)
{
    struct writ_error dropped = {0};

    if (is_renewed) {
        WRIT_TRY(writ_index_drop(path, &dropped));
    }
    return open_updated(audit, path, ret_index, &dropped);
}

enum writ_status writ_audit_index(const struct writ_audit *audit, bool is_renewed,
                                  struct writ_index **ret_index, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);

    const char *path = path_of(&arena, audit->dir);

    if (path == NULL) {
        return writ_engine_no_memory(err);
    }
    if (try_file(audit, path, is_renewed, ret_index) == WRIT_OK ||
        (!is_renewed && try_file(audit, path, true, ret_index) == WRIT_OK)) {
        return WRIT_OK;
    }
    return open_updated(audit, NULL, ret_index, err);
}

enum writ_status writ_audit_drop_index(const char *dir, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);

    const char *path = path_of(&arena, dir);

    return path == NULL ? writ_engine_no_memory(err) : writ_index_drop(path, err);
}
