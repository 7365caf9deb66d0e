/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/buf.h"
#include "base/try.h"
#include "oom.h"

static void view_returns_what_was_added(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view = {0};

    (void)state;
    writ_buf_init(&buf, &alloc, 1024);
    writ_buf_add(&buf, WRIT_LIT("data "));
    writ_buf_add_text(&buf, "pro");
    writ_buf_add_char(&buf, 'd');
    writ_buf_addf(&buf, "%s-%d", "uct", 7);
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
    assert_true(writ_str_is(view, "data product-7"));
}

static void extending_gives_the_place_to_fill(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view = {0};

    (void)state;
    writ_buf_init(&buf, &alloc, 16);
    writ_buf_add_text(&buf, "data ");
    writ_buf_reserve(&buf, 11);
    assert_true(buf.cap >= 16);
    memcpy(writ_buf_extend(&buf, 7), "product", 7);
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
    assert_true(writ_str_is(view, "data product"));
    assert_null(writ_buf_extend(&buf, 5));
    assert_int_equal(buf.status, WRIT_E_LIMIT);
    assert_null(writ_buf_extend(&buf, 1)); /* poisoned */
}

static void the_ceiling_itself_fits(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view = {0};

    (void)state;
    writ_buf_init(&buf, &alloc, 8);
    writ_buf_add(&buf, WRIT_LIT("12345678"));
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
    assert_int_equal(view.len, 8);
}

static void one_byte_past_the_ceiling_poisons_the_buffer(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view = {.ptr = "untouched", .len = 9};

    (void)state;
    writ_buf_init(&buf, &alloc, 8);
    writ_buf_add(&buf, WRIT_LIT("12345678"));
    writ_buf_add_char(&buf, '9');
    writ_buf_add(&buf, WRIT_LIT(""));
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_E_LIMIT);
    assert_int_equal(view.len, 9); /* ret_ values are written on success only */
}

static void clear_forgets_bytes_and_poison(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view = {0};

    (void)state;
    writ_buf_init(&buf, &alloc, 4);
    writ_buf_add(&buf, WRIT_LIT("12345"));
    writ_buf_clear(&buf);
    writ_buf_add(&buf, WRIT_LIT("ok"));
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
    assert_true(writ_str_is(view, "ok"));
}

static void a_formatted_text_that_is_too_long_is_a_limit_not_a_cut(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view;

    (void)state;
    writ_buf_init(&buf, &alloc, 4096);
    writ_buf_addf(&buf, "%511d", 1);
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
    writ_buf_addf(&buf, "%512d", 1);
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_E_LIMIT);
}

static void the_first_failure_is_the_one_reported(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view;

    (void)state;
    alloc.fail_after = 0;
    writ_buf_init(&buf, &alloc, 4);
    writ_buf_add(&buf, WRIT_LIT("abc"));
    writ_buf_addf(&buf, "%600d", 1);
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_E_NOMEM);
}

static void an_empty_buffer_has_an_empty_view(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view = {.len = 3};

    (void)state;
    writ_buf_init(&buf, &alloc, 4);
    assert_int_equal(writ_buf_view(&buf, &view), WRIT_OK);
    assert_int_equal(view.len, 0);
}

static enum writ_status grow_three_times(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_str view;

    writ_buf_init(&buf, alloc, 4096);
    for (int i = 0; i < 40; i++) {
        writ_buf_add(&buf, WRIT_LIT("0123456789"));
    }
    return writ_buf_view(&buf, &view);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(grow_three_times, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(view_returns_what_was_added),
        cmocka_unit_test(extending_gives_the_place_to_fill),
        cmocka_unit_test(the_ceiling_itself_fits),
        cmocka_unit_test(one_byte_past_the_ceiling_poisons_the_buffer),
        cmocka_unit_test(clear_forgets_bytes_and_poison),
        cmocka_unit_test(a_formatted_text_that_is_too_long_is_a_limit_not_a_cut),
        cmocka_unit_test(the_first_failure_is_the_one_reported),
        cmocka_unit_test(an_empty_buffer_has_an_empty_view),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
