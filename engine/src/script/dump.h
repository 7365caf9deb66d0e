/* SPDX-License-Identifier: Apache-2.0
 *
 * script/dump.h - read what lua_dump writes, in the format of the 5.4 releases. Layer: script.
 * Private.
 */
#ifndef WRIT_SCRIPT_DUMP_H
#define WRIT_SCRIPT_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct writ_dump {
    const unsigned char *at;
    const unsigned char *end;
    bool is_bad;
};

enum { WRIT_DUMP_UPVALUES_MAX = 256 };

/* One function of the dump; its texts are borrowed from there. */
struct writ_dump_function {
    const unsigned char *code;
    size_t code_count;
    struct writ_dump constants; /* where they begin */
    size_t constant_count;
    uint32_t first_line;
    const unsigned char *line_steps; /* a signed byte for each instruction; none when stripped */
    size_t line_count;
    struct writ_dump jumps; /* lines that are too far for a step */
    bool is_environment[WRIT_DUMP_UPVALUES_MAX];
};

/* An instruction, in order, with its line. */
struct writ_dump_code {
    const struct writ_dump_function *function;
    size_t at;
    struct writ_dump jumps;
    uint32_t line;        /* 0 when stripped */
    uint32_t instruction; /* as the interpreter sees it */
};

typedef void (*writ_dump_visit)(void *ctx, const struct writ_dump_function *function);

/* Visit every function, inner ones first. False when this is no dump of the release. */
bool writ_dump_walk(struct writ_str bytes, writ_dump_visit visit, void *ctx);

struct writ_dump_code writ_dump_begin(const struct writ_dump_function *function);
bool writ_dump_next(struct writ_dump_code *code); /* false behind the last */

/* A constant that is a text; empty when it is none. */
struct writ_str writ_dump_text(const struct writ_dump_function *function, size_t index);

static inline unsigned writ_dump_opcode(const struct writ_dump_code *code)
{
    return code->instruction & 0x7fu;
}
static inline size_t writ_dump_a(const struct writ_dump_code *code)
{
    return code->instruction >> 7 & 0xffu;
}
static inline size_t writ_dump_b(const struct writ_dump_code *code)
{
    return code->instruction >> 16 & 0xffu;
}
static inline size_t writ_dump_c(const struct writ_dump_code *code)
{
    return code->instruction >> 24;
}

#endif
