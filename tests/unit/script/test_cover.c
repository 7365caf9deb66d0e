/* SPDX-License-Identifier: Apache-2.0
 *
 * What counts as a branch, an effect and a line, and that counting changes no result.
 */
#include "fixture.h"

#include "oom.h"
#include "script/cover.h"
#include "script/probe.h"

/* Each text is called with true and then with false. */
static const struct {
    const char *label;
    const char *text;
    const char *expected; /* "LINE:COLUMN TEXT YES/NO" for each branch, "LINE:COLUMN TEXT YES" for
                             each effect, "LINE HITS" for each line with code */
} cases[] = {
    {"nothing", "return function(x) return x end", "1 3\n"},
    {"if", "return function(x)\n  if x then\n    return 1\n  end\nend", "2:6 x 1/1\n2 2\n3 1\n"},
    {"elseif and else",
     "return function(x)\n  if x == 1 then return 1\n  elseif not x then return 2\n  else return 3 "
     "end\nend",
     "2:6 x == 1 0/2\n3:10 not x 1/1\n2 2\n3 2\n4 1\n"},
    {"operands of a condition",
     "return function(x)\n if x and x ~= 2 or x == nil then return 1 end\nend",
     "2:5 x 1/1\n2:11 x ~= 2 1/0\n2:21 x == nil 0/1\n2 2\n"},
    {"brackets", "return function(x)\n if (x or not x) and #('a') then return 1 end\nend",
     "2:6 x 1/1\n2:5 (x or not x) 2/0\n2:22 #('a') 2/0\n2 2\n"},
    {"the last operand of a value decides nothing", "return function(x) return x or {} end",
     "1:27 x 1/1\n1 3\n"},
    {"nor does a constant in the middle",
     "return function(x) return x and 'a' or x and { 1 } or x and 1 or nil end",
     "1:27 x 1/1\n1:40 x 0/1\n1:55 x 0/1\n1 3\n"},
    {"nor does a text that is put together, unless it is compared",
     "return function(x)\n local a = x and 'a' .. tostring(x) or 'b'\n"
     " return x and a .. 'c' == 'd' or (function(...) return ... or 1 end)(a)\nend",
     "2:12 x 1/1\n3:9 x 1/1\n3:15 a .. 'c' == 'd' 0/1\n3:56 ... 2/0\n2 2\n3 4\n"},
    {"values in lists, arguments, tables and keys",
     "return function(x)\n local a, b = x and 1, x or 2\n local t = { x or 1, k = x and 2, [x or "
     "3] "
     "= 4 }\n return tostring(x or t[x or 1])\nend",
     "2:15 x 1/1\n2:24 x 1/1\n3:14 x 1/1\n3:26 x 1/1\n3:36 x 1/1\n4:18 x 1/1\n4:25 x 0/1\n2 2\n3 "
     "2\n4 2\n"},
    {"while", "return function(x)\n while x do\n  x = false\n end\nend", "2:8 x 1/2\n2 3\n3 1\n"},
    {"a loop without end has no condition",
     "return function(x)\n while true do\n  break\n end\nend", "3 2\n"},
    {"for has none either", "return function(x)\n for i = 1, x and 2 or 1 do\n  x = i\n end\nend",
     "2:13 x 1/1\n2 5\n3 3\n"},
    {"until ends where a statement begins",
     "return function(x)\n repeat\n  local y = x\n until y or not (x)\n local z = x\n return "
     "z\nend",
     "4:8 y 1/1\n4:13 not (x) 1/0\n3 2\n4 2\n5 2\n6 2\n"},
    {"until before a label, a semicolon, the end of a block",
     "return function(x)\n repeat until x == x ::l::\n repeat until 'a' == 'a'; repeat until x or "
     "(#'a' < 2) end",
     "2:15 x == x 2/0\n3:15 'a' == 'a' 2/0\n3:40 x 1/1\n3:45 (#'a' < 2) 1/0\n2 2\n3 3\n"},
    {"a method in until", "return function(x)\n repeat until ('x'):upper() == 'X' return 1 end",
     "2:15 ('x'):upper() == 'X' 2/0\n2 3\n"},
    {"a function within an operand",
     "return function(x)\n return x and (function() if x then return 2 end end)() or 3\nend",
     "2:9 x 1/1\n2:30 x 1/0\n2:15 (function() if x then return 2 end end)() 1/0\n2 3\n"},
    {"comparisons are no assignments",
     "return function(x)\n if x == true or 1 >= 2 or 1 <= 0 or x ~= false then return 1 end\nend",
     "2:5 x == true 1/1\n2:18 1 >= 2 0/1\n2:28 1 <= 0 0/1\n2:38 x ~= false 0/1\n2 2\n"},
    {"comments, texts and long brackets are passed",
     "return function(x) -- if x then\n --[[ x and y ]] local t = 'a and b' .. [[ or\n]] return x "
     "and t\nend",
     "3:11 x 1/1\n2 4\n3 4\n"},
    {"an effect",
     "local out = { deny = function() end, warn = function() end }\nreturn function(x)\n if x "
     "then\n"
     "  out.deny('x')\n else\n  local say = x and out.warn or out.deny\n end\nend",
     "3:5 x 1/1\n4:3 out.deny 1\n6:15 x 0/1\n6:21 out.warn 0\n6:33 out.deny 1\n1 2\n3 2\n4 1\n6 "
     "1\n"},
    {"no effect",
     "return function(x)\n local t = { a = { deny = 1 } }\n return t.a.deny, t.deny\nend",
     "3:19 t.deny 2\n2 2\n3 2\n"},
    {"a call that gives several values is one",
     "local function two() return 1, 2 end\nreturn function(x)\n local a, b = two() and two()\n"
     " if b then return b end\nend",
     "3:15 two() 2/0\n4:5 b 0/2\n1 5\n3 2\n4 2\n"},
    {"a call that gives none is false",
     "local function none() end\nreturn function(x) return none() or 1 end",
     "2:27 none() 0/2\n1 3\n2 3\n"},
};

static const char *counts_as_text(struct fixture *f, const struct writ_covered *covered)
{
    const char *all = "";

    for (size_t i = 0; i < covered->probe_count; i++) {
        const struct writ_probe *it = &covered->probes[i];

        all =
            writ_arena_printf(&f->arena, "%s%u:%u %.*s %d", all, (unsigned)it->line,
                              (unsigned)it->column, (int)it->text.len, it->text.ptr, (int)it->yes);
        if (it->kind == WRIT_PROBE_BRANCH) {
            all = writ_arena_printf(&f->arena, "%s/%d", all, (int)it->no);
        }
        all = writ_arena_printf(&f->arena, "%s\n", all);
    }
    for (size_t i = 0; i < covered->line_count; i++) {
        if (covered->lines[i].is_code) {
            all =
                writ_arena_printf(&f->arena, "%s%zu %d\n", all, i + 1, (int)covered->lines[i].hits);
        }
    }
    return all;
}

static void run(struct fixture *f, const char *text, struct writ_coverage *coverage)
{
    fixture_open(f);
    writ_sandbox_cover(f->sandbox, coverage);

    const int chunk = fixture_load(f, "dir/covered.lua", text);

    if (f->status != WRIT_OK) {
        fail_msg("%s", f->err.text);
    }
    fixture_seal(f);
    fixture_evaluate(f, chunk, writ_value_bool(&f->arena, true), false);
    fixture_evaluate(f, chunk, writ_value_bool(&f->arena, false), false);
}

static void branches_effects_and_lines_are_counted(void **state)
{
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture f;

        fixture_init(&f);

        struct writ_coverage coverage = {.arena = &f.arena};

        run(&f, cases[i].text, &coverage);

        const char *all = counts_as_text(&f, writ_coverage_find(&coverage, "dir/covered.lua"));

        if (strcmp(all, cases[i].expected) != 0) {
            print_message("%s: got\n%sexpected\n%s", cases[i].label, all, cases[i].expected);
            wrong++;
        }
        fixture_done(&f);
    }
    assert_int_equal(wrong, 0);
}

static void results_are_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture plain, counted;
        struct writ_coverage coverage = {.arena = &counted.arena};

        fixture_init(&plain);
        fixture_init(&counted);
        run(&plain, cases[i].text, NULL);
        run(&counted, cases[i].text, &coverage);
        assert_string_equal(plain.json, counted.json);
        fixture_done(&plain);
        fixture_done(&counted);
    }
}

static void what_is_wrong_is_said_of_the_text_itself(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);

    struct writ_coverage coverage = {.arena = &f.arena};

    fixture_open(&f);
    writ_sandbox_cover(f.sandbox, &coverage);
    (void)fixture_load(&f, "a.lua", "return function(x)\n if x and then end\nend");
    assert_int_equal(f.status, WRIT_E_SYNTAX);
    assert_int_equal(f.err.loc.line, 2);
    (void)fixture_load(&f, "b.lua", "local x = nil\nif x == nil or x then error('no', 1) end");
    assert_int_equal(f.status, WRIT_E_POLICY);
    assert_int_equal(f.err.loc.line, 2);
    assert_string_equal(f.err.text, "no");
    assert_null(writ_coverage_find(&coverage, "a.lua"));
    fixture_done(&f);
}

static enum writ_status probe(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_probed probed;
    struct writ_error err = {0};

    writ_arena_init(&arena, alloc);
    return writ_probe_insert(&arena, WRIT_LIT("if a and b then out.deny('x') end"), &probed, &err);
}

static void probing_survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(probe, 16);
}

/* One of many conditions on many lines, so that all that is noted of a text has to grow. */
static const char *long_text(struct writ_arena *arena)
{
    const char *text = "return function(x)\n";

    for (int i = 0; i < 60; i++) {
        text = writ_arena_printf(arena, "%sif x and x then x = 1 end\n\n\n\n\n\n\n\n", text);
    }
    return writ_arena_printf(arena, "%s return 1 end", text);
}

/* False when the arena of the coverage had no room. */
static bool covers_with(size_t allocations)
{
    struct fixture f;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_coverage coverage = {.arena = &arena};
    bool is_covered;

    writ_arena_init(&arena, &alloc);
    alloc.fail_after = allocations;
    fixture_init(&f);
    fixture_open(&f);
    writ_sandbox_cover(f.sandbox, &coverage);
    (void)fixture_load(&f, "long.lua", long_text(&f.arena));
    is_covered = f.status == WRIT_OK;
    if (!is_covered) {
        assert_int_equal(f.status, WRIT_E_POLICY);
        assert_non_null(strstr(f.err.text, "out of memory"));
    }
    fixture_done(&f);
    return is_covered;
}

static void covering_survives_every_allocation_failure(void **state)
{
    size_t allocations = 0;

    (void)state;
    while (allocations < 64 && !covers_with(allocations)) {
        allocations++;
    }
    assert_in_range(allocations, 3, 63);
}

/* Calls go from one text to the other and back. */
static void texts_are_counted_apart(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);

    struct writ_coverage coverage = {.arena = &f.arena};

    fixture_open(&f);
    writ_sandbox_cover(f.sandbox, &coverage);

    const int first = fixture_load(&f, "a.lua", "return function()\n return 1 end");
    const int second = fixture_load(&f, "b.lua", "return function()\n return 2 end");

    fixture_seal(&f);
    fixture_evaluate(&f, second, NULL, false);
    fixture_evaluate(&f, first, NULL, false);
    fixture_evaluate(&f, second, NULL, false);
    assert_in_range(writ_coverage_find(&coverage, "a.lua")->lines[1].hits, 1, 2);
    assert_in_range(writ_coverage_find(&coverage, "b.lua")->lines[1].hits, 2, 4);
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(branches_effects_and_lines_are_counted),
        cmocka_unit_test(results_are_the_same),
        cmocka_unit_test(what_is_wrong_is_said_of_the_text_itself),
        cmocka_unit_test(probing_survives_every_allocation_failure),
        cmocka_unit_test(covering_survives_every_allocation_failure),
        cmocka_unit_test(texts_are_counted_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
