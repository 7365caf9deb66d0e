/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <math.h>

#include "oom.h"
#include "reading.h"

static const char pretty[] = "{\n"
                             "  \"b\": [\n"
                             "    1.5,\n"
                             "    {\n"
                             "      \"x\": null\n"
                             "    },\n"
                             "    [],\n"
                             "    {}\n"
                             "  ],\n"
                             "  \"a\\n\": \"t\\\"\xc3\xa9\",\n"
                             "  \"c\": true,\n"
                             "  \"d\": false\n"
                             "}";

static void members_keep_their_order_two_spaces_a_level(void **state)
{
    WRIT_AUTO(reading) struct reading got;
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    reading_start(
        &got, writ_json_read,
        WRIT_LIT(
            "{\"b\":[1.50,{\"x\":null},[],{}],\"a\\n\":\"t\\\"\\u00e9\",\"c\":true,\"d\":false}"));
    writ_buf_init(&buf, &got.alloc, 4096);
    assert_int_equal(writ_json_write(&buf, got.root, &got.err), WRIT_OK);
    writ_buf_add_char(&buf, '\0');
    assert_string_equal(buf.ptr, pretty);
}

static void what_was_written_reads_back_equal(void **state)
{
    WRIT_AUTO(reading) struct reading first;
    WRIT_AUTO(reading) struct reading second;
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    reading_start(&first, writ_json_read, writ_str_from(pretty));
    writ_buf_init(&buf, &first.alloc, 4096);
    assert_int_equal(writ_json_write(&buf, first.root, &first.err), WRIT_OK);
    reading_start(&second, writ_json_read, (struct writ_str){buf.ptr, buf.len});
    assert_true(writ_value_equal(first.root, second.root));
}

static void what_json_cannot_say_is_refused_with_its_place(void **state)
{
    const struct writ_value nan = {
        .kind = WRIT_NUMBER, .line = 2, .column = 3, .source = "in", .as.number = (double)NAN};
    const struct writ_value text = {
        .kind = WRIT_STRING, .line = 2, .column = 3, .source = "in", .text = {"\xff", 1}};
    const struct writ_value null = {.kind = WRIT_NULL, .line = 2, .column = 3, .source = "in"};
    struct writ_member member = {.key = {"\xff", 1}, .value = &null};
    const struct writ_value object = {.kind = WRIT_OBJECT, .as.object = {1, &member}};
    const struct writ_value *items[] = {&nan};
    const struct writ_value array = {.kind = WRIT_ARRAY, .as.array = {1, items}};
    const struct writ_value *const rows[] = {&nan, &text, &object, &array};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_buf) struct writ_buf buf;
        struct writ_error err = {0};

        writ_buf_init(&buf, &alloc, 64);
        assert_int_equal(writ_json_write(&buf, rows[i], &err), WRIT_E_SCHEMA);
        assert_int_equal(err.loc.line, 2);
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
    assert_int_equal(writ_json_write(&buf, &text, &err), WRIT_E_LIMIT);
    assert_string_equal(err.text, "the JSON text is too large");
}

static enum writ_status write_wide(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value item = {.kind = WRIT_NUMBER, .as.number = 0.25};
    const struct writ_value *items[64];
    const struct writ_value array = {.kind = WRIT_ARRAY, .as.array = {64, items}};
    struct writ_error err = {0};

    for (size_t i = 0; i < 64; i++) {
        items[i] = &item;
    }
    writ_buf_init(&buf, alloc, 1u << 16);
    return writ_json_write(&buf, &array, &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(write_wide, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_keep_their_order_two_spaces_a_level),
        cmocka_unit_test(what_was_written_reads_back_equal),
        cmocka_unit_test(what_json_cannot_say_is_refused_with_its_place),
        cmocka_unit_test(the_ceiling_of_the_buffer_is_a_limit),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("codec/json_write", tests, NULL, NULL);
}
