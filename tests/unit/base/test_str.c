/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/str.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void order_is_by_unsigned_bytes_then_length(void **state)
{
    static const struct {
        const char *a, *b;
        int sign;
    } rows[] = {{"", "", 0},   {"a", "a", 0},  {"a", "b", -1},       {"b", "a", 1},
                {"", "a", -1}, {"ab", "a", 1}, {"\x7f", "\x80", -1}, {"Z", "a", -1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int order = writ_str_cmp(writ_str_from(rows[i].a), writ_str_from(rows[i].b));

        assert_int_equal((order > 0) - (order < 0), rows[i].sign);
    }
}

static void the_last_of_several_is_found(void **state)
{
    (void)state;
    assert_int_equal(writ_str_find_last(WRIT_LIT("a.b.c"), '.'), 3);
    assert_int_equal(writ_str_find_last(WRIT_LIT(".abc"), '.'), 0);
    assert_int_equal(writ_str_find_last(WRIT_LIT("abc"), '.'), 3);
    assert_int_equal(writ_str_find_last(WRIT_LIT(""), '.'), 0);
}

static void case_is_folded_for_ascii_only(void **state)
{
    (void)state;
    assert_true(writ_str_eq_fold(WRIT_LIT("Orders_1"), WRIT_LIT("oRDERS_1")));
    assert_true(writ_str_eq_fold(WRIT_LIT(""), (struct writ_str){NULL, 0}));
    assert_false(writ_str_eq_fold(WRIT_LIT("orders"), WRIT_LIT("order")));
    assert_false(writ_str_eq_fold(WRIT_LIT("[a"), WRIT_LIT("{a")));
    assert_false(writ_str_eq_fold(WRIT_LIT("\xc3\x84"), WRIT_LIT("\xc3\xa4")));
}

static void empty_views_without_a_pointer_are_texts_too(void **state)
{
    const struct writ_str none = {NULL, 0};
    struct writ_str part;

    (void)state;
    assert_true(writ_str_eq(none, WRIT_LIT("")));
    assert_int_equal(writ_str_cmp(none, WRIT_LIT("")), 0);
    assert_int_equal(writ_str_find(none, 'x'), 0);
    assert_int_equal(writ_str_cut(none, 0, 0).len, 0); /* no arithmetic on a null pointer */
    assert_int_equal(writ_str_cut(none, 2, 5).len, 0);
    assert_true(writ_str_starts(none, none));
    assert_true(writ_str_ends(none, none));
    assert_true(writ_str_is_utf8(none));
    assert_true(writ_str_is_zeros(none));
    part = none;
    assert_false(writ_str_split(&part, ',', &part));
    assert_int_equal(writ_str_from(NULL).len, 0);
}

/* The published values of FNV-1a. */
static void hashes_are_the_same_everywhere(void **state)
{
    (void)state;
    assert_int_equal(writ_str_hash(WRIT_LIT("")), 0x811c9dc5u);
    assert_int_equal(writ_str_hash(WRIT_LIT("a")), 0xe40c292cu);
    assert_int_equal(writ_str_hash(WRIT_LIT("foobar")), 0xbf9cf968u);
}

static void cut_clamps_to_the_text(void **state)
{
    static const struct {
        size_t from, to;
        const char *want;
    } rows[] = {{0, 5, "order"}, {1, 3, "rd"}, {3, 99, "er"}, {5, 9, ""}, {9, 12, ""}, {4, 2, ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(
            writ_str_is(writ_str_cut(WRIT_LIT("order"), rows[i].from, rows[i].to), rows[i].want));
    }
}

static void the_first_line_is_all_before_a_newline(void **state)
{
    (void)state;
    assert_true(writ_str_is(writ_str_first_line(WRIT_LIT("a\nb\n")), "a"));
    assert_true(writ_str_is(writ_str_first_line(WRIT_LIT("\nb")), ""));
    assert_true(writ_str_is(writ_str_first_line(WRIT_LIT("a")), "a"));
    assert_int_equal(writ_str_first_line((struct writ_str){NULL, 0}).len, 0);
}

static void prefix_and_suffix_may_be_the_whole_text(void **state)
{
    (void)state;
    assert_true(writ_str_starts(WRIT_LIT("abc"), WRIT_LIT("abc")));
    assert_true(writ_str_starts(WRIT_LIT("abc"), WRIT_LIT("")));
    assert_false(writ_str_starts(WRIT_LIT("abc"), WRIT_LIT("abcd")));
    assert_false(writ_str_starts(WRIT_LIT("abc"), WRIT_LIT("b")));
    assert_true(writ_str_ends(WRIT_LIT("a.json"), WRIT_LIT(".json")));
    assert_true(writ_str_ends(WRIT_LIT("abc"), WRIT_LIT("")));
    assert_false(writ_str_ends(WRIT_LIT("json"), WRIT_LIT(".json")));
}

static void split_yields_every_part_but_no_trailing_empty_one(void **state)
{
    static const struct {
        const char *text;
        const char *parts[4];
    } rows[] = {{"a", {"a"}},
                {"a.b", {"a", "b"}},
                {".a", {"", "a"}},
                {"a..b", {"a", "", "b"}},
                {"a.", {"a"}}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct writ_str rest = writ_str_from(rows[i].text);
        struct writ_str part;
        size_t count = 0;

        while (writ_str_split(&rest, '.', &part)) {
            assert_non_null(rows[i].parts[count]);
            assert_true(writ_str_is(part, rows[i].parts[count]));
            count++;
        }
        assert_null(rows[i].parts[count]);
    }
}

static void only_plain_decimal_numbers_become_u64(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        uint64_t value;
    } rows[] = {
        {"0", true, 0},
        {"7", true, 7},
        {"18446744073709551615", true, UINT64_MAX},
        {"", false, 0},
        {"00", false, 0},
        {"01", false, 0},
        {"+1", false, 0},
        {"-1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1a", false, 0},
        {"18446744073709551616", false, 0},
        {"99999999999999999999", false, 0},
        {"184467440737095516150", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t value = 0;

        assert_int_equal(writ_str_to_u64(writ_str_from(rows[i].text), &value), rows[i].ok);
        assert_true(value == rows[i].value);
    }
}

static void utf8_ends_where_the_first_malformed_sequence_begins(void **state)
{
    static const struct {
        const char *label, *text;
        size_t end; /* 99: all of it is well formed */
    } rows[] = {
        {"ascii", "abc", 99},
        {"two bytes", "\xc3\xa9", 99},
        {"three bytes", "\xe2\x82\xac", 99},
        {"four bytes", "\xf0\x9f\x98\x80", 99},
        {"last code point", "\xf4\x8f\xbf\xbf", 99},
        {"just below the surrogates", "\xed\x9f\xbf", 99},
        {"just above the surrogates", "\xee\x80\x80", 99},
        {"surrogate", "a\xed\xa0\x80", 1},
        {"overlong slash", "\xc0\xaf", 0},
        {"overlong of three", "\xe0\x9f\xbf", 0},
        {"overlong of four", "\xf0\x8f\xbf\xbf", 0},
        {"past U+10FFFF", "\xf4\x90\x80\x80", 0},
        {"lone continuation", "ab\x80", 2},
        {"cut short", "a\xe2\x82", 1},
        {"third byte is not a continuation", "\xe2\x82z", 0},
        {"fourth byte is not a continuation", "\xf0\x9f\x98z", 0},
        {"five-byte form", "\xf8\x88\x80\x80\x80", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct writ_str text = writ_str_from(rows[i].text);
        const size_t end = rows[i].end == 99 ? text.len : rows[i].end;

        if (writ_str_utf8_end(text) != end || writ_str_is_utf8(text) != (end == text.len)) {
            fail_msg("%s: ends at %zu", rows[i].label, writ_str_utf8_end(text));
        }
    }
}

/* Every byte at every place of texts of every length around the eight that are looked at at once.
 */
static void a_text_is_verbatim_up_to_what_json_escapes_and_to_what_is_not_ascii(void **state)
{
    (void)state;
    for (size_t len = 0; len < 28; len++) {
        char bytes[28];

        memset(bytes, 'x', sizeof(bytes));
        assert_int_equal(writ_str_verbatim_end((struct writ_str){bytes, len}), len);
        for (size_t at = 0; at < len; at++) {
            for (int byte = 0; byte < 256; byte++) {
                const bool is_plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';

                bytes[at] = (char)byte;
                assert_int_equal(writ_str_verbatim_end((struct writ_str){bytes, len}),
                                 is_plain ? len : at);
            }
            bytes[at] = 'x';
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_by_unsigned_bytes_then_length),
        cmocka_unit_test(the_last_of_several_is_found),
        cmocka_unit_test(case_is_folded_for_ascii_only),
        cmocka_unit_test(empty_views_without_a_pointer_are_texts_too),
        cmocka_unit_test(hashes_are_the_same_everywhere),
        cmocka_unit_test(cut_clamps_to_the_text),
        cmocka_unit_test(the_first_line_is_all_before_a_newline),
        cmocka_unit_test(prefix_and_suffix_may_be_the_whole_text),
        cmocka_unit_test(split_yields_every_part_but_no_trailing_empty_one),
        cmocka_unit_test(only_plain_decimal_numbers_become_u64),
        cmocka_unit_test(utf8_ends_where_the_first_malformed_sequence_begins),
        cmocka_unit_test(a_text_is_verbatim_up_to_what_json_escapes_and_to_what_is_not_ascii),
    };
    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
