/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/weaker.h - whether a list of obligations is weaker than one of them, judged by what
 * they mean: filters row by row with SQL's unknown, masks by the documented lattice.
 */
#ifndef WRIT_TESTS_WEAKER_H
#define WRIT_TESTS_WEAKER_H

#include "base/time.h"
#include "data/value.h"
#include "random.h"

/* In this order AND is the least and OR the greatest. */
enum truth { IS_FALSE, IS_UNKNOWN, IS_TRUE };

/* A row: the value of each column that filters name; NULL is SQL's. */
struct row {
    const char *columns[3];
    const struct writ_value *values[3];
};

static inline enum truth truth_of(bool is_true)
{
    return is_true ? IS_TRUE : IS_FALSE;
}

static inline const struct writ_value *row_value(const struct row *row,
                                                 const struct writ_value *predicate)
{
    for (size_t i = 0; i < 3; i++) {
        if (writ_value_is_text(writ_value_member(predicate, "column"), row->columns[i])) {
            return row->values[i];
        }
    }
    return NULL;
}

/* The sign of a compared to b; values of different kinds are ordered by their kind. */
static inline int value_order(const struct writ_value *a, const struct writ_value *b)
{
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    switch (a->kind) {
    case WRIT_BOOL:
        return (int)a->as.boolean - (int)b->as.boolean;
    case WRIT_NUMBER:
        return (a->as.number > b->as.number) - (a->as.number < b->as.number);
    default:
        return writ_str_cmp(a->text, b->text);
    }
}

static inline enum truth compare_holds(const struct writ_value *predicate,
                                       const struct writ_value *value)
{
    static const struct {
        const char *op;
        bool below, same, above;
    } ops[] = {{"eq", false, true, false}, {"ne", true, false, true},  {"lt", true, false, false},
               {"le", true, true, false},  {"gt", false, false, true}, {"ge", false, true, true}};

    for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        if (writ_value_is_text(writ_value_member(predicate, "op"), ops[i].op)) {
            const int order = value_order(value, writ_value_member(predicate, "value"));

            return truth_of(order < 0 ? ops[i].below : order > 0 ? ops[i].above : ops[i].same);
        }
    }
    fail_msg("an operator that this test does not know");
    return IS_FALSE;
}

static inline enum truth in_holds(const struct writ_value *predicate,
                                  const struct writ_value *value)
{
    const struct writ_value *values = writ_value_member(predicate, "values");

    for (size_t i = 0; i < writ_value_count(values); i++) {
        if (value_order(value, writ_value_item(values, i)) == 0) {
            return IS_TRUE;
        }
    }
    return IS_FALSE;
}

static inline enum truth predicate_holds(const struct writ_value *predicate, const struct row *row);

static inline enum truth branches_hold(const struct writ_value *predicate, const struct row *row,
                                       bool is_and)
{
    const struct writ_value *args = writ_value_member(predicate, "args");
    enum truth all = is_and ? IS_TRUE : IS_FALSE;

    for (size_t i = 0; i < writ_value_count(args); i++) {
        const enum truth one = predicate_holds(writ_value_item(args, i), row);

        all = (one < all) == is_and ? one : all;
    }
    return all;
}

static inline enum truth predicate_holds(const struct writ_value *predicate, const struct row *row)
{
    const struct writ_value *op = writ_value_member(predicate, "op");
    const struct writ_value *value = row_value(row, predicate);

    if (writ_value_is_text(op, "and") || writ_value_is_text(op, "or")) {
        return branches_hold(predicate, row, writ_value_is_text(op, "and"));
    }
    if (writ_value_is_text(op, "not")) {
        return (enum truth)(IS_TRUE - predicate_holds(writ_value_member(predicate, "arg"), row));
    }
    if (writ_value_is_text(op, "is_null")) {
        return truth_of(value == NULL);
    }
    if (value == NULL) {
        return IS_UNKNOWN;
    }
    return writ_value_is_text(op, "in") ? in_holds(predicate, value)
                                        : compare_holds(predicate, value);
}

static inline bool is_type(const struct writ_value *obligation, const char *type)
{
    return writ_value_is_text(writ_value_member(obligation, "type"), type);
}

static inline const struct writ_value *property(const struct writ_value *obligation,
                                                const char *name)
{
    return writ_value_path(writ_value_member(obligation, "properties"), name);
}

/* Whether the row passes every filter of the list. */
static inline bool row_passes(const struct writ_value *list, const struct row *row)
{
    for (size_t i = 0; i < writ_value_count(list); i++) {
        const struct writ_value *one = writ_value_item(list, i);

        if (is_type(one, "row_filter") &&
            predicate_holds(property(one, "predicate"), row) != IS_TRUE) {
            return false;
        }
    }
    return true;
}

/* A random row of few values, so that filters tell rows apart. */
static inline void random_row(uint64_t *seed, const char *const columns[3], struct row *row)
{
    static const struct writ_value values[] = {
        {.kind = WRIT_NUMBER, .as = {.number = 0}},   {.kind = WRIT_NUMBER, .as = {.number = 1}},
        {.kind = WRIT_NUMBER, .as = {.number = 2}},   {.kind = WRIT_STRING, .text = {"a", 1}},
        {.kind = WRIT_STRING, .text = {"b", 1}},      {.kind = WRIT_BOOL, .as = {.boolean = true}},
        {.kind = WRIT_BOOL, .as = {.boolean = false}}};

    for (size_t i = 0; i < 3; i++) {
        row->columns[i] = columns[i];
        row->values[i] = random_below(seed, 4) == 0 ? NULL : &RANDOM_OF(seed, values);
    }
}

/* docs/reference/obligations.md, written down once more. */
static inline bool mask_hides(const struct writ_value *strong, const struct writ_value *weak)
{
    static const char *const above[][2] = {{"MASK", "MASK_SHOW_LAST_4"},
                                           {"MASK", "MASK_SHOW_FIRST_4"}};
    const struct writ_value *a = writ_value_member(strong, "kind");
    const struct writ_value *b = writ_value_member(weak, "kind");

    for (size_t i = 0; i < 2; i++) {
        if (writ_value_is_text(a, above[i][0]) && writ_value_is_text(b, above[i][1])) {
            return true;
        }
    }
    return writ_value_equal(strong, weak) || writ_value_is_text(a, "MASK_NULL") ||
           writ_value_is_text(b, "MASK_NONE");
}

static inline int64_t number_of(const struct writ_value *value)
{
    int64_t number = 0;

    if (!writ_value_integer(value, &number)) {
        assert_true(writ_time_parse(writ_value_text(value), &number));
    }
    return number;
}

static inline bool is_same(const struct writ_value *a, const struct writ_value *b)
{
    return a == b || writ_value_equal(a, b);
}

/* Whether doing `done` is enough to have done `asked`. Filters are judged by rows instead. */
static inline bool does_enough(const struct writ_value *done, const struct writ_value *asked)
{
    const struct writ_value *own = writ_value_member(done, "properties");
    const struct writ_value *wanted = writ_value_member(asked, "properties");

    if (is_type(asked, "mask")) {
        return is_same(property(done, "column"), property(asked, "column")) &&
               (is_type(done, "drop_column") || (is_type(done, "mask") && mask_hides(own, wanted)));
    }
    if (!is_same(writ_value_member(done, "type"), writ_value_member(asked, "type"))) {
        return false;
    }
    if (is_type(asked, "min_group")) {
        return is_same(property(done, "by"), property(asked, "by")) &&
               number_of(property(done, "k")) >= number_of(property(asked, "k"));
    }
    if (is_type(asked, "retain_until") || is_type(asked, "reassess_by")) {
        return number_of(property(done, "time")) <= number_of(property(asked, "time"));
    }
    return writ_value_equal(own, wanted);
}

/* Whether the list keeps to one obligation: {type, properties}. */
static inline bool keeps(const struct writ_value *list, const struct writ_value *asked,
                         const struct row *rows, size_t row_count)
{
    if (is_type(asked, "row_filter")) {
        for (size_t i = 0; i < row_count; i++) {
            if (row_passes(list, &rows[i]) &&
                predicate_holds(property(asked, "predicate"), &rows[i]) != IS_TRUE) {
                return false;
            }
        }
        return true;
    }
    for (size_t i = 0; i < writ_value_count(list); i++) {
        if (does_enough(writ_value_item(list, i), asked)) {
            return true;
        }
    }
    return false;
}

#endif
