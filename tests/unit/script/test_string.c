/* SPDX-License-Identifier: Apache-2.0
 *
 * The text functions, against what the reference manual says of them.
 */
#include "fixture.h"

static const struct script_case texts[] = {
    {"sub",
     "local s = 'hello' return { s:sub(2, 3), s:sub(-3), s:sub(4, 2), s:sub(-100, 2), s:sub(2, "
     "100), s:sub(0) }",
     "[\"el\",\"llo\",\"\",\"he\",\"ello\",\"hello\"]"},
    {"sub at the edges of integers", "return ('abc'):sub(math.mininteger, math.maxinteger)",
     "\"abc\""},
    {"len and reverse", "return { ('a\\0b'):len(), ('abc'):reverse(), (''):reverse() }",
     "[3,\"cba\",\"\"]"},
    {"lower and upper are ASCII", "return { ('ÄBc'):lower(), ('äbC'):upper() }",
     "[\"Äbc\",\"äBC\"]"},
    {"rep",
     "return { ('ab'):rep(3), ('ab'):rep(3, '-'), ('ab'):rep(0), ('ab'):rep(-1), (''):rep(1 << "
     "40), ('x'):rep(1, 'y') }",
     "[\"ababab\",\"ab-ab-ab\",\"\",\"\",\"\",\"x\"]"},
    {"byte", "return { ('abc'):byte(), ('abc'):byte(-1), ('abc'):byte(1, 3) }", "[97,99,97,98,99]"},
    {"byte outside", "return select('#', ('abc'):byte(10))", "0"},
    {"char", "return string.char() .. string.char(72, 105)", "\"Hi\""},
    {"char out of range", "return string.char(256)", "error: value out of range"},
    {"numbers are texts to functions", "return { (12):type() }",
     "error: attempt to index a number"},
    {"a number as an argument", "return string.rep(12, 2)", "\"1212\""},
    {"a table as a text", "return string.len({})", "error: string expected"},
    {"order is by bytes",
     "return { 'a' < 'b', 'Z' < 'a', 'a' < 'aa', 'a\\0b' < 'a\\0c', 'ä' > 'z' }",
     "[true,true,true,true,true]"},
};

static void plain_functions(void **state)
{
    (void)state;
    CHECK(texts);
}

static const struct script_case formats[] = {
    {"plain", "return ('100%%'):format()", "\"100%\""},
    {"integers", "return ('%d %5d %-5d| %05d %+d % d %.3d %i'):format(1, 2, 3, 4, 5, 6, 7, 8)",
     "\"1     2 3    | 00004 +5  6 007 8\""},
    {"negative", "return ('%d %05d %.3d'):format(-1, -2, -3)", "\"-1 -0002 -003\""},
    {"the least integer", "return ('%d'):format(math.mininteger)", "\"-9223372036854775808\""},
    {"hexadecimal", "return ('%x %X %#x %#X %08x %x'):format(255, 255, 255, 255, 255, -1)",
     "\"ff FF 0xff 0XFF 000000ff ffffffffffffffff\""},
    {"octal", "return ('%o %#o %#o'):format(8, 8, 0)", "\"10 010 0\""},
    {"precision zero", "return ('[%.0d] [%5.0d] [%#.0o]'):format(0, 0, 0)", "\"[] [     ] [0]\""},
    {"floats",
     "return ('%f %.2f %.0f %#.0f %8.3f|%-8.3f| %+.1f % .1f %08.2f'):format(1.5, 2.25, 3, 4, 5, 6, "
     "7, 8, -9)",
     "\"1.500000 2.25 3 4.    5.000|6.000   | +7.0  8.0 -0009.00\""},
    {"exponents", "return ('%e %.0E %.3e'):format(12345.678, 5e-10, 0)",
     "\"1.234568e+04 5E-10 0.000e+00\""},
    {"shortest", "return ('%g %g %.3g %#g %G'):format(1e20, 0.1, 1/3, 1, 1e-20)",
     "\"1e+20 0.1 0.333 1.00000 1E-20\""},
    {"hexadecimal floats", "return ('%a %.1a %A %012a'):format(1, 1.5, -0.5, 1)",
     "\"0x1p+0 0x1.8p+0 -0X1P-1 0x0000001p+0\""},
    {"infinities and NaN",
     "return ('%f %5.1f %+g %G %g|%05f'):format(math.huge, -math.huge, math.huge, math.huge, 0/0, "
     "1/0)",
     "\"inf  -inf +inf INF nan|  inf\""},
    {"the largest double", "return #('%.99f'):format(1.7976931348623157e308)", "409"},
    {"texts", "return ('%s|%5s|%-5s|%.2s|%5.1s'):format('a', 'b', 'c', 'defg', 'xyz')",
     "\"a|    b|c    |de|    x\""},
    {"any value as text", "return ('%s %s %s %s %s'):format(nil, true, 1.0, {}, print or 'f')",
     "\"nil true 1.0 table f\""},
    {"zeros in a padded text", "return ('%5s'):format('a\\0')", "error: contains zeros"},
    {"characters", "return ('%c%c|%3c'):format(72, 105, 33)", "\"Hi|  !\""},
    {"quoted", "return ('%q %q %q %q'):format('a\"b\\n\\0011\\r', 1, 0.5, math.mininteger)",
     "\"\\\"a\\\\\\\"b\\\\\\n\\\\0011\\\\13\\\" 1 0x1p-1 0x8000000000000000\""},
    {"quoted specials", "return ('%q %q %q %q %q'):format(1/0, -1/0, 0/0, true, nil)",
     "\"1e9999 -1e9999 (0/0) true nil\""},
    {"quoted with modifiers", "return ('%5q'):format('a')", "error: cannot have modifiers"},
    {"quoted table", "return ('%q'):format({})", "error: no literal form"},
    {"addresses", "return ('%p'):format({})", "error: invalid conversion '%p'"},
    {"unknown letter", "return ('%y'):format(1)", "error: invalid conversion '%y'"},
    {"long width", "return ('%100d'):format(1)", "error: too long"},
    {"long precision", "return ('%.100f'):format(1)", "error: too long"},
    {"repeated flags", "return ('%-------d'):format(1)", "error: repeated flags"},
    {"a format that ends early", "return ('%'):format(1)", "error: ends too early"},
    {"a missing argument", "return ('%d'):format()", "error: number expected"},
    {"a float without an integer", "return ('%d'):format(1.5)", "error: no integer representation"},
};

static void format(void **state)
{
    (void)state;
    CHECK(formats);
}

static const struct script_case searches[] = {
    {"find", "return { ('hello world'):find('o w'), ('hello'):find('l+'), ('hello'):find('xyz') }",
     "[5,3]"},
    {"find gives captures", "return { ('key = value'):find('(%w+)%s*=%s*(%w+)') }",
     "[1,11,\"key\",\"value\"]"},
    {"find from a position",
     "return { ('abcabc'):find('b', 3), (('abc'):find('a', 2)) == nil, (('abc'):find('', 10)) == "
     "nil }",
     "[5,true,true]"},
    {"find behind the end", "return { ('abc'):find('', 4) }", "[4,3]"},
    {"find plain",
     "return { ('a.b'):find('.', 1, true), ('a+b'):find('+', 1, true), ('aab'):find('ab', 1, true) "
     "}",
     "[2,2,2,3]"},
    {"find from the end", "return { ('abcabc'):find('b', -2) }", "[5,5]"},
    {"match", "return { ('2026-11-02'):match('(%d+)-(%d+)-(%d+)') }", "[\"2026\",\"11\",\"02\"]"},
    {"match of the whole", "return ('hello'):match('l+')", "\"ll\""},
    {"match with positions", "return { ('hello'):match('()ll()') }", "[3,5]"},
    {"anchors",
     "return { ('abc'):match('^b') == nil, ('abc'):match('^a'), ('abc'):match('c$'), "
     "('a$b'):match('$b'), ('a^b'):match('a^b') }",
     "[true,\"a\",\"c\",\"$b\",\"a^b\"]"},
    {"gmatch",
     "local t = {} for w in ('one two  three'):gmatch('%a+') do t[#t + 1] = w end return t",
     "[\"one\",\"two\",\"three\"]"},
    {"gmatch with captures",
     "local t = {} for k, v in ('a=1, b=2'):gmatch('(%w)=(%w)') do t[k] = v end return t",
     "{\"a\":\"1\",\"b\":\"2\"}"},
    {"gmatch of empty matches",
     "local n = 0 for _ in ('abc'):gmatch('x*') do n = n + 1 end return n", "4"},
    {"gmatch from a position",
     "local t = {} for w in ('a b c'):gmatch('%a', 3) do t[#t + 1] = w end return t",
     "[\"b\",\"c\"]"},
    {"gmatch from the end",
     "local t = {} for w in ('abcd'):gmatch('.', -2) do t[#t + 1] = w end return t",
     "[\"c\",\"d\"]"},
    {"gmatch keeps no anchor",
     "local n = 0 for _ in ('^a^a'):gmatch('^a') do n = n + 1 end return n", "2"},
    {"an iterator that is used up",
     "local f = ('a'):gmatch('a') f() return { f() == nil, f() == nil }", "[true,true]"},
    {"gsub with a text", "return { ('hello world'):gsub('o', '0') }", "[\"hell0 w0rld\",2]"},
    {"gsub with captures", "return (('hello world'):gsub('(%w+)', '<%1|%0>'))",
     "\"<hello|hello> <world|world>\""},
    {"gsub with %1 and no captures", "return (('abc'):gsub('b', '[%1]'))", "\"a[b]c\""},
    {"gsub with a limit", "return { ('aaaa'):gsub('a', 'b', 2) }", "[\"bbaa\",2]"},
    {"gsub with a function",
     "return (('abc'):gsub('%w', function(c) if c ~= 'b' then return c:upper() end end))",
     "\"AbC\""},
    {"gsub with false", "return (('abc'):gsub('b', function() return false end))", "\"abc\""},
    {"gsub with a number", "return (('abc'):gsub('b', function() return 7 end))", "\"a7c\""},
    {"gsub with a table", "return (('$a $b'):gsub('%$(%w)', { a = 1 }))", "\"1 $b\""},
    {"gsub with a position", "return (('abc'):gsub('()', '%1'))", "\"1a2b3c4\""},
    {"gsub of nothing", "return { (''):gsub('', 'x') }", "[\"x\",1]"},
    {"gsub of empty matches", "return { ('abc'):gsub('%w*', 'x') }", "[\"x\",1]"},
    {"gsub with an anchor", "return { ('aaa'):gsub('^a', 'b') }", "[\"baa\",1]"},
    {"gsub: bad replacement", "return ('abc'):gsub('b', '%2')",
     "error: invalid capture index %2 in replacement string"},
    {"gsub: bad escape", "return ('abc'):gsub('b', '%x')",
     "error: invalid use of '%' in replacement string"},
    {"gsub: escape at the end", "return ('abc'):gsub('b', '%')",
     "error: invalid use of '%' in replacement string"},
    {"gsub: a table as a value", "return ('abc'):gsub('b', function() return {} end)",
     "error: invalid replacement value (a table)"},
    {"gsub: no replacement", "return ('abc'):gsub('b', nil)",
     "error: string/function/table expected"},
    {"a pattern that ends with %", "return ('a'):find('%')", "error: ends with '%'"},
    {"an open set", "return ('a'):find('[a')", "error: missing ']'"},
    {"an open capture", "return ('a'):find('(a')", "error: unfinished capture"},
    {"a close without an open", "return ('a'):match('a)')", "error: invalid pattern capture"},
    {"%b without arguments", "return ('a'):find('%b')", "error: missing arguments to '%b'"},
    {"%f without a set", "return ('a'):find('%fa')", "error: missing '[' after '%f'"},
    {"a back reference to nothing", "return ('a'):find('%1')", "error: invalid capture index %1"},
    {"too many captures", "return ('a'):find(('()'):rep(33))", "error: too many captures"},
    {"32 captures", "return select('#', ('a'):find(('()'):rep(32)))", "34"},
};

static void patterns_in_functions(void **state)
{
    (void)state;
    CHECK(searches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_functions),
        cmocka_unit_test(format),
        cmocka_unit_test(patterns_in_functions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
