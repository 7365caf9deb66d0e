/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the values of a test's input stand: no file holds them, so their place is their path,
 * "product.columns[2].type". What a case can expect of a finding: its code, its place, its words.
 */
#include "author/test_places.h"

static const struct writ_value *placed(struct writ_arena *arena, const struct writ_value *value,
                                       const char *path);

static const char *path_of(struct writ_arena *arena, const char *path, struct writ_str key)
{
    return path[0] == '\0' ? writ_arena_str(arena, key).ptr
                           : writ_arena_printf(arena, "%s.%.*s", path, WRIT_FMT(key));
}

static struct writ_value *placed_items(struct writ_arena *arena, const struct writ_value *value,
                                       const char *path)
{
    struct writ_build build;

    writ_build_array(&build, arena);
    for (size_t i = 0; i < value->as.array.count; i++) {
        writ_build_item(&build, placed(arena, value->as.array.items[i],
                                       writ_arena_printf(arena, "%s[%zu]", path, i + 1)));
    }
    return writ_build_end(&build);
}

static struct writ_value *placed_members(struct writ_arena *arena, const struct writ_value *value,
                                         const char *path)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    for (size_t i = 0; i < value->as.object.count; i++) {
        const struct writ_member *member = &value->as.object.members[i];

        writ_build_member(&build, member->key,
                          placed(arena, member->value, path_of(arena, path, member->key)));
    }
    return writ_build_end(&build);
}

/* As deep as what a test returns may nest, which the sandbox bounds. */
static const struct writ_value *placed(struct writ_arena *arena, const struct writ_value *value,
                                       const char *path)
{
    struct writ_value *copy = NULL;

    if (value == NULL || path == NULL) {
        return NULL;
    }
    if (value->kind == WRIT_ARRAY) {
        copy = placed_items(arena, value, path);
    } else if (value->kind == WRIT_OBJECT) {
        copy = placed_members(arena, value, path);
    } else {
        copy = writ_value_placed(arena, value, NULL);
    }
    if (copy != NULL) {
        copy->source = path;
    }
    return copy;
}

const struct writ_value *writ_test_places(struct writ_arena *arena, const struct writ_value *input)
{
    return placed(arena, input, "");
}

bool writ_test_is_said(struct writ_str expected, const struct writ_effect *effect)
{
    const size_t mark = writ_str_find(expected, '@');
    const struct writ_str place = writ_str_cut(expected, mark + 1, expected.len);

    return writ_str_eq(writ_str_cut(expected, 0, mark), effect->code) &&
           (mark == expected.len || writ_str_is(place, effect->at.source));
}

static bool holds(struct writ_str whole, struct writ_str part)
{
    for (size_t i = 0; part.len > 0 && i + part.len <= whole.len; i++) {
        if (writ_str_eq(writ_str_cut(whole, i, i + part.len), part)) {
            return true;
        }
    }
    return false;
}

bool writ_test_is_worded(struct writ_str text, const struct writ_evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->effect_count; i++) {
        const struct writ_effect *effect = &evaluation->effects[i];

        if (holds(effect->message, text) || holds(effect->hint, text)) {
            return true;
        }
    }
    return false;
}
