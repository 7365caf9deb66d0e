/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "oom.h"
#include "reading.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct {
    const char *word;
    enum writ_kind kind;
    double number;
} words[] = {
    {"~", WRIT_NULL, 0},
    {"null", WRIT_NULL, 0},
    {"Null", WRIT_NULL, 0},
    {"NULL", WRIT_NULL, 0},
    {"nULL", WRIT_STRING, 0},
    {"true", WRIT_BOOL, 1},
    {"True", WRIT_BOOL, 1},
    {"TRUE", WRIT_BOOL, 1},
    {"tRUE", WRIT_STRING, 0},
    {"false", WRIT_BOOL, 0},
    {"False", WRIT_BOOL, 0},
    {"FALSE", WRIT_BOOL, 0},
    {"yes", WRIT_STRING, 0},
    {"No", WRIT_STRING, 0},
    {"on", WRIT_STRING, 0},
    {"off", WRIT_STRING, 0},
    {"y", WRIT_STRING, 0},
    {"0", WRIT_NUMBER, 0},
    {"-0", WRIT_NUMBER, 0},
    {"+7", WRIT_NUMBER, 7},
    {"-12", WRIT_NUMBER, -12},
    {"12345678901234567890", WRIT_NUMBER, 12345678901234567890.0},
    {"4.10", WRIT_NUMBER, 4.1},
    {"0.5", WRIT_NUMBER, 0.5},
    {".5", WRIT_NUMBER, 0.5},
    {"-.5", WRIT_NUMBER, -0.5},
    {"5.", WRIT_NUMBER, 5},
    {"1e3", WRIT_NUMBER, 1000},
    {"1.5E-2", WRIT_NUMBER, 0.015},
    {"1.e2", WRIT_NUMBER, 100},
    {"0o17", WRIT_NUMBER, 15},
    {"0xfF", WRIT_NUMBER, 255},
    {"0x20000000000000", WRIT_NUMBER, 9007199254740992.0},
    {"0x20000000000001", WRIT_STRING, 0}, /* an identifier: no double names it */
    {"0x", WRIT_STRING, 0},
    {"0o", WRIT_STRING, 0},
    {"0o8", WRIT_STRING, 0},
    {"0xg", WRIT_STRING, 0},
    {"-0x1", WRIT_STRING, 0},
    {"0b1", WRIT_STRING, 0},
    {"0123", WRIT_STRING, 0}, /* codes: the zeros matter */
    {"0068780060324", WRIT_STRING, 0},
    {"-07", WRIT_STRING, 0},
    {"00.5", WRIT_STRING, 0},
    {"00", WRIT_STRING, 0},
    {"1.2.3", WRIT_STRING, 0},
    {"1_000", WRIT_STRING, 0},
    {"12:30", WRIT_STRING, 0},
    {"1e", WRIT_STRING, 0},
    {"1e+", WRIT_STRING, 0},
    {"e3", WRIT_STRING, 0},
    {".", WRIT_STRING, 0},
    {".e1", WRIT_STRING, 0},
    {"-.", WRIT_STRING, 0},
    {"+", WRIT_STRING, 0},
    {"+-1", WRIT_STRING, 0},
    {"1 2", WRIT_STRING, 0},
    {".inf", WRIT_STRING, 0}, /* JSON has no such numbers */
    {"-.INF", WRIT_STRING, 0},
    {".nan", WRIT_STRING, 0},
    {"inf", WRIT_STRING, 0},
    {"nan", WRIT_STRING, 0},
    {"1e999", WRIT_STRING, 0},
    {"2026-11-02", WRIT_STRING, 0},
    {"2026-11-02T09:00:00Z", WRIT_STRING, 0},
    {"v1.0", WRIT_STRING, 0},
    {"<<", WRIT_STRING, 0}, /* as a value it merges nothing */
    {"=", WRIT_STRING, 0},
};

static void plain_words_follow_the_core_schema_and_keep_their_spelling(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        WRIT_AUTO(reading) struct reading got;
        char text[64];
        const struct writ_value *value;

        (void)snprintf(text, sizeof(text), "- %s\n", words[i].word);
        reading_start(&got, writ_yaml_read, writ_str_from(text));
        value = writ_value_item(got.root, 0);
        if (value == NULL || value->kind != words[i].kind) {
            fail_msg("'%s' is kind %d: %s", words[i].word, value == NULL ? -1 : (int)value->kind,
                     got.err.text);
        }
        assert_true(writ_str_is(value->text, words[i].word));
        assert_true(value->is_plain);
        assert_true(value->kind != WRIT_BOOL || value->as.boolean == (words[i].number > 0));
        assert_true(value->kind != WRIT_NUMBER ||
                    !(value->as.number < words[i].number || value->as.number > words[i].number));
    }
}

static void quoted_and_block_scalars_are_always_texts(void **state)
{
    static const struct acceptance rows[] = {
        {"- 'true'\n- \"12\"\n- ''\n- \"~\"\n", "[\"true\",\"12\",\"\",\"~\"]"},
        {"a: |\n  12\n  13\n", "{\"a\":\"12\\n13\\n\"}"},
        {"a: >-\n  one\n  two\n", "{\"a\":\"one two\"}"},
        {"a: \"\\x41\\u00e9\\U0001F600\\t\"\n", "{\"a\":\"A\xc3\xa9\xf0\x9f\x98\x80\\t\"}"},
        {"a: 'it''s'\n", "{\"a\":\"it's\"}"},
    };
    WRIT_AUTO(reading) struct reading got;

    (void)state;
    check_accepted(writ_yaml_read, rows, COUNT(rows));
    reading_start(&got, writ_yaml_read, WRIT_LIT("- '12'\n- |\n  12\n"));
    assert_false(writ_value_item(got.root, 0)->is_plain);
    assert_false(writ_value_item(got.root, 1)->is_plain);
}

static const struct acceptance accepted[] = {
    {"hello", "\"hello\""},
    {"~", "null"},
    {"'' # an empty text is not an empty document", "\"\""},
    {"a:\n", "{\"a\":null}"},
    {"a: # nothing\nb: 1\n", "{\"a\":null,\"b\":1}"},
    {"- \n- a\n", "[null,\"a\"]"},
    {"a:\n- 1\n- b: 2\n  c: 3\n", "{\"a\":[1,{\"b\":2,\"c\":3}]}"},
    {"{a: [1, 'x', {b: }], c}", "{\"a\":[1,\"x\",{\"b\":null}],\"c\":null}"},
    {"[a: 1, b]", "[{\"a\":1},\"b\"]"},
    {"? a\n: 1\n? b\n", "{\"a\":1,\"b\":null}"},
    {"1: one\ntrue: two\n~: three\n", "{\"1\":\"one\",\"true\":\"two\",\"~\":\"three\"}"},
    {"\"\": 1\n'<<': 2\n", "{\"\":1,\"<<\":2}"},
    {"%YAML 1.2\n---\na: 1\n", "{\"a\":1}"},
    {"%YAML 1.1\n---\na: 1\n...\n", "{\"a\":1}"},
    {"# c\n---\n# d\na: b c\n  d\n", "{\"a\":\"b c d\"}"},
    {"\xef\xbb\xbf"
     "a: 1\r\nb: 2\r\n",
     "{\"a\":1,\"b\":2}"},
    {"a: http://x.example/y#z\n", "{\"a\":\"http://x.example/y#z\"}"},
    {"a: x & y * z ! w\n", "{\"a\":\"x & y * z ! w\"}"},
};

static void documents_are_accepted(void **state)
{
    (void)state;
    check_accepted(writ_yaml_read, accepted, COUNT(accepted));
}

static const struct refusal refused[] = {
    {"nothing", {NULL, 0}, 1, 1, "the document is empty", ""},
    {"only a comment", BYTES("# x\n\n"), 1, 1, "the document is empty", ""},
    {"only a marker", BYTES("---\n"), 1, 1, "the document is empty", ""},
    {"only an end", BYTES("...\n"), 1, 1, "did not find expected node content", NULL},
    {"UTF-16",
     BYTES("\xff\xfe"
           "a\0"),
     1, 1, "the document is UTF-16", "save it as UTF-8"},
    {"anchor", BYTES("a: 1\nb: &x 2\n"), 2, 4, "anchors are not supported",
     "write the value where it is needed"},
    {"anchor on a list", BYTES("a: &x [1]\n"), 1, 4, "anchors are not supported", NULL},
    {"anchor on a mapping", BYTES("&x\na: 1\n"), 1, 1, "anchors are not supported", NULL},
    {"anchor on a key", BYTES("&x a: 1\n"), 1, 1, "anchors are not supported", NULL},
    {"anchor behind a tag", BYTES("- !!str &x a\n"), 1, 3, "tags are not supported", NULL},
    {"alias", BYTES("a: [1, *x]\n"), 1, 8, "aliases are not supported", "write the value out here"},
    {"alias as a key", BYTES("*x : 1\n"), 1, 1, "aliases are not supported", NULL},
    {"tag", BYTES("a: !!str 12\n"), 1, 4, "tags are not supported", "quotes make a value a text"},
    {"tag of one's own", BYTES("- !Ref x\n"), 1, 3, "tags are not supported", NULL},
    {"the tag that means none", BYTES("a: ! 12\n"), 1, 4, "tags are not supported", NULL},
    {"that tag before quotes", BYTES("a: ! '12'\n"), 1, 4, "tags are not supported", NULL},
    {"verbatim tag", BYTES("a: !<tag:yaml.org,2002:int> 1\n"), 1, 4, "tags are not supported",
     NULL},
    {"tag on a mapping", BYTES("!!map {a: 1}\n"), 1, 1, "tags are not supported", NULL},
    {"tag on nothing", BYTES("a: !!null\nb: 1\n"), 1, 4, "tags are not supported", NULL},
    {"tag directive", BYTES("%TAG ! tag:x.example,2026:\n---\na: 1\n"), 1, 1,
     "%TAG directives are not supported", "remove the directive"},
    {"merge key", BYTES("a:\n  b: 1\n  <<: {c: 2}\n"), 3, 3, "merge keys are not supported",
     "write the members out here"},
    {"member twice", BYTES("a: 1\nb: 2\na: 3\n"), 3, 1, "the member 'a' appears twice",
     "first at line 1"},
    {"member twice, quoted", BYTES("1: a\n\"1\": b\n"), 2, 1, "the member '1' appears twice", NULL},
    {"member twice in a flow", BYTES("{\xc3\xa9: 1, \xc3\xa9: 2}"), 1, 9,
     "the member '\xc3\xa9' appears twice", NULL},
    {"member twice below", BYTES("- x:\n    k: 1\n    k: 2\n"), 3, 5,
     "the member 'k' appears twice", "first at line 2"},
    {"list as a key", BYTES("? [a, b]\n: 1\n"), 1, 3, "a key must be a plain or quoted text", NULL},
    {"mapping as a key", BYTES("{a: 1, {b: 2}: 3}\n"), 1, 8, "a key must be a plain or quoted text",
     NULL},
    {"template", BYTES("a: {{ x }}\n"), 1, 5, "a key must be a plain or quoted text",
     "quote it if '[' or '{' belongs to the text"},
    {"no key", BYTES("{? , a: 1}"), 1, 4, "a key is missing",
     "write the key, or \"\" if it is empty"},
    {"no key in a block", BYTES(": 1\n"), 1, 1, "did not find expected key", NULL},
    {"no key behind a question mark", BYTES("? \n: 1\n"), 1, 2, "a key is missing", NULL},
    {"second document", BYTES("a: 1\n---\nb: 2\n"), 2, 1, "a second document begins here",
     "put it into a file of its own"},
    {"second document after an end", BYTES("a: 1\n...\n---\n"), 3, 1,
     "a second document begins here", NULL},
    {"second document after an empty one", BYTES("---\n---\na: 1\n"), 2, 1,
     "a second document begins here", NULL},
    {"NUL", BYTES("a: \0b\n"), 1, 4, "the character U+0000 is not allowed", NULL},
    {"NUL by escape", BYTES("a: \"b\\0\"\n"), 1, 4, "a text may not contain the character U+0000",
     NULL},
    {"NUL by escape in a key", BYTES("\"\\x00\": 1\n"), 1, 1,
     "a text may not contain the character U+0000", NULL},
    {"control character", BYTES("a: b\n# \x1b[31m\n"), 2, 3, "the character U+001B is not allowed",
     "a text in double quotes can hold it as an escape"},
    {"DEL", BYTES("\x7f"), 1, 1, "the character U+007F is not allowed", NULL},
    {"C1", BYTES("\xc3\xa9\xc2\x9b"), 1, 3, "the character U+009B is not allowed", NULL},
    {"byte order mark inside", BYTES("a: \xef\xbb\xbfx\n"), 1, 4,
     "the character U+FEFF is not allowed", NULL},
    {"not a character", BYTES("a: \xef\xbf\xbf\n"), 1, 4, "the character U+FFFF is not allowed",
     NULL},
    {"invalid UTF-8", BYTES("a: 1\nb: \xe9t\xe9\n"), 2, 4, "the byte 0xe9 is not valid UTF-8 here",
     NULL},
    {"flow without end", BYTES("a: [1, 2\nb: 3\n"), 2, 2, "did not find expected ',' or ']'",
     "while parsing a flow sequence that begins at line 1"},
    {"two colons", BYTES("a: b: c\n"), 1, 5, "mapping values are not allowed in this context",
     "check the indentation, or put the text in quotes if ':' belongs to it"},
    {"tab", BYTES("a:\n\tb: 1\n"), 2, 1, "found character that cannot start any token",
     "indent with spaces, not tabs"},
    {"reserved", BYTES("a: @b\n"), 1, 4, "found character that cannot start any token",
     "put the text in quotes if it begins with this character"},
    {"quote without end", BYTES("a: \"b\n"), 2, 1, "found unexpected end of stream",
     "while scanning a quoted scalar that begins at line 1"},
    {"unknown escape", BYTES("a: \"\\q\"\n"), 1, 5, "found unknown escape character", NULL},
    {"surrogate by escape", BYTES("a: \"\\ud83d\"\n"), 1, 7,
     "found invalid Unicode character escape code", NULL},
    {"other version", BYTES("%YAML 2.0\n---\na: 1\n"), 1, 1, "found incompatible YAML document",
     NULL},
    {"key without value", BYTES("a: 1\nb\nc: 2\n"), 3, 1, "could not find expected ':'",
     "while scanning a simple key that begins at line 2"},
    {"indentation", BYTES("a:\n    b: 1\n  c: 2\n"), 3, 3, "did not find expected key",
     "while parsing a block mapping that begins at line 1"},
};

static void malformed_texts_are_refused_with_their_place(void **state)
{
    (void)state;
    check_refusals(writ_yaml_read, refused, COUNT(refused));
}

static void values_know_line_and_byte_column(void **state)
{
    static const struct placement rows[] = {
        {"", 2, 1, "", WRIT_OBJECT},           {"v", 2, 4, "4.10", WRIT_NUMBER},
        {"list", 4, 3, "", WRIT_ARRAY},        {"list.0", 4, 5, "0123", WRIT_STRING},
        {"list.1", 5, 5, "", WRIT_OBJECT},     {"list.1.\xc3\xa9", 5, 9, "x", WRIT_STRING},
        {"list.1.k", 6, 8, "", WRIT_OBJECT},   {"list.1.k.\xc3\xbc", 6, 14, "no", WRIT_STRING},
        {"list.1.k.z", 6, 23, "~", WRIT_NULL}, {"emoji.1", 7, 16, "b", WRIT_STRING},
        {"block", 8, 8, "x\n", WRIT_STRING},   {"empty", 10, 7, "", WRIT_NULL},
    };
    WRIT_AUTO(reading) struct reading got;
    const struct writ_member *member;

    (void)state;
    reading_start(&got, writ_yaml_read,
                  WRIT_LIT("\xef\xbb\xbf# comment\nv: 4.10\r\nlist:\n  - 0123\n  - \xc3\xa9: "
                           "\"x\"\n    k: {\xc3\xbc:  no, "
                           "z:   ~}\nemoji: [\xf0\x9f\x98\x80,  b]\nblock: |\n  x\nempty:\n"));
    assert_int_equal(got.status, WRIT_OK);
    check_places(got.root, rows, COUNT(rows));
    check_parents(got.root, NULL);
    member = &got.root->as.object.members[1];
    assert_true(writ_str_is(member->key, "list"));
    assert_int_equal(member->line, 3);
    assert_int_equal(member->column, 1);
}

static void lone_carriage_returns_end_lines_too(void **state)
{
    WRIT_AUTO(reading) struct reading got;

    (void)state;
    reading_start(&got, writ_yaml_read, WRIT_LIT("a: 1\rb:  2\r"));
    assert_int_equal(writ_value_member(got.root, "b")->line, 2);
    assert_int_equal(writ_value_member(got.root, "b")->column, 5);
}

static enum writ_status read_limited(const char *text, struct writ_codec_limits limits,
                                     struct writ_error *err)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    const struct writ_value *value;

    writ_arena_init(&arena, &alloc);
    return writ_yaml_read(&arena, "in", writ_str_from(text), limits, &value, err);
}

static void limits_hold_exactly(void **state)
{
    static const struct {
        const char *text;
        struct writ_codec_limits limits;
        enum writ_status status;
        const char *message;
    } rows[] = {
        {"[1,2]", {.bytes = 5, .depth = 1, .nodes = 3}, WRIT_OK, ""},
        {"[1,2]",
         {.bytes = 4, .depth = 1, .nodes = 3},
         WRIT_E_LIMIT,
         "the document is longer than 4 bytes"},
        {"[1,2]",
         {.bytes = 5, .depth = 1, .nodes = 2},
         WRIT_E_LIMIT,
         "the document holds more than 2 values"},
        {"- - 1", {.bytes = 5, .depth = 2, .nodes = 3}, WRIT_OK, ""},
        {"- - 1",
         {.bytes = 5, .depth = 1, .nodes = 3},
         WRIT_E_LIMIT,
         "the document nests deeper than 1 levels"},
        {"a: {b: 1}",
         {.bytes = 9, .depth = 1, .nodes = 3},
         WRIT_E_LIMIT,
         "the document nests deeper than 1 levels"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct writ_error err = {0};

        assert_int_equal(read_limited(rows[i].text, rows[i].limits, &err), rows[i].status);
        assert_string_equal(err.text, rows[i].message);
    }
}

static void a_million_levels_are_a_limit_not_a_crash(void **state)
{
    static const char *const opens[] = {"[", "{a: ", "- ", "? "};
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    (void)state;
    writ_buf_init(&buf, &alloc, 8u << 20);
    for (size_t i = 0; i < COUNT(opens); i++) {
        struct writ_error err = {0};
        enum writ_status status;

        writ_buf_clear(&buf);
        status = read_limited(nested(&buf, opens[i], "", 1000000), WRIT_CODEC_LIMITS, &err);
        assert_true(status == WRIT_E_LIMIT || status == WRIT_E_SYNTAX);
    }
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
    for (int i = 0; i < 100; i++) {
        writ_buf_addf(&buf, "key%d:\n  - text: %0100d\n    n: 1.5\n", i, i);
    }
    WRIT_TRY(writ_buf_view(&buf, &text));
    return writ_yaml_read(&arena, "in", text, WRIT_CODEC_LIMITS, &value, &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(read_all, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_follow_the_core_schema_and_keep_their_spelling),
        cmocka_unit_test(quoted_and_block_scalars_are_always_texts),
        cmocka_unit_test(documents_are_accepted),
        cmocka_unit_test(malformed_texts_are_refused_with_their_place),
        cmocka_unit_test(values_know_line_and_byte_column),
        cmocka_unit_test(lone_carriage_returns_end_lines_too),
        cmocka_unit_test(limits_hold_exactly),
        cmocka_unit_test(a_million_levels_are_a_limit_not_a_crash),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("codec/yaml", tests, NULL, NULL);
}
