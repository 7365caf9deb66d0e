/* SPDX-License-Identifier: Apache-2.0
 *
 * What is in a log: every leaf is looked at, for there is no index to trust.
 */
#include "base/error.h"
#include "base/try.h"
#include "engine/audit.h"

/* A filter, its times read. */
struct search {
    const struct writ_audit_filter *filter;
    int64_t from_ms;
    int64_t to_ms;
    struct writ_audit_listed listed;
};

static enum writ_status read_time(const char *text, int64_t if_absent, int64_t *ret_ms,
                                  struct writ_error *err)
{
    *ret_ms = if_absent;
    if (text == NULL || writ_time_parse(writ_str_from(text), ret_ms)) {
        return WRIT_OK;
    }
    return writ_fail(err, WRIT_E_SYNTAX, NULL, "'%s' is not an RFC 3339 time or date", text);
}

static bool is_wanted_text(const char *wanted, const struct writ_value *value)
{
    return wanted == NULL || writ_value_is_text(value, wanted);
}

static bool is_wanted(const struct search *search, const struct writ_value *leaf)
{
    const struct writ_audit_filter *filter = search->filter;
    int64_t time_ms = 0;

    if (filter->from != NULL || filter->to != NULL) {
        if (!writ_time_parse(writ_value_text(writ_value_member(leaf, "t")), &time_ms) ||
            time_ms < search->from_ms || time_ms >= search->to_ms) {
            return false;
        }
    }
    return is_wanted_text(filter->product, writ_value_path(leaf, "product.id")) &&
           is_wanted_text(filter->decision, writ_value_member(leaf, "decision"));
}

/* The disclosures tell whose the entry is, so they have to be those that the leaf commits to. */
static enum writ_status is_of_subject(struct search *search, const struct writ_audit *audit,
                                      struct writ_arena *arena, const struct writ_entry_read *entry,
                                      bool *ret_is_it, struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_str id;

    *ret_is_it = search->filter->subject == NULL;
    if (*ret_is_it || entry->is_erasure) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_audit_side(audit, arena, entry, &writ, err));
    if (writ == NULL) {
        search->listed.unknown++;
        return WRIT_OK;
    }
    WRIT_TRY(writ_writ_subject(arena, writ, &id, err));
    *ret_is_it = writ_str_is(id, search->filter->subject);
    return WRIT_OK;
}

/* With a NUL behind it; NULL when memory is out. */
static const char *text_of(struct writ_arena *arena, const struct writ_value *value)
{
    const struct writ_str text = writ_value_text(value);

    return text.len == 0 ? "" : writ_arena_str(arena, text).ptr;
}

static bool is_denial(const struct writ_value *policy)
{
    const struct writ_value *effect = writ_value_member(policy, "effect");

    return writ_value_is_text(effect, "deny") || writ_value_is_text(effect, "error");
}

static bool is_listed(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ids[i], id) == 0) {
            return true;
        }
    }
    return false;
}

/* NULL when memory is out. */
static const char *const *denied_by(struct writ_arena *arena, const struct writ_value *leaf)
{
    const struct writ_value *policies = writ_value_member(leaf, "policies");
    const char **ids = writ_arena_array(arena, writ_value_count(policies) + 1, sizeof(*ids));
    size_t count = 0;

    for (size_t i = 0; ids != NULL && i < writ_value_count(policies); i++) {
        const struct writ_value *policy = writ_value_item(policies, i);
        const char *id = text_of(arena, writ_value_member(policy, "id"));

        if (id == NULL) {
            return NULL;
        }
        if (is_denial(policy) && !is_listed(ids, count, id)) {
            ids[count++] = id;
        }
    }
    return ids;
}

static enum writ_status show(const struct writ_audit *audit, struct writ_arena *arena,
                             const struct writ_entry_read *read,
                             const struct writ_audit_visitor *visitor, struct writ_error *err)
{
    const struct writ_value *leaf = read->leaf;
    enum writ_side_state state = WRIT_SIDE_NONE;
    struct writ_str side;

    WRIT_TRY(writ_log_side(audit->log, read->index, arena, &state, &side, err));

    const struct writ_audit_entry entry = {
        .index = read->index,
        .time = text_of(arena, writ_value_member(leaf, "t")),
        .phase = text_of(arena, writ_value_member(leaf, "phase")),
        .decision = text_of(arena, writ_value_member(leaf, "decision")),
        .product = text_of(arena, writ_value_path(leaf, "product.id")),
        .denied = denied_by(arena, leaf),
        .count = read->is_erasure ? writ_value_count(writ_value_member(leaf, "entries")) : 0,
        .erased_in = audit->erased_in[read->index],
        .is_disclosed = state == WRIT_SIDE_THERE,
    };

    if (entry.time == NULL || entry.phase == NULL || entry.decision == NULL ||
        entry.product == NULL || entry.denied == NULL) {
        return writ_engine_no_memory(err);
    }
    visitor->entry(visitor->ctx, &entry);
    return WRIT_OK;
}

static enum writ_status visit(const struct writ_audit *audit, struct search *search,
                              struct writ_arena *arena, const struct writ_entry_read *entry,
                              const struct writ_audit_visitor *visitor, struct writ_error *err)
{
    bool is_it = false;

    if (!is_wanted(search, entry->leaf)) {
        return WRIT_OK;
    }
    WRIT_TRY(is_of_subject(search, audit, arena, entry, &is_it, err));
    if (!is_it) {
        return WRIT_OK;
    }
    search->listed.shown++;
    return show(audit, arena, entry, visitor, err);
}

enum writ_status writ_audit_list(const char *dir, const struct writ_audit_filter *filter,
                                 const struct writ_audit_visitor *visitor,
                                 struct writ_audit_listed *ret_listed, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct search search = {.filter = filter};
    struct writ_entry_read entry;

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(read_time(filter->from, INT64_MIN, &search.from_ms, err));
    WRIT_TRY(read_time(filter->to, INT64_MAX, &search.to_ms, err));
    WRIT_TRY(writ_audit_open(&audit, dir, err));
    for (uint64_t i = 0; i < audit.size; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(writ_audit_read(&audit, &arena, i, &entry, err));
        WRIT_TRY(visit(&audit, &search, &arena, &entry, visitor, err));
    }
    *ret_listed = search.listed;
    return WRIT_OK;
}
