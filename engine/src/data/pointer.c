/* SPDX-License-Identifier: Apache-2.0 */
#include "data/pointer.h"

/* Whether an escaped reference token names the key (RFC 6901, section 4). */
static bool token_is(struct writ_str token, struct writ_str key)
{
    size_t k = 0;

    for (size_t i = 0; i < token.len; i++, k++) {
        char byte = token.ptr[i];

        if (byte == '~') {
            if (++i >= token.len || (token.ptr[i] != '0' && token.ptr[i] != '1')) {
                return false;
            }
            byte = token.ptr[i] == '0' ? '~' : '/';
        }
        if (k >= key.len || key.ptr[k] != byte) {
            return false;
        }
    }
    return k == key.len;
}

static const struct writ_value *step(const struct writ_value *value, struct writ_str token)
{
    uint64_t index;

    if (value->kind == WRIT_ARRAY) {
        return writ_str_to_u64(token, &index) ? writ_value_item(value, (size_t)index) : NULL;
    }
    if (value->kind != WRIT_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < value->as.object.count; i++) {
        if (token_is(token, value->as.object.members[i].key)) {
            return value->as.object.members[i].value;
        }
    }
    return NULL;
}

const struct writ_value *writ_pointer_find(const struct writ_value *root, struct writ_str pointer)
{
    const struct writ_value *value = root;

    while (value != NULL && pointer.len > 0) {
        if (pointer.ptr[0] != '/') {
            return NULL;
        }
        pointer = writ_str_cut(pointer, 1, pointer.len);

        const size_t end = writ_str_find(pointer, '/');

        value = step(value, writ_str_cut(pointer, 0, end));
        pointer = writ_str_cut(pointer, end, pointer.len);
    }
    return value;
}

void writ_pointer_add_key(struct writ_buf *buf, struct writ_str key)
{
    writ_buf_add_char(buf, '/');
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '~' || key.ptr[i] == '/') {
            writ_buf_add_text(buf, key.ptr[i] == '~' ? "~0" : "~1");
        } else {
            writ_buf_add_char(buf, key.ptr[i]);
        }
    }
}

static void add_step(struct writ_buf *buf, const struct writ_value *parent, const struct writ_value *child)
{
    for (size_t i = 0; i < writ_value_count(parent); i++) {
        if (parent->kind == WRIT_ARRAY && parent->as.array.items[i] == child) {
            writ_buf_addf(buf, "/%zu", i);
            return;
        }
        if (parent->kind == WRIT_OBJECT && parent->as.object.members[i].value == child) {
            writ_pointer_add_key(buf, parent->as.object.members[i].key);
            return;
        }
    }
}

void writ_pointer_of(struct writ_buf *buf, const struct writ_value *value)
{
    if (value == NULL || value->parent == NULL) {
        return;
    }
    writ_pointer_of(buf, value->parent); /* as deep as the document, which the codec bounds */
    add_step(buf, value->parent, value);
}
