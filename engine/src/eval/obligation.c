/* SPDX-License-Identifier: Apache-2.0
 *
 * Many obligations become few: the result is never weaker than any of those it came from. Per type:
 * row filters AND, the strictest mask of a column, dropped columns over masks, the largest group,
 * the earliest time. One that carries members nobody here knows is only ever merged with its like.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/try.h"
#include "eval/parts.h"

enum { OBLIGATION_BYTES_MAX = 1 << 20 };

/* One obligation with the bytes it is sorted and compared by. */
struct item {
    struct writ_str type;
    const struct writ_value *properties;
    struct writ_str bytes;
    struct writ_str column; /* of a mask or a drop_column, else empty */
    bool is_mask;
};

struct merger {
    struct writ_run *run;
    struct item *items;
    size_t count;
};

static enum writ_status bytes_of(struct writ_run *run, const struct writ_value *value,
                                 struct writ_str *ret_bytes)
{
    return writ_run_bytes(run, value, OBLIGATION_BYTES_MAX, ret_bytes);
}

static int by_type_and_bytes(const void *a, const void *b)
{
    const struct item *left = a;
    const struct item *right = b;
    const int by_type = writ_str_cmp(left->type, right->type);

    return by_type != 0 ? by_type : writ_str_cmp(left->bytes, right->bytes);
}

/* Sorted, and every distinct obligation once. */
static void sort_unique(struct merger *merger)
{
    size_t kept = 0;

    if (merger->count == 0) {
        return;
    }
    qsort(merger->items, merger->count, sizeof(*merger->items), by_type_and_bytes);
    for (size_t i = 1; i < merger->count; i++) {
        if (by_type_and_bytes(&merger->items[kept], &merger->items[i]) != 0) {
            merger->items[++kept] = merger->items[i];
        }
    }
    merger->count = kept + 1;
}

static enum writ_status collect(struct merger *merger)
{
    struct writ_run *run = merger->run;

    merger->items = writ_arena_array(run->arena, run->count + 1, sizeof(*merger->items));
    if (merger->items == NULL) {
        return writ_run_no_memory(run);
    }
    for (size_t i = 0; i < run->count; i++) {
        const struct writ_effect *effect = &run->effects[i];
        struct item *item = &merger->items[merger->count];

        if (effect->kind != WRIT_EFFECT_OBLIGE || effect->standing != WRIT_STANDS) {
            continue;
        }
        *item = (struct item){.type = effect->obligation,
                              .properties = effect->properties,
                              .column =
                                  writ_value_text(writ_value_member(effect->properties, "column")),
                              .is_mask = writ_str_is(effect->obligation, "mask")};
        WRIT_TRY(bytes_of(run, effect->properties, &item->bytes));
        merger->count++;
    }
    sort_unique(merger);
    return WRIT_OK;
}

static bool is_type(const struct item *item, const char *type)
{
    return writ_str_is(item->type, type);
}

static void drop(struct merger *merger, size_t index)
{
    memmove(&merger->items[index], &merger->items[index + 1],
            (merger->count - index - 1) * sizeof(*merger->items));
    merger->count--;
}

static bool is_bare_filter(const struct item *item)
{
    return is_type(item, "row_filter") && writ_value_count(item->properties) == 1;
}

/* All row filters as one: {op = "and", args = …} in the order of their bytes. */
static enum writ_status merge_filters(struct merger *merger)
{
    struct writ_run *run = merger->run;
    struct writ_build args, both, properties;
    size_t first = merger->count, found = 0;

    writ_build_array(&args, run->arena);
    for (size_t i = 0; i < merger->count; i++) {
        if (is_bare_filter(&merger->items[i])) {
            first = found++ == 0 ? i : first;
            writ_build_item(&args, writ_value_member(merger->items[i].properties, "predicate"));
        }
    }
    if (found < 2) {
        return WRIT_OK;
    }
    writ_build_object(&both, run->arena);
    writ_build_put_text(&both, "op", WRIT_LIT("and"));
    writ_build_put(&both, "args", writ_build_end(&args));
    writ_build_object(&properties, run->arena);
    writ_build_put(&properties, "predicate", writ_build_end(&both));
    merger->items[first].properties = writ_build_end(&properties);
    if (merger->items[first].properties == NULL) {
        return writ_run_no_memory(run);
    }
    for (size_t i = merger->count; i-- > first + 1;) {
        if (is_bare_filter(&merger->items[i])) {
            drop(merger, i);
        }
    }
    return bytes_of(run, merger->items[first].properties, &merger->items[first].bytes);
}

static bool is_same_column(const struct item *a, const struct item *b)
{
    return writ_str_eq(a->column, b->column);
}

static enum writ_status conflict(struct writ_run *run, const struct item *item)
{
    return writ_run_deny(
        run, "writ.obligations", "MASK_CONFLICT", NULL,
        writ_arena_printf(run->arena,
                          "policies ask for masks of column '%.*s' that cannot be compared",
                          WRIT_FMT(writ_quotable(item->column))));
}

static bool are_masks_of_one_column(const struct item *a, const struct item *b)
{
    return a->is_mask && b->is_mask && is_same_column(a, b);
}

static bool is_incomparable(const struct merger *merger, size_t a, size_t b)
{
    return are_masks_of_one_column(&merger->items[a], &merger->items[b]) &&
           writ_mask_stricter(merger->items[a].properties, merger->items[b].properties) == NULL;
}

/* Whether the item is the first of its column that cannot be compared with another. */
static bool is_first_conflict(const struct merger *merger, size_t index)
{
    bool has_rival = false;

    for (size_t i = 0; i < merger->count; i++) {
        if (!are_masks_of_one_column(&merger->items[i], &merger->items[index])) {
            continue;
        }
        for (size_t k = 0; i < index && k < merger->count; k++) {
            if (is_incomparable(merger, i, k)) {
                return false; /* said already */
            }
        }
        has_rival = has_rival || is_incomparable(merger, i, index);
    }
    return has_rival;
}

/*
 * Two masks that cannot be compared deny, whatever else is asked for the column: if a third one
 * above both, or dropping the column, settled it, then adding a policy could turn a denial into a
 * permit.
 */
static enum writ_status check_masks(struct merger *merger)
{
    for (size_t i = 0; i < merger->count; i++) {
        if (is_first_conflict(merger, i)) {
            WRIT_TRY(conflict(merger->run, &merger->items[i]));
        }
    }
    return WRIT_OK;
}

/* Of each column the strictest mask; those that cannot be compared stay beside each other. */
static void merge_masks(struct merger *merger)
{
    for (size_t i = merger->count; i-- > 0;) {
        for (size_t k = 0; k < merger->count; k++) {
            const struct item *weaker = &merger->items[i];
            const struct item *other = &merger->items[k];

            if (i != k && are_masks_of_one_column(weaker, other) &&
                writ_mask_stricter(other->properties, weaker->properties) == other->properties) {
                drop(merger, i);
                break;
            }
        }
    }
}

static bool is_dropped(const struct merger *merger, const struct item *mask)
{
    for (size_t i = 0; i < merger->count; i++) {
        if (is_same_column(&merger->items[i], mask) && is_type(&merger->items[i], "drop_column")) {
            return true;
        }
    }
    return false;
}

static void drop_masks_of_dropped(struct merger *merger)
{
    for (size_t i = merger->count; i-- > 0;) {
        if (merger->items[i].is_mask && is_dropped(merger, &merger->items[i])) {
            drop(merger, i);
        }
    }
}

/* The order of obligations of one type of which only the strictest stays; less is stricter. */
static int64_t strictness(const struct item *item)
{
    int64_t number = 0;

    if (is_type(item, "min_group")) {
        (void)writ_value_integer(writ_value_member(item->properties, "k"), &number);
        return -number;
    }
    if (is_type(item, "ttl")) {
        (void)writ_value_integer(writ_value_member(item->properties, "seconds"), &number);
        return number;
    }
    (void)writ_time_parse(writ_value_text(writ_value_member(item->properties, "time")), &number);
    return number;
}

/* Whether two obligations say the same but for one member. */
static bool differ_only_in(const struct item *a, const struct item *b, const char *member)
{
    if (writ_value_count(a->properties) != writ_value_count(b->properties)) {
        return false;
    }
    for (size_t i = 0; i < writ_value_count(a->properties); i++) {
        const struct writ_member *own = &a->properties->as.object.members[i];

        if (!writ_str_is(own->key, member) &&
            !writ_value_equal(own->value, writ_value_get(b->properties, own->key))) {
            return false;
        }
    }
    return true;
}

/* Items are sorted and distinct, so of two that are equally strict the first stays. */
static void keep_strictest(struct merger *merger, const char *type, const char *member)
{
    for (size_t i = merger->count; i-- > 0;) {
        for (size_t k = 0; k < merger->count && is_type(&merger->items[i], type); k++) {
            const struct item *item = &merger->items[i];
            const struct item *other = &merger->items[k];
            const bool is_rival =
                i != k && is_type(other, type) && differ_only_in(item, other, member);

            if (is_rival && (strictness(other) < strictness(item) ||
                             (strictness(other) == strictness(item) && k < i))) {
                drop(merger, i);
                break;
            }
        }
    }
}

static void expire_by_ttl(struct merger *merger)
{
    struct writ_run *run = merger->run;

    for (size_t i = 0; i < merger->count; i++) {
        const int64_t seconds =
            is_type(&merger->items[i], "ttl") ? strictness(&merger->items[i]) : 0;
        const int64_t end_ms = run->question->time_ms + seconds * 1000;

        if (seconds > 0 && seconds < INT32_MAX && end_ms < run->expires_ms) {
            run->expires_ms = end_ms;
        }
    }
}

/* On the wire: {id, type, properties}, as in the AuthZEN obligations profile. */
static enum writ_status write_items(struct merger *merger)
{
    struct writ_arena *arena = merger->run->arena;
    struct writ_build list;

    writ_build_array(&list, arena);
    for (size_t i = 0; i < merger->count; i++) {
        struct writ_build one;

        writ_build_object(&one, arena);
        writ_build_put_lent(&one, "id", writ_str_from(writ_arena_printf(arena, "o%zu", i + 1)));
        writ_build_put(&one, "properties", merger->items[i].properties);
        writ_build_put_lent(&one, "type", merger->items[i].type);
        writ_build_item(&list, writ_build_end(&one));
    }
    merger->run->obligations = writ_build_end(&list);
    return merger->run->obligations == NULL ? writ_run_no_memory(merger->run) : WRIT_OK;
}

/* What an enforcement point cannot do must not be left undone: then there is no access. Items are
 * sorted by type, so that each type is said once. */
static enum writ_status check_supported(const struct merger *merger)
{
    struct writ_run *run = merger->run;
    const struct writ_value *supported =
        run->question->request == NULL
            ? NULL
            : writ_value_member(run->question->request->context, "supported_obligations");

    for (size_t i = 0; supported != NULL && i < merger->count; i++) {
        const struct writ_str type = merger->items[i].type;

        if (writ_value_has_text(supported, type) ||
            (i > 0 && writ_str_eq(merger->items[i - 1].type, type))) {
            continue;
        }
        WRIT_TRY(writ_run_deny(run, "writ.obligations", "UNSUPPORTED_OBLIGATION", supported,
                               writ_arena_printf(run->arena,
                                                 "the enforcement point does not support '%.*s'",
                                                 WRIT_FMT(type))));
    }
    return WRIT_OK;
}

enum writ_status writ_run_obligations(struct writ_run *run)
{
    static const struct {
        const char *type;
        const char *member;
    } single[] = {
        {"min_group", "k"}, {"retain_until", "time"}, {"ttl", "seconds"}, {"reassess_by", "time"}};
    struct merger merger = {.run = run};

    WRIT_TRY(collect(&merger));
    WRIT_TRY(merge_filters(&merger));
    WRIT_TRY(check_masks(&merger));
    drop_masks_of_dropped(&merger);
    merge_masks(&merger);
    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
        keep_strictest(&merger, single[i].type, single[i].member);
    }
    expire_by_ttl(&merger);
    sort_unique(&merger);
    WRIT_TRY(check_supported(&merger));
    return write_items(&merger);
}
