/* SPDX-License-Identifier: Apache-2.0
 *
 * Random patterns on random subjects give what Lua's own string library gives, errors included.
 */
#include "stock_lua.h"

enum { ROUNDS = 30000, SUBJECT_MAX = 14, PATTERN_MAX = 40 };

static const char script[] =
    "local function show(ok, ...)\n"
    "  if not ok then return 'error' end\n"
    "  local out = { select('#', ...) }\n"
    "  for i = 1, select('#', ...) do out[#out + 1] = tostring((select(i, ...))) end\n"
    "  return table.concat(out, '|')\n"
    "end\n"
    "local function each(s, p, init)\n"
    "  local out = {}\n"
    "  for a, b in s:gmatch(p, init) do out[#out + 1] = tostring(a) .. '/' .. tostring(b) end\n"
    "  return table.concat(out, ' ')\n"
    "end\n"
    "return function(input)\n"
    "  local s, p, init = input[1], input[2], tonumber(input[3])\n"
    "  return table.concat({\n"
    "    show(pcall(string.find, s, p, init)), show(pcall(string.match, s, p, init)), "
    "show(pcall(each, s, p, init)),\n"
    "    show(pcall(string.gsub, s, p, '<%0>')), show(pcall(string.gsub, s, p, '%1', init)), "
    "show(pcall(string.gsub, s, p, '%2%%')),\n"
    "    show(pcall(string.gsub, s, p, function(...) return select('#', ...) end)),\n"
    "    show(pcall(string.gsub, s, p, { a = 'A', b = false, ab = 1 })), show(pcall(string.find, "
    "s, p, init, true)),\n"
    "  }, '\\n')\n"
    "end\n";

static struct writ_str random_subject(struct twins *twins, char *text)
{
    static const char bytes[] = "aaabbb1 .-_()[]%^$\n";
    const size_t len = twins_random(twins, SUBJECT_MAX);

    for (size_t i = 0; i < len; i++) {
        text[i] = bytes[twins_random(twins, sizeof(bytes))]; /* its NUL too */
    }
    text[len] = '\0';
    return (struct writ_str){text, len};
}

/* Mostly well-formed: pieces of patterns in any order. */
static struct writ_str random_pattern(struct twins *twins, char *text)
{
    static const char *const pieces[] = {
        "a",  "b",    "ab",   ".",     "%a",    "%d",  "%s",   "%w",   "%A",    "%p",     "%.",
        "%%", "[ab]", "[^a]", "[a-b]", "[%a1]", "[]]", "[^]]", "[%]]", "[a-]",  "(",      ")",
        "()", "(a)",  "(.-)", "(b*)",  "%1",    "%2",  "%b()", "%bab", "%f[a]", "%f[^a]", "%f[%W]",
        "*",  "+",    "-",    "?",     "^",     "$",   "%",    "[",    "]",     "%f",     "%b",
        "-*", "a-",   ".-",   "(a?)",  "a*",    "$$",  "^a",   "b$",
    };
    const size_t count = 1 + twins_random(twins, 6);
    size_t len = 0;

    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[twins_random(twins, sizeof(pieces) / sizeof(pieces[0]))];
        const size_t bytes = strlen(piece);

        if (len + bytes < PATTERN_MAX) {
            memcpy(text + len, piece, bytes);
            len += bytes;
        }
    }
    text[len] = '\0';
    return (struct writ_str){text, len};
}

static void patterns_match_as_in_stock_lua(void **state)
{
    static const char *const starts[] = {"1", "2", "5", "-1", "-3", "0", "20", "-20"};
    struct twins twins;

    (void)state;
    twins_init(&twins, script);
    for (int i = 0; i < ROUNDS; i++) {
        char subject[SUBJECT_MAX + 1];
        char pattern[PATTERN_MAX + 1];
        struct writ_str args[3];

        args[0] = random_subject(&twins, subject);
        args[1] = random_pattern(&twins, pattern);
        args[2] = writ_str_from(starts[twins_random(&twins, 8)]);
        twins_compare(&twins, args, 3);
    }
    twins_done(&twins);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(patterns_match_as_in_stock_lua)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
