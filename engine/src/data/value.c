/* SPDX-License-Identifier: Apache-2.0 */
#include "data/value.h"

#include <math.h>

const struct writ_value *writ_value_item(const struct writ_value *array, size_t index)
{
    if (array == NULL || array->kind != WRIT_ARRAY || index >= array->as.array.count) {
        return NULL;
    }
    return array->as.array.items[index];
}

const struct writ_value *writ_value_get(const struct writ_value *object, struct writ_str key)
{
    if (object == NULL || object->kind != WRIT_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->as.object.count; i++) {
        if (writ_str_eq(object->as.object.members[i].key, key)) {
            return object->as.object.members[i].value;
        }
    }
    return NULL;
}

const struct writ_value *writ_value_path(const struct writ_value *value, const char *dotted)
{
    struct writ_str rest = writ_str_from(dotted);
    struct writ_str step;
    uint64_t index;

    while (value != NULL && writ_str_split(&rest, '.', &step)) {
        if (value->kind == WRIT_ARRAY) {
            value = writ_str_to_u64(step, &index) ? writ_value_item(value, (size_t)index) : NULL;
        } else {
            value = writ_value_get(value, step);
        }
    }
    return value;
}

struct writ_str writ_value_text(const struct writ_value *value)
{
    if (value == NULL || value->kind != WRIT_STRING) {
        return WRIT_LIT("");
    }
    return value->text;
}

bool writ_value_is_text(const struct writ_value *value, const char *text)
{
    return value != NULL && value->kind == WRIT_STRING && writ_str_is(value->text, text);
}

bool writ_value_is_true(const struct writ_value *value)
{
    return value != NULL && value->kind == WRIT_BOOL && value->as.boolean;
}

bool writ_value_integer(const struct writ_value *value, int64_t *ret_integer)
{
    const double most = 9007199254740992.0; /* 2^53: beyond it a double no longer names one integer */

    if (value == NULL || value->kind != WRIT_NUMBER || value->as.number != floor(value->as.number) ||
        fabs(value->as.number) > most) {
        return false;
    }
    *ret_integer = (int64_t)value->as.number;
    return true;
}

struct writ_loc writ_value_loc(const struct writ_value *value)
{
    while (value != NULL && value->source == NULL && value->origin != NULL) {
        value = value->origin;
    }
    if (value == NULL || value->source == NULL) {
        return (struct writ_loc){0};
    }
    return writ_loc_at(value->source, value->line, value->column);
}

static bool arrays_equal(const struct writ_value *a, const struct writ_value *b)
{
    for (size_t i = 0; i < a->as.array.count; i++) {
        if (!writ_value_equal(a->as.array.items[i], b->as.array.items[i])) {
            return false;
        }
    }
    return true;
}

static bool objects_equal(const struct writ_value *a, const struct writ_value *b)
{
    for (size_t i = 0; i < a->as.object.count; i++) {
        const struct writ_member *member = &a->as.object.members[i];
        const struct writ_value *other = writ_value_get(b, member->key);

        if (other == NULL || !writ_value_equal(member->value, other)) {
            return false;
        }
    }
    return true;
}

bool writ_value_equal(const struct writ_value *a, const struct writ_value *b)
{
    if (a == NULL || b == NULL || a->kind != b->kind || writ_value_count(a) != writ_value_count(b)) {
        return a == b;
    }
    switch (a->kind) {
    case WRIT_NULL:
        return true;
    case WRIT_BOOL:
        return a->as.boolean == b->as.boolean;
    case WRIT_NUMBER:
        return !(a->as.number < b->as.number) && !(a->as.number > b->as.number);
    case WRIT_STRING:
        return writ_str_eq(a->text, b->text);
    case WRIT_ARRAY:
        return arrays_equal(a, b);
    case WRIT_OBJECT:
        return objects_equal(a, b);
    }
    return false;
}

bool writ_value_has(const struct writ_value *array, const struct writ_value *item)
{
    for (size_t i = 0; item != NULL && i < writ_value_count(array); i++) {
        if (writ_value_equal(writ_value_item(array, i), item)) {
            return true;
        }
    }
    return false;
}

bool writ_value_has_text(const struct writ_value *array, struct writ_str text)
{
    const struct writ_value item = {.kind = WRIT_STRING, .text = text};

    return writ_value_has(array, &item);
}
