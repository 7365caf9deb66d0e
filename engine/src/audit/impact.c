/* SPDX-License-Identifier: Apache-2.0
 *
 * Another mesh, asked what the log was asked: which verdicts and which duties would be others.
 */
#include "writ/impact.h"

#include "audit/audit.h"
#include "audit/tally.h"
#include "base/error.h"
#include "base/owned.h"
#include "base/try.h"

enum { WHY_MAX = 400 };

struct writ_impact {
    struct writ_owned own;
    struct writ_impact_counts counts;
    struct writ_tallies by[WRIT_IMPACT_BY_SUBJECT + 1];
    struct writ_impact_change *changes;
    size_t count;
};

/* What is compared: documents then and now. */
struct pair {
    const struct writ_value *was;
    const struct writ_value *now;
};

static struct writ_impact *new_impact(void)
{
    struct writ_impact *impact = writ_owned_new(sizeof(*impact));

    if (impact != NULL) {
        for (size_t i = 0; i <= WRIT_IMPACT_BY_SUBJECT; i++) {
            impact->by[i].arena = &impact->own.arena;
        }
    }
    return impact;
}

void writ_impact_free(struct writ_impact *impact)
{
    writ_owned_free(impact, sizeof(*impact));
}

static inline void writ_impact_autop(struct writ_impact **impact)
{
    writ_impact_free(*impact);
}

static bool is_permit(const struct writ_value *document)
{
    return writ_value_is_text(writ_value_member(document, "decision"), "permit");
}

/* Their ids only number them. */
static bool is_same_obligation(const struct writ_value *a, const struct writ_value *b)
{
    return writ_value_equal(writ_value_member(a, "type"), writ_value_member(b, "type")) &&
           writ_value_equal(writ_value_member(a, "properties"), writ_value_member(b, "properties"));
}

/* The first obligation that the other document has not, or NULL; with a type, of that type. */
static const struct writ_value *first_own(const struct writ_value *document,
                                          const struct writ_value *other,
                                          const struct writ_value *type)
{
    const struct writ_value *own = writ_value_member(document, "obligations");
    const struct writ_value *others = writ_value_member(other, "obligations");

    for (size_t i = 0; i < writ_value_count(own); i++) {
        const struct writ_value *one = writ_value_item(own, i);
        bool is_shared = type != NULL && !writ_value_equal(writ_value_member(one, "type"), type);

        for (size_t k = 0; k < writ_value_count(others) && !is_shared; k++) {
            is_shared = is_same_obligation(one, writ_value_item(others, k));
        }
        if (!is_shared) {
            return one;
        }
    }
    return NULL;
}

/* WRIT_IMPACT_KINDS when nothing changes. Obligations on a denial mean nothing. */
static enum writ_impact_kind kind_of(const struct pair *pair)
{
    const bool was = is_permit(pair->was);
    const bool now = is_permit(pair->now);

    if (was != now) {
        return now ? WRIT_IMPACT_TO_PERMIT : WRIT_IMPACT_TO_DENY;
    }
    return now && (first_own(pair->was, pair->now, NULL) != NULL ||
                   first_own(pair->now, pair->was, NULL) != NULL)
               ? WRIT_IMPACT_OBLIGATIONS
               : WRIT_IMPACT_KINDS;
}

static bool has_effect(const struct writ_value *reason, const char *effect)
{
    return writ_value_is_text(writ_value_member(reason, "effect"), effect);
}

static bool is_denial(const struct writ_value *reason)
{
    return has_effect(reason, "deny") || has_effect(reason, "error");
}

/* Is this reason what makes the difference? An effect's code is its type when it obliges. */
static bool is_cause(const struct pair *pair, enum writ_impact_kind kind,
                     const struct writ_value *reason)
{
    const struct writ_value *code = writ_value_member(reason, "code");

    if (kind != WRIT_IMPACT_OBLIGATIONS) {
        return is_denial(reason);
    }
    return has_effect(reason, "oblige") && (first_own(pair->was, pair->now, code) != NULL ||
                                            first_own(pair->now, pair->was, code) != NULL);
}

/* Is a cause of this policy's among the first `count` reasons? */
static bool has_cause_of(const struct pair *pair, enum writ_impact_kind kind,
                         const struct writ_value *list, size_t count,
                         const struct writ_value *policy)
{
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *reason = writ_value_item(list, i);

        if (is_cause(pair, kind, reason) &&
            writ_value_equal(writ_value_member(reason, "policy"), policy)) {
            return true;
        }
    }
    return false;
}

/* A policy counts once for each change, whatever it says about how many columns. */
static bool is_named_before(const struct pair *pair, const struct writ_value *list, size_t index,
                            enum writ_impact_kind kind)
{
    const struct writ_value *policy = writ_value_member(writ_value_item(list, index), "policy");
    const struct writ_value *earlier = writ_value_member(pair->was, "reasons");
    const bool looks_at_both = kind == WRIT_IMPACT_OBLIGATIONS && earlier != list;

    return has_cause_of(pair, kind, list, index, policy) ||
           (looks_at_both && has_cause_of(pair, kind, earlier, writ_value_count(earlier), policy));
}

/* With a NUL behind it, for as long as the impact lives; NULL when memory is out. */
static const char *keep(struct writ_impact *impact, struct writ_str text)
{
    return writ_arena_text(&impact->own.arena, text);
}

static enum writ_status tally_policies(struct writ_impact *impact, const struct pair *pair,
                                       const struct writ_value *document,
                                       enum writ_impact_kind kind, struct writ_error *err)
{
    const struct writ_value *list = writ_value_member(document, "reasons");

    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *reason = writ_value_item(list, i);

        if (is_cause(pair, kind, reason) && !is_named_before(pair, list, i, kind)) {
            const char *policy = keep(impact, writ_value_text(writ_value_member(reason, "policy")));

            WRIT_TRY(policy == NULL
                         ? writ_engine_no_memory(err)
                         : writ_tallies_add(&impact->by[WRIT_IMPACT_BY_POLICY], policy, kind, err));
        }
    }
    return WRIT_OK;
}

static enum writ_status tally(struct writ_impact *impact, const struct pair *pair,
                              const struct writ_impact_change *change, struct writ_error *err)
{
    const bool looks_back = change->kind != WRIT_IMPACT_TO_DENY;
    const bool looks_ahead = change->kind != WRIT_IMPACT_TO_PERMIT;

    WRIT_TRY(looks_back ? tally_policies(impact, pair, pair->was, change->kind, err) : WRIT_OK);
    WRIT_TRY(looks_ahead ? tally_policies(impact, pair, pair->now, change->kind, err) : WRIT_OK);
    WRIT_TRY(
        writ_tallies_add(&impact->by[WRIT_IMPACT_BY_PRODUCT], change->product, change->kind, err));
    return writ_tallies_add(&impact->by[WRIT_IMPACT_BY_SUBJECT], change->subject, change->kind,
                            err);
}

/* The first reason that stands for the verdict. */
static const struct writ_value *first_reason(const struct writ_value *document)
{
    const struct writ_value *list = writ_value_member(document, "reasons");

    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *reason = writ_value_item(list, i);

        if (is_permit(document) ? has_effect(reason, "permit") : is_denial(reason)) {
            return reason;
        }
    }
    return NULL;
}

static struct writ_str cut(struct writ_str text)
{
    const struct writ_str head = writ_str_cut(text, 0, WHY_MAX);

    return writ_str_cut(head, 0, writ_str_utf8_end(head));
}

static void add_part(struct writ_buf *buf, const char *head, const struct writ_value *value,
                     const char *tail)
{
    const struct writ_str text = writ_value_text(value);

    if (text.len > 0) {
        writ_buf_add_text(buf, head);
        writ_buf_add(buf, cut(text));
        writ_buf_add_text(buf, tail);
    }
}

static enum writ_status add_obligation(struct writ_buf *buf, struct writ_arena *arena,
                                       const struct writ_value *obligation, struct writ_error *err)
{
    const struct writ_value *properties = writ_value_member(obligation, "properties");
    struct writ_str text = {"", 0};

    if (properties != NULL) {
        WRIT_TRY(writ_canonical_bytes(arena, properties, &text, err));
    }
    add_part(buf, "", writ_value_member(obligation, "type"), " ");
    writ_buf_add(buf, cut(text));
    return WRIT_OK;
}

/* Why the document is as it is, on one line. */
static enum writ_status why(struct writ_impact *impact, struct writ_arena *arena,
                            const struct pair *pair, enum writ_impact_kind kind,
                            const char **ret_why, struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *reason = first_reason(pair->was);

    writ_buf_init(&buf, &impact->own.alloc, 4 * WHY_MAX);
    if (kind == WRIT_IMPACT_OBLIGATIONS) {
        WRIT_TRY(add_obligation(&buf, arena, first_own(pair->was, pair->now, NULL), err));
    } else {
        add_part(&buf, "", writ_value_member(reason, "policy"), "");
        add_part(&buf, " [", writ_value_member(reason, "code"), "]");
        add_part(&buf, " ", writ_value_member(reason, "message"), "");
    }
    *ret_why = buf.status == WRIT_OK ? keep(impact, (struct writ_str){buf.ptr, buf.len}) : NULL;
    return *ret_why == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}

static enum writ_status add_change(struct writ_impact *impact,
                                   const struct writ_impact_change *change, struct writ_error *err)
{
    struct writ_impact_change *changes =
        writ_arena_more(&impact->own.arena, impact->changes, impact->count, sizeof(*changes));

    if (changes == NULL) {
        return writ_engine_no_memory(err);
    }
    changes[impact->count++] = *change;
    impact->changes = changes;
    impact->counts.changes[change->kind]++;
    return WRIT_OK;
}

static enum writ_status note(struct writ_impact *impact, struct writ_arena *arena,
                             const struct writ_entry_read *entry, const struct pair *pair,
                             const struct writ_value *input, struct writ_error *err)
{
    const struct pair back = {pair->now, pair->was};
    const struct writ_value *product = writ_value_path(entry->leaf, "product.id");
    struct writ_impact_change change = {
        .index = entry->index,
        .kind = kind_of(pair),
        .product = keep(impact, writ_value_text(product)),
        .subject = keep(impact, writ_value_text(writ_value_path(input, "subject.id"))),
    };

    if (change.kind == WRIT_IMPACT_KINDS) {
        impact->counts.same++;
        return WRIT_OK;
    }
    if (change.product == NULL || change.subject == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(why(impact, arena, pair, change.kind, &change.before, err));
    WRIT_TRY(why(impact, arena, &back, change.kind, &change.after, err));
    WRIT_TRY(tally(impact, pair, &change, err));
    return add_change(impact, &change, err);
}

static enum writ_status look_at(struct writ_impact *impact, struct writ_engine *engine,
                                const struct writ_audit *audit, struct writ_arena *arena,
                                const struct writ_entry_read *entry, struct writ_error *err)
{
    const struct writ_value *writ = NULL;
    struct writ_again again = {.input = NULL};

    impact->counts.decisions++;
    WRIT_TRY(writ_audit_side(audit, arena, entry, &writ, err));
    if (writ != NULL) {
        WRIT_TRY(writ_decide_again(engine, arena, writ, &again, err));
    }
    if (again.input == NULL) {
        impact->counts.undecided++;
        return WRIT_OK;
    }
    if (again.document == NULL) {
        impact->counts.refused++;
        return WRIT_OK;
    }

    const struct pair pair = {writ_value_member(writ, "decision"), again.document};

    return note(impact, arena, entry, &pair, again.input, err);
}

static enum writ_status look_at_range(struct writ_impact *impact, struct writ_engine *engine,
                                      const struct writ_audit *audit, uint64_t first, uint64_t last,
                                      struct writ_error *err)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_entry_read entry;

    writ_arena_init(&arena, &impact->own.alloc);
    for (uint64_t i = first; i < audit->size && i <= last; i++) {
        writ_arena_reset(&arena);
        WRIT_TRY(writ_audit_read(audit, &arena, i, &entry, err));
        if (entry.is_decision) {
            WRIT_TRY(look_at(impact, engine, audit, &arena, &entry, err));
        }
    }
    for (size_t i = 0; i <= WRIT_IMPACT_BY_SUBJECT; i++) {
        WRIT_TRY(writ_tallies_sum(&impact->by[i], err));
    }
    return WRIT_OK;
}

enum writ_status writ_engine_impact(struct writ_engine *engine, uint64_t first, uint64_t last,
                                    struct writ_impact **ret_impact, struct writ_error *err)
{
    WRIT_AUTO(writ_audit) struct writ_audit audit = {0};
    WRIT_AUTO(writ_impact) struct writ_impact *impact = new_impact();

    if (impact == NULL) {
        return writ_engine_no_memory(err);
    }
    WRIT_TRY(writ_audit_open_of(&audit, engine, 0, err));
    WRIT_TRY(writ_audit_has(&audit, first, err));
    WRIT_TRY(look_at_range(impact, engine, &audit, first, last, err));
    *ret_impact = WRIT_MOVE(impact);
    return WRIT_OK;
}

struct writ_impact_counts writ_impact_counts(const struct writ_impact *impact)
{
    return impact->counts;
}

size_t writ_impact_tally_count(const struct writ_impact *impact, enum writ_impact_by by)
{
    return impact->by[by].count;
}

const struct writ_impact_tally *writ_impact_tally(const struct writ_impact *impact,
                                                  enum writ_impact_by by, size_t index)
{
    return index < writ_impact_tally_count(impact, by) ? &impact->by[by].rows[index] : NULL;
}

size_t writ_impact_change_count(const struct writ_impact *impact)
{
    return impact->count;
}

const struct writ_impact_change *writ_impact_change(const struct writ_impact *impact, size_t index)
{
    return index < impact->count ? &impact->changes[index] : NULL;
}
