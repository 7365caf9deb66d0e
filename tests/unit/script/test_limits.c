/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits: reached where they should be, the same way every time, and by nothing turned into a
 * result.
 */
#include "fixture.h"

#include "base/buf.h"

static const struct script_case limits[] = {
    {"an endless loop", "while true do end", "gas"},
    {"endless tail calls", "local function f() return f() end return f()", "gas"},
    {"a loop of library calls",
     "while true do local s = ('abc'):find('b+') local l = #tostring(true) end", "gas"},
    {"pcall does not swallow gas", "while true do pcall(function() while true do end end) end",
     "gas"},
    {"pcall as a result does not either", "return { pcall(function() while true do end end) }",
     "gas"},
    {"nested pcall", "return { pcall(pcall, pcall, function() while true do end end) }", "gas"},
    {"pcall does not swallow memory",
     "pcall(function() local s = 'x' while true do s = s .. s end end) return 1", "memory"},
    {"a comparator that never ends", "table.sort({ 3, 2, 1 }, function() while true do end end)",
     "gas"},
    {"a replacement that never ends",
     "return (('abc'):gsub('.', function() while true do end end))", "gas"},
    {"one large text", "return #('x'):rep(1 << 21)", "memory"},
    {"a text of large pieces", "return #('x'):rep(1000, ('-'):rep(2000))", "memory"},
    {"many texts", "local t = {} for i = 1, 1e7 do t[i] = ('x'):rep(1000) .. i end", "memory"},
    {"many tables", "local t = {} for i = 1, 1e7 do t = { t, {}, {}, {}, {}, {}, {}, {}, {} } end",
     "memory"},
    {"churn", "for i = 1, 1e7 do local s = ('x'):rep(100000) .. i end", "memory"},
    {"a text far too large", "return ('x'):rep(1 << 62)", "memory"},
    {"a format that is too large",
     "local s = ('%99d'):rep(12000) return #s:format(table.unpack({}, 1, 2))",
     "error: number expected"},
    {"too many results", "return table.unpack({}, 1, 4097)", "error: at most 4096"},
    {"too many bytes", "return ('x'):rep(5000):byte(1, -1)", "error: at most 4096"},
    {"deep recursion", "local function f(n) return 1 + f(n + 1) end return f(1)",
     "error: stack overflow"},
    {"recursion that is deep enough",
     "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(3000)",
     "3000"},
    {"caught recursion", "local function f() return 1 + f() end return { pcall(f) }",
     "error: stack overflow: more than 4000 calls deep"},
    {"deep recursion with wide frames",
     "local function f(a, b, c) local d, e, f1, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, "
     "x, y, z "
     "return f(1, 2, 3), 1 end return f()",
     "memory"},
    {"recursion through C", "local function f() return (('x'):gsub('.', f)) end return f()",
     "error: stack overflow"},
    {"sorting pays",
     "local t = {} for i = 1, 20000 do t[i] = (i * 7919) % 20011 end "
     "for i = 1, 50 do table.sort(t, function(a, b) return a > b end) table.sort(t) end",
     "gas"},
    {"patterns pay", "return (('a'):rep(40)):find(('a*'):rep(24) .. 'b')", "gas"},
    {"plain find pays",
     "local s = ('a'):rep(400000) .. 'b' for i = 1, 100 do s:find(('a'):rep(200000) .. 'c', 1, "
     "true) end",
     "gas"},
    {"long texts make everything dearer",
     "local a, b = ('a'):rep(900000) .. '1', ('a'):rep(900000) .. '1' for i = 1, 1e7 do if a < b "
     "then return 1 end end",
     "gas"},
    {"a result with many texts",
     "local t = {} for i = 1, 60 do t[i] = ('x'):rep(20000) end return t", "error: more text"},
    {"a result with many values", "local t = {} for i = 1, 10001 do t[i] = 0 end return t",
     "error: more members"},
    {"a result with many small tables", "local t = {} for i = 1, 5000 do t[i] = { i } end return t",
     "error: one value more"},
    {"a deep result", "local t = {} for i = 1, 40 do t = { t } end return t", "error: too deep"},
    {"a result that contains itself", "local t = {} t.t = t return t",
     "error: too deep, or contains itself"},
    {"a result that shares", "local t = { 1 } for i = 1, 20 do t = { t, t } end return t",
     "error: one value more"},
};

static void every_limit_ends_the_evaluation(void **state)
{
    (void)state;
    CHECK(limits);
}

/* Keys that all fall into one chain of a hash part: multiples of 2^k - 1. */
static const struct script_case collisions[] = {
    {"integer keys",
     "local t = {} for i = 1, 30000 do t[i * 32767] = i end for i = 1, 1e7 do local x = t[3 * "
     "32767] end",
     "gas"},
    {"float keys",
     "local t = {} for i = 1, 1e6 do t[2.0 ^ 53 * i + 0.5] = i t[i * 0.5 + 1e-9 * i] = 1 end",
     "gas"},
    {"lookups of absent keys",
     "local t = {} for i = 1, 8000 do t[i * 8191] = i end for i = 1, 1e7 do local x = t[-8191 * i] "
     "end",
     "gas"},
};

static void crafted_keys_are_paid_for(void **state)
{
    (void)state;
    CHECK(collisions);
}

static void a_limit_is_the_same_every_time(void **state)
{
    struct fixture f;
    uint64_t used[3];

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(
        &f, "a.lua", "local t = {}\nreturn function()\nfor i = 1, 1e9 do\nt[i % 1000] = i end end");

    fixture_seal(&f);
    for (size_t i = 0; i < 3; i++) {
        fixture_evaluate(&f, chunk, NULL, false);
        assert_int_equal(f.outcome, WRIT_OUTCOME_GAS);
        assert_int_equal(f.status, WRIT_E_LIMIT);
        assert_string_equal(f.err.loc.source, "a.lua");
        assert_in_range(f.err.loc.line, 3, 4);
        used[i] = writ_sandbox_gas_used(f.sandbox);
    }
    assert_int_equal(used[0], used[1]);
    assert_int_equal(used[0], used[2]);
    fixture_done(&f);
}

static void calls_of_one_evaluation_share_its_limits(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(
        &f, "a.lua",
        "return { spin = function() while true do end end, one = function() return 1 end }");
    const struct writ_call one = {.chunk = chunk, .function = "one", .arena = &f.arena};
    const struct writ_call spin = {.chunk = chunk, .function = "spin", .arena = &f.arena};

    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    fixture_call(&f, &one);
    assert_string_equal(f.json, "1");
    fixture_call(&f, &spin);
    assert_int_equal(f.status, WRIT_E_LIMIT);
    fixture_call(&f, &one);
    assert_int_equal(f.status, WRIT_E_LIMIT); /* once over, over */
    writ_sandbox_end(f.sandbox);

    writ_sandbox_begin(f.sandbox);
    fixture_call(&f, &one);
    assert_string_equal(f.json, "1");
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

static void the_clock_is_the_last_resort(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.limits.gas = UINT64_MAX / 8;
    f.limits.wall_ms = 20;
    fixture_run(&f, "while true do end", NULL, false);
    assert_int_equal(f.outcome, WRIT_OUTCOME_TIMEOUT);
    assert_int_equal(f.status, WRIT_E_TIMEOUT);
    fixture_done(&f);
}

static void loading_has_limits_too(void **state)
{
    struct fixture f;
    char *large;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, "loop.lua", "while true do end");
    assert_int_equal(f.status, WRIT_E_LIMIT);
    (void)fixture_load(&f, "memory.lua", "local s = 'x' while true do s = s .. s end");
    assert_int_equal(f.status, WRIT_E_NOMEM);

    large = writ_arena_alloc(&f.arena, f.limits.source_bytes + 2);
    memset(large, ' ', f.limits.source_bytes + 1);
    (void)fixture_load(&f, "large.lua", large);
    assert_int_equal(f.status, WRIT_E_LIMIT);
    assert_string_equal(f.err.loc.source, "large.lua");

    (void)fixture_load(&f, "good.lua", "return 1");
    assert_int_equal(f.status, WRIT_OK);
    fixture_done(&f);
}

/* Texts on which Lua's parser spends time in proportion to the square of their length. */
static const struct {
    const char *head;
    const char *piece;
    const char *tail;
} crafted[] = {
    {"return ", "a or ", "1"},
    {"return ", "a == b and ", "1"},
    {"if a then ", "elseif b then ", "end return 1"},
    {"while true do ", "if x then break end ", "end return 1"},
    {"do ", "goto z ", "::z:: end return 1"},
    {"", "::a:: ", "return 1"},
    {"local function f() local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v ",
     "do local w, x, y = z end ", " end return f"},
};

static void crafted_texts_are_paid_for_before_they_are_parsed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(crafted) / sizeof(crafted[0]); i++) {
        WRIT_AUTO(writ_buf) struct writ_buf buf;
        struct fixture f;
        struct writ_str text;
        int chunk;

        fixture_init(&f);
        fixture_open(&f);
        writ_buf_init(&buf, &f.alloc, 1u << 20);
        writ_buf_add_text(&buf, crafted[i].head);
        while (buf.len < 250000) {
            writ_buf_add_text(&buf, crafted[i].piece);
        }
        writ_buf_add_text(&buf, crafted[i].tail);
        assert_int_equal(writ_buf_view(&buf, &text), WRIT_OK);
        f.status = writ_sandbox_load(f.sandbox, "large.lua", text, &chunk, &f.err);
        if (f.status != WRIT_E_LIMIT) {
            fail_msg("'%s': %s", crafted[i].piece, f.err.text);
        }
        writ_buf_done(&buf);
        writ_buf_init(&buf, &f.alloc, 0);
        fixture_done(&f);
    }
}

static void too_little_memory_is_said_at_once(void **state)
{
    struct fixture f;
    struct writ_sandbox *sandbox = NULL;

    (void)state;
    fixture_init(&f);
    f.limits.live_bytes = 8192;
    assert_int_equal(writ_sandbox_new(&f.limits, f.modules, &sandbox, &f.err), WRIT_E_NOMEM);
    assert_null(sandbox);
    fixture_done(&f);
}

/* Whatever the memory limit, the end is an error or the right answer; never a crash. */
static void any_memory_limit_ends_cleanly(void **state)
{
    (void)state;
    for (size_t live = 16384; live < 120000; live += 1531) {
        struct fixture f;
        int chunk;

        fixture_init(&f);
        f.limits.live_bytes = live;
        if (writ_sandbox_new(&f.limits, f.modules, &f.sandbox, &f.err) == WRIT_OK) {
            chunk = fixture_load(
                &f, "a.lua",
                "return function() local t = {} for i = 1, 300 do t[i] = i .. 'x' end "
                "for k, v in pairs(t) do t[k] = v:gsub('x', {}) end table.sort(t) return #t end");
            if (f.status == WRIT_OK && writ_sandbox_seal(f.sandbox, &f.err) == WRIT_OK) {
                fixture_evaluate(&f, chunk, NULL, false);
                assert_true(f.outcome == WRIT_OUTCOME_MEMORY || strcmp(f.json, "300") == 0);
                fixture_evaluate(&f, chunk, NULL, false);
            }
        }
        fixture_done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_limit_ends_the_evaluation),
        cmocka_unit_test(crafted_keys_are_paid_for),
        cmocka_unit_test(a_limit_is_the_same_every_time),
        cmocka_unit_test(calls_of_one_evaluation_share_its_limits),
        cmocka_unit_test(the_clock_is_the_last_resort),
        cmocka_unit_test(loading_has_limits_too),
        cmocka_unit_test(crafted_texts_are_paid_for_before_they_are_parsed),
        cmocka_unit_test(too_little_memory_is_said_at_once),
        cmocka_unit_test(any_memory_limit_ends_cleanly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
