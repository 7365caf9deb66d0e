/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "oom.h"
#include "reading.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct acceptance accepted[] = {
    {"null", "null"},
    {" \t\r\n true ", "true"},
    {"false", "false"},
    {"0", "0"},
    {"-0", "0"},
    {"-0.0e-5", "0"},
    {"4.10", "4.1"},
    {"1E3", "1000"},
    {"1e-400", "0"},
    {"12345678901234567890", "12345678901234567000"},
    {"1e308", "1e+308"},
    {"\"\"", "\"\""},
    {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"a\\\"\\\\/\\b\\f\\n\\r\\t\""},
    {"\"\\u0041\\u00e9\\u20AC\\uD83D\\uDE00\\u001f\"",
     "\"A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\\u001f\""},
    {"\"\x7f\xc2\x80\"", "\"\x7f\xc2\x80\""},
    {"[]", "[]"},
    {"[ ]", "[]"},
    {"{ }", "{}"},
    {"[[],{},[[1]]]", "[[],{},[[1]]]"},
    {"{\"b\":1,\"a\":{\"\":2}}", "{\"a\":{\"\":2},\"b\":1}"},
    {"\xef\xbb\xbf{}", "{}"},
};

static void valid_texts_are_accepted(void **state)
{
    (void)state;
    check_accepted(writ_json_read, accepted, COUNT(accepted));
}

static const struct refusal refused[] = {
    {"nothing", {"", 0}, 1, 1, "the document is empty", ""},
    {"no pointer", {NULL, 0}, 1, 1, "the document is empty", ""},
    {"only space", BYTES(" \n "), 1, 1, "the document is empty", ""},
    {"byte order mark alone", BYTES("\xef\xbb\xbf"), 1, 1, "the document is empty", ""},
    {"UTF-16", BYTES("\xff\xfe{\0}\0"), 1, 1, "the document is UTF-16", "save it as UTF-8"},
    {"UTF-16, other end", BYTES("\xfe\xff\0{\0}"), 1, 1, "the document is UTF-16", NULL},
    {"NUL alone", BYTES("\0"), 1, 1, "unexpected control character 0x00, expected a value", NULL},
    {"NUL in a text", BYTES("[\"a\0b\"]"), 1, 4,
     "a text may not contain a control character or line end", NULL},
    {"NUL between", BYTES("[1,\0]"), 1, 4, "unexpected control character 0x00, expected a value",
     NULL},
    {"NUL behind", BYTES("1\0"), 1, 2,
     "unexpected control character 0x00, expected the end of the document", NULL},
    {"word", BYTES("nul"), 1, 1, "unexpected 'nul', expected a value", ""},
    {"longer word", BYTES("[truex]"), 1, 2, "unexpected 'truex', expected a value", ""},
    {"Python", BYTES("{\"a\": True}"), 1, 7, "unexpected 'True', expected a value", "write true"},
    {"comment", BYTES("{\n // x\n}"), 2, 2, "unexpected '/', expected a name in double quotes",
     "JSON has no comments"},
    {"single quotes", BYTES("{'a':1}"), 1, 2, "unexpected ''', expected a name in double quotes",
     "texts and names stand in double quotes"},
    {"bare name", BYTES("{a:1}"), 1, 2, "unexpected 'a', expected a name in double quotes", ""},
    {"other script", BYTES("[\xc3\xa9]"), 1, 2, "unexpected '\xc3\xa9', expected a value", ""},
    {"trailing comma in an array", BYTES("[1,\n ]"), 2, 2, "unexpected ']', expected a value",
     "remove the comma before it"},
    {"trailing comma in an object", BYTES("{\"a\":1 , }"), 1, 10,
     "unexpected '}', expected a name in double quotes", "remove the comma before it"},
    {"only a comma", BYTES("[,]"), 1, 2, "unexpected ',', expected a value", ""},
    {"missing comma", BYTES("{\"a\":1\n \"b\":2}"), 2, 2, "unexpected '\"', expected ',' or '}'",
     "a comma is missing before it"},
    {"missing value", BYTES("{\"a\":}"), 1, 6, "unexpected '}', expected a value", ""},
    {"missing colon", BYTES("{\"a\" 1}"), 1, 6, "unexpected '1', expected ':'", ""},
    {"wrong end", BYTES("[1}"), 1, 3, "unexpected '}', expected ',' or ']'", ""},
    {"end of an array", BYTES("[1,\n"), 2, 1, "the document ends where a value is expected", ""},
    {"end after a value", BYTES("[1"), 1, 3, "the document ends where ',' or ']' is expected", ""},
    {"end after a name", BYTES("{\"a\""), 1, 5, "the document ends where ':' is expected", ""},
    {"end after a brace", BYTES("{"), 1, 2,
     "the document ends where a name in double quotes is expected", ""},
    {"two values", BYTES("{}\n{}"), 2, 1, "unexpected '{', expected the end of the document", NULL},
    {"text without end", BYTES("[\"abc"), 1, 2, "the text that begins here does not end", ""},
    {"text that ends in a backslash", BYTES("\"a\\"), 1, 3, "unknown escape in a text", ""},
    {"text over two lines", BYTES("\"a\nb\""), 1, 3,
     "a text may not contain a control character or line end", ""},
    {"tab in a text", BYTES("\"\t\""), 1, 2,
     "a text may not contain a control character or line end", ""},
    {"unknown escape", BYTES("[\"ab\\x41\"]"), 1, 5, "unknown escape in a text", ""},
    {"short escape", BYTES("\"\\u00e\""), 1, 2, "unknown escape in a text", ""},
    {"escape cut off", BYTES("\"\\u12"), 1, 2, "unknown escape in a text", ""},
    {"U+0000", BYTES("\"a\\u0000\""), 1, 3, "a text may not contain the character U+0000", ""},
    {"U+0000 in a name", BYTES("{\"\\u0000\":1}"), 1, 3,
     "a text may not contain the character U+0000", ""},
    {"high surrogate alone", BYTES("\"\\ud83d\""), 1, 2, "half a surrogate pair in a text", ""},
    {"high surrogate twice", BYTES("\"\\ud83d\\ud83d\""), 1, 2, "half a surrogate pair in a text",
     ""},
    {"low surrogate first", BYTES("\"\\ude00\\ud83d\""), 1, 2, "half a surrogate pair in a text",
     ""},
    {"invalid UTF-8", BYTES("{\n \"a\xff\""), 2, 4, "the byte 0xff is not valid UTF-8 here", ""},
    {"overlong UTF-8", BYTES("\"\xc0\x80\""), 1, 2, "the byte 0xc0 is not valid UTF-8 here", ""},
    {"surrogate in UTF-8", BYTES("\"\xed\xa0\x80\""), 1, 2, "the byte 0xed is not valid UTF-8 here",
     ""},
    {"sequence cut off", BYTES("\"\xe2\x82"), 1, 2, "the byte 0xe2 is not valid UTF-8 here", ""},
    {"no-break space",
     BYTES("[\xc2\xa0"
           "1]"),
     1, 2, "unexpected '\xc2\xa0', expected a value", ""},
    {"leading zero", BYTES("[0123]"), 1, 3, "unexpected '123', expected ',' or ']'", ""},
    {"plus", BYTES("+1"), 1, 1, "unexpected '+', expected a value", ""},
    {"minus alone", BYTES("[-]"), 1, 2, "unexpected '-', expected a value", ""},
    {"point first", BYTES(".5"), 1, 1, "unexpected '.', expected a value", ""},
    {"point last", BYTES("[1.]"), 1, 3, "unexpected '.', expected ',' or ']'", ""},
    {"exponent without digits", BYTES("[1e+]"), 1, 3, "unexpected 'e', expected ',' or ']'", ""},
    {"hexadecimal", BYTES("[0x10]"), 1, 3, "unexpected 'x10', expected ',' or ']'", ""},
    {"infinity", BYTES("-Infinity"), 1, 1, "unexpected '-', expected a value", ""},
    {"out of range", BYTES("[1, 1e999]"), 1, 5, "the number '1e999' is out of range", ""},
    {"out of range below", BYTES("-1e309"), 1, 1, "the number '-1e309' is out of range", ""},
    {"member twice", BYTES("{\"a\":1,\n\"b\":2,\n  \"a\":3}"), 3, 3, "the member 'a' appears twice",
     "first at line 1"},
    {"member twice, by escape", BYTES("{\"a\":1,\"\\u0061\":2}"), 1, 8,
     "the member 'a' appears twice", NULL},
    {"the earliest repetition", BYTES("{\"z\":1,\"a\":2,\n\"z\":3,\n\"a\":4}"), 2, 1,
     "the member 'z' appears twice", "first at line 1"},
    {"the second of three", BYTES("{\"a\":1,\n\"a\":2,\n\"a\":3}"), 2, 1,
     "the member 'a' appears twice", NULL},
};

static void malformed_texts_are_refused_with_their_place(void **state)
{
    (void)state;
    check_refusals(writ_json_read, refused, COUNT(refused));
}

static void values_know_line_column_and_lexeme(void **state)
{
    static const struct placement rows[] = {
        {"", 1, 2, "", WRIT_OBJECT},           {"a", 1, 8, "", WRIT_ARRAY},
        {"a.0", 1, 9, "1", WRIT_NUMBER},       {"a.1", 2, 1, "2.50", WRIT_NUMBER},
        {"\xc3\xa9", 3, 10, "x", WRIT_STRING}, {"n", 3, 18, "null", WRIT_NULL},
        {"t", 4, 5, "true", WRIT_BOOL},
    };
    WRIT_AUTO(reading) struct reading got;
    const struct writ_member *member;

    (void)state;
    reading_start(&got, writ_json_read,
                  WRIT_LIT(" {\"a\": [1,\n2.50],\r\n\"\\u00e9\":\"x\",\"n\":null,\r\"t\":true}"));
    assert_int_equal(got.status, WRIT_OK);
    check_places(got.root, rows, COUNT(rows));
    check_parents(got.root, NULL);
    member = &got.root->as.object.members[2];
    assert_true(writ_str_is(member->key, "n"));
    assert_int_equal(member->line, 3);
    assert_int_equal(member->column, 14);
}

static enum writ_status read_limited(const char *text, struct writ_codec_limits limits,
                                     struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *value;

    writ_arena_init(&arena, &alloc);
    return writ_json_read(&arena, "in", writ_str_from(text), limits, &value, err);
}

static void limits_hold_exactly(void **state)
{
    static const struct {
        const char *text;
        struct writ_codec_limits limits;
        enum writ_status status;
        const char *message;
        uint32_t column;
    } rows[] = {
        {"[1,2]", {.bytes = 5, .depth = 1, .nodes = 3}, WRIT_OK, "", 0},
        {"[1,2]",
         {.bytes = 4, .depth = 1, .nodes = 3},
         WRIT_E_LIMIT,
         "the document is longer than 4 bytes",
         0},
        {"[1,2]",
         {.bytes = 5, .depth = 1, .nodes = 2},
         WRIT_E_LIMIT,
         "the document holds more than 2 values",
         4},
        {"[[]]", {.bytes = 5, .depth = 2, .nodes = 3}, WRIT_OK, "", 0},
        {"[[]]",
         {.bytes = 5, .depth = 1, .nodes = 3},
         WRIT_E_LIMIT,
         "the document nests deeper than 1 levels",
         2},
        {"[{}]",
         {.bytes = 5, .depth = 2, .nodes = 1},
         WRIT_E_LIMIT,
         "the document holds more than 1 values",
         2},
        {"1", {.bytes = 5, .depth = 0, .nodes = 1}, WRIT_OK, "", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct writ_error err = {0};

        assert_int_equal(read_limited(rows[i].text, rows[i].limits, &err), rows[i].status);
        assert_string_equal(err.text, rows[i].message);
        assert_int_equal(err.loc.column, rows[i].column);
    }
}

/* Our reader does not recurse, jansson does: its own ceiling of 2048 is a limit like ours. */
static void jansson_has_the_last_word_on_depth(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_codec_limits limits = {.bytes = 1u << 20, .depth = 100000, .nodes = 100000};
    struct writ_error err = {0};

    (void)state;
    writ_buf_init(&buf, &alloc, 1u << 20);
    assert_int_equal(read_limited(nested(&buf, "[", "]", 2000), limits, &err), WRIT_OK);
    writ_buf_clear(&buf);
    assert_int_equal(read_limited(nested(&buf, "[", "]", 3000), limits, &err), WRIT_E_LIMIT);
    assert_int_equal(err.loc.line, 1);
    assert_true(err.loc.column > 2000);
}

static void a_refused_text_leaves_the_result_alone(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value kept = {.kind = WRIT_NULL};
    const struct writ_value *value = &kept;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_json_read(&arena, "in", WRIT_LIT("[1"), WRIT_CODEC_LIMITS, &value, NULL),
                     WRIT_E_SYNTAX);
    assert_ptr_equal(value, &kept);
}

static void the_tree_does_not_borrow_from_the_text(void **state)
{
    char text[] = "{\"key\":[\"value\",12,true]}";
    char name[] = "in";
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *value;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(
        writ_json_read(&arena, name, writ_str_from(text), WRIT_CODEC_LIMITS, &value, NULL),
        WRIT_OK);
    memset(text, 'x', sizeof(text));
    memset(name, 'x', sizeof(name));
    assert_true(writ_value_is_text(writ_value_path(value, "key.0"), "value"));
    assert_true(writ_str_is(writ_value_path(value, "key.1")->text, "12"));
    assert_true(writ_str_is(writ_value_path(value, "key.2")->text, "true"));
    assert_string_equal(value->source, "in");
}

/* Pairwise comparison of this object's keys would take minutes. */
static void wide_objects_are_checked_for_repetition_quickly(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    WRIT_AUTO(reading) struct reading good;
    WRIT_AUTO(reading) struct reading bad;

    (void)state;
    writ_buf_init(&buf, &alloc, 4u << 20);
    writ_buf_add_char(&buf, '{');
    for (int i = 0; i < 100000; i++) {
        writ_buf_addf(&buf, "\"k%d\":0,\n", i);
    }
    writ_buf_add_text(&buf, "\"k\":0}");
    reading_start(&good, writ_json_read, (struct writ_str){buf.ptr, buf.len});
    assert_int_equal(writ_value_count(good.root), 100001);

    buf.len -= 6;
    writ_buf_add_text(&buf, "\"k77\":0}");
    reading_start(&bad, writ_json_read, (struct writ_str){buf.ptr, buf.len});
    assert_string_equal(bad.err.text, "the member 'k77' appears twice");
    assert_string_equal(bad.err.hint, "first at line 78");
    assert_int_equal(bad.err.loc.line, 100001);
}

static enum writ_status read_all(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_value *value;
    struct writ_str text;
    struct writ_error err = {0};

    writ_arena_init(&arena, alloc);
    writ_buf_init(&buf, alloc, 1u << 20);
    writ_buf_add_text(&buf, "[{\"a\":{\"b\":[]}},\"\\u00e9\"");
    for (int i = 0; i < 100; i++) {
        writ_buf_addf(&buf, "%s\"key%d\":{\"text\":\"%0100d\"}", i == 0 ? ",{" : ",", i, i);
    }
    writ_buf_add_text(&buf, "}]");
    WRIT_TRY(writ_buf_view(&buf, &text));
    return writ_json_read(&arena, "in", text, WRIT_CODEC_LIMITS, &value, &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(read_all, 64);
}

static size_t jansson_left; /* allocations until jansson's next one fails */

static void *failing_malloc(size_t bytes)
{
    if (jansson_left == 0) {
        errno = ENOMEM;
        return NULL;
    }
    jansson_left--;
    return malloc(bytes);
}

/* Bug: jansson names most failed allocations as errors of syntax. */
static void memory_that_jansson_misses_is_not_called_an_error_of_the_text(void **state)
{
    enum writ_status status = WRIT_E_NOMEM;
    size_t tries = 0;

    (void)state;
    json_set_alloc_funcs(failing_malloc, free);
    for (; status == WRIT_E_NOMEM && tries < 1000; tries++) {
        jansson_left = tries;
        status = read_limited("{\"a\":[1,\"\\u00e9\",{}],\"b\":2.5}", WRIT_CODEC_LIMITS,
                              &(struct writ_error){0});
    }
    json_set_alloc_funcs(malloc, free);
    assert_int_equal(status, WRIT_OK);
    assert_true(tries > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_texts_are_accepted),
        cmocka_unit_test(malformed_texts_are_refused_with_their_place),
        cmocka_unit_test(values_know_line_column_and_lexeme),
        cmocka_unit_test(limits_hold_exactly),
        cmocka_unit_test(jansson_has_the_last_word_on_depth),
        cmocka_unit_test(a_refused_text_leaves_the_result_alone),
        cmocka_unit_test(the_tree_does_not_borrow_from_the_text),
        cmocka_unit_test(wide_objects_are_checked_for_repetition_quickly),
        cmocka_unit_test(survives_every_allocation_failure),
        cmocka_unit_test(memory_that_jansson_misses_is_not_called_an_error_of_the_text),
    };
    return cmocka_run_group_tests_name("codec/json", tests, NULL, NULL);
}
