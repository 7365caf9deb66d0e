/* SPDX-License-Identifier: Apache-2.0
 *
 * Every line "-- > EXPRESSION --> RESULT" of the library is run in the sandbox: what its
 * documentation says is what it does.
 */
#include "cmocka_all.h"

#include <stdio.h>

#include "base/try.h"
#include "codec/codec.h"
#include "descriptor/stdlib.h"

enum { TEXT_MAX = 1 << 20, NAME_SIZE = 32 };

extern const struct writ_embedded writ_stdlib[];

static const char opening[] = "-- > ";
static const char arrow[] = " --> ";

/* The two halves of an example line; false for any other line. */
static bool is_example(struct writ_str line, struct writ_str *ret_code, struct writ_str *ret_result)
{
    const size_t skip = sizeof(opening) - 1;

    if (!writ_str_starts(line, writ_str_from(opening))) {
        return false;
    }
    for (size_t i = skip; i < line.len; i++) {
        const struct writ_str rest = writ_str_cut(line, i, line.len);

        if (writ_str_starts(rest, writ_str_from(arrow))) {
            *ret_code = writ_str_cut(line, skip, i);
            *ret_result = writ_str_cut(rest, sizeof(arrow) - 1, rest.len);
            return true;
        }
    }
    return false;
}

/* One function for each example, e1, e2 …, which gives both sides. */
static size_t write_examples(struct writ_buf *buf, const struct writ_embedded *module)
{
    struct writ_str rest = {module->text, module->len};
    struct writ_str line;
    struct writ_str code;
    struct writ_str result;
    size_t count = 0;

    writ_buf_addf(buf, "local %s = require \"%s\"\nreturn {\n", module->name, module->name);
    while (writ_str_split(&rest, '\n', &line)) {
        if (is_example(line, &code, &result)) {
            writ_buf_addf(buf, "  e%zu = function() return { got = ", ++count);
            writ_buf_add(buf, code);
            writ_buf_add_text(buf, ", want = ");
            writ_buf_add(buf, result);
            writ_buf_add_text(buf, " } end,\n");
        }
    }
    writ_buf_add_text(buf, "}\n");
    return count;
}

static struct writ_str as_json(struct writ_buf *buf, const struct writ_value *value)
{
    struct writ_str text;

    writ_buf_clear(buf);
    if (value == NULL) {
        writ_buf_add_text(buf, "nil");
    } else {
        assert_int_equal(writ_json_write(buf, value, NULL), WRIT_OK);
    }
    assert_int_equal(writ_buf_view(buf, &text), WRIT_OK);
    return text;
}

static bool holds(struct writ_arena *arena, const struct writ_value *both, const char *where)
{
    WRIT_AUTO(writ_buf) struct writ_buf got;
    WRIT_AUTO(writ_buf) struct writ_buf want;

    writ_buf_init(&got, arena->alloc, TEXT_MAX);
    writ_buf_init(&want, arena->alloc, TEXT_MAX);

    const struct writ_str left = as_json(&got, writ_value_member(both, "got"));
    const struct writ_str right = as_json(&want, writ_value_member(both, "want"));

    if (!writ_str_eq(left, right)) {
        print_error("%s: got %.*s, want %.*s\n", where, WRIT_FMT(left), WRIT_FMT(right));
        return false;
    }
    return true;
}

static size_t run_examples(struct writ_sandbox *sandbox, int chunk, const char *module,
                           size_t count, struct writ_arena *arena)
{
    size_t failed = 0;

    for (size_t i = 1; i <= count; i++) {
        char name[NAME_SIZE];
        char where[2 * NAME_SIZE];
        const struct writ_call call = {.chunk = chunk, .function = name, .arena = arena};
        const struct writ_value *both = NULL;
        struct writ_error err = {0};

        (void)snprintf(name, sizeof(name), "e%zu", i);
        (void)snprintf(where, sizeof(where), "%s, example %zu", module, i);
        writ_sandbox_begin(sandbox);
        if (writ_sandbox_call(sandbox, &call, &both, &err) != WRIT_OK) {
            print_error("%s: %s\n", where, err.text);
            failed++;
        } else {
            failed += holds(arena, both, where) ? 0 : 1;
        }
        writ_sandbox_end(sandbox);
    }
    return failed;
}

/* The number of examples of a module; fails the test when one does not hold. */
static size_t check_module(const struct writ_embedded *module)
{
    const struct writ_sandbox_limits limits = writ_sandbox_default_limits();
    const struct writ_modules modules = {.find = writ_stdlib_find};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf text;
    WRIT_AUTO(writ_sandbox) struct writ_sandbox *sandbox = NULL;
    struct writ_error err = {0};
    struct writ_str source;
    int chunk = 0;

    writ_arena_init(&arena, &alloc);
    writ_buf_init(&text, &alloc, TEXT_MAX);

    const size_t count = write_examples(&text, module);

    if (count == 0) {
        return 0;
    }
    assert_int_equal(writ_buf_view(&text, &source), WRIT_OK);
    assert_int_equal(writ_sandbox_new(&limits, modules, &sandbox, &err), WRIT_OK);
    if (writ_sandbox_load(sandbox, module->name, source, &chunk, &err) != WRIT_OK) {
        fail_msg("%s: %s", module->name, err.text);
    }
    assert_int_equal(writ_sandbox_seal(sandbox, &err), WRIT_OK);
    assert_int_equal(run_examples(sandbox, chunk, module->name, count, &arena), 0);
    return count;
}

static void the_library_does_what_its_examples_say(void **state)
{
    size_t count = 0;

    (void)state;
    for (const struct writ_embedded *module = writ_stdlib; module->name != NULL; module++) {
        count += check_module(module);
    }
    print_message("%zu examples\n", count);
    assert_true(count > 100);
}

static void an_example_is_found_in_a_line(void **state)
{
    struct writ_str code;
    struct writ_str result;

    (void)state;
    assert_true(is_example(WRIT_LIT("-- > text.trim(\" a\") --> \"a\""), &code, &result));
    assert_true(writ_str_is(code, "text.trim(\" a\")"));
    assert_true(writ_str_is(result, "\"a\""));
    assert_false(is_example(WRIT_LIT("-- a comment --> with an arrow"), &code, &result));
    assert_false(is_example(WRIT_LIT("-- > no result"), &code, &result));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_does_what_its_examples_say),
        cmocka_unit_test(an_example_is_found_in_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
