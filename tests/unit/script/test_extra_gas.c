/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static const char busy[] =
    "return function() local n = 0 for i = 1, 600000 do n = n + i end return n end";

static void evaluate(struct fixture *f, int chunk, const char *expected)
{
    fixture_evaluate(f, chunk, NULL, false);
    assert_string_equal(f->json, expected);
}

static void extra_gas_holds_until_it_is_set_anew(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(&f, "busy", busy);

    fixture_seal(&f);
    evaluate(&f, chunk, "error: the instruction budget of 1000000 is spent");
    writ_sandbox_set_extra_gas(f.sandbox, 2000000);
    evaluate(&f, chunk, "180000300000");
    evaluate(&f, chunk, "180000300000");
    writ_sandbox_set_extra_gas(f.sandbox, 10);
    evaluate(&f, chunk, "error: the instruction budget of 1000010 is spent");
    fixture_done(&f);
}

/* Each call has its own: what one spends, the next does not miss. */
static void next_gives_the_limits_anew(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk = fixture_load(
        &f, "half",
        "return function() local n = 0 for i = 1, 200000 do n = n + i end return n end");
    const struct writ_call call = {.chunk = chunk, .arena = &f.arena};

    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    for (int i = 0; i < 5; i++) {
        fixture_call(&f, &call);
        assert_string_equal(f.json, "20000100000");
        writ_sandbox_next(f.sandbox);
    }
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

/* A text that keeps much, in its own variables, is undone before the next one is called. */
static void much_that_is_left_is_put_back_at_once(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int hoarder = fixture_load(&f, "hoarder",
                                     "local kept, n = {}, 0 return function() n = n + 1 kept[n] = "
                                     "('x'):rep(300000) return n end");
    const int modest =
        fixture_load(&f, "modest", "local n = 0 return function() n = n + 1 return n end");

    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    for (int i = 0; i < 3; i++) {
        const struct writ_call hoard = {.chunk = hoarder, .arena = &f.arena};

        fixture_call(&f, &hoard);
        assert_string_equal(f.json, "1");
        writ_sandbox_next(f.sandbox);
    }
    for (int i = 1; i <= 3; i++) {
        const struct writ_call count = {.chunk = modest, .arena = &f.arena};
        char expected[4];

        (void)snprintf(expected, sizeof(expected), "%d", i);
        fixture_call(&f, &count);
        assert_string_equal(f.json, expected); /* little may stay until the end */
        writ_sandbox_next(f.sandbox);
    }
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

/* The stack that usual calls need is there from the start: growing it would be seen, so that all
 * would have to be put back. */
static void usual_calls_do_not_make_it_put_back(void **state)
{
    struct fixture f;

    (void)state;
    fixture_init(&f);
    fixture_open(&f);

    const int chunk =
        fixture_load(&f, "deep",
                     "local n = 0\n"
                     "local function down(left) return left == 0 and 0 or 1 + down(left - 1) end\n"
                     "return function() down(20) n = n + 1 return n end");
    const struct writ_call call = {.chunk = chunk, .arena = &f.arena};

    fixture_seal(&f);
    writ_sandbox_begin(f.sandbox);
    fixture_call(&f, &call);
    assert_string_equal(f.json, "1");
    writ_sandbox_next(f.sandbox);
    fixture_call(&f, &call);
    assert_string_equal(f.json, "2");
    writ_sandbox_end(f.sandbox);
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extra_gas_holds_until_it_is_set_anew),
        cmocka_unit_test(next_gives_the_limits_anew),
        cmocka_unit_test(much_that_is_left_is_put_back_at_once),
        cmocka_unit_test(usual_calls_do_not_make_it_put_back),
    };
    return cmocka_run_group_tests_name("script/extra_gas", tests, NULL, NULL);
}
