/* SPDX-License-Identifier: Apache-2.0
 *
 * What the other tests of the sandbox have no reason to come across.
 */
#include "fixture.h"

static const struct script_case cases[] = {
    {"a whole and a fractional key",
     "local s = '' for k in pairs { [3.5] = 1, [3] = 1 } do s = s .. k .. ' ' end return s",
     "\"3 3.5 \""},
    {"next of a key without an order", "return next({ a = 1 }, {})", "error: "},
    {"the last item of all", "local step = ipairs {} return step({}, math.maxinteger)", "nil"},
    {"space around a number with a base", "return tonumber(' \t10 \\n', 16)", "16"},
    {"no addresses", "return ('%p'):format({})", "error: invalid conversion"},
    {"no such specifier", "return ('%y'):format(1)", "error: invalid conversion '%y' to 'format'"},
    {"a capture that is not there", "return (('b'):gsub('b', '%2'))",
     "error: invalid capture index"},
    {"the name of the text alone", "error('case.lua!', 0)", "error: case.lua!"},
    {"a name and no line", "error('case.lua:x: y', 0)", "error: case.lua:x: y"},
    {"a name and a line too far", "error('case.lua:99999999999: y', 0)",
     "error: case.lua:99999999999: y"},
    {"a function as a result", "return { f = type }", "error: "},
};

static void corners_of_the_library(void **state)
{
    (void)state;
    CHECK(cases);
}

/* A text grows by half, and no further than an object may. */
static void a_text_grows_to_the_limit_and_no_further(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.limits.object_bytes = 16384;
    fixture_run(&f, "return #(('x'):rep(5000):gsub('x', 'yyy'))", NULL, false);
    assert_string_equal(f.json, "15000");
    fixture_run(&f, "return #(('x'):rep(6000):gsub('x', 'yyy'))", NULL, false);
    assert_int_equal(f.outcome, WRIT_OUTCOME_MEMORY);
    fixture_done(&f);
}

static bool find_long(void *ctx, struct writ_str name, struct writ_str *ret_text,
                      const char **ret_source)
{
    (void)ctx;
    (void)name;
    *ret_text = WRIT_LIT("return { --[[ a module that is longer than it may be ]] }");
    *ret_source = "lib/long.lua";
    return true;
}

static void a_module_is_no_longer_than_a_text_may_be(void **state)
{
    struct fixture f;
    int chunk = 0;

    (void)state;
    fixture_init(&f);
    f.modules.find = find_long;
    f.limits.source_bytes = 40;
    fixture_open(&f);
    (void)fixture_load(&f, "a.lua", "return require 'long'");
    assert_int_equal(f.status, WRIT_E_POLICY);
    assert_string_equal(f.err.loc.source, "a.lua");
    assert_non_null(strstr(f.err.text, "lib/long.lua:0: the text is longer than 40 bytes"));
    f.err = (struct writ_error){0};
    assert_int_equal(writ_sandbox_load(f.sandbox, "b.lua",
                                       WRIT_LIT("return 'a text that is too long as well'      "),
                                       &chunk, &f.err),
                     WRIT_E_LIMIT);
    fixture_done(&f);
}

static void nothing_is_loaded_into_a_sealed_sandbox(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, "a.lua", "return 1");
    fixture_seal(&f);
    (void)fixture_load(&f, "b.lua", "return 2");
    assert_int_equal(f.status, WRIT_E_BUG);
    assert_int_equal(writ_sandbox_seal(f.sandbox, &f.err), WRIT_E_BUG);
    fixture_done(&f);
}

static void call_once(struct fixture *f, const char *function, const char *expected)
{
    const struct writ_call call = {.chunk = 1, .function = function, .arena = &f->arena};

    fixture_call(f, &call);
    assert_string_equal(f->json, expected);
}

/* What one call leaves behind does not count against the next; a failure is undone at once. */
static void evaluations_follow_each_other(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, "a.lua",
                       "return { work = function() local t = {} for i = 1, 100 do t[i] = { i } end "
                       "return #t end, fail = function() error('no', 0) end,\n"
                       "spin = function() while true do end end }");
    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    call_once(&f, "work", "100");
    writ_sandbox_next(f.sandbox);
    call_once(&f, "work", "100");
    writ_sandbox_next(f.sandbox);
    call_once(&f, "fail", "error: no");
    writ_sandbox_next(f.sandbox);
    call_once(&f, "spin", "error: the instruction budget of 1000000 is spent");
    writ_sandbox_next(f.sandbox);
    call_once(&f, "work", "100");
    writ_sandbox_begin(f.sandbox); /* begins anew without an end */
    call_once(&f, "work", "100");
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

/* The result is built in the caller's arena, and any of its allocations may fail. */
static void a_result_that_does_not_fit_is_an_error(void **state)
{
    struct fixture f;
    int chunk;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    chunk = fixture_load(&f, "a.lua",
                         "return function() local t = {} for i = 1, 2000 do t[i] = 'x' .. i end "
                         "return t end");
    fixture_seal(&f);
    for (size_t nth = 0; nth < 4; nth++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        const struct writ_call call = {.chunk = chunk, .arena = &arena};

        alloc.fail_after = nth;
        writ_arena_init(&arena, &alloc);
        writ_sandbox_begin(f.sandbox);
        fixture_call(&f, &call);
        writ_sandbox_end(f.sandbox);
        assert_int_not_equal(f.status, WRIT_OK);
        assert_non_null(strstr(f.err.text, "does not fit into memory"));
    }
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corners_of_the_library),
        cmocka_unit_test(a_text_grows_to_the_limit_and_no_further),
        cmocka_unit_test(a_module_is_no_longer_than_a_text_may_be),
        cmocka_unit_test(nothing_is_loaded_into_a_sealed_sandbox),
        cmocka_unit_test(evaluations_follow_each_other),
        cmocka_unit_test(a_result_that_does_not_fit_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
