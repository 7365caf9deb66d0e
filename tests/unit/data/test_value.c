/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <math.h>

#include "base/try.h"
#include "data/value.h"
#include "oom.h"

/* {"id":"orders","port":[10,{"x":null}],"on":true} */
static struct writ_value *sample(struct writ_arena *arena)
{
    struct writ_build root, ports, inner;

    writ_build_object(&inner, arena);
    writ_build_put(&inner, "x", writ_value_null(arena));
    writ_build_array(&ports, arena);
    writ_build_item(&ports, writ_value_number(arena, 10));
    writ_build_item(&ports, writ_build_end(&inner));
    writ_build_object(&root, arena);
    writ_build_put_text(&root, "id", WRIT_LIT("orders"));
    writ_build_put(&root, "port", writ_build_end(&ports));
    writ_build_put(&root, "on", writ_value_bool(arena, true));
    return writ_build_end(&root);
}

static void members_items_and_paths_are_found(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *root;

    (void)state;
    writ_arena_init(&arena, &alloc);
    root = sample(&arena);
    assert_int_equal(writ_value_count(root), 3);
    assert_true(writ_value_is_text(writ_value_member(root, "id"), "orders"));
    assert_true(writ_value_is_true(writ_value_get(root, WRIT_LIT("on"))));
    assert_int_equal(writ_value_path(root, "port.1.x")->kind, WRIT_NULL);
    assert_ptr_equal(writ_value_path(root, "port.0"),
                     writ_value_item(writ_value_member(root, "port"), 0));
    assert_ptr_equal(writ_value_path(root, ""), root);
    assert_null(writ_value_path(root, "port.2"));
    assert_null(writ_value_path(root, "port.01"));
    assert_null(writ_value_path(root, "port.x"));
    assert_null(writ_value_path(root, "id.x"));
    assert_null(writ_value_path(root, "nowhere.x"));
}

static void reading_what_is_not_there_is_harmless(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *number;
    int64_t integer = 5;

    (void)state;
    writ_arena_init(&arena, &alloc);
    number = writ_value_number(&arena, 1);
    assert_int_equal(writ_value_count(NULL) + writ_value_count(number), 0);
    assert_null(writ_value_item(NULL, 0));
    assert_null(writ_value_item(number, 0));
    assert_null(writ_value_member(NULL, "x"));
    assert_null(writ_value_member(number, "x"));
    assert_null(writ_value_path(NULL, "x"));
    assert_int_equal(writ_value_text(NULL).len + writ_value_text(number).len, 0);
    assert_false(writ_value_is_text(NULL, "") || writ_value_is_text(number, ""));
    assert_false(writ_value_is_true(NULL) || writ_value_is_true(number));
    assert_false(writ_value_integer(NULL, &integer));
    assert_int_equal(integer, 5);
    assert_int_equal(writ_value_loc(NULL).line, 0);
    assert_int_equal(writ_value_loc(number).line, 0);
}

static void only_exact_integers_are_integers(void **state)
{
    static const struct {
        double number;
        bool ok;
        int64_t integer;
    } rows[] = {
        {0, true, 0},
        {-7, true, -7},
        {9007199254740992.0, true, 9007199254740992},
        {-9007199254740992.0, true, -9007199254740992},
        {9007199254740994.0, false, 0},
        {0.5, false, 0},
        {1e300, false, 0},
        {(double)INFINITY, false, 0},
        {(double)NAN, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct writ_value value = {.kind = WRIT_NUMBER, .as.number = rows[i].number};
        int64_t integer = 0;

        assert_int_equal(writ_value_integer(&value, &integer), rows[i].ok);
        assert_true(integer == rows[i].integer);
    }
}

static void equality_ignores_member_order_and_lexemes(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;
    struct writ_value *a, *b, *c;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_build_object(&build, &arena);
    writ_build_put_int(&build, "n", 1);
    writ_build_put_text(&build, "t", WRIT_LIT("x"));
    a = writ_build_end(&build);
    writ_build_object(&build, &arena);
    writ_build_put_text(&build, "t", WRIT_LIT("x"));
    writ_build_put_int(&build, "n", 1);
    b = writ_build_end(&build);
    writ_build_object(&build, &arena);
    writ_build_put_text(&build, "t", WRIT_LIT("x"));
    writ_build_put_int(&build, "m", 1);
    c = writ_build_end(&build);

    assert_true(writ_value_equal(a, b));
    assert_false(writ_value_equal(a, c));
    assert_true(writ_value_equal(sample(&arena), sample(&arena)));
    assert_true(writ_value_equal(NULL, NULL));
    assert_false(writ_value_equal(a, NULL));
    assert_false(writ_value_equal(writ_value_bool(&arena, false), writ_value_null(&arena)));
    assert_false(writ_value_equal(writ_value_bool(&arena, false), writ_value_bool(&arena, true)));
    assert_true(writ_value_equal(writ_value_number(&arena, 0), writ_value_number(&arena, -0.0)));
    assert_false(writ_value_equal(writ_value_number(&arena, 1), writ_value_number(&arena, 2)));
}

static void arrays_differ_by_item_and_by_length(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_value *arrays[3];

    (void)state;
    writ_arena_init(&arena, &alloc);
    for (int i = 0; i < 3; i++) { /* [0], [1], [0,1] */
        struct writ_build build;

        writ_build_array(&build, &arena);
        writ_build_item(&build, writ_value_number(&arena, i % 2));
        if (i == 2) {
            writ_build_item(&build, writ_value_number(&arena, 1));
        }
        arrays[i] = writ_build_end(&build);
    }
    assert_true(writ_value_equal(arrays[0], arrays[0]));
    assert_false(writ_value_equal(arrays[0], arrays[1]));
    assert_false(writ_value_equal(arrays[0], arrays[2]));
}

static void an_array_has_what_is_equal_to_an_item(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *array, *root;
    struct writ_build build;

    (void)state;
    writ_arena_init(&arena, &alloc);
    root = sample(&arena);
    writ_build_array(&build, &arena);
    writ_build_item(&build, writ_value_string(&arena, WRIT_LIT("a")));
    writ_build_item(&build, writ_value_number(&arena, 1));
    writ_build_item(&build, root);
    array = writ_build_end(&build);
    assert_true(writ_value_has(array, writ_value_number(&arena, 1)));
    assert_true(writ_value_has(array, sample(&arena)));
    assert_false(writ_value_has(array, writ_value_number(&arena, 2)));
    assert_true(writ_value_has_text(array, WRIT_LIT("a")));
    assert_false(writ_value_has_text(array, WRIT_LIT("1")));
    assert_false(writ_value_has_text(array, WRIT_LIT("")));
    assert_false(writ_value_has(array, NULL) || writ_value_has(root, NULL));
    assert_false(writ_value_has(NULL, root) || writ_value_has_text(root, WRIT_LIT("orders")));
}

static void a_placed_value_points_to_the_documents_node(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_value node = {.kind = WRIT_NUMBER, .line = 4, .column = 9, .source = "orders.yaml"};
    const struct writ_value *built, *once, *twice;

    (void)state;
    writ_arena_init(&arena, &alloc);
    built = writ_value_string(&arena, WRIT_LIT("read"));
    once = writ_value_placed(&arena, built, &node);
    twice = writ_value_placed(&arena, built, once);
    assert_true(writ_value_is_text(once, "read"));
    assert_ptr_equal(once->origin, &node);
    assert_ptr_equal(twice->origin, &node); /* origins do not form chains */
    assert_string_equal(writ_value_loc(twice).source, "orders.yaml");
    assert_int_equal(writ_value_loc(twice).line, 4);
    assert_int_equal(writ_value_loc(twice).column, 9);
    assert_int_equal(writ_value_loc(writ_value_placed(&arena, once, NULL)).line, 0);
    assert_null(writ_value_placed(&arena, NULL, &node));
}

static enum writ_status copy_within(struct writ_alloc *alloc)
{
    struct writ_alloc own = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_arena) struct writ_arena other;
    const struct writ_value *copy;

    writ_arena_init(&other, alloc);
    writ_arena_init(&arena, &own);
    copy = writ_value_copy(&other, sample(&arena));
    if (copy == NULL) {
        return WRIT_E_NOMEM;
    }
    assert_true(writ_value_equal(copy, sample(&arena)));
    return WRIT_OK;
}

static void a_copy_is_equal_and_stands_alone(void **state)
{
    (void)state;
    oom_sweep(copy_within, 20);
}

static void a_copy_outlives_the_arena(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_arena first;
    const struct writ_value *copy;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_arena_init(&first, &alloc);
    copy = writ_value_copy(&arena, sample(&first));
    writ_arena_done(&first);
    assert_true(writ_value_equal(copy, sample(&arena)));
}

static void put_known_leaves_unknown_members_out(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_build_object(&build, &arena);
    writ_build_put_known(&build, "a", NULL);
    writ_build_put_known(&build, "b", writ_value_null(&arena));
    assert_int_equal(writ_value_count(writ_build_end(&build)), 1);
}

static void a_missing_child_poisons_the_builder(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_build_array(&build, &arena);
    writ_build_item(&build, NULL);
    writ_build_item(&build, writ_value_null(&arena));
    assert_int_equal(build.status, WRIT_E_NOMEM);
    assert_null(writ_build_end(&build));
}

static enum writ_status build_wide(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;
    char key[32];

    writ_arena_init(&arena, alloc);
    writ_build_object(&build, &arena);
    for (int i = 0; i < 200; i++) {
        memset(key, 'a' + i % 26, sizeof(key));
        writ_build_member(&build, (struct writ_str){key, sizeof(key)}, sample(&arena));
    }
    return writ_build_end(&build) == NULL ? WRIT_E_NOMEM : WRIT_OK;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(build_wide, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_items_and_paths_are_found),
        cmocka_unit_test(reading_what_is_not_there_is_harmless),
        cmocka_unit_test(only_exact_integers_are_integers),
        cmocka_unit_test(equality_ignores_member_order_and_lexemes),
        cmocka_unit_test(arrays_differ_by_item_and_by_length),
        cmocka_unit_test(an_array_has_what_is_equal_to_an_item),
        cmocka_unit_test(a_placed_value_points_to_the_documents_node),
        cmocka_unit_test(a_copy_is_equal_and_stands_alone),
        cmocka_unit_test(a_copy_outlives_the_arena),
        cmocka_unit_test(put_known_leaves_unknown_members_out),
        cmocka_unit_test(a_missing_child_poisons_the_builder),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("data/value", tests, NULL, NULL);
}
