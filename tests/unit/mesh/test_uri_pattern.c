/* SPDX-License-Identifier: Apache-2.0
 *
 * Which path a pattern means, and what its names stand for.
 */
#include "base/try.h"
#include "cmocka_all.h"
#include "mesh/uri_pattern.h"

static const struct {
    const char *pattern;
    bool is_valid;
} patterns[] = {
    {"/", true},
    {"/orders", true},
    {"/orders/", true},
    {"/a/{product}/rows", true},
    {"/{a}/{b}", true},
    {"", false},
    {"orders/", false},
    {"//", false},
    {"/a//b", false},
    {"/a{b}", false},
    {"/{}", false},
    {"/{a", false},
    {"/a}", false},
    {"/{a}/{a}", false},
    {"/{a{b}}", false},
    {"/{a}b/", false},
    {"/{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}", false},
};

static void test_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        if (writ_uri_pattern_is_valid(writ_str_from(patterns[i].pattern)) != patterns[i].is_valid) {
            fail_msg("%s", patterns[i].pattern);
        }
    }
}

static const struct {
    const char *pattern;
    const char *text;
    bool is_named;
} texts[] = {
    {"/{product}/", "{product}", true},  {"/{product}/", "{product}#api", true},
    {"/{product}/", "orders#api", true}, {"/{a}/{b}", "{b}#{a}", true},
    {"/{product}/", "{port}", false},    {"/{product}/", "{product", false},
    {"/{product}/", "product}", false},  {"/{product}/", "{}", false},
    {"/{product}/", "a{", false},        {"/orders/", "{product}", false},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (writ_uri_pattern_names(writ_str_from(texts[i].pattern), writ_str_from(texts[i].text)) !=
            texts[i].is_named) {
            fail_msg("%s in %s", texts[i].text, texts[i].pattern);
        }
    }
}

/* What the text becomes; NULL: the pattern does not mean the path. */
static const struct {
    const char *pattern;
    const char *path;
    const char *text;
    const char *filled;
} matches[] = {
    {"/", "/", "all", "all"},
    {"/", "/a/b", "all", "all"},
    {"/orders", "/orders", "orders", "orders"},
    {"/orders", "/orders/", "orders", NULL},
    {"/orders", "/orders/1", "orders", NULL},
    {"/orders", "/ordersx", "orders", NULL},
    {"/orders/", "/orders/", "orders", "orders"},
    {"/orders/", "/orders/1/2", "orders", "orders"},
    {"/orders/", "/orders", "orders", NULL},
    {"/orders/", "/ordersx/", "orders", NULL},
    {"/orders/", "/Orders/", "orders", NULL},
    {"/orders/", "orders/", "orders", NULL},
    {"/orders/", "", "orders", NULL},
    {"/p/{product}", "/p/returns", "{product}", "returns"},
    {"/p/{product}", "/p/", "{product}", NULL},
    {"/p/{product}", "/p/a#b", "{product}", NULL},
    {"/p/{product}", "/p/a/b", "{product}", NULL},
    {"/p/{product}/", "/p/a/b", "x-{product}#api", "x-a#api"},
    {"/{a}/{b}/", "/1/2/3", "{b}{a}", "21"},
};

static void test_match(void **state)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);

    (void)state;
    writ_arena_init(&arena, &alloc);
    for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]); i++) {
        struct writ_uri_parts parts;
        const bool is_meant = writ_uri_pattern_match(writ_str_from(matches[i].pattern),
                                                     writ_str_from(matches[i].path), &parts);

        if (is_meant != (matches[i].filled != NULL)) {
            fail_msg("%s of %s", matches[i].path, matches[i].pattern);
        }
        if (is_meant) {
            assert_string_equal(
                writ_uri_pattern_fill(&arena, writ_str_from(matches[i].text), &parts).ptr,
                matches[i].filled);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_match),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
