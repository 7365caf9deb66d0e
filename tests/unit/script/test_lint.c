/* SPDX-License-Identifier: Apache-2.0
 *
 * What the lint says about a text that loads, and where.
 */
#include "fixture.h"

#include "oom.h"
#include "script/lint.h"

static const struct {
    const char *label;
    const char *text;
    const char *expected; /* "LINE:COLUMN CODE MESSAGE (HINT)" for each, one a line */
} cases[] = {
    {"nothing", "local x = 1\nreturn { x, tostring(x), string.rep('a', 2) }", ""},
    {"a name that nothing defines", "return {\n  a = tostrin(1) }",
     "2:7 UNKNOWN_NAME nothing defines 'tostrin' (did you mean 'tostring'?)\n"},
    {"a name unlike any other", "return print",
     "1:8 UNKNOWN_NAME nothing defines 'print' (policies see what policy-api.md lists, and what "
     "they require)\n"},
    {"the word elsewhere on the line", "local t = {}\nreturn { t.foobarbaz, t, foobarbaz }",
     "2:26 UNKNOWN_NAME nothing defines 'foobarbaz' "
     "(policies see what policy-api.md lists, and what they require)\n"},
    {"a global function", "function helper() return 1 end\nreturn { helper() }",
     "1:10 GLOBAL_WRITE 'helper' is assigned as a global (declare it: local, or local function)\n"},
    {"a global in a function within",
     "return { f = function() return function() count = 1 end end }",
     "1:43 GLOBAL_WRITE 'count' is assigned as a global (declare it: local, or local function)\n"},
    {"twice on a line, once on another", "return { os, os,\n os }",
     "1:10 UNKNOWN_NAME nothing defines 'os' (policies see what policy-api.md lists, and what they "
     "require)\n"
     "2:2 UNKNOWN_NAME nothing defines 'os' (policies see what policy-api.md lists, and what they "
     "require)\n"},
    {"a power", "local n = 2\nreturn { n ^ 2,\n 2^3 }",
     "2:12 POWER '^' gives a float, also for whole numbers (multiply, or take math.tointeger() of "
     "the result)\n"
     "3:3 POWER '^' gives a float, also for whole numbers (multiply, or take math.tointeger() of "
     "the result)\n"},
    {"no power", "--^\n--[[ ^ ]] return { '^', \"\\\"^\", [==[ ^ ]] ]==] }", ""},
    {"an environment of the text's own", "local function f(_ENV) x = y end\nreturn f", ""},
    {"a key that is no name", "_ENV['a b\\n\\xff'] = 1 return 1",
     "1:1 GLOBAL_WRITE 'a?b\?\?' is assigned as a global (declare it: local, or local function)\n"},
    {"two keys without a place of their own", "_ENV['b c'] = 1 _ENV['a c'] = 1 return 1",
     "1:1 GLOBAL_WRITE 'a?c' is assigned as a global (declare it: local, or local function)\n"
     "1:1 GLOBAL_WRITE 'b?c' is assigned as a global (declare it: local, or local function)\n"},
    {"a long way down", NULL,
     "300:2 UNKNOWN_NAME nothing defines 'zzzzzzzz' "
     "(policies see what policy-api.md lists, and what they require)\n"},
};

static const char *far_down(struct writ_arena *arena)
{
    char *text = writ_arena_alloc(arena, 512);

    memset(text, '\n', 512);
    memcpy(text, "return {", 8);
    memcpy(text + 8 + 299, " zzzzzzzz }", 12);
    return text;
}

static const char *lint_as_text(struct fixture *f, const char *text)
{
    struct writ_lints lints = {NULL, 0};
    const char *all = "";

    f->status =
        writ_sandbox_lint(f->sandbox, "a.lua", writ_str_from(text), &f->arena, &lints, &f->err);
    for (size_t i = 0; f->status == WRIT_OK && i < lints.count; i++) {
        const struct writ_lint *it = &lints.items[i];

        all = writ_arena_printf(&f->arena, "%s%u:%u %s %s (%s)\n", all, (unsigned)it->line,
                                (unsigned)it->column, it->code, it->message, it->hint);
    }
    return all;
}

static void findings_have_a_place_and_a_hint(void **state)
{
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;
        const char *got;

        fixture_init(&f);
        fixture_open(&f);
        got = lint_as_text(&f, cases[i].text == NULL ? far_down(&f.arena) : cases[i].text);
        if (f.status != WRIT_OK || strcmp(got, cases[i].expected) != 0) {
            print_error("%s: %s got\n%s", cases[i].label, f.err.text, got);
            wrong++;
        }
        fixture_done(&f);
    }
    assert_int_equal(wrong, 0);
}

static void a_text_that_does_not_compile_is_an_error(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)lint_as_text(&f, "return {\n= }");
    assert_int_equal(f.status, WRIT_E_SYNTAX);
    assert_int_equal(f.err.loc.line, 2);
    fixture_done(&f);
}

/* Looking at a text changes nothing, before and after sealing. */
static void the_sandbox_is_left_as_it_was(void **state)
{
    struct fixture f;
    int chunk;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    chunk = fixture_load(&f, "ok.lua", "return function() return 7 end");
    (void)lint_as_text(&f, "error('is not run')");
    assert_int_equal(f.status, WRIT_OK);
    fixture_seal(&f);
    (void)lint_as_text(&f, "x = 1 error('is not run')");
    assert_int_equal(f.status, WRIT_OK);
    fixture_evaluate(&f, chunk, NULL, false);
    assert_string_equal(f.json, "7");
    fixture_done(&f);
}

/* 300 findings in one text: the first 100 are told. */
static void there_is_an_end_to_findings(void **state)
{
    struct fixture f;
    struct writ_lints lints = {NULL, 0};
    char *text;
    size_t len = 0;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    text = writ_arena_alloc(&f.arena, 8192);
    for (int i = 0; i < 300; i++) {
        len += (size_t)snprintf(text + len, 8192 - len, "x%d = 1\n", i % 150);
    }
    assert_int_equal(writ_sandbox_lint(f.sandbox, "a.lua", (struct writ_str){text, len}, &f.arena,
                                       &lints, &f.err),
                     WRIT_OK);
    assert_int_equal(lints.count, 100);
    assert_int_equal(lints.items[99].line, 100);
    fixture_done(&f);
}

static enum writ_status lint_some(struct writ_alloc *alloc)
{
    struct writ_error error = {0};
    struct writ_error *err = &error;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    struct writ_lints lints;

    limits.wall_ms = 0;
    writ_arena_init(&arena, alloc);
    WRIT_TRY(writ_sandbox_new(&limits, (struct writ_modules){0}, &sandbox, err));
    WRIT_TRY(writ_sandbox_lint(sandbox, "a.lua", WRIT_LIT("x = 1 return { y ^ 2, tostrin }"),
                               &arena, &lints, err));
    assert_int_equal(lints.count, 4);
    return WRIT_OK;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(lint_some, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_have_a_place_and_a_hint),
        cmocka_unit_test(a_text_that_does_not_compile_is_an_error),
        cmocka_unit_test(the_sandbox_is_left_as_it_was),
        cmocka_unit_test(there_is_an_end_to_findings),
        cmocka_unit_test(survives_every_allocation_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
