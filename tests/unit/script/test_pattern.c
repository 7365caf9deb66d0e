/* SPDX-License-Identifier: Apache-2.0
 *
 * Patterns one by one: subject, pattern, and what `match` gives (section 6.4.1 of the reference
 * manual).
 */
#include "fixture.h"

static const struct {
    const char *subject;
    const char *pattern;
    const char *expected; /* captures joined by '|', or NULL */
} cases[] = {
    {"hello", ".", "h"},
    {"hello", "..", "he"},
    {"", ".", NULL},
    {"hello", "l", "l"},
    {"a.b", "%.", "."},
    {"a%b", "%%", "%"},
    {"x1y", "%a%d%a", "x1y"},
    {"\tx", "%c", "\t"},
    {" a", "%g", "a"},
    {"aB", "%u", "B"},
    {"aB", "%l", "a"},
    {"a,b", "%p", ","},
    {"a b", "%s", " "},
    {"_a", "%w", "a"},
    {"gF", "%x", "F"},
    {"a", "%Z", "a"},
    {"12a", "%D", "a"},
    {"ab1", "%A", "1"},
    {"  x", "%S", "x"},
    {"abc", "[b-z]+", "bc"},
    {"abc", "[^b]", "a"},
    {"abc", "[^a]+", "bc"},
    {"a]b", "[]]", "]"},
    {"a]b", "[^]]+", "a"},
    {"a-b", "[a%-]+", "a-"},
    {"a-b", "[a-]+", "a-"},
    {"a-b", "[-a]+", "a-"},
    {"a^b", "[b^]+", "^b"},
    {"x9_", "[%w_]+", "x9_"},
    {"x9_", "[%a_]+", "x"},
    {"a%b", "[%%]", "%"},
    {"caab", "a*", ""},
    {"caab", "ca*", "caa"},
    {"caab", "a+", "aa"},
    {"caab", "a-b", "aab"},
    {"caab", "ca-", "c"},
    {"caab", "ca?", "ca"},
    {"caab", "x?c", "c"},
    {"aaa", "a-$", "aaa"},
    {"aaa", "^a-", ""},
    {"aXb", "a%ub", "aXb"},
    {"abab", "(ab)%1", "ab"},
    {"abac", "(a)b%1", "a"},
    {"abc", "(a)(b)(c)", "a|b|c"},
    {"abc", "((a)(b))", "ab|a|b"},
    {"abc", "a()b()", "2|3"},
    {"abc", "()", "1"},
    {"", "()", "1"},
    {"(a(b)c)d", "%b()", "(a(b)c)"},
    {"((a)", "%b()", "(a)"},
    {"((a", "%b()", NULL},
    {"xaax", "%bxx", "xaax"},
    {"THE (quick) fox", "%f[%a]%a+%f[%A]", "THE"},
    {"foo bar", "%f[%w]%w+$", "bar"},
    {"foo", "%f[%z]", ""},
    {"foo.", "%f[%W]", ""},
    {"a", "%f[a]a%f[^a]", "a"},
    {"key = value", "^(%w+)%s*=%s*(%w+)$", "key|value"},
    {"  trim  ", "^%s*(.-)%s*$", "trim"},
    {"2026-11-02T09:00:00Z", "^(%d%d%d%d)-(%d%d)-(%d%d)T", "2026|11|02"},
    {"a$", "a$", NULL},
    {"a$", "a%$", "a$"},
    {"a$b", "a$b", "a$b"},
    {"^a", "^^a", "^a"},
    {"aaab", "a-(b)", "b"},
    {"aaab", "(a-)b", "aaa"},
    {"aaab", "(a*)(a)b", "aa|a"},
    {"aaab", "(a?)(a?)(a?)(a?)b", "a|a|a|"},
    {"abcd", "(.-)(.-)$", "|abcd"},
    {"xyxyxz", "(x.)*z", NULL},
    {"*", "*", "*"},
    {"a*", "a%*", "a*"},
    {"+1", "^+", "+"},
    {"a\nb", "a.b", "a\nb"},
    {"aa", "^(a)(%1)$", "a|a"},
    {"abcabc", "(abc)%1$", "abc"},
    {"ab", "[a-b-c]+", "ab"},
    {"é", "[\xc3][\xa9]", "é"},
    {"f(a,b)", "(%w+)(%b())", "f|(a,b)"},
};

static void each_pattern_matches_as_the_manual_says(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(&f, "match.lua",
                                   "return function(input) local t = { input[1]:match(input[2]) } "
                                   "return #t > 0 and table.concat(t, '|') or nil end");

    fixture_seal(&f);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writ_build build;
        const char *got;

        writ_build_array(&build, &f.arena);
        writ_build_item(&build, writ_value_string(&f.arena, writ_str_from(cases[i].subject)));
        writ_build_item(&build, writ_value_string(&f.arena, writ_str_from(cases[i].pattern)));
        fixture_evaluate(&f, chunk, writ_build_end(&build), false);
        assert_int_equal(f.status, WRIT_OK);
        got = f.value == NULL ? NULL : writ_arena_str(&f.arena, writ_value_text(f.value)).ptr;
        if ((got == NULL) != (cases[i].expected == NULL) ||
            (got != NULL && strcmp(got, cases[i].expected) != 0)) {
            fail_msg("'%s' against '%s': got '%s', expected '%s'", cases[i].subject,
                     cases[i].pattern, got == NULL ? "nothing" : got,
                     cases[i].expected == NULL ? "nothing" : cases[i].expected);
        }
    }
    fixture_done(&f);
}

static const struct script_case hostile[] = {
    {"stars", "return ('a'):rep(30):find(('a*'):rep(20) .. 'b')", "gas"},
    {"lazy stars", "return ('a'):rep(3000):find('.-.-.-.-.-b')", "gas"},
    {"nested balances", "return ('('):rep(20000):find('%b()')", "gas"},
    {"frontiers", "return ('a '):rep(20000):find('%f[%w].-%f[%z].-zz')", "gas"},
    {"back references", "return ('a'):rep(20000):find('(.*)%1b')", "gas"},
    {"many options", "return ('a'):rep(20000):match(('a?'):rep(20000))",
     "error: pattern too complex"},
    {"as many as fit", "return #('a'):rep(5000):match(('a?'):rep(5000))", "5000"},
    {"gmatch", "local n = 0 for _ in ('a'):rep(2000):gmatch('a-a-b') do n = n + 1 end return n",
     "gas"},
    {"gsub", "return ('a'):rep(2000):gsub('a-a-b', '')", "gas"},
    {"places that find passes over",
     "local s = ('a'):rep(20000) for _ = 1, 80 do s:find('[b]') end", "gas"},
    {"places that gmatch passes over",
     "local s = ('a'):rep(20000) for _ = 1, 80 do for _ in s:gmatch('%d+') do end end", "gas"},
    {"places that gsub passes over",
     "local s = ('a'):rep(20000) for _ = 1, 80 do s:gsub('b+', '') end", "gas"},
};

static void matching_is_paid_for(void **state)
{
    (void)state;
    CHECK(hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pattern_matches_as_the_manual_says),
        cmocka_unit_test(matching_is_paid_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
