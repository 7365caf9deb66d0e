/* SPDX-License-Identifier: Apache-2.0
 *
 * What a script can reach: exactly the allowed names, and nothing through them.
 */
#include "fixture.h"

static const struct script_case names[] = {
    {"globals",
     "local t = {} for k in pairs(_ENV) do t[#t + 1] = k end return table.concat(t, ' ')",
     "\"assert error ipairs math next pairs pcall policy rawequal rawlen require select string "
     "table tonumber tostring "
     "type\""},
    {"string",
     "local t = {} for k in pairs(string) do t[#t + 1] = k end return table.concat(t, ' ')",
     "\"byte char find format gmatch gsub len lower match rep reverse sub upper\""},
    {"table", "local t = {} for k in pairs(table) do t[#t + 1] = k end return table.concat(t, ' ')",
     "\"concat insert pack remove sort unpack\""},
    {"math", "local t = {} for k in pairs(math) do t[#t + 1] = k end return table.concat(t, ' ')",
     "\"abs ceil floor fmod huge max maxinteger min mininteger modf pi sqrt tointeger type ult\""},
    {"node",
     "local t = {} for k in pairs(require 'node') do t[#t + 1] = k end return table.concat(t, ' ')",
     "\"at bool items kind list pairs place text value\""},
    {"methods of texts", "return ('x'):rep(3) .. ('%d'):format(4) .. ('Ab'):lower():upper()",
     "\"xxx4AB\""},
    {"texts have no other members", "return tostring((''). __index) .. tostring((''). gmatch)",
     "\"nilfunction\""},
};

static void exactly_the_allowed_names_exist(void **state)
{
    (void)state;
    CHECK(names);
}

static const char *const absent[] = {
    "_G",
    "collectgarbage",
    "coroutine",
    "debug",
    "dofile",
    "getmetatable",
    "io",
    "load",
    "loadfile",
    "loadstring",
    "module",
    "os",
    "package",
    "print",
    "rawget",
    "rawset",
    "setfenv",
    "setmetatable",
    "unpack",
    "utf8",
    "warn",
    "xpcall",
    "string.dump",
    "string.pack",
    "string.unpack",
    "string.packsize",
    "table.move",
    "math.random",
    "math.randomseed",
    "math.exp",
    "math.log",
    "math.sin",
    "math.pow",
    "input",
    "arg",
};

static void nothing_else_exists(void **state)
{
    struct fixture f;

    (void)state;
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        fixture_init(&f);
        fixture_open(&f);

        const int chunk =
            fixture_load(&f, "case.lua",
                         writ_arena_printf(&f.arena, "return { absent = %s == nil }", absent[i]));

        assert_true(chunk > 0);
        assert_int_equal(writ_sandbox_read(f.sandbox, chunk, &f.arena, &f.value, &f.err), WRIT_OK);
        if (!writ_value_is_true(writ_value_member(f.value, "absent"))) {
            fail_msg("%s exists", absent[i]);
        }
        fixture_done(&f);
    }
}

static const struct script_case read_only[] = {
    {"string", "string.find = nil", "error: read-only"},
    {"a new member", "math.tau = 1", "error: read-only"},
    {"through rawequal only", "return rawequal(string, string)", "true"},
    {"insert into a library", "table.insert(table, 1)", "error: read-only"},
    {"sort of a library", "table.sort(math)", "error: read-only"},
    {"remove from a library", "table.remove(string)", "error: read-only"},
    {"a member of a text", "local s = 'x' s.y = 1", "error: attempt to index a string value"},
    {"the module node", "require('node').at = nil", "error: read-only"},
    {"type", "return type(string) .. type(math.pi) .. type(string.rep)", "\"tablenumberfunction\""},
    {"length", "return #string", "0"},
};

static void libraries_cannot_be_changed(void **state)
{
    (void)state;
    CHECK(read_only);
}

static const struct script_case operators[] = {
    {"texts are no numbers", "return '10' + 1", "error: arithmetic"},
    {"nor in bitwise operations", "return '3' & 1", "error: bitwise operation on a string"},
    {"texts and numbers have no order", "return 1 < '2'", "error: compare"},
    {"concatenation of numbers", "return 1 .. '' .. 2.5 .. '' .. 1e15 .. '' .. 1e100",
     "\"12.51e+151e+100\""},
    {"no concatenation of tables", "return 'a' .. {}", "error: concatenate a table"},
    {"tables are not called", "return ({})()", "error: call a table"},
    {"integer division by zero", "return 1 // 0", "error: by zero"},
    {"goto and integer for",
     "local n = 0 for i = 1, 3 do if i == 2 then goto next end n = n + i ::next:: end return n",
     "4"},
    {"to-be-closed variables need what nobody has", "local x <close> = {} return 1",
     "error: closable"},
};

static void operators_have_no_hidden_hooks(void **state)
{
    (void)state;
    CHECK(operators);
}

static const struct script_case base[] = {
    {"tostring never shows an address",
     "return tostring({}) .. tostring(print) .. tostring(type) .. tostring(nil)",
     "\"tablenilfunctionnil\""},
    {"tostring of numbers",
     "return tostring(1) .. ' ' .. tostring(1.0) .. ' ' .. tostring(-0.0) .. ' ' .. tostring(1/3)",
     "\"1 1.0 -0.0 0.33333333333333\""},
    {"tonumber",
     "return { tonumber('0x10'), tonumber(' 12 '), tonumber('1e2'), tonumber('1_0') == nil, "
     "tonumber('') == nil }",
     "[16,12,100,true,true]"},
    {"tonumber with a base",
     "return { tonumber('ff', 16), tonumber('-zz', 36), tonumber('8', 8) == nil, tonumber('', 10) "
     "== nil }",
     "[255,-1295,true,true]"},
    {"tonumber: a base out of range", "return tonumber('1', 1)", "error: base out of range"},
    {"tonumber needs a value", "return tonumber()", "error: value expected"},
    {"select", "return { select('#', nil, nil), (select(2, 'a', 'b')), (select(-1, 'a', 'b')) }",
     "[2,\"b\",\"b\"]"},
    {"select out of range", "return select(-5, 1)", "error: out of range"},
    {"assert gives its arguments", "return { assert(1, 2) }", "[1,2]"},
    {"assert with a message", "assert(false, 'no way')", "error: no way"},
    {"assert without one", "assert(nil)", "error: assertion failed!"},
    {"assert with a table", "assert(false, {})", "error: error value is not a string"},
    {"error takes texts", "error('boom', 0)", "error: boom"},
    {"error takes nothing else", "error({})", "error: error value is not a string"},
    {"pcall gives the message", "return { pcall(error, 'x', 0) }", "[false,\"x\"]"},
    {"pcall gives the results", "return { pcall(select, '#', 1, 2) }", "[true,2]"},
    {"pcall adds the position", "local ok, m = pcall(function() error('x') end) return m",
     "\"case.lua:2: x\""},
    {"pcall needs a function", "return { pcall() }", "error: value expected"},
    {"rawlen", "return { rawlen({1, 2}), rawlen('abc') }", "[2,3]"},
    {"rawlen of a number", "return rawlen(1)", "error: table or string"},
    {"rawequal", "local t = {} return { rawequal(t, t), rawequal(t, {}), rawequal('a', 'a') }",
     "[true,false,true]"},
    {"policy gives its table back", "local t = {} return rawequal(policy(t), t)", "true"},
    {"policy takes a table", "policy 'x'", "error: table expected"},
    {"ipairs stops at the first nil",
     "local n = 0 for i in ipairs { 1, 2, nil, 4 } do n = i end return n", "2"},
    {"next of an empty table", "return next({}) == nil", "true"},
};

static void base_functions_behave(void **state)
{
    (void)state;
    CHECK(base);
}

static const struct script_case mathematics[] = {
    {"abs, ceil, floor",
     "return { math.abs(-3), math.abs(-2.5), math.ceil(1.2), math.floor(-1.2), math.floor(7) }",
     "[3,2.5,2,-2,7]"},
    {"abs of the least integer wraps", "return math.abs(math.mininteger) == math.mininteger",
     "true"},
    {"floor keeps what no integer holds", "return math.type(math.floor(1e300))", "\"float\""},
    {"fmod",
     "return { math.fmod(7, 3), math.fmod(-7, 3), math.fmod(5.5, 2), math.fmod(math.mininteger, "
     "-1) }",
     "[1,-1,1.5,0]"},
    {"fmod by zero", "return math.fmod(1, 0)", "error: zero"},
    {"max and min", "return { math.max(1, 3, 2), math.min(2.5, 1, 3) }", "[3,1]"},
    {"max needs a number", "return math.max()", "error: number expected"},
    {"modf",
     "local a, b = math.modf(-3.25) local c, d = math.modf(math.huge) return { a, b, c == "
     "math.huge, d }",
     "[-3,-0.25,true,0]"},
    {"sqrt", "return math.sqrt(16)", "4"},
    {"tointeger", "return { math.tointeger(3.0), math.tointeger(3.5) == nil, math.tointeger('8') }",
     "[3,true,8]"},
    {"type", "return { math.type(1), math.type(1.0), math.type('1') == nil }",
     "[\"integer\",\"float\",true]"},
    {"ult", "return { math.ult(1, -1), math.ult(-1, 1) }", "[true,false]"},
    {"constants",
     "return { math.pi > 3.14, math.maxinteger + 1 == math.mininteger, math.huge > math.maxinteger "
     "}",
     "[true,true,true]"},
};

static void math_functions_behave(void **state)
{
    (void)state;
    CHECK(mathematics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_the_allowed_names_exist),
        cmocka_unit_test(nothing_else_exists),
        cmocka_unit_test(libraries_cannot_be_changed),
        cmocka_unit_test(operators_have_no_hidden_hooks),
        cmocka_unit_test(base_functions_behave),
        cmocka_unit_test(math_functions_behave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
