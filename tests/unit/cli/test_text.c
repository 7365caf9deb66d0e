/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <stdlib.h>

#include "text.h"

static const struct {
    const char *label;
    const char *text;
    const char *line;
    const char *block;
} cases[] = {
    {"plain", "a 'b'", "a 'b'", "a 'b'"},
    {"utf-8 of every length", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5",
     "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5"},
    {"escape sequence", "\x1b[2J", "?[2J", "?[2J"},
    {"line ends", "a\nb\tc\rd", "a?b?c?d", "a\nb\tc?d"},
    {"delete", "a\x7f", "a?", "a?"},
    {"C1 control",
     "\xc2\x9b"
     "2J",
     "?2J", "?2J"},
    {"bidirectional override",
     "\xe2\x80\xae"
     "cod.exe",
     "?cod.exe", "?cod.exe"},
    {"bidirectional isolate", "\xe2\x81\xa6x", "?x", "?x"},
    {"lone lead byte", "a\xc3", "a?", "a?"},
    {"overlong", "\xc0\xaf", "??", "??"},
    {"overlong, three bytes", "\xe0\x80\xaf", "???", "???"},
    {"surrogate", "\xed\xa0\x80", "???", "???"},
    {"above U+10FFFF", "\xf4\x90\x80\x80", "????", "????"},
    {"broken, then good", "\xe2\x82x", "??x", "??x"},
};

typedef void (*printer)(FILE *out, const char *text);

static void print_block(FILE *out, const char *text)
{
    writ_cli_text_block(out, writ_str_from(text));
}

static void assert_prints(printer print, const char *label, const char *text, const char *expected)
{
    char *actual = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&actual, &len);

    assert_non_null(out);
    print(out, text);
    assert_int_equal(fclose(out), 0);
    if (strcmp(actual, expected) != 0) {
        fail_msg("%s: '%s' is not '%s'", label, actual, expected);
    }
    free(actual);
}

static void a_file_cannot_drive_the_terminal(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_prints(writ_cli_text_line, cases[i].label, cases[i].text, cases[i].line);
        assert_prints(print_block, cases[i].label, cases[i].text, cases[i].block);
    }
}

static void a_nul_inside_a_block_is_visible(void **state)
{
    char *actual = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&actual, &len);

    (void)state;
    assert_non_null(out);
    writ_cli_text_block(out, (struct writ_str){"a\0b", 3});
    assert_int_equal(fclose(out), 0);
    assert_string_equal(actual, "a?b");
    free(actual);
}

static void print_dot_label(FILE *out, const char *text)
{
    writ_cli_text_label(out, text, "\\\"");
}

static void print_mermaid_label(FILE *out, const char *text)
{
    writ_cli_text_label(out, text, "#quot;");
}

static void a_label_cannot_end_its_quotes(void **state)
{
    (void)state;
    assert_prints(print_dot_label, "dot", "a\"b\\c\n", "a\\\"b\\\\c?");
    assert_prints(print_mermaid_label, "mermaid", "a\"b\\c\"", "a#quot;b\\c#quot;");
}

static void a_noun_goes_with_its_number(void **state)
{
    static const struct {
        uint64_t count;
        const char *noun;
        const char *expected;
    } rows[] = {
        {1, "product", "1 product"}, {0, "product", "0 products"}, {1, "entry", "1 entry"},
        {2, "entry", "2 entries"},   {1, "witness", "1 witness"},  {3, "witness", "3 witnesses"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *actual = NULL;
        size_t len = 0;
        FILE *out = open_memstream(&actual, &len);

        assert_non_null(out);
        writ_cli_text_count(out, rows[i].count, rows[i].noun);
        assert_int_equal(fclose(out), 0);
        assert_string_equal(actual, rows[i].expected);
        free(actual);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_cannot_drive_the_terminal),
        cmocka_unit_test(a_label_cannot_end_its_quotes),
        cmocka_unit_test(a_nul_inside_a_block_is_visible),
        cmocka_unit_test(a_noun_goes_with_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
