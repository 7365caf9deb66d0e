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
void writ_buf_add_text(struct writ_buf *buf, const char *text);
WRIT_PRINTF(2, 3)
void writ_buf_addf(struct writ_buf *buf, const char *fmt, ...); /**< at most 511 bytes a call */

/** Append `len` bytes that the caller fills; NULL: poisoned. */
static inline char *writ_buf_extend(struct writ_buf *buf, size_t len)
{
    if (len > buf->cap - buf->len) {
        writ_buf_reserve(buf, len);
    }
    if (buf->status != WRIT_OK) {
        return NULL;
    }
    buf->len += len;
    return buf->ptr + buf->len - len;
}

static inline void writ_buf_add(struct writ_buf *buf, struct writ_str bytes)
{
    char *to = bytes.len == 0 ? NULL : writ_buf_extend(buf, bytes.len);

    if (to != NULL) {
        memcpy(to, bytes.ptr, bytes.len);
    }
}

static inline void writ_buf_add_char(struct writ_buf *buf, char byte)
{
    char *to = writ_buf_extend(buf, 1);

    if (to != NULL) {
        *to = byte;
    }
}

/** @retval WRIT_E_LIMIT max_bytes exceeded  @retval WRIT_E_NOMEM allocator refused */
WRIT_NODISCARD enum writ_status writ_buf_view(const struct writ_buf *buf,
                                              struct writ_str *ret_view);

static inline void writ_buf_autop(struct writ_buf *buf)
{
    writ_buf_done(buf);
}

#endif
