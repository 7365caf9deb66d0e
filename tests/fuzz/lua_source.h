/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/lua_source.h - any bytes as the arguments of a call, written as Lua: what both
 * interpreters are given.
 */
#ifndef WRIT_TESTS_LUA_SOURCE_H
#define WRIT_TESTS_LUA_SOURCE_H

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"

/* Bytes not yet used; nothing but zeros once they are. */
struct fuzz_bytes {
    const uint8_t *at;
    size_t left;
};

enum { DEEPEST = 3, TEXT_MAX = 64, MEMBERS_MAX = 8 };

static inline uint8_t take_byte(struct fuzz_bytes *bytes)
{
    if (bytes->left == 0) {
        return 0;
    }
    bytes->left--;
    return *bytes->at++;
}

static inline uint64_t take_word(struct fuzz_bytes *bytes)
{
    uint64_t word = 0;

    for (int i = 0; i < 8; i++) {
        word = word << 8 | take_byte(bytes);
    }
    return word;
}

static inline void write_text(struct writ_buf *buf, struct fuzz_bytes *bytes)
{
    const size_t len = take_byte(bytes) % TEXT_MAX;

    writ_buf_add_char(buf, '"');
    for (size_t i = 0; i < len && bytes->left > 0; i++) {
        writ_buf_addf(buf, "\\%03d", take_byte(bytes));
    }
    writ_buf_add_char(buf, '"');
}

/* Not NaN, whose sign Lua shows and a policy must not see. */
static inline void write_float(struct writ_buf *buf, struct fuzz_bytes *bytes)
{
    const uint64_t word = take_word(bytes);
    double number;

    memcpy(&number, &word, sizeof(number));
    if (isnan(number)) {
        number = 0.5;
    }
    if (isinf(number)) {
        writ_buf_add_text(buf, number > 0 ? "(1/0)" : "(-1/0)");
    } else {
        writ_buf_addf(buf, "(%a)", number);
    }
}

static inline void write_integer(struct writ_buf *buf, struct fuzz_bytes *bytes, bool is_small)
{
    if (is_small) {
        writ_buf_addf(buf, "(%d)", (int8_t)take_byte(bytes));
    } else {
        writ_buf_addf(buf, "0x%" PRIx64, take_word(bytes));
    }
}

static inline void write_value(struct writ_buf *buf, struct fuzz_bytes *bytes, int depth);

static inline void write_table(struct writ_buf *buf, struct fuzz_bytes *bytes, int depth,
                               bool is_list)
{
    const size_t count = take_byte(bytes) % MEMBERS_MAX;

    writ_buf_add_char(buf, '{');
    for (size_t i = 0; i < count; i++) {
        if (!is_list) {
            writ_buf_add_char(buf, '[');
            if (take_byte(bytes) % 2 == 0) {
                write_text(buf, bytes);
            } else {
                write_integer(buf, bytes, true);
            }
            writ_buf_add(buf, WRIT_LIT("]="));
        }
        write_value(buf, bytes, depth + 1);
        writ_buf_add_char(buf, ',');
    }
    writ_buf_add_char(buf, '}');
}

static inline void write_value(struct writ_buf *buf, struct fuzz_bytes *bytes, int depth)
{
    switch (take_byte(bytes) % (depth < DEEPEST ? 10 : 8)) {
    case 0:
        writ_buf_add(buf, WRIT_LIT("nil"));
        return;
    case 1:
        writ_buf_add(buf, take_byte(bytes) % 2 == 0 ? WRIT_LIT("false") : WRIT_LIT("true"));
        return;
    case 2:
    case 3:
        write_integer(buf, bytes, true);
        return;
    case 4:
        write_integer(buf, bytes, false);
        return;
    case 5:
        write_float(buf, bytes);
        return;
    case 6:
    case 7:
        write_text(buf, bytes);
        return;
    case 8:
        write_table(buf, bytes, depth, true);
        return;
    default:
        write_table(buf, bytes, depth, false);
        return;
    }
}

#endif
