/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors name the text and the line; texts that must not be loaded are refused.
 */
#include "fixture.h"

static const struct {
    const char *label;
    const char *text;
    enum writ_status status;
    uint32_t line;
    const char *message;
} loads[] = {
    {"syntax", "return {\n  a = = 1\n}", WRIT_E_SYNTAX, 2, "unexpected symbol near '='"},
    {"an error of the text", "local x = 1\nerror('no good')", WRIT_E_POLICY, 2, "no good"},
    {"an error of the language", "\n\nreturn nothing.x", WRIT_E_POLICY, 3,
     "attempt to index a nil value (global 'nothing')"},
    {"an error of a library", "return ('x'):rep({})", WRIT_E_POLICY, 1,
     "bad argument #1 to 'rep' (number expected, got table)"},
    {"without a position", "error('plain', 0)", WRIT_E_POLICY, 0, "plain"},
    {"one level up", "local function f() error('up', 2) end\nf()\n", WRIT_E_POLICY, 2, "up"},
    {"bytecode", "\x1bLua", WRIT_E_SYNTAX, 0, "attempt to load a binary chunk (mode is 't')"},
    {"nothing", "", WRIT_E_POLICY, 0, "the text returns nothing"},
    {"a constant environment", "\nlocal _ENV <const> = 11; X = 1", WRIT_E_SYNTAX, 2,
     "_ENV may not be followed by '<'"},
    {"hidden in comments", "local _ENV--[[ a\n]]--b\n<const> = 11", WRIT_E_SYNTAX, 3,
     "_ENV may not be followed by '<'"},
    {"control characters in a message", "error('a\\nb\\27c', 0)", WRIT_E_POLICY, 0, "a?b?c"},
    {"too many locals", NULL, WRIT_E_SYNTAX, 1, "too many local variables"},
};

static const char *many_locals(struct writ_arena *arena)
{
    char *text = writ_arena_alloc(arena, 8192);
    size_t len = 0;

    for (int i = 0; i < 250; i++) {
        len += (size_t)snprintf(text + len, 8192 - len, "local a%d ", i);
    }
    return text;
}

static void an_error_says_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
        struct fixture f;

        fixture_init(&f);
        fixture_open(&f);
        (void)fixture_load(&f, "policies/some.lua",
                           loads[i].text != NULL ? loads[i].text : many_locals(&f.arena));
        if (f.status != loads[i].status || f.err.loc.line != loads[i].line ||
            strstr(f.err.text, loads[i].message) != f.err.text) {
            fail_msg("%s: got %s at %u: %s", loads[i].label, writ_status_name(f.status),
                     (unsigned)f.err.loc.line, f.err.text);
        }
        assert_string_equal(f.err.loc.source, "policies/some.lua");
        fixture_done(&f);
    }
}

static const char *const harmless[] = {
    "return _ENV",
    "local t = { _ENV } return t",
    "return '_ENV <const>'",
    "return [[_ENV <]]",
    "--_ENV <const>\nreturn 1",
    "--[==[ _ENV ]] < ]==] return 1",
    "local e = _ENV return 1 < 2",
    "return \"\\\"_ENV <\"",
    "local _ENVx = 1 return _ENVx < 2",
    "local x <const> = 5 return x",
    "return _ENV ~= nil",
};

static void harmless_texts_load(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        struct fixture f;

        fixture_init(&f);
        fixture_open(&f);
        (void)fixture_load(&f, "a.lua", harmless[i]);
        if (f.status != WRIT_OK) {
            fail_msg("'%s': %s", harmless[i], f.err.text);
        }
        fixture_done(&f);
    }
}

/* A function with `count` constants, with and without an operator. */
static const char *many_constants(struct writ_arena *arena, int count, bool has_operator)
{
    char *text = writ_arena_alloc(arena, 16384);
    size_t len = (size_t)snprintf(text, 16384, "local function f(x) local t = { ");

    for (int i = 0; i < count; i++) {
        len += (size_t)snprintf(text + len, 16384 - len, "'c%d', ", i);
    }
    (void)snprintf(text + len, 16384 - len, "} return %s end return f(1)",
                   has_operator ? "1 ~ (x or 3)" : "t");
    return text;
}

static void functions_with_many_constants_and_operators_are_refused(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, "a.lua", many_constants(&f.arena, 190, true));
    assert_int_equal(f.status, WRIT_OK);
    (void)fixture_load(&f, "b.lua", many_constants(&f.arena, 600, false));
    assert_int_equal(f.status, WRIT_OK);
    (void)fixture_load(&f, "c.lua", many_constants(&f.arena, 300, true));
    assert_int_equal(f.status, WRIT_E_SYNTAX);
    assert_non_null(strstr(f.err.text, "more than 200 constants"));
    fixture_done(&f);
}

static void long_names_are_found_again(void **state)
{
    static const char name[] =
        "a/very/long/path/that/lua/cannot/keep/whole/because/it/has/too/many/bytes/policies/x.lua";
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);
    (void)fixture_load(&f, name, "return {\n}}");
    assert_string_equal(f.err.loc.source, name);
    assert_int_equal(f.err.loc.line, 2);
    fixture_done(&f);
}

static bool find_helper(void *ctx, struct writ_str name, struct writ_str *ret_text,
                        const char **ret_source)
{
    (void)ctx;
    (void)name;
    *ret_text = WRIT_LIT("return { fail = function()\nerror 'inside' end }");
    *ret_source = "policies/lib/helper.lua";
    return true;
}

static void an_error_in_a_module_names_the_module(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    f.modules.find = find_helper;
    fixture_run(&f, "require('helper').fail()", NULL, false);
    assert_int_equal(f.status, WRIT_E_POLICY);
    assert_string_equal(f.err.loc.source, "policies/lib/helper.lua");
    assert_int_equal(f.err.loc.line, 2);
    assert_string_equal(f.err.text, "inside");
    fixture_done(&f);
}

static void outcomes_have_names(void **state)
{
    (void)state;
    assert_string_equal(writ_outcome_name(WRIT_OUTCOME_OK), "ok");
    assert_string_equal(writ_outcome_name(WRIT_OUTCOME_ERROR), "error");
    assert_string_equal(writ_outcome_name(WRIT_OUTCOME_GAS), "gas");
    assert_string_equal(writ_outcome_name(WRIT_OUTCOME_MEMORY), "memory");
    assert_string_equal(writ_outcome_name(WRIT_OUTCOME_TIMEOUT), "timeout");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_says_where),
        cmocka_unit_test(harmless_texts_load),
        cmocka_unit_test(functions_with_many_constants_and_operators_are_refused),
        cmocka_unit_test(long_names_are_found_again),
        cmocka_unit_test(an_error_in_a_module_names_the_module),
        cmocka_unit_test(outcomes_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
