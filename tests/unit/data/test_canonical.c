/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>

#include "base/try.h"
#include "data/canonical.h"
#include "oom.h"

static void assert_canonical(const struct writ_value *value, const char *want)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_error err = {0};

    writ_buf_init(&buf, &alloc, 1u << 20);
    assert_int_equal(writ_canonical_write(&buf, value, &err), WRIT_OK);
    writ_buf_add_char(&buf, '\0');
    assert_string_equal(buf.ptr, want);
}

static void strings_have_the_escapes_of_the_rfc_and_no_others(void **state)
{
    static const struct {
        struct writ_str text;
        const char *want;
    } rows[] = {
        {{NULL, 0}, "\"\""},
        {{"plain", 5}, "\"plain\""},
        {{"\"\\/", 3}, "\"\\\"\\\\/\""},
        {{"\b\t\n\f\r", 5}, "\"\\b\\t\\n\\f\\r\""},
        {{"\0\x01\x0b\x1f\x7f", 5}, "\"\\u0000\\u0001\\u000b\\u001f\x7f\""},
        {{"\xe2\x80\xa8\xc3\xa9", 5}, "\"\xe2\x80\xa8\xc3\xa9\""},
        {{"a\nb", 3}, "\"a\\nb\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct writ_value value = {.kind = WRIT_STRING, .text = rows[i].text};

        assert_canonical(&value, rows[i].want);
    }
}

/* RFC 8785, section 3.2.3: UTF-16 order puts U+1F600 (D83D DE00) before U+FB33. */
static void members_are_sorted_by_utf16_units(void **state)
{
    static const char *const keys[] = {"\xe2\x82\xac",     "\r",       "\xef\xac\xb3", "1",
                                       "\xf0\x9f\x98\x80", "\xc2\x80", "\xc3\xb6"};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_build_object(&build, &arena);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        writ_build_put_int(&build, keys[i], (int64_t)i);
    }
    assert_canonical(writ_build_end(&build),
                     "{\"\\r\":1,\"1\":3,\"\xc2\x80\":5,\"\xc3\xb6\":6,\"\xe2\x82\xac\":0,"
                     "\"\xf0\x9f\x98\x80\":4,\"\xef\xac\xb3\":2}");
}

static void a_key_sorts_before_its_own_continuation(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_build build;

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_build_object(&build, &arena);
    writ_build_put_int(&build, "ab", 1);
    writ_build_put_int(&build, "", 2);
    writ_build_put_int(&build, "a", 3);
    assert_canonical(writ_build_end(&build), "{\"\":2,\"a\":3,\"ab\":1}");
}

static void wide_objects_are_sorted_too(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf want;
    struct writ_build build;
    char key[8];

    (void)state;
    writ_arena_init(&arena, &alloc);
    writ_buf_init(&want, &alloc, 1u << 20);
    writ_build_object(&build, &arena);
    for (int i = 999; i >= 100; i--) {
        (void)snprintf(key, sizeof(key), "%d", i);
        writ_build_member(&build, writ_str_from(key), writ_value_number(&arena, i));
        writ_buf_addf(&want, "%s\"%d\":%d", i == 999 ? "{" : ",", 1099 - i, 1099 - i);
    }
    writ_buf_add(&want, (struct writ_str){"}", 2});
    assert_canonical(writ_build_end(&build), want.ptr);
}

static void empty_containers_and_words(void **state)
{
    const struct writ_value array = {.kind = WRIT_ARRAY};
    const struct writ_value object = {.kind = WRIT_OBJECT};
    const struct writ_value yes = {.kind = WRIT_BOOL, .as.boolean = true};
    const struct writ_value no = {.kind = WRIT_BOOL};
    const struct writ_value null = {.kind = WRIT_NULL, .text = {"~", 1}};
    const struct writ_value number = {.kind = WRIT_NUMBER, .text = {"4.10", 4}, .as.number = 4.10};

    (void)state;
    assert_canonical(&array, "[]");
    assert_canonical(&object, "{}");
    assert_canonical(&yes, "true");
    assert_canonical(&no, "false");
    assert_canonical(&null, "null");
    assert_canonical(&number, "4.1");
}

static void what_has_no_canonical_form_is_refused(void **state)
{
    const struct writ_value nan = {.kind = WRIT_NUMBER, .as.number = (double)NAN};
    const struct writ_value infinite = {.kind = WRIT_NUMBER, .as.number = (double)-INFINITY};
    const struct writ_value text = {.kind = WRIT_STRING, .text = {"a\xff", 2}};
    const struct writ_value null = {.kind = WRIT_NULL};
    struct writ_member member = {.key = {"\xed\xa0\x80", 3}, .value = &null};
    const struct writ_value object = {.kind = WRIT_OBJECT, .as.object = {1, &member}};
    const struct writ_value *items[] = {&null, &nan};
    const struct writ_value array = {.kind = WRIT_ARRAY, .as.array = {2, items}};
    const struct writ_value *const rows[] = {&nan, &infinite, &text, &object, &array};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf buf;
        struct writ_error err = {0};

        writ_buf_init(&buf, &alloc, 64);
        assert_int_equal(writ_canonical_write(&buf, rows[i], &err), WRIT_E_SCHEMA);
        assert_int_equal(err.status, WRIT_E_SCHEMA);
    }
}

static void the_ceiling_of_the_buffer_is_a_limit(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value text = {.kind = WRIT_STRING, .text = {"123456", 6}};
    struct writ_error err = {0};

    (void)state;
    writ_buf_init(&buf, &alloc, 7);
    assert_int_equal(writ_canonical_write(&buf, &text, &err), WRIT_E_LIMIT);
}

static enum writ_status write_wide(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_error err = {0};
    struct writ_build build;
    const struct writ_value *object;
    char key[8];

    writ_arena_init(&arena, alloc);
    writ_buf_init(&buf, alloc, 1u << 16);
    writ_build_object(&build, &arena);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(key, sizeof(key), "%d", i);
        writ_build_member(&build, writ_str_from(key), writ_value_number(&arena, i));
    }
    object = writ_build_end(&build);
    return object == NULL ? WRIT_E_NOMEM : writ_canonical_write(&buf, object, &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(write_wide, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_have_the_escapes_of_the_rfc_and_no_others),
        cmocka_unit_test(members_are_sorted_by_utf16_units),
        cmocka_unit_test(a_key_sorts_before_its_own_continuation),
        cmocka_unit_test(wide_objects_are_sorted_too),
        cmocka_unit_test(empty_containers_and_words),
        cmocka_unit_test(what_has_no_canonical_form_is_refused),
        cmocka_unit_test(the_ceiling_of_the_buffer_is_a_limit),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("data/canonical", tests, NULL, NULL);
}
