/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/segment.h"

#include <assert.h>
#include <stdio.h>

#include "ledger/crc32c.h"

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

void writ_frame_add(struct writ_buf *buf, enum writ_frame_type type, struct writ_str body)
{
    char head[WRIT_FRAME_HEAD];

    assert(body.len <= WRIT_FRAME_MAX);
    put_le(head, body.len, 4);
    head[4] = (char)type;
    put_le(head + CRC_AT, frame_crc(head, body), 4);
    writ_buf_add(buf, (struct writ_str){head, sizeof(head)});
    writ_buf_add(buf, body);
}

bool writ_frame_decode(struct writ_str bytes, struct writ_frame *ret_frame)
{
    if (bytes.len < WRIT_FRAME_HEAD) {
        return false;
    }

    const uint64_t len = get_le(bytes.ptr, 4);

    if (len > WRIT_FRAME_MAX || len > bytes.len - WRIT_FRAME_HEAD) {
        return false;
    }

    const struct writ_str body = {bytes.ptr + WRIT_FRAME_HEAD, (size_t)len};

    if (get_le(bytes.ptr + CRC_AT, 4) != frame_crc(bytes.ptr, body)) {
        return false;
    }
    *ret_frame = (struct writ_frame){.type = (unsigned char)bytes.ptr[4], .body = body};
    return true;
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

void writ_segment_name(uint64_t first, char ret_name[WRIT_SEGMENT_NAME_SIZE])
{
    (void)snprintf(ret_name, WRIT_SEGMENT_NAME_SIZE, "segment-%020llu", (unsigned long long)first);
}

bool writ_segment_name_parse(struct writ_str name, uint64_t *ret_first)
{
    struct writ_str digits = writ_str_cut(name, NAME_PREFIX, name.len);

    if (!writ_str_starts(name, WRIT_LIT("segment-")) || digits.len != NAME_DIGITS) {
        return false;
    }
    while (digits.len > 1 && digits.ptr[0] == '0') {
        digits = writ_str_cut(digits, 1, digits.len);
    }
    return writ_str_to_u64(digits, ret_first);
}
