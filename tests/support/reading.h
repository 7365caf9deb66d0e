/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/reading.h - one text read with its own allocator, and tables of texts that must be
 * refused.
 */
#ifndef WRIT_TESTS_READING_H
#define WRIT_TESTS_READING_H

#include <stdio.h>

#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"

typedef enum writ_status (*read_fn)(struct writ_arena *arena, const char *source,
                                    struct writ_str text, struct writ_codec_limits limits,
                                    const struct writ_value **ret_value, struct writ_error *err);

struct reading {
    struct writ_alloc alloc;
    struct writ_arena arena;
    const struct writ_value *root; /* NULL unless the text was accepted */
    struct writ_error err;
    enum writ_status status;
};

static inline void reading_autop(struct reading *reading)
{
    writ_arena_done(&reading->arena);
    assert_int_equal(reading->alloc.used_bytes, 0);
}

static inline void reading_start(struct reading *reading, read_fn read, struct writ_str text)
{
    *reading = (struct reading){.alloc = WRIT_ALLOC_INIT(0)};
    writ_arena_init(&reading->arena, &reading->alloc);
    reading->status =
        read(&reading->arena, "in", text, WRIT_CODEC_LIMITS, &reading->root, &reading->err);
    assert_int_equal(reading->status, reading->err.status);
}

/* A text with any bytes in it, as a constant of a table. */
#define BYTES(s)                                                                                   \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }

/* A text that must be refused, where, and in which words. */
struct refusal {
    const char *label;
    struct writ_str text;
    uint32_t line, column;
    const char *message;
    const char *hint; /* NULL: do not look */
};

static inline void check_refusals(read_fn read, const struct refusal *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        WRIT_AUTO(reading) struct reading got;
        const struct refusal *row = &rows[i];

        reading_start(&got, read, row->text);
        if (got.status != WRIT_E_SYNTAX || got.err.loc.line != row->line ||
            got.err.loc.column != row->column || strcmp(got.err.text, row->message) != 0 ||
            (row->hint != NULL && strcmp(got.err.hint, row->hint) != 0)) {
            print_error("%s: got %s at %u:%u: %s (%s)\n", row->label, writ_status_name(got.status),
                        got.err.loc.line, got.err.loc.column, got.err.text, got.err.hint);
            fail();
        }
        assert_null(got.root);
        assert_string_equal(got.err.loc.source, "in");
    }
}

/* A text and the canonical bytes of what it says. */
struct acceptance {
    const char *text;
    const char *canonical;
};

static inline void check_accepted(read_fn read, const struct acceptance *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        WRIT_AUTO(reading) struct reading got;
        WRIT_AUTO(writ_buf) struct writ_buf buf;

        reading_start(&got, read, writ_str_from(rows[i].text));
        writ_buf_init(&buf, &got.alloc, 1u << 16);
        if (got.root == NULL) {
            fail_msg("'%s' is refused: %s", rows[i].text, got.err.text);
        }
        assert_int_equal(writ_canonical_write(&buf, got.root, &got.err), WRIT_OK);
        writ_buf_add_char(&buf, '\0');
        assert_string_equal(buf.ptr, rows[i].canonical);
    }
}

/* Where the value at a path stands, and the author's spelling of it. */
struct placement {
    const char *path;
    uint32_t line, column;
    const char *text;
    enum writ_kind kind;
};

static inline void check_places(const struct writ_value *root, const struct placement *rows,
                                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *value = writ_value_path(root, rows[i].path);

        if (value == NULL || value->kind != rows[i].kind || value->line != rows[i].line ||
            value->column != rows[i].column || !writ_str_is(value->text, rows[i].text)) {
            fail_msg("'%s' is at %u:%u, kind %d", rows[i].path, value == NULL ? 0 : value->line,
                     value == NULL ? 0 : value->column, value == NULL ? -1 : (int)value->kind);
        }
    }
}

/* Every node names its source and its parent. */
static inline void check_parents(const struct writ_value *value, const struct writ_value *parent)
{
    assert_ptr_equal(value->parent, parent);
    assert_string_equal(value->source, "in");
    assert_true(value->line > 0 && value->column > 0);
    for (size_t i = 0; i < writ_value_count(value); i++) {
        check_parents(value->kind == WRIT_ARRAY ? value->as.array.items[i]
                                                : value->as.object.members[i].value,
                      value);
    }
}

/* `open` repeated, then `close` repeated. */
static inline const char *nested(struct writ_buf *buf, const char *open, const char *close,
                                 int depth)
{
    for (int i = 0; i < depth; i++) {
        writ_buf_add_text(buf, open);
    }
    for (int i = 0; i < depth; i++) {
        writ_buf_add_text(buf, close);
    }
    writ_buf_add_char(buf, '\0');
    assert_int_equal(buf->status, WRIT_OK);
    return buf->ptr;
}

#endif
