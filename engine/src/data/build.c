/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"
#include "data/value.h"

static struct writ_value *fresh(struct writ_arena *arena, enum writ_kind kind)
{
    struct writ_value *value = writ_arena_alloc(arena, sizeof(*value));

    if (value != NULL) {
        value->kind = kind;
    }
    return value;
}

struct writ_value *writ_value_null(struct writ_arena *arena)
{
    return fresh(arena, WRIT_NULL);
}

struct writ_value *writ_value_bool(struct writ_arena *arena, bool boolean)
{
    struct writ_value *value = fresh(arena, WRIT_BOOL);

    if (value != NULL) {
        value->as.boolean = boolean;
    }
    return value;
}

struct writ_value *writ_value_number(struct writ_arena *arena, double number)
{
    struct writ_value *value = fresh(arena, WRIT_NUMBER);

    if (value != NULL) {
        value->as.number = number;
    }
    return value;
}

struct writ_value *writ_value_string(struct writ_arena *arena, struct writ_str text)
{
    struct writ_value *value = fresh(arena, WRIT_STRING);

    if (value == NULL) {
        return NULL;
    }
    value->text = writ_arena_str(arena, text);
    return value->text.ptr == NULL ? NULL : value;
}

struct writ_value *writ_value_lent(struct writ_arena *arena, struct writ_str text)
{
    struct writ_value *value = fresh(arena, WRIT_STRING);

    if (value != NULL) {
        value->text = text;
    }
    return value;
}

struct writ_value *writ_value_placed(struct writ_arena *arena, const struct writ_value *value,
                                     const struct writ_value *from)
{
    struct writ_value *copy = value == NULL ? NULL : fresh(arena, value->kind);

    if (copy == NULL) {
        return NULL;
    }
    *copy = *value;
    copy->parent = NULL;
    copy->origin = NULL;
    copy->source = NULL;
    copy->line = copy->column = 0;
    if (from != NULL) {
        copy->origin = from->parent == NULL && from->origin != NULL ? from->origin : from;
        copy->source = copy->origin->source;
        copy->line = copy->origin->line;
        copy->column = copy->origin->column;
    }
    return copy;
}

static void start(struct writ_build *build, struct writ_arena *arena, enum writ_kind kind)
{
    *build = (struct writ_build){.arena = arena, .kind = kind};
}

void writ_build_array(struct writ_build *build, struct writ_arena *arena)
{
    start(build, arena, WRIT_ARRAY);
}

void writ_build_object(struct writ_build *build, struct writ_arena *arena)
{
    start(build, arena, WRIT_OBJECT);
}

/* The slot for one more, or NULL with the builder poisoned. */
static void *next_slot(struct writ_build *build, size_t slot_bytes)
{
    if (build->status != WRIT_OK) {
        return NULL;
    }
    if (build->count == build->cap) {
        const size_t cap = build->cap == 0 ? 8 : build->cap * 2;
        void *grown = writ_arena_array(build->arena, cap, slot_bytes);

        if (grown == NULL) {
            build->status = WRIT_E_NOMEM;
            return NULL;
        }
        if (build->count > 0) {
            memcpy(grown, build->slots, build->count * slot_bytes);
        }
        build->slots = grown;
        build->cap = cap;
    }
    return (char *)build->slots + build->count++ * slot_bytes;
}

void writ_build_item(struct writ_build *build, const struct writ_value *value)
{
    const struct writ_value **slot = next_slot(build, sizeof(*slot));

    if (slot == NULL || value == NULL) {
        build->status = WRIT_E_NOMEM;
        return;
    }
    *slot = value;
}

static void add_member(struct writ_build *build, struct writ_str key,
                       const struct writ_value *value)
{
    struct writ_member *slot = next_slot(build, sizeof(*slot));

    if (slot == NULL || value == NULL || key.ptr == NULL) {
        build->status = WRIT_E_NOMEM;
        return;
    }
    *slot = (struct writ_member){
        .key = key, .line = value->line, .column = value->column, .value = value};
}

void writ_build_member(struct writ_build *build, struct writ_str key,
                       const struct writ_value *value)
{
    add_member(build, writ_arena_str(build->arena, key), value);
}

void writ_build_put(struct writ_build *build, const char *key, const struct writ_value *value)
{
    add_member(build, writ_str_from(key), value);
}

void writ_build_put_text(struct writ_build *build, const char *key, struct writ_str text)
{
    writ_build_put(build, key, writ_value_string(build->arena, text));
}

void writ_build_put_lent(struct writ_build *build, const char *key, struct writ_str text)
{
    writ_build_put(build, key, writ_value_lent(build->arena, text));
}

void writ_build_put_int(struct writ_build *build, const char *key, int64_t number)
{
    writ_build_put(build, key, writ_value_number(build->arena, (double)number));
}

void writ_build_put_known(struct writ_build *build, const char *key, const struct writ_value *value)
{
    if (value != NULL) {
        writ_build_put(build, key, value);
    }
}

struct writ_value *writ_build_end(struct writ_build *build)
{
    struct writ_value *value = build->status == WRIT_OK ? fresh(build->arena, build->kind) : NULL;

    if (value == NULL) {
        return NULL;
    }
    if (build->kind == WRIT_ARRAY) {
        value->as.array.count = build->count;
        value->as.array.items = build->slots;
    } else {
        value->as.object.count = build->count;
        value->as.object.members = build->slots;
    }
    return value;
}

static const struct writ_value *copy_items(struct writ_arena *arena, const struct writ_value *list)
{
    struct writ_build copy;

    writ_build_array(&copy, arena);
    for (size_t i = 0; i < list->as.array.count; i++) {
        writ_build_item(&copy, writ_value_copy(arena, list->as.array.items[i]));
    }
    return writ_build_end(&copy);
}

static const struct writ_value *copy_members(struct writ_arena *arena,
                                             const struct writ_value *object)
{
    struct writ_build copy;

    writ_build_object(&copy, arena);
    for (size_t i = 0; i < object->as.object.count; i++) {
        const struct writ_member *member = &object->as.object.members[i];

        writ_build_member(&copy, member->key, writ_value_copy(arena, member->value));
    }
    return writ_build_end(&copy);
}

const struct writ_value *writ_value_copy(struct writ_arena *arena, const struct writ_value *value)
{
    switch (value->kind) {
    case WRIT_NULL:
        return writ_value_null(arena);
    case WRIT_BOOL:
        return writ_value_bool(arena, value->as.boolean);
    case WRIT_NUMBER:
        return writ_value_number(arena, value->as.number);
    case WRIT_STRING:
        return writ_value_string(arena, value->text);
    case WRIT_ARRAY:
        return copy_items(arena, value);
    case WRIT_OBJECT:
        return copy_members(arena, value);
    }
    return NULL;
}
