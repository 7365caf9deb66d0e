/* SPDX-License-Identifier: Apache-2.0
 *
 * script/text.h - a text under construction, in the region. (luaL_Buffer needs metatables with __gc
 * and __close.) Layer: script. Private.
 */
#ifndef WRIT_SCRIPT_TEXT_H
#define WRIT_SCRIPT_TEXT_H

#include "script/state.h"

struct writ_text {
    lua_State *lua;
    char *ptr;
    size_t len;
    size_t cap;
};

/* Room for `bytes` more; the caller writes there and adds to len. */
MAY_RAISE char *writ_text_room(struct writ_text *text, size_t bytes);
MAY_RAISE void writ_text_add(struct writ_text *text, struct writ_str bytes);
MAY_RAISE void writ_text_add_char(struct writ_text *text, char byte);
MAY_RAISE void writ_text_fill(struct writ_text *text, char byte, size_t count);

/* Stack: +1 the text; the buffer is empty again. */
MAY_RAISE void writ_text_push(struct writ_text *text);

/* Push and add: the value on top as a text; popped. It must be a string or number. */
MAY_RAISE void writ_text_add_value(struct writ_text *text);

#endif
