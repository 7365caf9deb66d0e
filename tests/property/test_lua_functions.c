/* SPDX-License-Identifier: Apache-2.0
 *
 * Library functions with random arguments give what Lua's own give: format, sub, byte, rep,
 * tonumber, concat, math, sort.
 */
#include "stock_lua.h"

enum { ROUNDS = 20000 };

/* Arguments come as texts; "n:" marks a number. */
static const char script[] =
    "local function show(ok, ...)\n"
    "  if not ok then return 'error' end\n"
    "  local out = { select('#', ...) }\n"
    "  for i = 1, select('#', ...) do\n"
    "    local v = (select(i, ...))\n"
    "    out[#out + 1] = (math.type(v) or type(v)) .. ' ' .. (v ~= v and 'nan' or "
    "(tostring(v):gsub('[^%g ]', '?')))\n"
    "  end\n"
    "  return table.concat(out, '|')\n"
    "end\n"
    "local function value(s) if s:sub(1, 2) == 'n:' then return tonumber(s:sub(3)) end return s "
    "end\n"
    "local functions = {\n"
    "  format = string.format, sub = string.sub, rep = function(s, n, sep) if not math.type(n) or "
    "n < 1e3 then return string.rep(s, n, sep) end end, byte = string.byte, char = "
    "string.char, lower = string.lower,\n"
    "  upper = string.upper, reverse = string.reverse, tonumber = tonumber, select = select, fmod "
    "= math.fmod, modf = math.modf,\n"
    "  floor = math.floor, ceil = math.ceil, abs = math.abs, "
    "tointeger = math.tointeger,\n"
    "  ult = math.ult, type = math.type, sqrt = math.sqrt,\n"
    "  max = function(a, b) if math.type(a) and math.type(b) then return math.max(a, b), "
    "math.min(a, b) end end,\n"
    "  concat = function(...) return table.concat({ ... }, ',') end,\n"
    "  slice = function(i, j, ...) return table.concat({ ... }, ',', i, j) end,\n"
    "  unpack = function(i, j, ...) return table.unpack({ ... }, i, j) end,\n"
    "  insert = function(i, v, ...) local t = { ... } table.insert(t, i, v) return table.unpack(t) "
    "end,\n"
    "  remove = function(i, ...) local t = { ... } return table.remove(t, i), #t, table.unpack(t) "
    "end,\n"
    "  sort = function(...) local t = { ... } table.sort(t) for i = 1, #t do t[i] = "
    "math.type(t[i]) and t[i] + 0.0 end return table.unpack(t) end,\n"
    "}\n"
    "return function(input)\n"
    "  local f = functions[input[1]]\n"
    "  local args = {}\n"
    "  for i = 2, #input do args[i - 1] = value(input[i]) end\n"
    "  return show(pcall(f, table.unpack(args, 1, #input - 1)))\n"
    "end\n";

static const char *const functions[] = {
    "format", "sub",  "rep",    "byte",  "char",   "lower",  "upper",  "reverse",   "tonumber",
    "select", "fmod", "modf",   "floor", "ceil",   "abs",    "max",    "tointeger", "ult",
    "type",   "sqrt", "concat", "slice", "unpack", "insert", "remove", "sort",
};

static const char *const numbers[] = {
    "n:0",   "n:1",          "n:2",    "n:3",    "n:-1",  "n:-2",   "n:7",     "n:10",
    "n:255", "n:65",         "n:1.5",  "n:-0.5", "n:2.0", "n:1e15", "n:1e100", "n:-1e-5",
    "n:0.1", "n:123456.789", "n:1e16", "n:3.0",  "n:16",  "n:36",   "n:100",   "n:-100",
};

static const char *const texts[] = {
    "",   "a",  "hello", "  12 ",    "0x1F", "1e3", "-7",  "zz",     "ff",  "1.5.2",
    "0x", "1e", "#",     "abc\ndef", "ABC",  "nan", "inf", "0x.8p2", "12a",
};

static struct writ_str random_format(struct twins *twins, char *text)
{
    static const char *const flags[] = {"",  "",  "",   "-",  "+",  " ",
                                        "#", "0", "-+", "+0", "#0", "- "};
    static const char letters[] = "diuoxXcsqfFeEgGaAsdfg%";
    size_t len = 0;

    for (uint32_t i = twins_random(twins, 3) + 1; i > 0; i--) {
        text[len++] = 'x';
        text[len++] = '%';
        len += (size_t)sprintf(text + len, "%s", flags[twins_random(twins, 12)]);
        if (twins_random(twins, 2) == 0) {
            len += (size_t)sprintf(text + len, "%u", (unsigned)twins_random(twins, 20));
        }
        if (twins_random(twins, 2) == 0) {
            len += (size_t)sprintf(text + len, ".%u", (unsigned)twins_random(twins, 12));
        }
        text[len++] = letters[twins_random(twins, sizeof(letters) - 1)];
    }
    text[len] = '\0';
    return (struct writ_str){text, len};
}

static void functions_give_what_stock_lua_gives(void **state)
{
    struct twins twins;

    (void)state;
    twins_init(&twins, script);
    for (int i = 0; i < ROUNDS; i++) {
        struct writ_str args[6];
        char format[80];
        const uint32_t which = twins_random(&twins, 2) == 0
                                   ? 0
                                   : twins_random(&twins, sizeof(functions) / sizeof(functions[0]));
        const size_t count = 2 + twins_random(&twins, 4);

        args[0] = writ_str_from(functions[which]);
        for (size_t k = 1; k < count; k++) {
            args[k] = writ_str_from(
                twins_random(&twins, 3) == 0
                    ? texts[twins_random(&twins, sizeof(texts) / sizeof(texts[0]))]
                    : numbers[twins_random(&twins, sizeof(numbers) / sizeof(numbers[0]))]);
        }
        if (which == 0) {
            args[1] = random_format(&twins, format);
        }
        twins_compare(&twins, args, count);
    }
    twins_done(&twins);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(functions_give_what_stock_lua_gives)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
