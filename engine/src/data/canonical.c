/* SPDX-License-Identifier: Apache-2.0 */
#include "data/canonical.h"

#include "base/sort.h"
#include "base/try.h"

static void add_escaped(struct writ_buf *buf, unsigned char byte)
{
    static const char short_escapes[] = "btn.fr"; /* U+0008 to U+000D; '.' has none */

    if (byte == '"' || byte == '\\') {
        writ_buf_add_char(buf, '\\');
        writ_buf_add_char(buf, (char)byte);
    } else if (byte >= 0x08 && byte <= 0x0d && byte != 0x0b) {
        writ_buf_add_char(buf, '\\');
        writ_buf_add_char(buf, short_escapes[byte - 0x08]);
    } else {
        writ_buf_addf(buf, "\\u%04x", byte);
    }
}

/* A text whose first `plain` bytes need no escape. */
static void add_rest(struct writ_buf *buf, struct writ_str text, size_t plain)
{
    size_t done = 0;

    writ_buf_add_char(buf, '"');
    for (size_t i = plain; i < text.len; i++) {
        const unsigned char byte = (unsigned char)text.ptr[i];

        if (byte < 0x20 || byte == '"' || byte == '\\') {
            writ_buf_add(buf, writ_str_cut(text, done, i));
            add_escaped(buf, byte);
            done = i + 1;
        }
    }
    writ_buf_add(buf, writ_str_cut(text, done, text.len));
    writ_buf_add_char(buf, '"');
}

static void add_string(struct writ_buf *buf, struct writ_str text, size_t plain)
{
    char *to = plain < text.len ? NULL : writ_buf_extend(buf, text.len + 2);

    if (to == NULL) {
        add_rest(buf, text, plain);
        return;
    }
    to[0] = '"';
    if (text.len > 0) {
        memcpy(to + 1, text.ptr, text.len);
    }
    to[text.len + 1] = '"';
}

/* False when the text is not UTF-8. Nearly every text is ASCII without escapes. */
static bool add_checked(struct writ_buf *buf, struct writ_str text)
{
    const size_t plain = writ_str_verbatim_end(text);

    if (plain < text.len && !writ_str_is_utf8(writ_str_cut(text, plain, text.len))) {
        return false;
    }
    add_string(buf, text, plain);
    return true;
}

void writ_canonical_string(struct writ_buf *buf, struct writ_str text)
{
    add_string(buf, text, writ_str_verbatim_end(text));
}

/*
 * Rank of a UTF-8 lead byte in UTF-16 order: code points from U+10000 are surrogates (D800-DFFF)
 * there, so they come before U+E000-U+FFFF, whose lead bytes are 0xEE and 0xEF.
 */
static unsigned utf16_rank(unsigned char byte)
{
    if (byte >= 0xf0) {
        return byte - 2u;
    }
    return byte >= 0xee ? byte + 5u : byte;
}

static int compare_keys(struct writ_str a, struct writ_str b)
{
    size_t i = 0;

    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i]) {
        i++;
    }
    if (i == a.len || i == b.len) {
        return (a.len > b.len) - (a.len < b.len);
    }

    const unsigned rank_a = utf16_rank((unsigned char)a.ptr[i]);
    const unsigned rank_b = utf16_rank((unsigned char)b.ptr[i]);

    return (rank_a > rank_b) - (rank_a < rank_b);
}

static bool comes_before(const void *things, size_t a, size_t b)
{
    const struct writ_member *members = things;

    return compare_keys(members[a].key, members[b].key) < 0; /* keys are unique: no ties */
}

static bool are_in_order(const struct writ_value *object)
{
    const struct writ_member *members = object->as.object.members;

    for (size_t i = 1; i < object->as.object.count; i++) {
        if (compare_keys(members[i - 1].key, members[i].key) > 0) {
            return false;
        }
    }
    return true;
}

/* @param order  NULL: as they are */
static enum writ_status write_members(struct writ_buf *buf, const struct writ_value *object,
                                      const size_t *order, struct writ_error *err)
{
    writ_buf_add_char(buf, '{');
    for (size_t i = 0; i < object->as.object.count; i++) {
        const struct writ_member *member = &object->as.object.members[order == NULL ? i : order[i]];

        if (i > 0) {
            writ_buf_add_char(buf, ',');
        }
        if (!add_checked(buf, member->key)) {
            return writ_fail(err, WRIT_E_SCHEMA, NULL, "a member's name is not UTF-8");
        }
        writ_buf_add_char(buf, ':');
        WRIT_TRY(writ_canonical_write(buf, member->value, err));
    }
    writ_buf_add_char(buf, '}');
    return WRIT_OK;
}

enum { FEW_MEMBERS = 32 }; /* what nearly every object has: sorted on the stack */

static enum writ_status write_sorted(struct writ_buf *buf, const struct writ_value *object,
                                     struct writ_error *err)
{
    const size_t count = object->as.object.count;
    size_t few[FEW_MEMBERS];
    size_t *order = count <= FEW_MEMBERS ? few : writ_calloc(buf->alloc, count * sizeof(*order));

    if (order == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    writ_sort_index(order, count, comes_before, object->as.object.members);

    const enum writ_status status = write_members(buf, object, order, err);

    if (order != few) {
        writ_free(buf->alloc, order, count * sizeof(*order));
    }
    return status;
}

static enum writ_status write_object(struct writ_buf *buf, const struct writ_value *object,
                                     struct writ_error *err)
{
    return are_in_order(object) ? write_members(buf, object, NULL, err)
                                : write_sorted(buf, object, err);
}

static enum writ_status write_array(struct writ_buf *buf, const struct writ_value *array,
                                    struct writ_error *err)
{
    writ_buf_add_char(buf, '[');
    for (size_t i = 0; i < array->as.array.count; i++) {
        if (i > 0) {
            writ_buf_add_char(buf, ',');
        }
        WRIT_TRY(writ_canonical_write(buf, array->as.array.items[i], err));
    }
    writ_buf_add_char(buf, ']');
    return WRIT_OK;
}

static enum writ_status refuse(const struct writ_value *value, const char *problem,
                               struct writ_error *err)
{
    const struct writ_loc loc = writ_value_loc(value);

    return writ_fail(err, WRIT_E_SCHEMA, &loc, "%s", problem);
}

static enum writ_status write_scalar(struct writ_buf *buf, const struct writ_value *value,
                                     struct writ_error *err)
{
    char text[WRIT_NUMBER_TEXT_SIZE];

    if (value->kind == WRIT_NUMBER) {
        if (writ_number_format(value->as.number, text) == 0) {
            return refuse(value, "a number that is not finite has no JSON form", err);
        }
        writ_buf_add_text(buf, text);
        return WRIT_OK;
    }
    if (value->kind == WRIT_STRING) {
        return add_checked(buf, value->text) ? WRIT_OK : refuse(value, "a text is not UTF-8", err);
    }
    writ_buf_add_text(buf, value->kind == WRIT_NULL ? "null"
                           : value->as.boolean      ? "true"
                                                    : "false");
    return WRIT_OK;
}

enum writ_status writ_canonical_write(struct writ_buf *buf, const struct writ_value *value,
                                      struct writ_error *err)
{
    if (value->kind == WRIT_OBJECT) {
        WRIT_TRY(write_object(buf, value, err));
    } else if (value->kind == WRIT_ARRAY) {
        WRIT_TRY(write_array(buf, value, err));
    } else {
        WRIT_TRY(write_scalar(buf, value, err));
    }
    return buf->status == WRIT_OK
               ? WRIT_OK
               : writ_fail(err, buf->status, NULL, "the canonical form is too large");
}
