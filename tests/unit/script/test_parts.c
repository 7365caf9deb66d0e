/* SPDX-License-Identifier: Apache-2.0
 *
 * Parts: what is loaded into one is not there for another, whatever its texts try; and each
 * evaluation starts from its part as it was loaded.
 */
#include "fixture.h"

enum { PARTS = 4 };

static int finds; /* modules that were asked for */

static bool find_module(void *ctx, struct writ_str name, struct writ_str *ret_text,
                        const char **ret_source)
{
    (void)ctx;
    finds++;
    *ret_source = "shared";
    *ret_text =
        WRIT_LIT("local list, count = {}, 0\n"
                 "return { list = list, put = function(x) list[#list + 1] = x return #list end,\n"
                 "  all = function() return list end,\n"
                 "  count = function() count = count + 1 return count end }");
    if (writ_str_is(name, "fails")) {
        *ret_text = WRIT_LIT("error 'no'");
    }
    return writ_str_is(name, "shared") || writ_str_is(name, "fails");
}

/* What a text can find out about the state that it is asked in. */
static const char witness[] =
    "local m = require 'shared'\n"
    "local own, kept = 0, { list = { 'a' } }\n"
    "return function(input)\n"
    "  own = own + 1 kept.list[#kept.list + 1] = 'b' global = (global or 0) + 1\n"
    "  local x = m.put('w') local seen = {}\n"
    "  for i, v in ipairs(m.all()) do seen[i] = type(v) end\n"
    "  return { own, #kept.list, global, x, m.count(), seen, #('x'):rep(3), type(tostring),\n"
    "           table.concat({ 1, 2 }, ','), math.max(1, 2) }\n"
    "end";

/* What texts do to the state, when they are loaded and when they are asked. */
static const struct {
    const char *label;
    const char *text;
    const char *outcome; /* of the evaluation */
} attackers[] = {
    {"a variable of its own", "local n = 0 return function() n = n + 1 return n end", "ok"},
    {"its globals", "leak = 1 _ENV.type = nil return function() tostring = 1 string = {} end",
     "ok"},
    {"the variables of a module, when loaded",
     "local m = require 'shared' for i = 1, 9 do m.put { i } m.count() end return function() end",
     "ok"},
    {"the variables of a module, when asked",
     "local m = require 'shared' return function() for i = 1, 999 do m.put { i } m.count() end end",
     "ok"},
    {"a table handed to a module",
     "local m, t = require 'shared', {} m.put(t) return function() t.x = 1 for _, v in "
     "ipairs(m.all()) do if type(v) == 'table' then v.y = 2 end end end",
     "ok"},
    {"a function handed to a module",
     "local m, n = require 'shared', 0 m.put(function() n = n + 1 return n end) return function() "
     "return m.all()[1]() end",
     "ok"},
    {"a read-only view", "local m = require 'shared' return function() m.list[1] = 'x' end",
     "error"},
    {"the metatable of texts", "return function() ('').x = 1 end", "error"},
    {"the library", "return function() string.rep = nil end", "error"},
    {"the table of texts",
     "return function() local t = {} for i = 1, 20000 do t[i] = 'text' .. i end end", "ok"},
    {"long texts and their hashes",
     "local s = ('long'):rep(100) return function() local t = {} t[s] = 1 t[s .. s] = 2 end", "ok"},
    {"captured variables of a closure",
     "local fs = {} for i = 1, 9 do local n = i fs[i] = function() n = n + 1 return n end end "
     "return function() for i = 1, 9 do fs[i]() end end",
     "ok"},
    {"a deep stack",
     "return function() local function f(n) return n and 1 + f(n > 1 and n - 1) or "
     "0 end return f(500) end",
     "ok"},
    {"a stack that overflows",
     "return function() local function f() return 1 + f() end return f() "
     "end",
     "error"},
    {"gas", "local n = 0 return function() while true do n = n + 1 end end", "gas"},
    {"memory, which makes Lua collect garbage",
     "local kept = {} return function() while true do kept[#kept + 1] = {} end end", "memory"},
    {"memory in one piece", "return function() local s = 'x' while true do s = s .. s end end",
     "memory"},
    {"memory while a text is compiled",
     "return function() local t = {} pcall(function() while true do t[#t + 1] = 'x' .. #t end end) "
     "end",
     "memory"},
    {"a module that was not there before",
     "return function() local ok = pcall(require, 'fails') return require 'shared' ~= nil and ok "
     "end",
     "ok"},
};

enum { ATTACKERS = sizeof(attackers) / sizeof(attackers[0]) };

static void begin_part(struct fixture *f)
{
    f->err = (struct writ_error){0};
    assert_int_equal(writ_sandbox_part(f->sandbox, &f->err), WRIT_OK);
}

static void open_shared(struct fixture *f, bool is_shared)
{
    fixture_init(f);
    f->modules.find = find_module;
    fixture_open(f);
    if (is_shared) {
        assert_int_equal(writ_sandbox_share(f->sandbox, writ_str_from(witness), &f->err), WRIT_OK);
    }
}

/* The answer and the gas that it took, which depends on all that the state holds. */
struct answer {
    char json[sizeof(((struct fixture *)0)->json)];
    unsigned long long gas;
};

static struct answer ask(struct fixture *f, int chunk)
{
    struct answer answer;

    fixture_evaluate(f, chunk, NULL, false);
    answer.gas = (unsigned long long)writ_sandbox_gas_used(f->sandbox);
    (void)snprintf(answer.json, sizeof(answer.json), "%s", f->json);
    return answer;
}

static void check_same(const char *label, const struct answer *expected, const struct answer *got)
{
    if (strcmp(expected->json, got->json) != 0 || expected->gas != got->gas) {
        fail_msg("after '%s': got %s for %llu gas, expected %s for %llu", label, got->json,
                 got->gas, expected->json, expected->gas);
    }
}

/* Beside every attacker there is a witness in a part of its own, before and behind. */
static void no_part_notices_another(void **state)
{
    (void)state;
    for (int is_shared = 0; is_shared < 2; is_shared++) {
        struct fixture f;
        struct answer alone;
        int chunks[ATTACKERS];
        int witnesses[ATTACKERS];

        open_shared(&f, is_shared != 0);
        begin_part(&f);
        const int first = fixture_load(&f, "witness", witness);
        for (size_t i = 0; i < ATTACKERS; i++) {
            begin_part(&f);
            chunks[i] = fixture_load(&f, attackers[i].label, attackers[i].text);
            assert_int_equal(f.status, WRIT_OK);
            begin_part(&f);
            witnesses[i] = fixture_load(&f, "witness", witness);
            assert_int_equal(f.status, WRIT_OK);
        }
        fixture_seal(&f);
        alone = ask(&f, first);
        assert_string_equal(alone.json, "[1,2,1,1,1,[\"string\"],3,\"function\",\"1,2\",2]");
        for (size_t i = 0; i < ATTACKERS; i++) {
            const struct answer attack = ask(&f, chunks[i]);

            assert_string_equal(writ_outcome_name(f.outcome), attackers[i].outcome);

            const struct answer other = ask(&f, witnesses[i]);
            const struct answer again = ask(&f, chunks[i]);
            const struct answer before = ask(&f, first);

            check_same(attackers[i].label, &alone, &other);
            check_same(attackers[i].label, &alone, &before);
            check_same(attackers[i].label, &attack, &again);
        }
        fixture_done(&f);
    }
}

/* In one part texts share what the module holds, but only until the evaluation is over. */
static void no_evaluation_notices_the_one_before(void **state)
{
    (void)state;
    for (size_t i = 0; i < ATTACKERS; i++) {
        struct fixture f;

        open_shared(&f, true);
        begin_part(&f);
        const int attacker = fixture_load(&f, attackers[i].label, attackers[i].text);
        const int victim = fixture_load(&f, "witness", witness);

        begin_part(&f);
        (void)fixture_load(&f, "other", "return function() end");
        fixture_seal(&f);

        const struct answer before = ask(&f, victim);

        (void)ask(&f, attacker);

        const struct answer after = ask(&f, victim);

        check_same(attackers[i].label, &before, &after);
        fixture_done(&f);
    }
}

static void a_call_is_of_one_part_and_the_base(void **state)
{
    struct fixture f;
    struct writ_call call = {.arena = NULL};
    const struct writ_value *value = NULL;

    (void)state;
    open_shared(&f, false);
    call.arena = &f.arena;
    call.chunk = fixture_load(
        &f, "base", "local n = 0 return function(x) n = n + 1 return { n, x and x.id } end");
    begin_part(&f);
    const int one = fixture_load(&f, "one", "return { id = 1 }");
    begin_part(&f);
    const int two = fixture_load(&f, "two", "return { id = 2 }");

    assert_int_equal(two, 3);
    fixture_seal(&f);
    for (int round = 0; round < 3; round++) {
        writ_sandbox_begin(f.sandbox);
        call.first_chunk = one;
        fixture_call(&f, &call);
        assert_string_equal(f.json, "[1,1]");
        call.first_chunk = 0; /* goes on where it is */
        fixture_call(&f, &call);
        assert_string_equal(f.json, "[2]");
        call.first_chunk = two; /* elsewhere it begins anew */
        fixture_call(&f, &call);
        assert_string_equal(f.json, "[1,2]");
        writ_sandbox_end(f.sandbox);
        call.first_chunk = 0;
        assert_int_equal(writ_sandbox_ask(f.sandbox, &call, &value, &f.err), WRIT_OK);
    }

    const struct writ_call both = {.chunk = one, .first_chunk = two, .arena = &f.arena};

    assert_int_equal(writ_sandbox_ask(f.sandbox, &both, &value, &f.err), WRIT_E_BUG);
    assert_true(writ_sandbox_has_function(f.sandbox, one, "id") == false);
    f.err = (struct writ_error){0};
    assert_int_equal(writ_sandbox_read(f.sandbox, two, &f.arena, &f.value, &f.err), WRIT_OK);
    f.status = WRIT_OK;
    fixture_show(&f);
    assert_string_equal(f.json, "{\"id\":2}");
    fixture_done(&f);
}

static void a_text_that_fails_leaves_nothing_in_its_part(void **state)
{
    static const char *const bad[] = {
        "leak = 1 error 'no'", "return (",
        "local m = require 'shared' m.put(1) local t = {} while true do t[#t + 1] = {} end"};
    struct fixture f;

    (void)state;
    open_shared(&f, true);
    for (int i = 0; i < PARTS; i++) {
        begin_part(&f);
        assert_int_equal(fixture_load(&f, "good", "return { n = 1 }"), 2 * i + 1);
        for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
            (void)fixture_load(&f, "bad", bad[k]);
            assert_int_not_equal(f.status, WRIT_OK);
        }
        assert_int_equal(fixture_load(&f, "witness", witness), 2 * i + 2);
        (void)ask(&f, i == 0 ? 2 : 2 * i); /* of the part before, while this one is open */
    }
    fixture_seal(&f);

    const struct answer first = ask(&f, 2);

    for (int i = 1; i < PARTS; i++) {
        const struct answer other = ask(&f, 2 * i + 2);

        check_same("what failed", &first, &other);
    }
    assert_string_equal(first.json, "[1,2,1,1,1,[\"string\"],3,\"function\",\"1,2\",2]");
    fixture_done(&f);
}

static void a_part_that_is_dropped_was_never_there(void **state)
{
    struct fixture f;
    struct answer kept, alone;

    (void)state;
    open_shared(&f, true);
    begin_part(&f);
    assert_int_equal(fixture_load(&f, "kept", witness), 1);
    for (int round = 0; round < PARTS; round++) {
        begin_part(&f);
        for (int i = 2; i < 5; i++) {
            assert_int_equal(fixture_load(&f, "dropped", attackers[2].text), i);
            (void)ask(&f, i);
        }
        writ_sandbox_drop_part(f.sandbox);
        kept = ask(&f, 1);
    }
    begin_part(&f);
    assert_int_equal(fixture_load(&f, "last", witness), 2);
    fixture_seal(&f);
    alone = ask(&f, 2);
    check_same("what was dropped", &kept, &alone);
    alone = ask(&f, 1);
    check_same("what was dropped", &kept, &alone);
    fixture_done(&f);
}

/* Together they need many times what an evaluation may have. */
static void each_part_has_the_memory_to_itself(void **state)
{
    enum { MANY = 40 };
    struct fixture f;

    (void)state;
    open_shared(&f, false);
    f.limits.live_bytes = 256 << 10;
    fixture_open(&f);
    for (int i = 0; i < MANY; i++) {
        begin_part(&f);
        (void)fixture_load(
            &f, "large",
            "local t = {} for i = 1, 2000 do t[i] = i .. 'x' end return { n = 1, ask "
            "= function() return #t end }");
        assert_int_equal(f.status, WRIT_OK);
    }
    fixture_seal(&f);
    for (int i = MANY; i > 0; i -= 7) {
        const struct writ_call call = {.chunk = i, .function = "ask", .arena = &f.arena};

        writ_sandbox_begin(f.sandbox);
        fixture_call(&f, &call);
        writ_sandbox_end(f.sandbox);
        assert_string_equal(f.json, "2000");
    }
    fixture_done(&f);
}

static void modules_are_shared_by_their_names(void **state)
{
    static const struct {
        const char *text;
        int finds;
    } texts[] = {
        {"local a = require 'shared'", 1},
        {"local a = require(\"shared\")", 1},
        {"local a = require (\n'shared')", 1},
        {"-- require 'shared'", 1},
        {"local a, b = require 'shared', require 'absent', require 'fails'", 3},
        {"local name = 'shared' return require(name)", 0},
        {"return requirement, required, require", 0},
        {"return require '", 1},
        {"", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct fixture f;
        int chunk;

        open_shared(&f, false);
        finds = 0;
        for (int round = 0; round < 2; round++) {
            assert_int_equal(writ_sandbox_share(f.sandbox, writ_str_from(texts[i].text), &f.err),
                             WRIT_OK);
        }
        assert_int_equal(finds, texts[i].finds);
        begin_part(&f);
        assert_int_equal(writ_sandbox_share(f.sandbox, WRIT_LIT(""), &f.err), WRIT_E_BUG);
        chunk = fixture_load(&f, "witness", witness); /* the module works, shared or not */
        assert_int_equal(f.status, WRIT_OK);
        fixture_seal(&f);
        assert_string_equal(ask(&f, chunk).json,
                            "[1,2,1,1,1,[\"string\"],3,\"function\",\"1,2\",2]");
        f.err = (struct writ_error){0};
        assert_int_equal(writ_sandbox_part(f.sandbox, &f.err), WRIT_E_BUG);
        fixture_done(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_part_notices_another),
        cmocka_unit_test(no_evaluation_notices_the_one_before),
        cmocka_unit_test(a_call_is_of_one_part_and_the_base),
        cmocka_unit_test(a_text_that_fails_leaves_nothing_in_its_part),
        cmocka_unit_test(a_part_that_is_dropped_was_never_there),
        cmocka_unit_test(each_part_has_the_memory_to_itself),
        cmocka_unit_test(modules_are_shared_by_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
