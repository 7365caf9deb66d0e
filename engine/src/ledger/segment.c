/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/segment.h"

#include <assert.h>
#include <stdio.h>

#include "base/try.h"
#include "ledger/crc32c.h"
#include "ledger/log.h"

enum { CRC_AT = 5, NAME_PREFIX = 8, NAME_DIGITS = 20 };

static void put_le(char *ret_bytes, uint64_t value, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ret_bytes[i] = (char)(unsigned char)(value >> (8 * i) & 255);
    }
}

static uint64_t get_le(const char *bytes, size_t len)
{
    uint64_t value = 0;

    for (size_t i = len; i-- > 0;) {
        value = value << 8 | (unsigned char)bytes[i];
    }
    return value;
}

static uint32_t frame_crc(const char head[WRIT_FRAME_HEAD], struct writ_str body)
{
    return writ_crc32c(writ_crc32c(0, (struct writ_str){head, CRC_AT}), body);
}

static void put_head(char head[WRIT_FRAME_HEAD], enum writ_frame_type type, size_t len)
{
    put_le(head, len, 4);
    head[4] = (char)type;
}

void writ_frame_add(struct writ_buf *buf, enum writ_frame_type type, struct writ_str body)
{
    char head[WRIT_FRAME_HEAD];

    assert(body.len <= WRIT_FRAME_MAX);
    put_head(head, type, body.len);
    put_le(head + CRC_AT, frame_crc(head, body), 4);
    writ_buf_add(buf, (struct writ_str){head, sizeof(head)});
    writ_buf_add(buf, body);
}

uint64_t writ_frame_size(const char head[WRIT_FRAME_HEAD])
{
    return WRIT_FRAME_HEAD + get_le(head, 4);
}

static bool decode(struct writ_str bytes, size_t max, struct writ_frame *ret_frame)
{
    if (bytes.len < WRIT_FRAME_HEAD) {
        return false;
    }

    const uint64_t len = get_le(bytes.ptr, 4);

    if (len > max || len > bytes.len - WRIT_FRAME_HEAD) {
        return false;
    }

    const struct writ_str body = {bytes.ptr + WRIT_FRAME_HEAD, (size_t)len};

    if (get_le(bytes.ptr + CRC_AT, 4) != frame_crc(bytes.ptr, body)) {
        return false;
    }
    *ret_frame = (struct writ_frame){.type = (unsigned char)bytes.ptr[4], .body = body};
    return true;
}

bool writ_frame_decode(struct writ_str bytes, struct writ_frame *ret_frame)
{
    return decode(bytes, WRIT_FRAME_MAX, ret_frame);
}

void writ_commit_record_add(struct writ_buf *buf, const struct writ_commit_record *record)
{
    char body[WRIT_COMMIT_SIZE];

    put_le(body, record->first, 8);
    put_le(body + 8, record->count, 4);
    put_le(body + 12, record->size, 8);
    memcpy(body + 20, record->root.bytes, WRIT_SHA256_SIZE);
    memcpy(body + 52, record->previous.bytes, WRIT_SHA256_SIZE);
    writ_frame_add(buf, WRIT_FRAME_COMMIT, (struct writ_str){body, sizeof(body)});
}

bool writ_commit_record_decode(struct writ_str body, struct writ_commit_record *ret_record)
{
    struct writ_commit_record record;

    if (body.len != WRIT_COMMIT_SIZE) {
        return false;
    }
    record.first = get_le(body.ptr, 8);
    record.count = (uint32_t)get_le(body.ptr + 8, 4);
    record.size = get_le(body.ptr + 12, 8);
    memcpy(record.root.bytes, body.ptr + 20, WRIT_SHA256_SIZE);
    memcpy(record.previous.bytes, body.ptr + 52, WRIT_SHA256_SIZE);
    if (record.count == 0 || record.size < record.first ||
        record.size - record.first != record.count) {
        return false;
    }
    *ret_record = record;
    return true;
}

static void add_side(struct writ_buf *buf, enum writ_frame_type type, uint64_t index,
                     struct writ_str text)
{
    char head[WRIT_SIDE_HEAD];
    uint32_t crc;

    put_head(head, type, WRIT_SIDE_INDEX + text.len);
    put_le(head + WRIT_FRAME_HEAD, index, WRIT_SIDE_INDEX);
    crc = frame_crc(head, (struct writ_str){head + WRIT_FRAME_HEAD, WRIT_SIDE_INDEX});
    put_le(head + CRC_AT, writ_crc32c(crc, text), 4);
    writ_buf_add(buf, (struct writ_str){head, sizeof(head)});
    writ_buf_add(buf, text);
}

void writ_side_frame_add(struct writ_buf *buf, uint64_t index, struct writ_str text)
{
    assert(text.len <= WRIT_SIDE_MAX);
    add_side(buf, WRIT_FRAME_SIDE, index, text);
}

void writ_side_frame_add_erased(struct writ_buf *buf, uint64_t index, size_t len)
{
    WRIT_AUTO(writ_buf) struct writ_buf zeros;
    static const char some[4096];

    writ_buf_init(&zeros, buf->alloc, WRIT_SIDE_MAX);
    for (size_t left = len; left > 0;) {
        const size_t step = left < sizeof(some) ? left : sizeof(some);

        writ_buf_add(&zeros, (struct writ_str){some, step});
        left -= step;
    }
    if (zeros.status != WRIT_OK) {
        buf->status = zeros.status;
        return;
    }
    add_side(buf, WRIT_FRAME_ERASED, index, (struct writ_str){zeros.ptr, zeros.len});
}

bool writ_side_frame_decode(struct writ_str bytes, struct writ_side_frame *ret_frame)
{
    struct writ_frame frame;

    if (!decode(bytes, WRIT_SIDE_INDEX + WRIT_SIDE_MAX, &frame) ||
        frame.body.len < WRIT_SIDE_INDEX ||
        (frame.type != WRIT_FRAME_SIDE && frame.type != WRIT_FRAME_ERASED)) {
        return false;
    }

    const struct writ_str text = writ_str_cut(frame.body, WRIT_SIDE_INDEX, frame.body.len);
    const bool is_erased = frame.type == WRIT_FRAME_ERASED;

    if (is_erased && !writ_str_is_zeros(text)) {
        return false;
    }
    *ret_frame = (struct writ_side_frame){.is_erased = is_erased,
                                          .index = get_le(frame.body.ptr, WRIT_SIDE_INDEX),
                                          .text = is_erased ? (struct writ_str){0} : text};
    return true;
}

bool writ_side_head_decode(const char head[WRIT_SIDE_HEAD], struct writ_side_head *ret_head)
{
    const unsigned type = (unsigned char)head[4];
    const uint64_t size = writ_frame_size(head);

    if ((type != WRIT_FRAME_SIDE && type != WRIT_FRAME_ERASED) || size < WRIT_SIDE_HEAD ||
        size > WRIT_SIDE_HEAD + (uint64_t)WRIT_SIDE_MAX) {
        return false;
    }
    *ret_head = (struct writ_side_head){size, get_le(head + WRIT_FRAME_HEAD, WRIT_SIDE_INDEX)};
    return true;
}

void writ_segment_name(uint64_t first, char ret_name[WRIT_SEGMENT_NAME_SIZE])
{
    (void)snprintf(ret_name, WRIT_SEGMENT_NAME_SIZE, "segment-%020llu", (unsigned long long)first);
}

void writ_side_name(uint64_t first, char ret_name[WRIT_SEGMENT_NAME_SIZE])
{
    (void)snprintf(ret_name, WRIT_SEGMENT_NAME_SIZE, "side/%020llu", (unsigned long long)first);
}

bool writ_side_name_parse(struct writ_str name, uint64_t *ret_first)
{
    if (name.len != NAME_DIGITS) {
        return false;
    }
    while (name.len > 1 && name.ptr[0] == '0') {
        name = writ_str_cut(name, 1, name.len);
    }
    return writ_str_to_u64(name, ret_first);
}

bool writ_segment_name_parse(struct writ_str name, uint64_t *ret_first)
{
    return writ_str_starts(name, WRIT_LIT("segment-")) &&
           writ_side_name_parse(writ_str_cut(name, NAME_PREFIX, name.len), ret_first);
}
