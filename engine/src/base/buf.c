/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum { FIRST_CAP = 64, FORMAT_MAX = 512 };

void writ_buf_init(struct writ_buf *buf, struct writ_alloc *alloc, size_t max_bytes)
{
    *buf = (struct writ_buf){.alloc = alloc, .max = max_bytes};
}

void writ_buf_done(struct writ_buf *buf)
{
    writ_free(buf->alloc, buf->ptr, buf->cap);
    *buf = (struct writ_buf){.alloc = buf->alloc, .max = buf->max};
}

void writ_buf_clear(struct writ_buf *buf)
{
    buf->len = 0;
    buf->status = WRIT_OK;
}

static enum writ_status grow(struct writ_buf *buf, size_t extra)
{
    size_t cap = buf->cap == 0 ? FIRST_CAP : buf->cap;

    if (extra > buf->max - buf->len) {
        return WRIT_E_LIMIT;
    }
    while (cap < buf->len + extra) {
        cap = cap > SIZE_MAX / 2 ? SIZE_MAX : cap * 2;
    }
    if (cap > buf->max) {
        cap = buf->max; /* so that what has room is below the ceiling */
    }

    char *grown = writ_realloc(buf->alloc, buf->ptr, buf->cap, cap);

    if (grown == NULL) {
        return WRIT_E_NOMEM;
    }
    buf->ptr = grown;
    buf->cap = cap;
    return WRIT_OK;
}

void writ_buf_reserve(struct writ_buf *buf, size_t bytes)
{
    if (buf->status == WRIT_OK && bytes > buf->cap - buf->len) {
        buf->status = grow(buf, bytes);
    }
}

void writ_buf_add_text(struct writ_buf *buf, const char *text)
{
    writ_buf_add(buf, writ_str_from(text));
}

void writ_buf_addf(struct writ_buf *buf, const char *fmt, ...)
{
    char text[FORMAT_MAX];
    va_list args;

    va_start(args, fmt);
    const int len = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    if (len < 0 || len >= FORMAT_MAX) {
        buf->status = buf->status == WRIT_OK ? WRIT_E_LIMIT : buf->status;
        return;
    }
    writ_buf_add(buf, (struct writ_str){text, (size_t)len});
}

enum writ_status writ_buf_view(const struct writ_buf *buf, struct writ_str *ret_view)
{
    if (buf->status == WRIT_OK) {
        *ret_view = (struct writ_str){buf->ptr, buf->len};
    }
    return buf->status;
}
