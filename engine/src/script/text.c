/* SPDX-License-Identifier: Apache-2.0 */
#include "script/text.h"

/* What is asked for first is usually all; then half as much again, but never more than an object
 * may have. */
MAY_RAISE static size_t grown_cap(const struct writ_text *text, size_t bytes)
{
    const size_t most = writ_script_self(text->lua)->limits.object_bytes;
    const size_t least = text->len + bytes;
    const size_t wanted = text->cap == 0 ? least : least + least / 2;

    writ_gas_check_size(text->lua, least);
    if (wanted > most) {
        return most;
    }
    return wanted < 32 ? 32 : wanted;
}

MAY_RAISE char *writ_text_room(struct writ_text *text, size_t bytes)
{
    if (bytes > text->cap - text->len) {
        const size_t cap = grown_cap(text, bytes);

        text->ptr = writ_gas_realloc(text->lua, text->ptr, text->cap, cap);
        text->cap = cap;
    }
    return text->ptr + text->len;
}

MAY_RAISE void writ_text_add(struct writ_text *text, struct writ_str bytes)
{
    if (bytes.len > 0) {
        memcpy(writ_text_room(text, bytes.len), bytes.ptr, bytes.len);
        text->len += bytes.len;
    }
}

MAY_RAISE void writ_text_add_char(struct writ_text *text, char byte)
{
    *writ_text_room(text, 1) = byte;
    text->len++;
}

MAY_RAISE void writ_text_fill(struct writ_text *text, char byte, size_t count)
{
    if (count > 0) {
        memset(writ_text_room(text, count), byte, count);
        text->len += count;
    }
}

MAY_RAISE void writ_text_push(struct writ_text *text)
{
    lua_pushlstring(text->lua, text->ptr == NULL ? "" : text->ptr, text->len);
    (void)writ_gas_realloc(text->lua, text->ptr, text->cap, 0);
    text->ptr = NULL;
    text->len = text->cap = 0;
}

MAY_RAISE void writ_text_add_value(struct writ_text *text)
{
    struct writ_str bytes;

    bytes.ptr = lua_tolstring(text->lua, -1, &bytes.len);
    writ_text_add(text, bytes);
    lua_pop(text->lua, 1);
}
