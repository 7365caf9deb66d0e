/* SPDX-License-Identifier: Apache-2.0
 *
 * Searching a log: the index says which entries may match, the log says which do.
 */
#include "audit/audit.h"
#include "audit/log_index.h"
#include "base/error.h"
#include "base/try.h"

struct query {
    const struct writ_audit_filter *filter;
    struct writ_index_search search;
    const struct writ_audit *audit;
};

static enum writ_status read_time(const char *text, int64_t if_absent, int64_t *ret_ms,
                                  struct writ_error *err)
{
    *ret_ms = if_absent;
    if (text == NULL || writ_time_parse(writ_str_from(text), ret_ms)) {
        return WRIT_OK;
    }
    return writ_hint(
        err, writ_fail(err, WRIT_E_SYNTAX, NULL, "'%s' is not an RFC 3339 time or date", text),
        "write 2027-01-31T09:00:00Z, or 2027-01-31 for its beginning");
}

static enum writ_status read_filter(const struct writ_audit_filter *filter,
                                    struct writ_index_search *ret_search, struct writ_error *err)
{
    *ret_search = (struct writ_index_search){
        .product = writ_str_from(filter->product),
        .decision = writ_str_from(filter->decision),
        .subject = writ_str_from(filter->subject),
        .policy = writ_str_from(filter->policy),
        .code = writ_str_from(filter->code),
        .limit = filter->limit,
    };
    WRIT_TRY(read_time(filter->from, INT64_MIN, &ret_search->from_ms, err));
    return read_time(filter->to, INT64_MAX, &ret_search->to_ms, err);
}

static bool is_wanted_text(const char *wanted, const struct writ_value *value)
{
    return wanted == NULL || writ_value_is_text(value, wanted);
}

static bool is_wanted_time(const struct query *query, const struct writ_value *leaf)
{
    int64_t time_ms = 0;

    if (query->filter->from == NULL && query->filter->to == NULL) {
        return true;
    }
    return writ_time_parse(writ_value_text(writ_value_member(leaf, "t")), &time_ms) &&
           time_ms >= query->search.from_ms && time_ms < query->search.to_ms;
}

static bool has_effect(const struct writ_audit_filter *filter, const struct writ_value *leaf)
{
    const struct writ_value *policies = writ_value_member(leaf, "policies");

    if (filter->policy == NULL && filter->code == NULL) {
        return true;
    }
    for (size_t i = 0; i < writ_value_count(policies); i++) {
        const struct writ_value *effect = writ_value_item(policies, i);

        if (is_wanted_text(filter->policy, writ_value_member(effect, "id")) &&
            is_wanted_text(filter->code, writ_value_member(effect, "code"))) {
            return true;
        }
    }
    return false;
}

/* The disclosures tell whose the entry is, so they have to be those that the leaf commits to. */
static enum writ_status is_of_subject(const struct query *query, struct writ_arena *arena,
                                      const struct writ_entry_read *entry, bool *ret_is_it,
                                      struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_str id = {"", 0};

    *ret_is_it = query->filter->subject == NULL;
    if (*ret_is_it) {
        return WRIT_OK;
    }
    WRIT_TRY(writ_audit_side(query->audit, arena, entry, &writ, err));
    if (writ != NULL) {
        WRIT_TRY(writ_writ_subject(arena, writ, &id, err));
    }
    *ret_is_it = writ_str_is(id, query->filter->subject);
    return WRIT_OK;
}

static enum writ_status does_match(const struct query *query, struct writ_arena *arena,
                                   const struct writ_entry_read *entry, bool *ret_does,
                                   struct writ_error *err)
{
    const struct writ_audit_filter *filter = query->filter;
    const struct writ_value *leaf = entry->leaf;

    *ret_does = is_wanted_time(query, leaf) && has_effect(filter, leaf) &&
                is_wanted_text(filter->product, writ_value_path(leaf, "product.id")) &&
                is_wanted_text(filter->decision, writ_value_member(leaf, "decision"));
    return *ret_does ? is_of_subject(query, arena, entry, ret_does, err) : WRIT_OK;
}

/* With a NUL behind it; NULL when memory is out. */
static const char *text_of(struct writ_arena *arena, const struct writ_value *value)
{
    return writ_arena_text(arena, writ_value_text(value));
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

/* The origin of the log that a rotation or continuation names. */
static const struct writ_value *other_of(const struct writ_value *leaf)
{
    const struct writ_value *next = writ_value_path(leaf, "next.origin");

    return next != NULL ? next : writ_value_path(leaf, "previous.origin");
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
        .other = text_of(arena, other_of(leaf)),
        .count = read->is_erasure ? writ_value_count(writ_value_member(leaf, "entries")) : 0,
        .erased_in = audit->erased_in[read->index],
        .is_disclosed = state == WRIT_SIDE_THERE,
    };

    if (entry.time == NULL || entry.phase == NULL || entry.decision == NULL ||
        entry.product == NULL || entry.denied == NULL || entry.other == NULL) {
        return writ_engine_no_memory(err);
    }
    visitor->entry(visitor->ctx, &entry);
    return WRIT_OK;
}

/* Of what the index found, what is true, each once and in order; a claim that is not makes the
 * index one to renew. */
static enum writ_status check_found(const struct query *query, struct writ_index_found *found,
                                    bool *ret_is_true, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    size_t count = 0;

    writ_arena_init(&arena, &alloc);
    for (size_t i = 0; i < found->count; i++) {
        struct writ_entry_read entry;
        bool does = false;

        writ_arena_reset(&arena);
        if (found->entries[i] < query->audit->size &&
            (count == 0 || found->entries[count - 1] < found->entries[i])) {
            WRIT_TRY(writ_audit_read(query->audit, &arena, found->entries[i], &entry, err));
            WRIT_TRY(does_match(query, &arena, &entry, &does, err));
        }
        if (does) {
            found->entries[count++] = found->entries[i];
        }
    }
    *ret_is_true = count == found->count;
    found->count = count;
    return WRIT_OK;
}

static enum writ_status find(const struct query *query, bool is_renewed, struct writ_arena *arena,
                             struct writ_index_found *ret_found, struct writ_error *err)
{
    WRIT_AUTO(writ_index) struct writ_index *index = NULL;

    WRIT_TRY(writ_audit_index(query->audit, is_renewed, &index, err));
    return writ_index_find(index, arena, &query->search, ret_found, err);
}

static enum writ_status find_true(const struct query *query, struct writ_arena *arena,
                                  struct writ_index_found *ret_found, struct writ_error *err)
{
    const bool is_renewed = query->filter->is_index_renewed;
    bool is_true = false;

    WRIT_TRY(find(query, is_renewed, arena, ret_found, err));
    WRIT_TRY(check_found(query, ret_found, &is_true, err));
    if (is_true || is_renewed) {
        return WRIT_OK;
    }
    WRIT_TRY(find(query, true, arena, ret_found, err));
    return check_found(query, ret_found, &is_true, err);
}

static enum writ_status show_found(const struct query *query, const struct writ_index_found *found,
                                   const struct writ_audit_visitor *visitor, struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    writ_arena_init(&arena, &alloc);
    for (size_t i = 0; i < found->count; i++) {
        struct writ_entry_read entry;

        writ_arena_reset(&arena);
        WRIT_TRY(writ_audit_read(query->audit, &arena, found->entries[i], &entry, err));
        WRIT_TRY(show(query->audit, &arena, &entry, visitor, err));
    }
    return WRIT_OK;
}

enum writ_status writ_audit_query(const char *dir, const struct writ_audit_filter *filter,
                                  const struct writ_audit_visitor *visitor,
                                  struct writ_audit_listed *ret_listed, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    struct query query = {.filter = filter, .audit = &audit};
    struct writ_index_found found = {.entries = NULL};

    writ_arena_init(&arena, &alloc);
    WRIT_TRY(read_filter(filter, &query.search, err));
    WRIT_TRY(writ_audit_open(&audit, dir, err));
    WRIT_TRY(find_true(&query, &arena, &found, err));
    WRIT_TRY(show_found(&query, &found, visitor, err));
    *ret_listed = (struct writ_audit_listed){.shown = found.count, .unknown = found.unknown};
    return WRIT_OK;
}
