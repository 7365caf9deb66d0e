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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extra_gas_holds_until_it_is_set_anew),
        cmocka_unit_test(next_gives_the_limits_anew),
    };
    return cmocka_run_group_tests_name("script/extra_gas", tests, NULL, NULL);
}
