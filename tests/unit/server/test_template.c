/* SPDX-License-Identifier: Apache-2.0
 *
 * A request with holes, and what fills them.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "codec/codec.h"
#include "server/template.h"

#define INPUT "{\"user\":{\"name\":\"a\",\"$\":1},\"list\":[\"x\",\"y\"],\"none\":null}"

static const struct {
    const char *template;
    const char *filled; /* NULL: nothing is left */
} rows[] = {
    {"{\"a\":1,\"b\":[true,null,\"c\"]}", "{\"a\":1,\"b\":[true,null,\"c\"]}"},
    {"\"$user.name\"", "\"a\""},
    {"\"$user\"", "{\"name\":\"a\",\"$\":1}"},
    {"\"$\"", INPUT},
    {"\"$$user\"", "\"$user\""},
    {"\"$$\"", "\"$\""},
    {"\"a$user\"", "\"a$user\""},
    {"\"$list.1\"", "\"y\""},
    {"\"$list.2\"", NULL},
    {"\"$user.name.first\"", NULL},
    {"\"$nobody\"", NULL},
    {"{\"a\":\"$nobody\",\"b\":\"$none\"}", "{\"b\":null}"},
    {"[\"$nobody\",\"$user.name\",[\"$nobody\"],{\"c\":\"$nobody\"}]", "[\"a\",[],{}]"},
};

static const struct writ_value *read(struct writ_arena *arena, const char *text)
{
    const struct writ_value *value = NULL;
    struct writ_error err = {0};

    assert_int_equal(
        writ_json_read(arena, "t", writ_str_from(text), WRIT_CODEC_LIMITS, &value, &err), WRIT_OK);
    return value;
}

static void test_fill(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    (void)state;
    writ_arena_init(&arena, &alloc);

    const struct writ_value *input = read(&arena, INPUT);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct writ_value *filled = NULL;

        assert_true(writ_template_fill(&arena, read(&arena, rows[i].template), input, &filled));
        if (rows[i].filled == NULL ? filled != NULL
                                   : !writ_value_equal(filled, read(&arena, rows[i].filled))) {
            fail_msg("%s", rows[i].template);
        }
    }
}

static void test_without_input(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    const struct writ_value *filled = NULL;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_true(writ_template_fill(&arena, read(&arena, "{\"a\":\"$b\",\"c\":1}"), NULL, &filled));
    assert_true(writ_value_equal(filled, read(&arena, "{\"c\":1}")));
}

/* With every allocation failing in turn, it is filled or says that it is not. */
static void test_no_memory(void **state)
{
    struct writ_alloc kept_alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena kept;
    bool is_done = false;

    (void)state;
    writ_arena_init(&kept, &kept_alloc);

    const struct writ_value *input = read(&kept, INPUT);
    const struct writ_value *template = read(&kept, "{\"a\":[\"$$x\",\"$user.name\"]}");

    for (size_t after = 0; !is_done; after++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        const struct writ_value *filled = NULL;

        alloc.fail_after = after;
        writ_arena_init(&arena, &alloc);
        is_done = writ_template_fill(&arena, template, input, &filled);
        assert_true(is_done == (filled != NULL));
        assert_true(after < 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_without_input),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
