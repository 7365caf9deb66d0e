/* SPDX-License-Identifier: Apache-2.0
 *
 * Which obligations are well-formed. What is not known is refused here, so that no enforcement
 * point has to guess.
 */
#include "base/time.h"
#include "eval/parts.h"

static const char *tree_problem(const struct writ_value *predicate);

static const char *branches_problem(const struct writ_value *predicate)
{
    const struct writ_value *args = writ_value_member(predicate, "args");

    if (args == NULL || args->kind != WRIT_ARRAY || writ_value_count(args) == 0) {
        return "'and' and 'or' need a list of args";
    }
    for (size_t i = 0; i < writ_value_count(args); i++) {
        const char *problem = tree_problem(writ_value_item(args, i));

        if (problem != NULL) {
            return problem;
        }
    }
    return NULL;
}

static bool is_comparison(struct writ_str op)
{
    static const char *const ops[] = {"eq", "ne", "lt", "le", "gt", "ge", "like"};

    for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        if (writ_str_is(op, ops[i])) {
            return true;
        }
    }
    return false;
}

static bool is_scalar(const struct writ_value *value)
{
    return value != NULL &&
           (value->kind == WRIT_STRING || value->kind == WRIT_NUMBER || value->kind == WRIT_BOOL);
}

static bool is_list_of_scalars(const struct writ_value *list)
{
    for (size_t i = 0; i < writ_value_count(list); i++) {
        if (!is_scalar(writ_value_item(list, i))) {
            return false;
        }
    }
    return list != NULL && list->kind == WRIT_ARRAY;
}

static const char *leaf_problem(struct writ_str op, const struct writ_value *predicate)
{
    if (writ_value_text(writ_value_member(predicate, "column")).len == 0) {
        return "a comparison needs a column";
    }
    if (writ_str_is(op, "is_null")) {
        return NULL;
    }
    if (writ_str_is(op, "in")) {
        return is_list_of_scalars(writ_value_member(predicate, "values"))
                   ? NULL
                   : "'in' needs a list of texts, numbers or booleans";
    }
    if (!is_comparison(op)) {
        return "the predicate has an operator that is not known";
    }
    return is_scalar(writ_value_member(predicate, "value"))
               ? NULL
               : "a comparison needs a value: a text, a number or a boolean";
}

/* As deep as the result of a policy may nest, which the sandbox bounds. */
static const char *tree_problem(const struct writ_value *predicate)
{
    const struct writ_str op = writ_value_text(writ_value_member(predicate, "op"));

    if (op.len == 0) {
        return "the predicate is not a tree of {op = …}";
    }
    if (writ_str_is(op, "and") || writ_str_is(op, "or")) {
        return branches_problem(predicate);
    }
    if (writ_str_is(op, "not")) {
        return tree_problem(writ_value_member(predicate, "arg"));
    }
    return leaf_problem(op, predicate);
}

static const char *row_filter_problem(const struct writ_value *properties)
{
    return tree_problem(writ_value_member(properties, "predicate"));
}

static const char *column_problem(const struct writ_value *properties)
{
    return writ_value_text(writ_value_member(properties, "column")).len == 0 ? "needs a column"
                                                                             : NULL;
}

static const char *mask_problem(const struct writ_value *properties)
{
    const char *problem = column_problem(properties);

    if (problem != NULL) {
        return problem;
    }
    return writ_mask_is_known(writ_value_text(writ_value_member(properties, "kind")))
               ? NULL
               : "the kind of mask is not known";
}

static bool is_positive(const struct writ_value *value)
{
    int64_t number;

    return writ_value_integer(value, &number) && number > 0;
}

static const char *group_problem(const struct writ_value *properties)
{
    return is_positive(writ_value_member(properties, "k")) ? NULL
                                                           : "needs k, a positive whole number";
}

static const char *ttl_problem(const struct writ_value *properties)
{
    return is_positive(writ_value_member(properties, "seconds"))
               ? NULL
               : "needs seconds, a positive whole number";
}

static const char *time_problem(const struct writ_value *properties)
{
    int64_t time_ms;

    return writ_time_parse(writ_value_text(writ_value_member(properties, "time")), &time_ms)
               ? NULL
               : "needs time, RFC 3339";
}

static bool is_disposal(const struct writ_value *action)
{
    return writ_value_is_text(action, "delete") || writ_value_is_text(action, "archive") ||
           writ_value_is_text(action, "anonymise");
}

static const char *dispose_problem(const struct writ_value *properties)
{
    const struct writ_value *due = writ_value_member(properties, "due");
    int64_t time_ms;

    if (!is_disposal(writ_value_member(properties, "action"))) {
        return "needs action: delete, archive or anonymise";
    }
    return due == NULL || writ_time_parse(writ_value_text(due), &time_ms)
               ? NULL
               : "due is no RFC 3339 time";
}

static const char *hold_problem(const struct writ_value *properties)
{
    return writ_value_text(writ_value_member(properties, "id")).len == 0 ? "needs an id" : NULL;
}

static const char *no_problem(const struct writ_value *properties)
{
    (void)properties;
    return NULL;
}

static const struct {
    const char *name;
    const char *(*problem)(const struct writ_value *properties);
} types[] = {{"row_filter", row_filter_problem},
             {"mask", mask_problem},
             {"drop_column", column_problem},
             {"min_group", group_problem},
             {"retain_until", time_problem},
             {"ttl", ttl_problem},
             {"reassess_by", time_problem},
             {"dispose", dispose_problem},
             {"hold", hold_problem},
             {"delete_on_notice", no_problem},
             {"notify", no_problem},
             {"watermark", no_problem},
             {"attest", no_problem},
             {"step_up", no_problem}};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

const char *writ_obligation_type(size_t index)
{
    return index < TYPE_COUNT ? types[index].name : NULL;
}

const char *writ_obligation_problem(struct writ_str type, const struct writ_value *properties)
{
    if (properties->kind != WRIT_OBJECT) {
        return "its properties need names";
    }
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (writ_str_is(type, types[i].name)) {
            return types[i].problem(properties);
        }
    }
    return "the type is not known";
}
