/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/unit/script/sample.h - a document with places, as a reader would build it.
 */
#ifndef WRIT_TESTS_SCRIPT_SAMPLE_H
#define WRIT_TESTS_SCRIPT_SAMPLE_H

#include "fixture.h"

/* Give a tree places: every node a line of its own, in document order. */
static inline void sample_place(struct writ_value *value, const struct writ_value *parent,
                                uint32_t *line)
{
    value->source = "orders.yaml";
    value->line = ++*line;
    value->column = 1;
    value->parent = parent;
    for (size_t i = 0; i < writ_value_count(value); i++) {
        const struct writ_value *child = value->kind == WRIT_ARRAY
                                             ? value->as.array.items[i]
                                             : value->as.object.members[i].value;

        sample_place((struct writ_value *)(uintptr_t)child, value, line);
    }
}

static inline const struct writ_value *sample_number(struct writ_arena *arena, const char *text,
                                                     double number)
{
    struct writ_value *value = writ_value_number(arena, number);

    value->text = writ_str_from(text);
    return value;
}

static inline const struct writ_value *sample_wide(struct writ_arena *arena)
{
    struct writ_build build;

    writ_build_object(&build, arena);
    for (int i = 39; i >= 0; i--) {
        writ_build_put_int(&build, writ_arena_printf(arena, "k%02d", i), i);
    }
    return writ_build_end(&build);
}

static inline const struct writ_value *sample_tags(struct writ_arena *arena)
{
    struct writ_build build;

    writ_build_array(&build, arena);
    writ_build_item(&build, writ_value_string(arena, WRIT_LIT("b")));
    writ_build_item(&build, writ_value_string(arena, WRIT_LIT(" a ")));
    writ_build_item(&build, writ_value_null(arena));
    writ_build_item(&build, writ_value_string(arena, WRIT_LIT("c")));
    return writ_build_end(&build);
}

/* {title, id, version 4.10, count, half, large, yes, no, none, empty, tags, wide, info{name,
 * list[1, 2]}} */
static inline const struct writ_value *sample_document(struct writ_arena *arena)
{
    struct writ_build list;
    struct writ_build info;
    struct writ_build build;
    struct writ_value *root;
    uint32_t line = 0;

    writ_build_array(&list, arena);
    writ_build_item(&list, writ_value_number(arena, 1));
    writ_build_item(&list, writ_value_number(arena, 2));
    writ_build_object(&info, arena);
    writ_build_put_text(&info, "name", WRIT_LIT("Ann"));
    writ_build_put(&info, "list", writ_build_end(&list));
    writ_build_object(&build, arena);
    writ_build_put_text(&build, "title", WRIT_LIT("  Orders of \xc3\xa9t\xc3\xa9 "));
    writ_build_put_text(&build, "id", WRIT_LIT("orders"));
    writ_build_put(&build, "version", sample_number(arena, "4.10", 4.1));
    writ_build_put_int(&build, "count", 3);
    writ_build_put(&build, "half", writ_value_number(arena, 0.5));
    writ_build_put(&build, "large", writ_value_number(arena, 1e300));
    writ_build_put(&build, "yes", writ_value_bool(arena, true));
    writ_build_put(&build, "no", writ_value_bool(arena, false));
    writ_build_put(&build, "none", writ_value_null(arena));
    writ_build_put_text(&build, "empty", WRIT_LIT(" "));
    writ_build_put(&build, "tags", sample_tags(arena));
    writ_build_put(&build, "wide", sample_wide(arena));
    writ_build_put(&build, "info", writ_build_end(&info));
    root = writ_build_end(&build);
    assert_non_null(root);
    sample_place(root, NULL, &line);
    return root;
}

#endif
