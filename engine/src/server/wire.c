/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire.h"

static void put(struct writ_buf *buf, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        writ_buf_add_char(buf, (char)(unsigned char)(number >> (8 * i) & 255));
    }
}

void writ_wire_put_u32(struct writ_buf *buf, uint32_t number)
{
    put(buf, number, sizeof(number));
}

void writ_wire_put_u64(struct writ_buf *buf, uint64_t number)
{
    put(buf, number, sizeof(number));
}

void writ_wire_put_text(struct writ_buf *buf, struct writ_str text)
{
    if (text.len > UINT32_MAX) {
        buf->status = WRIT_E_LIMIT;
        return;
    }
    writ_wire_put_u32(buf, (uint32_t)text.len);
    writ_buf_add(buf, text);
}

struct writ_str writ_wire_bytes(struct writ_wire *wire, size_t len)
{
    wire->is_short = wire->is_short || len > wire->rest.len;
    if (wire->is_short) {
        return WRIT_LIT("");
    }

    const struct writ_str bytes = writ_str_cut(wire->rest, 0, len);

    wire->rest = writ_str_cut(wire->rest, len, wire->rest.len);
    return bytes;
}

static uint64_t get(struct writ_wire *wire, size_t bytes)
{
    const struct writ_str text = writ_wire_bytes(wire, bytes);
    uint64_t number = 0;

    for (size_t i = text.len; i-- > 0;) {
        number = number << 8 | (unsigned char)text.ptr[i];
    }
    return number;
}

uint32_t writ_wire_u32(struct writ_wire *wire)
{
    return (uint32_t)get(wire, sizeof(uint32_t));
}

uint64_t writ_wire_u64(struct writ_wire *wire)
{
    return get(wire, sizeof(uint64_t));
}

struct writ_str writ_wire_text(struct writ_wire *wire)
{
    return writ_wire_bytes(wire, writ_wire_u32(wire));
}

bool writ_wire_is_read(const struct writ_wire *wire)
{
    return !wire->is_short && wire->rest.len == 0;
}
