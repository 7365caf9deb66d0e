/* SPDX-License-Identifier: Apache-2.0 */
#include "server/template.h"

/* A hole, or a text as it stands. */
static bool fill_text(struct writ_arena *arena, const struct writ_value *template,
                      const struct writ_value *input, const struct writ_value **ret_filled)
{
    const struct writ_str text = writ_value_text(template);

    *ret_filled = template;
    if (!writ_str_starts(text, WRIT_LIT("$"))) {
        return true;
    }
    if (writ_str_starts(text, WRIT_LIT("$$"))) {
        *ret_filled = writ_value_string(arena, writ_str_cut(text, 1, text.len));
        return *ret_filled != NULL;
    }

    const struct writ_str path = writ_arena_str(arena, writ_str_cut(text, 1, text.len));

    if (path.ptr != NULL) {
        *ret_filled = path.len == 0 ? input : writ_value_path(input, path.ptr);
    }
    return path.ptr != NULL;
}

static bool fill_object(struct writ_arena *arena, const struct writ_value *template,
                        const struct writ_value *input, const struct writ_value **ret_filled)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    for (size_t i = 0; i < writ_value_count(template); i++) {
        const struct writ_member *member = &template->as.object.members[i];
        const struct writ_value *value;

        if (!writ_template_fill(arena, member->value, input, &value)) {
            return false;
        }
        if (value != NULL) {
            writ_build_member(&build, member->key, value);
        }
    }
    *ret_filled = writ_build_end(&build);
    return *ret_filled != NULL;
}

static bool fill_array(struct writ_arena *arena, const struct writ_value *template,
                       const struct writ_value *input, const struct writ_value **ret_filled)
{
    struct writ_build build;

    writ_build_array(&build, arena);
    for (size_t i = 0; i < writ_value_count(template); i++) {
        const struct writ_value *value;

        if (!writ_template_fill(arena, writ_value_item(template, i), input, &value)) {
            return false;
        }
        if (value != NULL) {
            writ_build_item(&build, value);
        }
    }
    *ret_filled = writ_build_end(&build);
    return *ret_filled != NULL;
}

bool writ_template_fill(struct writ_arena *arena, const struct writ_value *template,
                        const struct writ_value *input, const struct writ_value **ret_filled)
{
    switch (template->kind) {
    case WRIT_OBJECT:
        return fill_object(arena, template, input, ret_filled);
    case WRIT_ARRAY:
        return fill_array(arena, template, input, ret_filled);
    case WRIT_STRING:
        return fill_text(arena, template, input, ret_filled);
    case WRIT_NULL:
    case WRIT_BOOL:
    case WRIT_NUMBER:
        break;
    }
    *ret_filled = template;
    return true;
}
