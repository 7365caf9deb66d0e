/* SPDX-License-Identifier: Apache-2.0
 *
 * Results: what becomes a value of the host, and what is refused, with the path of the bad member.
 */
#include "fixture.h"

static const struct script_case values[] = {
    {"nil", "return nil", "nil"},
    {"nothing", "return", "nil"},
    {"booleans", "return true", "true"},
    {"integers", "return -7", "-7"},
    {"the largest integer", "return 1 << 53", "9007199254740992"},
    {"floats", "return 0.25", "0.25"},
    {"negative zero", "return -0.0", "0"},
    {"texts", "return 'é\\n'", "\"é\\n\""},
    {"text with a NUL", "return 'a\\0b'", "\"a\\u0000b\""},
    {"a list", "return { 1, 'a', true, { } }", "[1,\"a\",true,[]]"},
    {"an object, sorted", "return { b = 1, a = { c = 2 } }", "{\"a\":{\"c\":2},\"b\":1}"},
    {"an empty table is a list", "return {}", "[]"},
    {"a list with removed members", "local t = { 1, 2, 3 } t[3] = nil return t", "[1,2]"},
    {"the same table twice", "local t = { 1 } return { t, t }", "[[1],[1]]"},
    {"a library as a result", "return { x = require('node') and 1, y = math.pi > 3 }",
     "{\"x\":1,\"y\":true}"},
};

static void data_becomes_values(void **state)
{
    (void)state;
    CHECK(values);
}

static const struct script_case refused[] = {
    {"functions", "return { f = function() end }",
     "error: result.f is a function, which is not data"},
    {"a function alone", "return tostring", "error: result is a function"},
    {"functions of a library", "return string", "error: result.byte is a function"},
    {"NaN", "return { a = { 1, 0/0 } }", "error: result.a[2] is not a finite number"},
    {"infinity", "return math.huge", "error: result is not a finite number"},
    {"integers beyond 2^53", "return { (1 << 53) + 1 }",
     "error: result[1] is an integer beyond 2^53"},
    {"text that is not UTF-8", "return { reasons = { {}, { at = '\\xff' } } }",
     "error: result.reasons[2].at is not UTF-8"},
    {"a surrogate", "return '\\xed\\xa0\\x80'", "error: result is not UTF-8"},
    {"a key that is not UTF-8", "return { ['\\xc0\\x80'] = 1 }", "error: result is not UTF-8"},
    {"a mixed table", "return { 1, x = 2 }", "error: result has keys that are neither"},
    {"a list with a hole", "return { [1] = 1, [3] = 3 }",
     "error: result has keys that are neither"},
    {"a list from zero", "return { [0] = 1 }", "error: result has keys that are neither"},
    {"float keys", "return { [1.5] = 1 }", "error: result has keys that are neither"},
    {"boolean keys", "return { [true] = 1 }", "error: result has keys that are neither"},
    {"tables as keys", "return { [{}] = 1 }", "error: a key that is a table has no order"},
    {"a cycle", "local t = {} t.x = { t } return t", "error: is too deep, or contains itself"},
    {"a long key", "return { [('k'):rep(1000000)] = ('v'):rep(100000) }",
     "error: has more text than a result may have"},
};

static void everything_else_is_refused_with_its_path(void **state)
{
    (void)state;
    CHECK(refused);
}

static void a_text_can_be_read_without_a_call(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(&f, "a.lua",
                                   "return policy { id = 'x', phase = { 'access' }, rule = "
                                   "function() end, params = { on = true } }");
    const int alone = fixture_load(&f, "b.lua", "return function() end");

    for (int round = 0; round < 2; round++) { /* before and after sealing */
        assert_true(writ_sandbox_has_function(f.sandbox, chunk, "rule"));
        assert_false(writ_sandbox_has_function(f.sandbox, chunk, "id"));
        assert_false(writ_sandbox_has_function(f.sandbox, chunk, "applies"));
        assert_false(writ_sandbox_has_function(f.sandbox, alone, "rule"));
        assert_false(writ_sandbox_has_function(f.sandbox, 99, "rule"));
        f.status = writ_sandbox_read(f.sandbox, chunk, &f.arena, &f.value, &f.err);
        fixture_show(&f);
        assert_string_equal(f.json,
                            "{\"id\":\"x\",\"params\":{\"on\":true},\"phase\":[\"access\"]}");
        if (round == 0) {
            fixture_seal(&f);
        }
    }
    fixture_done(&f);
}

static void calls_that_make_no_sense_are_errors(void **state)
{
    struct fixture f;
    struct writ_call call = {.chunk = 1};

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    call.arena = &f.arena;
    (void)fixture_load(&f, "a.lua", "return { n = 1 }");
    fixture_call(&f, &call); /* outside an evaluation */
    assert_int_equal(f.status, WRIT_E_BUG);
    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    fixture_call(&f, &call);
    assert_string_equal(f.json, "error: 'the text's value' is not a function");
    call.function = "n";
    fixture_call(&f, &call);
    assert_string_equal(f.json, "error: 'n' is not a function");
    call.chunk = 2;
    fixture_call(&f, &call);
    assert_int_equal(f.status, WRIT_E_BUG);
    call.chunk = 1;
    call.first_chunk = 7;
    fixture_call(&f, &call);
    assert_int_equal(f.status, WRIT_E_BUG);
    writ_sandbox_end(f.sandbox);
    assert_int_equal(writ_sandbox_seal(f.sandbox, &f.err), WRIT_E_BUG);
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_becomes_values),
        cmocka_unit_test(everything_else_is_refused_with_its_path),
        cmocka_unit_test(a_text_can_be_read_without_a_call),
        cmocka_unit_test(calls_that_make_no_sense_are_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
