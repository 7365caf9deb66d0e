/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/sink.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/sort.h"
#include "base/try.h"

enum { FEWER_MEMBERS = 8, FEW_MEMBERS = 32, FIRST_CHILDREN = 64 };

struct writ_sink_frame {
    struct writ_sink_frame *outer;
    struct writ_value *node;
    size_t first; /* its first child on the stack of children */
    bool has_key;
    struct writ_str key;
    struct writ_place key_place;
};

struct writ_place writ_lines_place(struct writ_lines *lines, size_t at)
{
    const struct writ_str text = lines->text;

    if (at < lines->at) {
        *lines = (struct writ_lines){.text = text};
    }
    for (; lines->at < at && lines->at < text.len; lines->at++) {
        const char byte = text.ptr[lines->at];
        const bool is_pair = lines->at + 1 < text.len && text.ptr[lines->at + 1] == '\n';

        if (byte == '\n' || (byte == '\r' && !is_pair)) {
            lines->line++;
            lines->start = lines->at + 1;
        }
    }
    return (struct writ_place){lines->line + 1, (uint32_t)(lines->at - lines->start) + 1};
}

struct writ_place writ_place_of(struct writ_str text, size_t at)
{
    struct writ_lines lines = {.text = text};

    return writ_lines_place(&lines, at);
}

enum writ_status writ_sink_fail(struct writ_sink *sink, enum writ_status status,
                                struct writ_place place, const char *fmt, ...)
{
    const struct writ_loc loc = writ_loc_at(sink->source, place.line, place.column);
    char text[sizeof(((struct writ_error *)NULL)->text)];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    return writ_fail(sink->err, status, &loc, "%s", text);
}

enum writ_status writ_sink_no_memory(struct writ_sink *sink)
{
    return writ_sink_fail(sink, WRIT_E_NOMEM, (struct writ_place){0, 0},
                          "out of memory while reading the document");
}

enum writ_status writ_sink_init(struct writ_sink *sink, struct writ_arena *arena,
                                const char *source, struct writ_error *err)
{
    sink->arena = arena;
    sink->err = err;
    sink->source = source; /* for the error below; then the copy that outlives the call */

    const struct writ_str copy = writ_arena_str(arena, writ_str_from(source));

    if (copy.ptr == NULL) {
        return writ_sink_no_memory(sink);
    }
    sink->source = copy.ptr;
    return WRIT_OK;
}

void writ_sink_done(struct writ_sink *sink)
{
    writ_free(sink->arena->alloc, sink->children, sink->cap * sizeof(*sink->children));
    sink->children = NULL;
    sink->count = sink->cap = 0;
}

struct writ_str writ_sink_body(struct writ_str text)
{
    return writ_str_starts(text, WRIT_LIT("\xef\xbb\xbf")) ? writ_str_cut(text, 3, text.len) : text;
}

enum writ_status writ_sink_admit(struct writ_sink *sink, struct writ_str text,
                                 struct writ_str *ret_text)
{
    const struct writ_place whole = {0, 0};

    if (text.len > sink->limits.bytes) {
        return writ_sink_fail(sink, WRIT_E_LIMIT, whole, "the document is longer than %zu bytes",
                              sink->limits.bytes);
    }
    if (writ_str_starts(text, WRIT_LIT("\xff\xfe")) ||
        writ_str_starts(text, WRIT_LIT("\xfe\xff"))) {
        return writ_hint(sink->err,
                         writ_sink_fail(sink, WRIT_E_SYNTAX, (struct writ_place){1, 1},
                                        "the document is UTF-16"),
                         "save it as UTF-8");
    }
    text = writ_sink_body(text);

    const size_t bad = writ_str_utf8_end(text);

    if (bad < text.len) {
        return writ_sink_fail(sink, WRIT_E_SYNTAX, writ_place_of(text, bad),
                              "the byte 0x%02x is not valid UTF-8 here",
                              (unsigned)(unsigned char)text.ptr[bad]);
    }
    *ret_text = text;
    return WRIT_OK;
}

/* A node of the sink's document, counted; NULL with *ret_status set when it may not be. */
static struct writ_value *new_node(struct writ_sink *sink, struct writ_place place,
                                   enum writ_status *ret_status)
{
    struct writ_value *node;

    if (sink->nodes >= sink->limits.nodes) {
        *ret_status = writ_sink_fail(sink, WRIT_E_LIMIT, place,
                                     "the document holds more than %zu values", sink->limits.nodes);
        return NULL;
    }
    node = writ_arena_alloc(sink->arena, sizeof(*node));
    if (node == NULL) {
        *ret_status = writ_sink_no_memory(sink);
        return NULL;
    }
    sink->nodes++;
    *ret_status = WRIT_OK;
    return node;
}

static bool reserve_child(struct writ_sink *sink)
{
    if (sink->count < sink->cap) {
        return true;
    }

    const size_t size = sizeof(*sink->children);
    const size_t cap = sink->cap == 0 ? FIRST_CHILDREN : sink->cap * 2; /* limits.nodes bounds it */
    struct writ_member *grown =
        writ_realloc(sink->arena->alloc, sink->children, sink->cap * size, cap * size);

    if (grown == NULL) {
        return false;
    }
    sink->children = grown;
    sink->cap = cap;
    return true;
}

/* Put a node where the document has it: below the innermost container, or at the root. */
static enum writ_status place_node(struct writ_sink *sink, struct writ_value *node,
                                   struct writ_place place)
{
    struct writ_sink_frame *top = sink->top;

    node->source = sink->source;
    node->line = place.line;
    node->column = place.column;
    if (top == NULL) {
        sink->root = node;
        return WRIT_OK;
    }
    if (!reserve_child(sink)) {
        return writ_sink_no_memory(sink);
    }
    node->parent = top->node;
    sink->children[sink->count++] = (struct writ_member){
        .key = top->key,
        .line = top->key_place.line,
        .column = top->key_place.column,
        .value = node,
    };
    top->has_key = false;
    return WRIT_OK;
}

enum writ_status writ_sink_scalar(struct writ_sink *sink, const struct writ_value *scalar,
                                  struct writ_place place)
{
    enum writ_status status;
    struct writ_value *node = new_node(sink, place, &status);

    if (node == NULL) {
        return status;
    }
    *node = *scalar;
    return place_node(sink, node, place);
}

static struct writ_sink_frame *take_frame(struct writ_sink *sink)
{
    struct writ_sink_frame *frame = sink->spare;

    if (frame == NULL) {
        return writ_arena_alloc(sink->arena, sizeof(*frame));
    }
    sink->spare = frame->outer;
    return frame;
}

enum writ_status writ_sink_open(struct writ_sink *sink, enum writ_kind kind,
                                struct writ_place place)
{
    enum writ_status status;
    struct writ_value *node;
    struct writ_sink_frame *frame;

    if (sink->depth >= sink->limits.depth) {
        return writ_sink_fail(sink, WRIT_E_LIMIT, place,
                              "the document nests deeper than %zu levels", sink->limits.depth);
    }
    node = new_node(sink, place, &status);
    if (node == NULL) {
        return status;
    }
    node->kind = kind;
    WRIT_TRY(place_node(sink, node, place));
    frame = take_frame(sink);
    if (frame == NULL) {
        return writ_sink_no_memory(sink);
    }
    *frame = (struct writ_sink_frame){.outer = sink->top, .node = node, .first = sink->count};
    sink->top = frame;
    sink->depth++;
    return WRIT_OK;
}

void writ_sink_key(struct writ_sink *sink, struct writ_str key, struct writ_place place)
{
    sink->top->key = key;
    sink->top->key_place = place;
    sink->top->has_key = true;
}

bool writ_sink_wants_key(const struct writ_sink *sink)
{
    return sink->top != NULL && sink->top->node->kind == WRIT_OBJECT && !sink->top->has_key;
}

static bool comes_before(const void *things, size_t a, size_t b)
{
    const struct writ_member *members = things;
    const int order = writ_str_cmp(members[a].key, members[b].key);

    return order != 0 ? order < 0 : a < b;
}

/* Equal keys are neighbours now; the repetition that comes first in the document is the one to
 * report. */
static enum writ_status refuse_repeated(struct writ_sink *sink, const struct writ_member *members,
                                        const size_t *order, size_t count)
{
    size_t found = count;

    for (size_t i = 1; i < count; i++) {
        if (writ_str_eq(members[order[i - 1]].key, members[order[i]].key) &&
            (found == count || order[i] < order[found])) {
            found = i;
        }
    }
    if (found == count) {
        return WRIT_OK;
    }

    const struct writ_member *first = &members[order[found - 1]];
    const struct writ_member *second = &members[order[found]];
    const struct writ_place place = {second->line, second->column};

    return writ_hint(sink->err,
                     writ_sink_fail(sink, WRIT_E_SYNTAX, place, "the member '%.*s' appears twice",
                                    WRIT_FMT(second->key)),
                     "first at line %u", first->line);
}

static bool are_distinct(const struct writ_member *members, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (writ_str_eq(members[i].key, members[k].key)) {
                return false;
            }
        }
    }
    return true;
}

static enum writ_status check_unique(struct writ_sink *sink, const struct writ_member *members,
                                     size_t count)
{
    struct writ_alloc *alloc = sink->arena->alloc;
    size_t few[FEW_MEMBERS];

    if (count <= FEWER_MEMBERS && are_distinct(members, count)) {
        return WRIT_OK;
    }

    size_t *order = count <= FEW_MEMBERS ? few : writ_calloc(alloc, count * sizeof(*order));

    if (order == NULL) {
        return writ_sink_no_memory(sink);
    }
    writ_sort_index(order, count, comes_before, members);

    const enum writ_status status = refuse_repeated(sink, members, order, count);

    if (order != few) {
        writ_free(alloc, order, count * sizeof(*order));
    }
    return status;
}

static enum writ_status keep_items(struct writ_sink *sink, struct writ_value *array,
                                   const struct writ_member *children, size_t count)
{
    const struct writ_value **items = writ_arena_array(sink->arena, count, sizeof(*items));

    if (items == NULL) {
        return writ_sink_no_memory(sink);
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = children[i].value;
    }
    array->as.array.items = items;
    array->as.array.count = count;
    return WRIT_OK;
}

static enum writ_status keep_members(struct writ_sink *sink, struct writ_value *object,
                                     const struct writ_member *children, size_t count)
{
    struct writ_member *members;

    WRIT_TRY(check_unique(sink, children, count));
    members = writ_arena_array(sink->arena, count, sizeof(*members));
    if (members == NULL) {
        return writ_sink_no_memory(sink);
    }
    memcpy(members, children, count * sizeof(*members));
    object->as.object.members = members;
    object->as.object.count = count;
    return WRIT_OK;
}

enum writ_status writ_sink_close(struct writ_sink *sink)
{
    struct writ_sink_frame *frame = sink->top;
    const size_t count = sink->count - frame->first;

    if (count > 0 && frame->node->kind == WRIT_ARRAY) {
        WRIT_TRY(keep_items(sink, frame->node, sink->children + frame->first, count));
    } else if (count > 0) {
        WRIT_TRY(keep_members(sink, frame->node, sink->children + frame->first, count));
    }
    sink->count = frame->first;
    sink->top = frame->outer;
    sink->depth--;
    frame->outer = sink->spare;
    sink->spare = frame;
    return WRIT_OK;
}
