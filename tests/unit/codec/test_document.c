/* SPDX-License-Identifier: Apache-2.0 */
#include "cmocka_all.h"

#include "base/file.h"
#include "oom.h"
#include "reading.h"
#include "scratch.h"

static void name_or_first_character_decides_the_language(void **state)
{
    static const struct {
        const char *name, *text;
        bool is_json; /* then a bare word is refused */
    } rows[] = {
        {"a", "{\"a\": x}", true},
        {"a.txt", " \r\n\t[x]", true},
        {"", "\xef\xbb\xbf{x}", true},
        {"a.yaml", "{a: x}", false},
        {"a.yml", "[x]", false},
        {"a.json", "x", true},
        {"a.jsonld", "x", true},
        {"json", "x", false},
        {"a.yaml", "a: {b: x}", false},
        {"a.yml", "- [x]", false},
        {"a.json.yaml", "x", false},
        {"a.yaml", "# {\nx", false},
        {"a.yaml", "---\n{a: x}", false},
        {"", "x", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;
        const struct writ_value *value;
        struct writ_error err = {0};
        enum writ_status status;

        writ_arena_init(&arena, &alloc);
        status = writ_document_read(&arena, rows[i].name, writ_str_from(rows[i].text),
                                    WRIT_CODEC_LIMITS, &value, &err);
        if (status != (rows[i].is_json ? WRIT_E_SYNTAX : WRIT_OK)) {
            fail_msg("%s '%s': %s", rows[i].name, rows[i].text, err.text);
        }
    }
}

static void loading_gives_the_bytes_and_the_value(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    const struct writ_value *value;
    struct writ_error err = {0};
    struct writ_str bytes = {NULL, 0};

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    scratch_path(&scratch, "orders.yaml");
    assert_int_equal(writ_file_create(scratch.path, WRIT_LIT("id: orders\n"), 0644, &err), WRIT_OK);
    assert_int_equal(
        writ_document_load(&arena, scratch.path, WRIT_CODEC_LIMITS, &bytes, &value, &err), WRIT_OK);
    assert_true(writ_str_is(bytes, "id: orders\n"));
    assert_true(writ_value_is_text(writ_value_member(value, "id"), "orders"));
    assert_string_equal(value->source, scratch.path);
    assert_int_equal(
        writ_document_load(&arena, scratch.path, WRIT_CODEC_LIMITS, NULL, &value, &err), WRIT_OK);
}

static void what_cannot_be_loaded_says_why(void **state)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    const struct writ_codec_limits tiny = {.bytes = 4, .depth = 1, .nodes = 1};
    const struct writ_value *value;
    struct writ_str bytes = WRIT_LIT("kept");
    struct writ_error err = {0};

    (void)state;
    writ_arena_init(&arena, &alloc);
    scratch_make(&scratch);
    scratch_path(&scratch, "a.json");
    assert_int_equal(writ_document_load(&arena, scratch.path, tiny, &bytes, &value, &err),
                     WRIT_E_NOTFOUND);
    err = (struct writ_error){0};
    assert_int_equal(writ_file_create(scratch.path, WRIT_LIT("[1,}"), 0644, &err), WRIT_OK);
    assert_int_equal(
        writ_document_load(&arena, scratch.path, WRIT_CODEC_LIMITS, &bytes, &value, &err),
        WRIT_E_SYNTAX);
    assert_string_equal(err.loc.source, scratch.path);
    assert_int_equal(err.loc.column, 4);
    err = (struct writ_error){0};
    assert_int_equal(writ_file_replace(scratch.path, WRIT_LIT("[1,2]"), 0644, &err), WRIT_OK);
    assert_int_equal(writ_document_load(&arena, scratch.path, tiny, &bytes, &value, &err),
                     WRIT_E_LIMIT);
    assert_true(writ_str_is(bytes, "kept"));
}

static enum writ_status load(struct writ_alloc *alloc)
{
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    WRIT_AUTO(scratch) struct scratch scratch;
    const struct writ_value *value;
    struct writ_error err = {0};

    writ_arena_init(&arena, alloc);
    scratch_make(&scratch);
    scratch_path(&scratch, "a.yaml");
    WRIT_TRY(writ_file_create(scratch.path, WRIT_LIT("a: [1, 2.5, x]\n"), 0644, &err));
    return writ_document_load(&arena, scratch.path, WRIT_CODEC_LIMITS, NULL, &value, &err);
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    oom_sweep(load, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_or_first_character_decides_the_language),
        cmocka_unit_test(loading_gives_the_bytes_and_the_value),
        cmocka_unit_test(what_cannot_be_loaded_says_why),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("codec/document", tests, NULL, NULL);
}
