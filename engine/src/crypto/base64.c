/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/base64.h"

static const char standard_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode_bits(const char *digits, uint32_t bits, char ret_text[4])
{
    ret_text[0] = digits[bits >> 18 & 63];
    ret_text[1] = digits[bits >> 12 & 63];
    ret_text[2] = digits[bits >> 6 & 63];
    ret_text[3] = digits[bits & 63];
}

static void encode(struct writ_buf *buf, const char *digits, struct writ_str bytes)
{
    const unsigned char *from = (const unsigned char *)bytes.ptr;
    const size_t left = bytes.len % 3;
    const size_t groups = bytes.len / 3;
    char *text = writ_buf_extend(buf, 4 * groups + (left == 0 ? 0 : left + 1));

    if (text == NULL) {
        return;
    }
    for (size_t i = 0; i < groups; i++, from += 3, text += 4) {
        encode_bits(digits, (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2], text);
    }
    if (left > 0) {
        char last[4];

        encode_bits(digits, (uint32_t)from[0] << 16 | (left == 2 ? (uint32_t)from[1] << 8 : 0u),
                    last);
        memcpy(text, last, left + 1);
    }
}

void writ_base64_add(struct writ_buf *buf, struct writ_str bytes)
{
    encode(buf, standard_digits, bytes);
    if (bytes.len % 3 != 0) {
        writ_buf_add_text(buf, bytes.len % 3 == 1 ? "==" : "=");
    }
}

void writ_base64url_add(struct writ_buf *buf, struct writ_str bytes)
{
    encode(buf, url_digits, bytes);
}

/* Two to four digits as one to three bytes; 0 when a digit is foreign or an unused bit is set. */
static size_t decode_group(const char *digits, struct writ_str group, char ret_bytes[3])
{
    const size_t len = group.len - 1;
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        const char *digit = i < group.len ? memchr(digits, group.ptr[i], 64) : digits;

        if (digit == NULL) {
            return 0;
        }
        bits = bits << 6 | (uint32_t)(digit - digits);
    }
    if ((bits & (0xffffffu >> (8 * len))) != 0) {
        return 0;
    }
    for (size_t i = 0; i < len; i++) {
        ret_bytes[i] = (char)(unsigned char)(bits >> (16 - 8 * i) & 255);
    }
    return len;
}

/* A text that is refused halfway must leave the buffer as it was. */
static bool decode(struct writ_buf *buf, const char *digits, struct writ_str text)
{
    const size_t start = buf->len;
    char bytes[3];

    if (text.len % 4 == 1) {
        return false;
    }
    for (size_t i = 0; i < text.len; i += 4) {
        const size_t len = decode_group(digits, writ_str_cut(text, i, i + 4), bytes);

        if (len == 0) {
            buf->len = buf->status == WRIT_OK ? start : buf->len;
            return false;
        }
        writ_buf_add(buf, (struct writ_str){bytes, len});
    }
    return true;
}

bool writ_base64_decode(struct writ_buf *buf, struct writ_str text)
{
    size_t len = text.len;

    if (len % 4 != 0) {
        return false;
    }
    while (len > 0 && text.len - len < 2 && text.ptr[len - 1] == '=') {
        len--;
    }
    return decode(buf, standard_digits, writ_str_cut(text, 0, len));
}

bool writ_base64url_decode(struct writ_buf *buf, struct writ_str text)
{
    return decode(buf, url_digits, text);
}
