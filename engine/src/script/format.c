/* SPDX-License-Identifier: Apache-2.0
 *
 * script/format.c - string.format. Signs, padding and flags are laid out here; only digits come
 * from snprintf, so that no format built at run time ever reaches it.
 */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "script/host.h"
#include "script/text.h"

enum {
    FLAGS_MAX = 5,
    INTEGER_DIGITS_MAX = 32,
    DIGITS_MAX = 460, /* "%.99f" of the largest double: 309 + 1 + 99, with room */
};

struct spec {
    bool is_left, has_plus, has_space, is_alternate, is_zero_padded;
    int width;
    int precision; /* -1: none given */
    char letter;
};

struct formatter {
    lua_State *lua;
    struct writ_text out;
    struct writ_str rest; /* of the format */
    int arg;              /* last argument used */
};

static bool take_flag(struct spec *spec, char byte)
{
    switch (byte) {
    case '-':
        return spec->is_left = true;
    case '+':
        return spec->has_plus = true;
    case ' ':
        return spec->has_space = true;
    case '#':
        return spec->is_alternate = true;
    case '0':
        return spec->is_zero_padded = true;
    default:
        return false;
    }
}

static char peek(const struct formatter *fmt)
{
    if (fmt->rest.len == 0) {
        return '\0';
    }
    return fmt->rest.ptr[0];
}

static void skip(struct formatter *fmt)
{
    fmt->rest = writ_str_cut(fmt->rest, 1, fmt->rest.len);
}

/* At most two digits, as Lua has it; 0 when there is none. */
static int take_number(struct formatter *fmt)
{
    int number = 0;

    for (int i = 0; i < 2 && isdigit((unsigned char)peek(fmt)) != 0; i++) {
        number = number * 10 + (peek(fmt) - '0');
        skip(fmt);
    }
    return number;
}

MAY_RAISE static void bad_spec(const struct formatter *fmt, char letter)
{
    if (letter == '\0') {
        luaL_error(fmt->lua, "invalid conversion in a format: it ends too early");
    }
    luaL_error(fmt->lua, "invalid conversion '%%%c' to 'format'",
               isprint((unsigned char)letter) != 0 ? letter : '?');
} /* uncovered: the line above raises */

/* Not every flag makes sense with every letter, and Lua refuses those that do not. */
MAY_RAISE static void check_spec(const struct formatter *fmt, const struct spec *spec)
{
    const bool is_signed = strchr("dieEfgGaA", spec->letter) != NULL;
    const bool is_float = strchr("eEfgGaA", spec->letter) != NULL;
    const bool is_unsigned = strchr("oxX", spec->letter) != NULL;

    if (spec->letter == '\0' || strchr("diuoxXcsqeEfgGaA", spec->letter) == NULL ||
        (spec->has_plus && !is_signed) || (spec->has_space && !is_signed) ||
        (spec->is_alternate && !is_float && !is_unsigned) ||
        (spec->is_zero_padded && !is_signed && !is_unsigned && spec->letter != 'u') ||
        (spec->precision >= 0 && spec->letter == 'c')) {
        bad_spec(fmt, spec->letter);
    }
}

/* The rest is behind the '%'. */
MAY_RAISE static struct spec take_spec(struct formatter *fmt)
{
    struct spec spec = {.precision = -1};

    for (int i = 0; take_flag(&spec, peek(fmt)); i++) {
        if (i == FLAGS_MAX) {
            luaL_error(fmt->lua, "invalid format (repeated flags)");
        }
        skip(fmt);
    }
    spec.width = take_number(fmt);
    if (peek(fmt) == '.') {
        skip(fmt);
        spec.precision = take_number(fmt);
    }
    spec.letter = peek(fmt);
    if (isdigit((unsigned char)spec.letter) != 0) {
        luaL_error(fmt->lua, "invalid format (width or precision too long)");
    }
    skip(fmt);
    check_spec(fmt, &spec);
    return spec;
}

/* prefix (sign, 0x), zeros to the precision, digits; padded to the width with spaces or, between
 * prefix and digits, zeros. */
MAY_RAISE static void lay_out(struct formatter *fmt, const struct spec *spec,
                              struct writ_str prefix, size_t zeros, struct writ_str digits)
{
    const size_t len = prefix.len + zeros + digits.len;
    const size_t padding = (size_t)spec->width > len ? (size_t)spec->width - len : 0;
    const bool is_zero_padded = spec->is_zero_padded && !spec->is_left;

    if (!spec->is_left && !is_zero_padded) {
        writ_text_fill(&fmt->out, ' ', padding);
    }
    writ_text_add(&fmt->out, prefix);
    writ_text_fill(&fmt->out, '0', zeros + (is_zero_padded ? padding : 0));
    writ_text_add(&fmt->out, digits);
    if (spec->is_left) {
        writ_text_fill(&fmt->out, ' ', padding);
    }
}

static struct writ_str sign_of(const struct spec *spec, bool is_negative)
{
    if (is_negative) {
        return WRIT_LIT("-");
    }
    if (spec->has_plus) {
        return WRIT_LIT("+");
    }
    return spec->has_space ? WRIT_LIT(" ") : WRIT_LIT("");
}

/* Digits of an integer without its sign. */
static int write_integer(char text[INTEGER_DIGITS_MAX], const struct spec *spec,
                         lua_Unsigned magnitude)
{
    if (spec->precision == 0 && magnitude == 0) { /* C: no digits at all */
        text[0] = '0';
        return spec->letter == 'o' && spec->is_alternate ? 1 : 0;
    }
    switch (spec->letter) {
    case 'x':
        return snprintf(text, INTEGER_DIGITS_MAX, "%llx", magnitude);
    case 'X':
        return snprintf(text, INTEGER_DIGITS_MAX, "%llX", magnitude);
    case 'o':
        return snprintf(text, INTEGER_DIGITS_MAX,
                        spec->is_alternate && magnitude != 0 ? "0%llo" : "%llo", magnitude);
    default:
        return snprintf(text, INTEGER_DIGITS_MAX, "%llu", magnitude);
    }
}

static struct writ_str base_prefix(const struct spec *spec, lua_Unsigned magnitude)
{
    if (!spec->is_alternate || magnitude == 0) {
        return WRIT_LIT("");
    }
    if (spec->letter == 'x') {
        return WRIT_LIT("0x");
    }
    return spec->letter == 'X' ? WRIT_LIT("0X") : WRIT_LIT("");
}

MAY_RAISE static void add_integer(struct formatter *fmt, struct spec spec)
{
    char digits[INTEGER_DIGITS_MAX];
    const lua_Integer value = luaL_checkinteger(fmt->lua, fmt->arg);
    const bool is_signed = spec.letter == 'd' || spec.letter == 'i';
    const bool is_negative = is_signed && value < 0;
    const lua_Unsigned magnitude = is_negative ? 0u - (lua_Unsigned)value : (lua_Unsigned)value;
    const int len = write_integer(digits, &spec, magnitude);
    const size_t zeros = spec.precision > len ? (size_t)(spec.precision - len) : 0;

    if (spec.precision >= 0) {
        spec.is_zero_padded = false;
    }
    lay_out(fmt, &spec, is_signed ? sign_of(&spec, is_negative) : base_prefix(&spec, magnitude),
            zeros, (struct writ_str){digits, (size_t)len});
}

/* Digits of a number that is not negative, one literal format per letter. */
static int write_plain(char text[DIGITS_MAX], const struct spec *spec, double number)
{
    const int precision = spec->precision < 0 ? 6 : spec->precision;

    switch (spec->letter) {
    case 'e':
        return snprintf(text, DIGITS_MAX, "%.*e", precision, number);
    case 'E':
        return snprintf(text, DIGITS_MAX, "%.*E", precision, number);
    case 'f':
        return snprintf(text, DIGITS_MAX, "%.*f", precision, number);
    case 'g':
        return snprintf(text, DIGITS_MAX, "%.*g", precision, number);
    case 'G':
        return snprintf(text, DIGITS_MAX, "%.*G", precision, number);
    case 'a':
        return snprintf(text, DIGITS_MAX, "%.*a", spec->precision, number);
    default:
        return snprintf(text, DIGITS_MAX, "%.*A", spec->precision, number);
    }
}

/* The same with '#'. */
static int write_alternate(char text[DIGITS_MAX], const struct spec *spec, double number)
{
    const int precision = spec->precision < 0 ? 6 : spec->precision;

    switch (spec->letter) {
    case 'e':
        return snprintf(text, DIGITS_MAX, "%#.*e", precision, number);
    case 'E':
        return snprintf(text, DIGITS_MAX, "%#.*E", precision, number);
    case 'f':
        return snprintf(text, DIGITS_MAX, "%#.*f", precision, number);
    case 'g':
        return snprintf(text, DIGITS_MAX, "%#.*g", precision, number);
    case 'G':
        return snprintf(text, DIGITS_MAX, "%#.*G", precision, number);
    case 'a':
        return snprintf(text, DIGITS_MAX, "%#.*a", spec->precision, number);
    default:
        return snprintf(text, DIGITS_MAX, "%#.*A", spec->precision, number);
    }
}

static int write_digits(char text[DIGITS_MAX], const struct spec *spec, double number)
{
    return spec->is_alternate ? write_alternate(text, spec, number)
                              : write_plain(text, spec, number);
}

MAY_RAISE static void add_float(struct formatter *fmt, struct spec spec)
{
    char text[DIGITS_MAX];
    const lua_Number number = luaL_checknumber(fmt->lua, fmt->arg);
    const bool is_upper = isupper((unsigned char)spec.letter) != 0;
    const bool is_negative =
        signbit(number) != 0 && !isnan(number); /* the sign of NaN differs between machines */
    const struct writ_str sign = sign_of(&spec, is_negative);
    char prefix[4];
    size_t prefix_len = sign.len;
    struct writ_str digits;

    memcpy(prefix, sign.ptr, sign.len);
    if (!isfinite(number)) {
        spec.is_zero_padded = false;
        digits =
            writ_str_from(isnan(number) ? (is_upper ? "NAN" : "nan") : (is_upper ? "INF" : "inf"));
    } else {
        digits = (struct writ_str){text, (size_t)write_digits(text, &spec, fabs(number))};
    }
    if (isfinite(number) &&
        (spec.letter == 'a' || spec.letter == 'A')) { /* zeros go behind the 0x */
        memcpy(prefix + prefix_len, digits.ptr, 2);
        prefix_len += 2;
        digits = writ_str_cut(digits, 2, digits.len);
    }
    lay_out(fmt, &spec, (struct writ_str){prefix, prefix_len}, 0, digits);
}

MAY_RAISE static void add_text(struct formatter *fmt, struct spec spec)
{
    struct writ_str text;

    luaL_checkany(fmt->lua, fmt->arg);
    text.ptr = writ_lib_tostring(fmt->lua, fmt->arg, &text.len);
    if ((spec.width > 0 || spec.precision >= 0 || spec.is_left) &&
        memchr(text.ptr, '\0', text.len) != NULL) {
        luaL_argerror(fmt->lua, fmt->arg, "string contains zeros");
    }
    if (spec.precision >= 0) {
        text = writ_str_cut(text, 0, (size_t)spec.precision);
    }
    lay_out(fmt, &spec, WRIT_LIT(""), 0, text);
    lua_pop(fmt->lua, 1);
}

MAY_RAISE static void add_char(struct formatter *fmt, struct spec spec)
{
    const char byte = (char)(unsigned char)luaL_checkinteger(fmt->lua, fmt->arg);

    lay_out(fmt, &spec, WRIT_LIT(""), 0, (struct writ_str){&byte, 1});
}

MAY_RAISE static void quote_text(struct formatter *fmt, struct writ_str text)
{
    char code[8];

    writ_text_add_char(&fmt->out, '"');
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];
        const bool has_digit_next =
            i + 1 < text.len && isdigit((unsigned char)text.ptr[i + 1]) != 0;

        if (byte == '"' || byte == '\\' || byte == '\n') {
            writ_text_add_char(&fmt->out, '\\');
            writ_text_add_char(&fmt->out, byte);
        } else if (iscntrl((unsigned char)byte) != 0) {
            (void)snprintf(code, sizeof(code), has_digit_next ? "\\%03d" : "\\%d",
                           (unsigned char)byte);
            writ_text_add(&fmt->out, writ_str_from(code));
        } else {
            writ_text_add_char(&fmt->out, byte);
        }
    }
    writ_text_add_char(&fmt->out, '"');
    writ_gas_charge(fmt->lua, text.len / 4);
}

/* A number as a constant that reads back as itself. */
MAY_RAISE static void quote_number(struct formatter *fmt)
{
    char text[64];

    if (lua_isinteger(fmt->lua, fmt->arg) != 0) {
        const lua_Integer integer = lua_tointegerx(fmt->lua, fmt->arg, NULL);

        (void)snprintf(text, sizeof(text), integer == LUA_MININTEGER ? "0x%llx" : "%lld", integer);
    } else {
        const lua_Number number = lua_tonumberx(fmt->lua, fmt->arg, NULL);

        if (isnan(number)) {
            (void)snprintf(text, sizeof(text), "(0/0)");
        } else if (isinf(number) != 0) {
            (void)snprintf(text, sizeof(text), number > 0 ? "1e9999" : "-1e9999");
        } else {
            (void)snprintf(text, sizeof(text), "%a", number);
        }
    }
    writ_text_add(&fmt->out, writ_str_from(text));
}

MAY_RAISE static void add_quoted(struct formatter *fmt)
{
    struct writ_str text;

    switch (lua_type(fmt->lua, fmt->arg)) {
    case LUA_TSTRING:
        text.ptr = lua_tolstring(fmt->lua, fmt->arg, &text.len);
        quote_text(fmt, text);
        return;
    case LUA_TNUMBER:
        quote_number(fmt);
        return;
    case LUA_TNIL:
    case LUA_TBOOLEAN:
        (void)writ_lib_tostring(fmt->lua, fmt->arg, NULL);
        writ_text_add_value(&fmt->out);
        return;
    default:
        luaL_argerror(fmt->lua, fmt->arg, "value has no literal form");
    }
}

MAY_RAISE static void add_conversion(struct formatter *fmt)
{
    const struct spec spec = take_spec(fmt);
    const bool is_bare = spec.width == 0 && spec.precision < 0 &&
                         !(spec.is_left || spec.has_plus || spec.has_space || spec.is_alternate ||
                           spec.is_zero_padded);

    fmt->arg++;
    writ_gas_charge(fmt->lua, 4);
    switch (spec.letter) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        add_integer(fmt, spec);
        return;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
        writ_gas_charge(fmt->lua, 60); /* hundreds of digits in the worst case */
        add_float(fmt, spec);
        return;
    case 's':
        add_text(fmt, spec);
        return;
    case 'c':
        add_char(fmt, spec);
        return;
    case 'q':
        if (!is_bare) {
            luaL_error(fmt->lua, "specifier '%%q' cannot have modifiers");
        }
        add_quoted(fmt);
        return;
    default: /* uncovered: check_spec() has refused all others, '%p' too: addresses differ */
        bad_spec(fmt, spec.letter);
    }
}

MAY_RAISE int writ_string_format(lua_State *lua)
{
    struct formatter fmt = {.lua = lua, .out = {.lua = lua}, .arg = 1};

    fmt.rest.ptr = luaL_checklstring(lua, 1, &fmt.rest.len);
    while (fmt.rest.len > 0) {
        const size_t plain = writ_str_find(fmt.rest, '%');

        writ_text_add(&fmt.out, writ_str_cut(fmt.rest, 0, plain));
        if (plain == fmt.rest.len) {
            break;
        }
        fmt.rest = writ_str_cut(fmt.rest, plain + 1, fmt.rest.len);
        if (peek(&fmt) == '%') {
            writ_text_add_char(&fmt.out, '%');
            skip(&fmt);
        } else {
            add_conversion(&fmt);
        }
    }
    writ_text_push(&fmt.out);
    return 1;
}
