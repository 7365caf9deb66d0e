/* SPDX-License-Identifier: Apache-2.0
 *
 * base/buf.h - growing byte buffer with a ceiling and a sticky error.
 */
#ifndef WRIT_BASE_BUF_H
#define WRIT_BASE_BUF_H

#include "base/alloc.h"
#include "base/str.h"
#include "writ/error.h"

/** Owns its bytes. A failed append poisons it: append freely, check once, at the end. */
struct writ_buf {
    struct writ_alloc *alloc;
    char *ptr;
    size_t len;
    size_t cap;
    size_t max;
    enum writ_status status;
};

void writ_buf_init(struct writ_buf *buf, struct writ_alloc *alloc, size_t max_bytes);
void writ_buf_done(struct writ_buf *buf);
void writ_buf_clear(struct writ_buf *buf); /**< empty and unpoisoned; keeps its memory */
void writ_buf_reserve(struct writ_buf *buf, size_t bytes); /**< room for so many more */
char *writ_buf_extend(struct writ_buf *buf,
                      size_t len); /**< append `len` bytes that the caller fills; NULL: poisoned */
void writ_buf_add_text(struct writ_buf *buf, const char *text);
WRIT_PRINTF(2, 3)
void writ_buf_addf(struct writ_buf *buf, const char *fmt, ...); /**< at most 511 bytes a call */

static inline void writ_buf_add(struct writ_buf *buf, struct writ_str bytes)
{
    if (bytes.len > buf->cap - buf->len) {
        writ_buf_reserve(buf, bytes.len);
    }
    if (buf->status == WRIT_OK && bytes.len > 0) {
        memcpy(buf->ptr + buf->len, bytes.ptr, bytes.len);
        buf->len += bytes.len;
    }
}

static inline void writ_buf_add_char(struct writ_buf *buf, char byte)
{
    writ_buf_add(buf, (struct writ_str){&byte, 1});
}

/** @retval WRIT_E_LIMIT max_bytes exceeded  @retval WRIT_E_NOMEM allocator refused */
WRIT_NODISCARD enum writ_status writ_buf_view(const struct writ_buf *buf,
                                              struct writ_str *ret_view);

static inline void writ_buf_autop(struct writ_buf *buf)
{
    writ_buf_done(buf);
}

#endif
