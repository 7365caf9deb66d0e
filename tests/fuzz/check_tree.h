/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/check_tree.h - what a tree from either reader promises, whatever the bytes were.
 */
#ifndef WRIT_TESTS_CHECK_TREE_H
#define WRIT_TESTS_CHECK_TREE_H

#include "codec/codec.h"
#include "data/canonical.h"
#include "fuzz.h"

static inline void check_node(const struct writ_value *value, const struct writ_value *parent)
{
    require(value->parent == parent && value->source != NULL && value->line > 0 &&
            value->column > 0);
    for (size_t i = 0; i < writ_value_count(value); i++) {
        const struct writ_value *child = value->kind == WRIT_ARRAY
                                             ? value->as.array.items[i]
                                             : value->as.object.members[i].value;

        require(child->line > value->line ||
                (child->line == value->line && child->column >= value->column));
        check_node(child, value);
    }
}

/* The tree has canonical bytes, which strict JSON reads back to an equal tree with the same bytes.
 */
static inline void check_canonical(struct writ_arena *arena, const struct writ_value *value)
{
    const struct writ_codec_limits wide = {.bytes = 64u << 20, .depth = 64, .nodes = 500000};
    WRIT_AUTO(writ_buf) struct writ_buf first;
    WRIT_AUTO(writ_buf) struct writ_buf second;
    struct writ_error err = {0};
    const struct writ_value *again;

    writ_buf_init(&first, arena->alloc, 64u << 20);
    writ_buf_init(&second, arena->alloc, 64u << 20);
    require(writ_canonical_write(&first, value, &err) == WRIT_OK);
    require(writ_json_read(arena, "again", (struct writ_str){first.ptr, first.len}, wide, &again,
                           &err) == WRIT_OK);
    require(writ_canonical_write(&second, again, &err) == WRIT_OK);
    require(first.len == second.len && memcmp(first.ptr, second.ptr, first.len) == 0);
}

/* A refusal is a status, a sentence of UTF-8 on one line, and a place that exists. */
static inline void check_refusal(enum writ_status status, const struct writ_error *err, size_t size)
{
    require(status == WRIT_E_SYNTAX || status == WRIT_E_LIMIT);
    require(err->status == status && err->text[0] != '\0' &&
            writ_str_is_utf8(writ_str_from(err->text)));
    require(strchr(err->text, '\n') == NULL && err->loc.line <= size + 1 &&
            err->loc.column <= size + 1);
}

#endif
