/* SPDX-License-Identifier: Apache-2.0
 *
 * script/lint.c - refuse what Lua 5.4.4 is known to compile wrongly.
 *
 * Two of its errors can be reached from a text: a local _ENV that is a compile-time constant makes
 * it index a register that is not there, and bitwise operators in a function with more constants
 * than an instruction can name give wrong results. The first is refused by its tokens, the second
 * by counting constants in the compiled form.
 */
#include "script/text.h"

enum { CONSTANTS_MAX = 200 };

/* lua_dump's format, fixed for 5.4: ldump.c of the release. */
enum {
    HEADER_BYTES = 4 + 1 + 1 + 6 + 3 + 8 + 8 + 1, /* ends with the number of upvalues */
    UPVALUE_BYTES = 3,
    INSTRUCTION_BYTES = 4,
    CONSTANT_NUMBER = 0x13, /* types of constants that carry 8 bytes */
    CONSTANT_INTEGER = 0x03,
    CONSTANT_SHORT_TEXT = 0x04,
    CONSTANT_LONG_TEXT = 0x14,
    NESTING_MAX = 200, /* as deep as Lua's own parser goes */
    OPCODE_MASK = 0x7f,
    FIRST_OPERATOR = 21, /* OP_ADDI to OP_MMBINK: arithmetic and bitwise operators */
    LAST_OPERATOR = 48,
    FIRST_TEST = 56, /* OP_JMP to OP_TESTSET: comparisons, and, or */
    LAST_TEST = 67,
};

struct dump {
    const unsigned char *at;
    const unsigned char *end;
    bool is_bad;
    bool has_too_many; /* constants, in a function with operators */
};

static void skip(struct dump *dump, size_t bytes)
{
    if (bytes > (size_t)(dump->end - dump->at)) {
        dump->is_bad = true;
        dump->at = dump->end;
        return;
    }
    dump->at += bytes;
}

static unsigned char take_byte(struct dump *dump)
{
    const unsigned char *at = dump->at;

    skip(dump, 1);
    return dump->is_bad ? 0 : *at;
}

/* Seven bits a byte, most significant first; the last byte has its top bit set. */
static size_t take_size(struct dump *dump)
{
    size_t size = 0;
    unsigned char byte;

    do {
        byte = take_byte(dump);
        size = size << 7 | (byte & 0x7fu);
    } while ((byte & 0x80u) == 0 && !dump->is_bad);
    return size;
}

static void skip_many(struct dump *dump, size_t count, size_t bytes_each)
{
    if (count > SIZE_MAX / 2 / bytes_each) {
        dump->is_bad = true;
        return;
    }
    skip(dump, count * bytes_each);
}

static void skip_text(struct dump *dump)
{
    const size_t size = take_size(dump); /* the length plus one; 0: none */

    skip(dump, size == 0 ? 0 : size - 1);
}

static bool is_operator(unsigned opcode)
{
    return (opcode >= FIRST_OPERATOR && opcode <= LAST_OPERATOR) ||
           (opcode >= FIRST_TEST && opcode <= LAST_TEST);
}

/* Whether there is an operator in the code. */
static bool skip_code(struct dump *dump)
{
    const size_t count = take_size(dump);
    const unsigned char *code = dump->at;
    bool has_operator = false;

    skip_many(dump, count, INSTRUCTION_BYTES);
    for (size_t i = 0; i < count && !dump->is_bad; i++) {
        uint32_t instruction;

        memcpy(&instruction, code + i * INSTRUCTION_BYTES, sizeof(instruction));
        has_operator = has_operator || is_operator(instruction & OPCODE_MASK);
    }
    return has_operator;
}

static void skip_constants(struct dump *dump, bool has_operator)
{
    const size_t count = take_size(dump);

    if (has_operator && count > CONSTANTS_MAX) {
        dump->has_too_many = true;
    }
    for (size_t i = 0; i < count && !dump->is_bad; i++) {
        switch (take_byte(dump)) {
        case CONSTANT_NUMBER:
        case CONSTANT_INTEGER:
            skip(dump, 8);
            break;
        case CONSTANT_SHORT_TEXT:
        case CONSTANT_LONG_TEXT:
            skip_text(dump);
            break;
        default: /* nil, false, true */
            break;
        }
    }
}

/* Stripped dumps have no debug information, but its counts are there: all 0. */
static void skip_debug(struct dump *dump)
{
    skip(dump, take_size(dump));
    for (int i = 0; i < 3; i++) {
        dump->is_bad = dump->is_bad || take_size(dump) != 0;
    }
}

static void skip_function(struct dump *dump, int depth)
{
    skip_text(dump);       /* source */
    (void)take_size(dump); /* first and last line */
    (void)take_size(dump);
    skip(dump, 3); /* parameters, varargs, stack size */
    skip_constants(dump, skip_code(dump));
    skip_many(dump, take_size(dump), UPVALUE_BYTES);

    const size_t count = take_size(dump);

    dump->is_bad = dump->is_bad || depth >= NESTING_MAX;
    for (size_t i = 0; i < count && !dump->is_bad; i++) {
        skip_function(dump, depth + 1);
    }
    skip_debug(dump);
}

/* The error that follows is one of the text, not of running it. */
static void malformed(lua_State *lua)
{
    writ_script_self(lua)->is_malformed = true;
}

MAY_RAISE static int collect(lua_State *lua, const void *bytes, size_t len, void *text)
{
    (void)lua;
    writ_text_add(text, (struct writ_str){bytes, len});
    return 0;
}

MAY_RAISE void writ_script_lint(lua_State *lua, const char *alias)
{
    struct writ_text text = {.lua = lua};
    struct dump dump = {0};

    (void)lua_dump(lua, collect, &text, 1);
    writ_gas_charge(lua, text.len / 16);
    dump.at = (const unsigned char *)text.ptr;
    dump.end = dump.at + text.len;
    skip(&dump, HEADER_BYTES);
    skip_function(&dump, 0);
    (void)writ_gas_realloc(lua, text.ptr, text.cap, 0);
    if (dump.is_bad || dump.at != dump.end) {
        luaL_error(lua,
                   "%s:0: the compiled form is not that of the Lua release that this was made for",
                   alias);
    }
    if (dump.has_too_many) {
        malformed(lua);
        luaL_error(lua, "%s:0: a function with operators has more than %d constants: split it",
                   alias, CONSTANTS_MAX);
    }
}

struct scan {
    struct writ_str text;
    size_t at;
    int line;
    bool is_after_env; /* the last token was _ENV */
};

static char peek(const struct scan *scan, size_t ahead)
{
    return scan->at + ahead < scan->text.len ? scan->text.ptr[scan->at + ahead] : '\0';
}

static void step(struct scan *scan)
{
    scan->line += peek(scan, 0) == '\n' ? 1 : 0;
    scan->at++;
}

/* The level of the long bracket that starts here ("[==[" is 2), or -1. */
static int bracket_level(const struct scan *scan)
{
    size_t level = 0;

    if (peek(scan, 0) != '[') {
        return -1;
    }
    while (peek(scan, 1 + level) == '=') {
        level++;
    }
    return peek(scan, 1 + level) == '[' ? (int)level : -1;
}

static bool is_closed(const struct scan *scan, size_t level)
{
    size_t i = 0;

    while (i < level && peek(scan, 1 + i) == '=') {
        i++;
    }
    return i == level && peek(scan, 0) == ']' && peek(scan, 1 + level) == ']';
}

static void skip_bracket(struct scan *scan, int level)
{
    scan->at += (size_t)level + 2;
    while (scan->at < scan->text.len && !is_closed(scan, (size_t)level)) {
        step(scan);
    }
    scan->at += (size_t)level + 2;
}

static void skip_comment(struct scan *scan)
{
    scan->at += 2;

    const int level = bracket_level(scan);

    if (level >= 0) {
        skip_bracket(scan, level);
        return;
    }
    while (scan->at < scan->text.len && peek(scan, 0) != '\n') {
        scan->at++;
    }
}

static void skip_quoted(struct scan *scan)
{
    const char quote = peek(scan, 0);

    step(scan);
    while (scan->at < scan->text.len && peek(scan, 0) != quote) {
        if (peek(scan, 0) == '\\') {
            step(scan);
        }
        step(scan);
    }
    step(scan);
}

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

static void skip_word(struct scan *scan)
{
    const size_t start = scan->at;

    while (is_word_byte(peek(scan, 0))) {
        scan->at++;
    }
    scan->is_after_env = writ_str_is(writ_str_cut(scan->text, start, scan->at), "_ENV");
}

/* Pass one token, comment or space. */
static void pass(struct scan *scan)
{
    const char byte = peek(scan, 0);

    if (byte == '-' && peek(scan, 1) == '-') {
        skip_comment(scan);
    } else if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
        step(scan);
    } else if (is_word_byte(byte)) {
        skip_word(scan);
    } else {
        scan->is_after_env = false;
        if (byte == '"' || byte == '\'') {
            skip_quoted(scan);
        } else if (bracket_level(scan) >= 0) {
            skip_bracket(scan, bracket_level(scan));
        } else {
            step(scan);
        }
    }
}

MAY_RAISE void writ_script_lint_text(lua_State *lua, const char *alias, struct writ_str text)
{
    struct scan scan = {.text = text, .line = 1};

    while (scan.at < text.len) {
        if (scan.is_after_env && peek(&scan, 0) == '<') {
            malformed(lua);
            luaL_error(lua, "%s:%d: _ENV may not be followed by '<': a constant _ENV is refused",
                       alias, scan.line);
        }
        pass(&scan);
    }
}
