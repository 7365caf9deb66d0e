/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/conformance/test_jcs.c - the reader and the canonical form against the public vectors of
 * RFC 8785 (WRIT_SHARED/vectors/jcs), and against the RFC's own examples, which need no files.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"

enum { VECTOR_MAX = 16 << 20, SKIPPED = 77 };

static struct writ_str canonical_of(struct writ_arena *arena, const char *name,
                                    struct writ_str text)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_error err = {0};
    const struct writ_value *value;

    writ_buf_init(&buf, arena->alloc, VECTOR_MAX);
    if (writ_json_read(arena, name, text, WRIT_CODEC_LIMITS, &value, &err) != WRIT_OK ||
        writ_canonical_write(&buf, value, &err) != WRIT_OK) {
        fail_msg("%s:%u:%u: %s", name, err.loc.line, err.loc.column, err.text);
    }
    return writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
}

static void examples_of_the_rfc_have_their_bytes(void **state)
{
    static const struct {
        const char *input, *output;
    } rows[] = {
        /* section 3.2.2 */
        {"{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
         "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/"
         "\",\"literals\":[null,true,false]}",
         "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
         "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"},
        /* section 3.2.3 */
        {"{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet "
         "With Dagesh\","
         "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
         "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
         "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
         "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
         "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet "
         "With Dagesh\"}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;

        writ_arena_init(&arena, &alloc);
        assert_string_equal(canonical_of(&arena, "rfc8785", writ_str_from(rows[i].input)).ptr,
                            rows[i].output);
    }
}

/* RFC 8785, appendix B. */
static void numbers_of_the_rfc_have_their_texts(void **state)
{
    static const struct {
        uint64_t bits;
        const char *text; /* NULL: not a JSON number */
    } rows[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x7fffffffffffffff, NULL},
        {0x7ff0000000000000, NULL},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[WRIT_NUMBER_TEXT_SIZE];
        double number;
        size_t len;

        memcpy(&number, &rows[i].bits, sizeof(number));
        len = writ_number_format(number, text);
        assert_int_equal(len == 0, rows[i].text == NULL);
        if (rows[i].text != NULL) {
            assert_string_equal(text, rows[i].text);
        }
    }
}

static const char *vectors(struct writ_arena *arena, const char *name)
{
    return writ_arena_printf(arena, "%s/vectors/jcs/%s", getenv("WRIT_SHARED"), name);
}

static void every_input_file_gives_its_output_bytes(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const char **names;
    size_t count;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(writ_dir_list(&arena, vectors(&arena, "input"), &names, &count, &err),
                     WRIT_OK);
    assert_true(count >= 6);
    for (size_t i = 0; i < count; i++) {
        const char *in = writ_path_join(&arena, vectors(&arena, "input"), names[i]);
        const char *out = writ_path_join(&arena, vectors(&arena, "output"), names[i]);
        struct writ_str input, want, got;

        assert_int_equal(writ_file_read(&arena, in, VECTOR_MAX, &input, &err), WRIT_OK);
        assert_int_equal(writ_file_read(&arena, out, VECTOR_MAX, &want, &err), WRIT_OK);
        got = canonical_of(&arena, in, input);
        if (!writ_str_eq(got, want)) {
            fail_msg("%s gives %s", in, got.ptr);
        }
        assert_true(writ_str_eq(canonical_of(&arena, out, want), want));
    }
}

static void every_number_of_the_es6_file_has_its_text(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    struct writ_str rest, line;
    size_t lines = 0;

    (void)state;
    writ_arena_init(&arena, &alloc);
    assert_int_equal(
        writ_file_read(&arena, vectors(&arena, "es6_numbers_5000.txt"), VECTOR_MAX, &rest, &err),
        WRIT_OK);
    while (writ_str_split(&rest, '\n', &line)) {
        const uint64_t bits = strtoull(line.ptr, NULL, 16);
        const size_t comma = writ_str_find(line, ',');
        char text[WRIT_NUMBER_TEXT_SIZE];
        double number;

        memcpy(&number, &bits, sizeof(number));
        assert_true(writ_number_format(number, text) > 0);
        if (!writ_str_is(writ_str_cut(line, comma + 1, line.len), text)) {
            fail_msg("line %zu gives %s", lines + 1, text);
        }
        lines++;
    }
    assert_int_equal(lines, 5000);
}

int main(void)
{
    const struct CMUnitTest own[] = {
        cmocka_unit_test(examples_of_the_rfc_have_their_bytes),
        cmocka_unit_test(numbers_of_the_rfc_have_their_texts),
    };
    const struct CMUnitTest shared[] = {
        cmocka_unit_test(every_input_file_gives_its_output_bytes),
        cmocka_unit_test(every_number_of_the_es6_file_has_its_text),
    };
    const char *folder = getenv("WRIT_SHARED");
    const int failed = cmocka_run_group_tests_name("jcs: examples of the RFC", own, NULL, NULL);

    if (failed != 0) {
        return failed;
    }
    if (folder == NULL || !writ_dir_exists(folder)) {
        fprintf(stderr,
                "SKIPPED: the vectors of RFC 8785 are not here; set WRIT_SHARED to their folder\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("jcs: public vectors", shared, NULL, NULL);
}
