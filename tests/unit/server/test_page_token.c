/* SPDX-License-Identifier: Apache-2.0
 *
 * Page tokens: what they bring back, and that they are of one query only.
 */
#include "cmocka_all.h"

#include "oom.h"
#include "reading.h"
#include "server/page_token.h"

#define QUERY "[\"subject\",{\"action\":{\"name\":\"read\"}}]"

/* A token and a query, both read as a client sends them. */
static enum writ_status bring(const char *query, struct writ_str token, struct writ_page *ret_page)
{
    WRIT_AUTO(reading) struct reading read;

    reading_start(&read, writ_json_read, writ_str_from(query));
    return writ_page_of_token(&read.arena, read.root, writ_value_string(&read.arena, token),
                              ret_page, &read.err);
}

static void make(const char *query, struct writ_page page, char ret_token[100])
{
    WRIT_AUTO(reading) struct reading read;
    struct writ_str token;

    reading_start(&read, writ_json_read, writ_str_from(query));
    assert_int_equal(writ_page_token(&read.arena, read.root, page, &token, &read.err), WRIT_OK);
    assert_in_range(token.len, 1, 99);
    memcpy(ret_token, token.ptr, token.len);
    ret_token[token.len] = '\0';
}

static void a_token_brings_its_page_back(void **state)
{
    static const struct writ_page pages[] = {
        {0, 0}, {0, 1}, {1, 1}, {1000, 1000}, {UINT64_MAX, UINT64_MAX}};

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct writ_page page = {7, 7};
        char token[100];

        make(QUERY, pages[i], token);
        assert_int_equal(bring(QUERY, writ_str_from(token), &page), WRIT_OK);
        assert_true(page.position == pages[i].position && page.limit == pages[i].limit);
    }
}

static void the_order_of_members_is_no_other_query(void **state)
{
    struct writ_page page;
    char token[100];

    (void)state;
    make("{\"a\":1,\"b\":2}", (struct writ_page){3, 4}, token);
    assert_int_equal(bring("{ \"b\": 2.0, \"a\": 1 }", writ_str_from(token), &page), WRIT_OK);
}

static void a_token_of_another_query_is_refused(void **state)
{
    static const char *const others[] = {
        "[\"resource\",{\"action\":{\"name\":\"read\"}}]",
        "[\"subject\",{\"action\":{\"name\":\"write\"}}]",
        "[\"subject\",{\"action\":{\"name\":\"read\"},\"context\":{}}]", "[]"};
    char token[100];

    (void)state;
    make(QUERY, (struct writ_page){3, 4}, token);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct writ_page page = {7, 7};

        assert_int_equal(bring(others[i], writ_str_from(token), &page), WRIT_E_SCHEMA);
        assert_int_equal(page.position, 7);
    }
}

static void every_changed_byte_is_refused(void **state)
{
    struct writ_page page;
    char token[100];

    (void)state;
    make(QUERY, (struct writ_page){12, 34}, token);
    for (size_t i = 0; token[i] != '\0'; i++) {
        const char kept = token[i];

        for (int c = 0; c < 256; c++) {
            token[i] = (char)c;
            if ((char)c != kept &&
                bring(QUERY, (struct writ_str){token, strlen(token)}, &page) != WRIT_E_SCHEMA) {
                fail_msg("byte %zu: %02x", i, (unsigned)c);
            }
        }
        token[i] = kept;
        assert_int_equal(bring(QUERY, (struct writ_str){token, i}, &page), WRIT_E_SCHEMA);
    }
}

static void what_is_no_text_is_refused(void **state)
{
    WRIT_AUTO(reading) struct reading read;
    struct writ_page page;

    (void)state;
    reading_start(&read, writ_json_read, WRIT_LIT("7"));
    assert_int_equal(writ_page_of_token(&read.arena, read.root, read.root, &page, &read.err),
                     WRIT_E_SCHEMA);
    assert_string_equal(read.err.text, "'page.token' is none of this search");
    assert_int_equal(read.err.loc.column, 1);
    assert_int_equal(writ_page_of_token(&read.arena, read.root, NULL, &page, NULL), WRIT_E_SCHEMA);
}

static enum writ_status make_within(struct writ_alloc *alloc)
{
    WRIT_AUTO(reading) struct reading read;
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_str token;

    reading_start(&read, writ_json_read, WRIT_LIT(QUERY));
    writ_arena_init(&arena, alloc);
    return writ_page_token(&arena, read.root, (struct writ_page){1, 2}, &token, NULL);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    oom_sweep(make_within, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_brings_its_page_back),
        cmocka_unit_test(the_order_of_members_is_no_other_query),
        cmocka_unit_test(a_token_of_another_query_is_refused),
        cmocka_unit_test(every_changed_byte_is_refused),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
