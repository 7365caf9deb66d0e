/* SPDX-License-Identifier: Apache-2.0
 *
 * script/dump.c - lua_dump's format, fixed for 5.4: ldump.c of the release.
 */
#include "script/dump.h"

#include <string.h>

enum {
    HEADER_BYTES = 4 + 1 + 1 + 6 + 3 + 8 + 8 + 1, /* ends with the number of upvalues */
    UPVALUE_BYTES = 3,
    INSTRUCTION_BYTES = 4,
    CONSTANT_NUMBER = 0x13, /* types of constants that carry 8 bytes */
    CONSTANT_INTEGER = 0x03,
    CONSTANT_SHORT_TEXT = 0x04,
    CONSTANT_LONG_TEXT = 0x14,
    NESTING_MAX = 200, /* as deep as Lua's own parser goes */
    LINE_JUMP = 0x80,  /* this instruction's line is among the jumps */
};

static void skip(struct writ_dump *dump, size_t bytes)
{
    if (bytes > (size_t)(dump->end - dump->at)) {
        dump->is_bad = true; /* uncovered: only another release's format is not understood */
        dump->at = dump->end;
        return;
    }
    dump->at += bytes;
}

static unsigned char take_byte(struct writ_dump *dump)
{
    const unsigned char *at = dump->at;

    skip(dump, 1);
    return dump->is_bad ? 0 : *at;
}

/* Seven bits a byte, most significant first; the last byte has its top bit set. */
static size_t take_size(struct writ_dump *dump)
{
    size_t size = 0;
    unsigned char byte;

    do {
        byte = take_byte(dump);
        size = size << 7 | (byte & 0x7fu);
    } while ((byte & 0x80u) == 0 && !dump->is_bad);
    return size;
}

static const unsigned char *take_many(struct writ_dump *dump, size_t count, size_t bytes_each)
{
    const unsigned char *first = dump->at;

    if (count > SIZE_MAX / 2 / bytes_each) {
        dump->is_bad = true; /* uncovered: as in skip() */
        return first;
    }
    skip(dump, count * bytes_each);
    return first;
}

static struct writ_str take_text(struct writ_dump *dump)
{
    const size_t size = take_size(dump); /* the length plus one; 0: none */
    const unsigned char *first = take_many(dump, size == 0 ? 0 : size - 1, 1);

    return (struct writ_str){(const char *)first, dump->is_bad || size == 0 ? 0 : size - 1};
}

/* A text, or an empty one for a constant of another type. */
static struct writ_str take_constant(struct writ_dump *dump)
{
    switch (take_byte(dump)) {
    case CONSTANT_NUMBER:
    case CONSTANT_INTEGER:
        skip(dump, 8);
        break;
    case CONSTANT_SHORT_TEXT:
    case CONSTANT_LONG_TEXT:
        return take_text(dump);
    default: /* nil, false, true */
        break;
    }
    return (struct writ_str){"", 0};
}

static void take_constants(struct writ_dump *dump, struct writ_dump_function *function)
{
    function->constant_count = take_size(dump);
    function->constants = *dump;
    for (size_t i = 0; i < function->constant_count && !dump->is_bad; i++) {
        (void)take_constant(dump);
    }
}

/* The environment of a text is the only upvalue of its main function; inner ones hand it down. */
static void take_upvalues(struct writ_dump *dump, struct writ_dump_function *function,
                          const struct writ_dump_function *outer)
{
    const size_t count = take_size(dump);
    const unsigned char *upvalues = take_many(dump, count, UPVALUE_BYTES);

    for (size_t i = 0; i < count && i < WRIT_DUMP_UPVALUES_MAX && !dump->is_bad; i++) {
        const bool is_local = upvalues[i * UPVALUE_BYTES] != 0;
        const unsigned char index = upvalues[i * UPVALUE_BYTES + 1];

        function->is_environment[i] =
            outer == NULL ? i == 0 : !is_local && outer->is_environment[index];
    }
}

/* All counts are 0 in a stripped dump. */
static void take_debug(struct writ_dump *dump, struct writ_dump_function *function)
{
    function->line_count = take_size(dump);
    function->line_steps = take_many(dump, function->line_count, 1);

    const size_t jumps = take_size(dump);

    function->jumps = *dump;
    for (size_t i = 0; i < jumps && !dump->is_bad; i++) {
        (void)take_size(dump);
        (void)take_size(dump);
    }

    const size_t locals = take_size(dump);

    for (size_t i = 0; i < locals && !dump->is_bad; i++) {
        (void)take_text(dump);
        (void)take_size(dump);
        (void)take_size(dump);
    }

    const size_t names = take_size(dump);

    for (size_t i = 0; i < names && !dump->is_bad; i++) {
        (void)take_text(dump);
    }
}

struct walk {
    struct writ_dump dump;
    writ_dump_visit visit;
    void *ctx;
};

static void take_function(struct walk *walk, const struct writ_dump_function *outer, int depth)
{
    struct writ_dump *dump = &walk->dump;
    struct writ_dump_function function = {0};

    (void)take_text(dump); /* source */
    function.first_line = (uint32_t)take_size(dump);
    (void)take_size(dump); /* last line */
    skip(dump, 3);         /* parameters, varargs, stack size */
    function.code_count = take_size(dump);
    function.code = take_many(dump, function.code_count, INSTRUCTION_BYTES);
    take_constants(dump, &function);
    take_upvalues(dump, &function, outer);

    const size_t count = take_size(dump);

    dump->is_bad = dump->is_bad || depth >= NESTING_MAX;
    for (size_t i = 0; i < count && !dump->is_bad; i++) {
        take_function(walk, &function, depth + 1);
    }
    take_debug(dump, &function);
    if (!dump->is_bad) {
        walk->visit(walk->ctx, &function);
    }
}

bool writ_dump_walk(struct writ_str bytes, writ_dump_visit visit, void *ctx)
{
    const unsigned char *first = (const unsigned char *)bytes.ptr;
    struct walk walk = {
        .dump = {.at = first, .end = first + bytes.len}, .visit = visit, .ctx = ctx};

    skip(&walk.dump, HEADER_BYTES);
    take_function(&walk, NULL, 0);
    return !walk.dump.is_bad && walk.dump.at == walk.dump.end;
}

struct writ_dump_code writ_dump_begin(const struct writ_dump_function *function)
{
    return (struct writ_dump_code){.function = function,
                                   .at = (size_t)-1,
                                   .jumps = function->jumps,
                                   .line = function->line_count == 0 ? 0 : function->first_line};
}

static void move_line(struct writ_dump_code *code)
{
    const unsigned char step = code->function->line_steps[code->at];

    if (step == LINE_JUMP) {
        (void)take_size(&code->jumps); /* the instruction: this one */
        code->line = (uint32_t)take_size(&code->jumps);
    } else {
        code->line = code->line + step - (step > LINE_JUMP ? 256u : 0u); /* signed */
    }
}

bool writ_dump_next(struct writ_dump_code *code)
{
    const struct writ_dump_function *function = code->function;

    if (++code->at >= function->code_count) {
        return false;
    }
    memcpy(&code->instruction, function->code + code->at * INSTRUCTION_BYTES,
           sizeof(code->instruction));
    if (code->at < function->line_count) {
        move_line(code);
    }
    return true;
}

struct writ_str writ_dump_text(const struct writ_dump_function *function, size_t index)
{
    struct writ_dump dump = function->constants;

    for (size_t i = 0; i < index && i < function->constant_count; i++) {
        (void)take_constant(&dump);
    }
    return index < function->constant_count ? take_constant(&dump) : (struct writ_str){"", 0};
}
