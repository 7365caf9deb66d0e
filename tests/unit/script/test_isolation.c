/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts cannot influence each other, and an evaluation leaves nothing behind.
 */
#include "fixture.h"

#include <locale.h>
#include <sys/wait.h>
#include <unistd.h>

static void evaluate_twice(const char *body, const char *expected)
{
    struct fixture f;

    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(&f, "a.lua", body);

    assert_int_equal(f.status, WRIT_OK);
    fixture_seal(&f);
    for (int round = 0; round < 3; round++) {
        fixture_evaluate(&f, chunk, NULL, false);
        if (strcmp(f.json, expected) != 0) {
            fail_msg("round %d of '%s': got %s, expected %s", round, body, f.json, expected);
        }
    }
    fixture_done(&f);
}

static void an_evaluation_leaves_nothing_behind(void **state)
{
    (void)state;
    evaluate_twice("return function() counter = (counter or 0) + 1 return counter end", "1");
    evaluate_twice("local n = 0 return function() n = n + 1 return n end", "1");
    evaluate_twice(
        "local t = { a = { } } return function() t.a[#t.a + 1] = 'x' t.b = t.a return #t.a end",
        "1");
    evaluate_twice("local t = { 1, 2, 3 } return function() t[2] = nil t = nil return 1 end", "1");
    evaluate_twice("return function() local s = ('x'):rep(3000) global = s for i = 1, 500 do "
                   "_ENV['g' .. i] = s .. i end return #s end",
                   "3000");
    evaluate_twice("local m = require 'node' return function() type = 5 return m.kind ~= nil end",
                   "true");
}

static void errors_and_limits_leave_nothing_behind_either(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(
        &f, "a.lua",
        "local n = 0 return {"
        "good = function() n = n + 1 return n end,"
        "error = function() n = n + 1 error 'x' end,"
        "gas = function() n = n + 1 while true do end end,"
        "memory = function() n = n + 1 local t = { } while true do t[#t + 1] = { } end end,"
        "large = function() n = n + 1 local s = 'x' while true do s = s .. s end end,"
        "deep = function() local function f() return 1 + f() end return f() end }");
    static const char *const bad[] = {"error", "gas", "memory", "large", "deep"};

    fixture_seal(&f);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const struct writ_call call = {.chunk = chunk, .function = bad[i], .arena = &f.arena};
        const struct writ_call good = {.chunk = chunk, .function = "good", .arena = &f.arena};

        writ_sandbox_begin(f.sandbox);
        fixture_call(&f, &call);
        assert_int_not_equal(f.outcome, WRIT_OUTCOME_OK);
        writ_sandbox_end(f.sandbox);
        writ_sandbox_begin(f.sandbox);
        fixture_call(&f, &good);
        assert_string_equal(f.json, "1");
        writ_sandbox_end(f.sandbox);
    }
    fixture_done(&f);
}

static void texts_do_not_see_each_other(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, "a.lua",
                       "leak = 1 _ENV.tostring = nil string = { rep = 5 } _ENV = nil return 1");

    const int chunk = fixture_load(&f, "b.lua",
                                   "return function() return { leak == nil, type(tostring), "
                                   "type(string.rep), ('x'):rep(2) } end");

    fixture_seal(&f);
    fixture_evaluate(&f, chunk, NULL, false);
    assert_string_equal(f.json, "[true,\"function\",\"function\",\"xx\"]");
    fixture_done(&f);
}

static void a_text_that_fails_leaves_nothing_behind(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, "bad.lua", "leak = 1 error 'no'");
    assert_int_equal(f.status, WRIT_E_POLICY);
    (void)fixture_load(&f, "broken.lua", "return (");
    assert_int_equal(f.status, WRIT_E_SYNTAX);
    (void)fixture_load(&f, "nothing.lua", "local x = 1");
    assert_int_equal(f.status, WRIT_E_POLICY);

    const int chunk = fixture_load(&f, "good.lua", "return function() return leak == nil end");

    assert_int_equal(chunk, 1);
    fixture_seal(&f);
    fixture_evaluate(&f, chunk, NULL, false);
    assert_string_equal(f.json, "true");
    fixture_done(&f);
}

static bool find_module(void *ctx, struct writ_str name, struct writ_str *ret_text,
                        const char **ret_source)
{
    static const char *const modules[][2] = {
        {"words",
         "local words = { list = { 'a', 'b' } } function words.count() return #words.list end "
         "function words.add(w) words.list[#words.list + 1] = w end return words"},
        {"uses", "local words = require 'words' return { first = words.list[1] }"},
        {"loop", "return require 'pool'"},
        {"pool", "return require 'loop'"},
        {"plain", "return 42"},
        {"call", "return function(x) return x * 2 end"},
        {"empty", "local x = 1"},
        {"false", "return false"},
        {"broken", "return )"},
        {"fails", "\n\nerror 'bad module'"},
        {"late", "counter = (counter or 0) + 1 return { n = counter }"},
    };

    (void)ctx;
    for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
        if (writ_str_is(name, modules[i][0])) {
            *ret_text = writ_str_from(modules[i][1]);
            *ret_source = modules[i][0];
            return true;
        }
    }
    return false;
}

static const struct script_case modules[] = {
    {"members", "local w = require 'words' return { w.list[1], #w.list, w.count() }",
     "[\"a\",2,2]"},
    {"the same each time", "return require 'words' == require 'words'", "true"},
    {"members are the same each time", "local w = require 'words' return w.list == w.list", "true"},
    {"read-only", "require('words').list = nil", "error: read-only"},
    {"read-only all the way down", "require('words').list[1] = 'x'", "error: read-only"},
    {"also for insert", "table.insert(require('words').list, 'x')", "error: read-only"},
    {"its own functions may write",
     "local w = require 'words' w.add('c') return { w.count(), #w.list, w.list[3] }",
     "[3,3,\"c\"]"},
    {"tables like any other",
     "local o = {} for i, v in ipairs(require('words').list) do o[i] = v end for k in "
     "pairs(require 'words') do o[#o + 1] = k end return o",
     "[\"a\",\"b\",\"add\",\"count\",\"list\"]"},
    {"concat and unpack",
     "local l = require('words').list return { table.concat(l, '+'), (select('#', "
     "table.unpack(l))), type(l), rawlen(l) }",
     "[\"a+b\",2,\"table\",2]"},
    {"as a result", "return require('words').list", "[\"a\",\"b\"]"},
    {"modules of modules", "return require('uses').first", "\"a\""},
    {"other values", "return { require 'plain', require('call')(4) }", "[42,8]"},
    {"cycles", "return require 'loop'", "error: module 'loop' requires itself"},
    {"modules that give nothing", "return require 'empty'",
     "error: module 'empty' returns nothing"},
    {"or false", "return require 'false'", "error: module 'false' returns nothing"},
    {"absent ones", "return require 'os'", "error: module 'os' is not there"},
    {"a name that is no text", "return require(5)", "error: string expected"},
    {"a broken one", "return require 'broken'", "error: unexpected symbol near ')'"},
    {"a failed one stays failed", "pcall(require, 'fails') return require 'fails'",
     "error: could not be loaded before"},
};

static void modules_are_shared_and_read_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
        struct fixture f;

        fixture_init(&f);
        f.modules.find = find_module;
        fixture_run(&f, modules[i].body, NULL, false);
        check_case(&f, &modules[i]);
        fixture_done(&f);
    }
}

static void a_module_loaded_in_an_evaluation_is_undone_with_it(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.modules.find = find_module;
    fixture_open(&f);

    const int chunk = fixture_load(
        &f, "a.lua",
        "return function() local l = require 'late' return { l.n, require('late').n } end");

    fixture_seal(&f);
    for (int round = 0; round < 3; round++) {
        fixture_evaluate(&f, chunk, NULL, false);
        assert_string_equal(f.json, "[1,1]");
    }
    fixture_done(&f);
}

static void one_chunk_can_be_passed_to_another(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int policy = fixture_load(
        &f, "policy.lua", "return { rule = function(input, out) out.say('hello ' .. input) end }");
    const int runner = fixture_load(
        &f, "runner.lua",
        "return { run = function(policy, input) local said = {} "
        "policy.rule(input, { say = function(x) said[#said + 1] = x end }) return said end }");
    const struct writ_value *input = writ_value_string(&f.arena, WRIT_LIT("you"));
    const struct writ_call call = {.chunk = runner,
                                   .first_chunk = policy,
                                   .function = "run",
                                   .args = &input,
                                   .arg_count = 1,
                                   .arena = &f.arena};

    writ_sandbox_begin(f.sandbox); /* before sealing, too */
    fixture_call(&f, &call);
    assert_string_equal(f.json, "[\"hello you\"]");
    writ_sandbox_end(f.sandbox);
    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    fixture_call(&f, &call);
    assert_string_equal(f.json, "[\"hello you\"]");
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

/* What a script can see of hashing, addresses and the process. The exact steps do not matter; the
 * answer must not vary. */
static const char observer[] =
    "return function() local t, o = { }, { } "
    "for i = 1, 40 do t['k' .. i] = i t[i * 3] = i end for i = 1, 40, 2 do t['k' .. i] = nil end "
    "for i = 41, 70 do t['q' .. i] = i t[i] = i end o[1] = #t "
    "for k, v in pairs(t) do o[#o + 1] = tostring(k) .. v end "
    "local f = { } for i = 1, 20 do f[{ }] = i f['x' .. i] = 1 end for i = 1, 10 do f['x' .. i] = "
    "nil f[i] = i end o[#o + 1] = #f "
    "o[#o + 1] = tostring(1.5) .. ('%.3f'):format(2.25) .. tostring(tonumber '1,5') .. "
    "tostring(tonumber '1.5') .. (('a' < 'B') and 1 or 0) "
    "o[#o + 1] = ('ÄÖ'):lower() return table.concat(o, ' ') end";

static void observe(int to, bool other_locale)
{
    struct fixture f;
    char line[4096];

    if (other_locale) {
        (void)setlocale(LC_ALL, "de_DE.UTF-8");
    }
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(&f, "a.lua", observer);

    fixture_seal(&f);
    fixture_evaluate(&f, chunk, NULL, false);

    const int len = snprintf(line, sizeof(line), "%s %llu", f.json,
                             (unsigned long long)writ_sandbox_gas_used(f.sandbox));

    (void)!write(to, line, (size_t)len);
    fixture_done(&f);
}

static void a_fresh_process_sees_the_same(void **state)
{
    char first[4096] = "";

    (void)state;
    for (int round = 0; round < 20; round++) {
        char line[4096] = "";
        int ends[2];

        assert_int_equal(pipe(ends), 0);

        const pid_t child = fork();

        if (child == 0) {
            struct writ_alloc noise = WRIT_ALLOC_INIT(0);
            const size_t bytes = (size_t)round * 4099 + 1; /* other addresses */
            void *block = writ_calloc(&noise, bytes);

            observe(ends[1], round % 2 == 1);
            writ_free(&noise, block, bytes);
            _exit(0);
        }
        (void)close(ends[1]);
        assert_true(read(ends[0], line, sizeof(line) - 1) > 0);
        (void)close(ends[0]);
        assert_int_equal(waitpid(child, NULL, 0), child);
        if (round == 0) {
            memcpy(first, line, sizeof(first));
        }
        assert_string_equal(line, first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_evaluation_leaves_nothing_behind),
        cmocka_unit_test(errors_and_limits_leave_nothing_behind_either),
        cmocka_unit_test(texts_do_not_see_each_other),
        cmocka_unit_test(a_text_that_fails_leaves_nothing_behind),
        cmocka_unit_test(modules_are_shared_and_read_only),
        cmocka_unit_test(a_module_loaded_in_an_evaluation_is_undone_with_it),
        cmocka_unit_test(one_chunk_can_be_passed_to_another),
        cmocka_unit_test(a_fresh_process_sees_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
