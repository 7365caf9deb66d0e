/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts in URIs.
 */
#include "base/percent.h"
#include "base/try.h"
#include "cmocka_all.h"

static const struct {
    const char *text;
    bool is_query;
    const char *decoded; /* NULL: malformed */
} rows[] = {
    {"", false, ""},
    {"/orders/1", false, "/orders/1"},
    {"%2Forders%2f", false, "/orders/"},
    {"a+b%2B", false, "a+b+"},
    {"a+b%2B", true, "a b+"},
    {"%C3%A4", false, "ä"},
    {"ä", false, "ä"},
    {"%2525", false, "%25"},
    {"%", false, NULL},
    {"%4", false, NULL},
    {"a%4", false, NULL},
    {"%4g", false, NULL},
    {"%g4", false, NULL},
    {"%-1", false, NULL},
    {"%00", false, NULL},
    {"%ff", false, NULL},
    {"%C3", false, NULL},
    {"%41", false, "A"},
};

static void test_decode(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    (void)state;
    writ_arena_init(&arena, &alloc);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_str decoded = WRIT_LIT("");
        const enum writ_percent got =
            writ_percent_decode(&arena, writ_str_from(rows[i].text), rows[i].is_query, &decoded);

        if (got != (rows[i].decoded == NULL ? WRIT_PERCENT_MALFORMED : WRIT_PERCENT_OK) ||
            (rows[i].decoded != NULL && !writ_str_is(decoded, rows[i].decoded))) {
            fail_msg("'%s': %d '%.*s'", rows[i].text, (int)got, WRIT_FMT(decoded));
        }
    }
}

static void test_no_memory(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(1);
    struct writ_str decoded;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_percent_decode(&arena, WRIT_LIT("a"), false, &decoded),
                     WRIT_PERCENT_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
