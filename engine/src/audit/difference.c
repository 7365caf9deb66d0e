/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/difference.h"

#include "base/buf.h"
#include "base/try.h"
#include "data/pointer.h"
#include "engine/engine.h"

enum { POINTER_MAX = 512 };

static bool differ(struct writ_buf *path, const struct writ_value *was,
                   const struct writ_value *now);

/* The path names what is compared; what is not at a difference is cut off it again. */
static bool part_differs(struct writ_buf *path, size_t len, const struct writ_value *was,
                         const struct writ_value *now)
{
    if (was == NULL || now == NULL || differ(path, was, now)) {
        return true;
    }
    path->len = len < path->len ? len : path->len;
    return false;
}

static bool member_differs(struct writ_buf *path, struct writ_str key, const struct writ_value *was,
                           const struct writ_value *now)
{
    const size_t len = path->len;

    writ_pointer_add_key(path, key);
    return part_differs(path, len, was, now);
}

/* Where in the request's text something stood: the committed input has no layout. */
static bool is_layout(const struct writ_value *object, struct writ_str key)
{
    return writ_value_is_text(writ_value_member(object, "source"), "request") &&
           (writ_str_is(key, "line") || writ_str_is(key, "column"));
}

static bool objects_differ(struct writ_buf *path, const struct writ_value *was,
                           const struct writ_value *now)
{
    for (size_t i = 0; i < writ_value_count(was); i++) {
        const struct writ_member *member = &was->as.object.members[i];

        if (!is_layout(was, member->key) &&
            member_differs(path, member->key, member->value, writ_value_get(now, member->key))) {
            return true;
        }
    }
    for (size_t i = 0; i < writ_value_count(now); i++) {
        const struct writ_member *member = &now->as.object.members[i];

        if (!is_layout(now, member->key) && writ_value_get(was, member->key) == NULL) {
            return member_differs(path, member->key, NULL, member->value);
        }
    }
    return false;
}

static bool arrays_differ(struct writ_buf *path, const struct writ_value *was,
                          const struct writ_value *now)
{
    const size_t was_count = writ_value_count(was);
    const size_t now_count = writ_value_count(now);
    const size_t len = path->len;

    for (size_t i = 0; i < was_count || i < now_count; i++) {
        writ_buf_addf(path, "/%zu", i);
        if (part_differs(path, len, writ_value_item(was, i), writ_value_item(now, i))) {
            return true;
        }
    }
    return false;
}

/* As deep as the documents, which their reader has limited. */
static bool differ(struct writ_buf *path, const struct writ_value *was,
                   const struct writ_value *now)
{
    if (was->kind != now->kind) {
        return true;
    }
    if (was->kind == WRIT_OBJECT) {
        return objects_differ(path, was, now);
    }
    return was->kind == WRIT_ARRAY ? arrays_differ(path, was, now) : !writ_value_equal(was, now);
}

enum writ_status writ_first_difference(struct writ_arena *arena, const struct writ_value *was,
                                       const struct writ_value *now, const char **ret_pointer,
                                       struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf path;

    writ_buf_init(&path, arena->alloc, POINTER_MAX);
    *ret_pointer = NULL;
    if (!differ(&path, was, now)) {
        return WRIT_OK;
    }
    *ret_pointer = writ_arena_str(arena, (struct writ_str){path.ptr, path.len}).ptr;
    return *ret_pointer == NULL ? writ_engine_no_memory(err) : WRIT_OK;
}
