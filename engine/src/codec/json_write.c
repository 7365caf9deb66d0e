/* SPDX-License-Identifier: Apache-2.0
 *
 * codec/json_write.c - JSON that people read: one member a line, two spaces a level.
 */
#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"

static void new_line(struct writ_buf *buf, size_t depth)
{
    writ_buf_add_char(buf, '\n');
    for (size_t i = 0; i < depth; i++) {
        writ_buf_add_text(buf, "  ");
    }
}

static enum writ_status write_text(struct writ_buf *buf, struct writ_str text, struct writ_loc loc,
                                   struct writ_error *err)
{
    if (!writ_str_is_utf8(text)) {
        return writ_fail(err, WRIT_E_SCHEMA, &loc, "a text is not UTF-8");
    }
    writ_canonical_string(buf, text);
    return WRIT_OK;
}

static enum writ_status write_scalar(struct writ_buf *buf, const struct writ_value *value,
                                     struct writ_error *err)
{
    const struct writ_loc loc = writ_value_loc(value);
    char number[WRIT_NUMBER_TEXT_SIZE];

    if (value->kind == WRIT_STRING) {
        return write_text(buf, value->text, loc, err);
    }
    if (value->kind != WRIT_NUMBER) {
        writ_buf_add_text(buf, value->kind == WRIT_NULL ? "null"
                               : value->as.boolean      ? "true"
                                                        : "false");
        return WRIT_OK;
    }
    if (writ_number_format(value->as.number, number) == 0) {
        return writ_fail(err, WRIT_E_SCHEMA, &loc, "a number that is not finite has no JSON form");
    }
    writ_buf_add_text(buf, number);
    return WRIT_OK;
}

static enum writ_status write_value(struct writ_buf *buf, const struct writ_value *value,
                                    size_t depth, struct writ_error *err);

static enum writ_status write_member(struct writ_buf *buf, const struct writ_member *member,
                                     size_t depth, struct writ_error *err)
{
    WRIT_TRY(write_text(buf, member->key, writ_value_loc(member->value), err));
    writ_buf_add_text(buf, ": ");
    return write_value(buf, member->value, depth, err);
}

/* As deep as the value, which the codec or the builder bounds. */
static enum writ_status write_value(struct writ_buf *buf, const struct writ_value *value,
                                    size_t depth, struct writ_error *err)
{
    const bool is_object = value->kind == WRIT_OBJECT;
    const size_t count = writ_value_count(value);

    if (!is_object && value->kind != WRIT_ARRAY) {
        return write_scalar(buf, value, err);
    }
    writ_buf_add_char(buf, is_object ? '{' : '[');
    for (size_t i = 0; i < count; i++) {
        writ_buf_add_text(buf, i > 0 ? "," : "");
        new_line(buf, depth + 1);
        if (is_object) {
            WRIT_TRY(write_member(buf, &value->as.object.members[i], depth + 1, err));
        } else {
            WRIT_TRY(write_value(buf, value->as.array.items[i], depth + 1, err));
        }
    }
    if (count > 0) {
        new_line(buf, depth);
    }
    writ_buf_add_char(buf, is_object ? '}' : ']');
    return WRIT_OK;
}

enum writ_status writ_json_write(struct writ_buf *buf, const struct writ_value *value,
                                 struct writ_error *err)
{
    WRIT_TRY(write_value(buf, value, 0, err));
    if (buf->status == WRIT_E_NOMEM) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory while writing JSON");
    }
    return buf->status == WRIT_OK ? WRIT_OK
                                  : writ_fail(err, buf->status, NULL, "the JSON text is too large");
}
