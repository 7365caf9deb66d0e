/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/property/test_canonical.c - what must hold for any value: its canonical bytes read back to
 * themselves, every spelling of a value has the same bytes, and the readers of JSON and YAML agree
 * on JSON text.
 */
#include "cmocka_all.h"

#include <math.h>

#include "base/try.h"
#include "codec/codec.h"
#include "data/canonical.h"
#include "random.h"

enum { ROUNDS = 3000, TEXT_MAX = 1 << 20 };

static double any_number(uint64_t *seed)
{
    const uint64_t bits = random_next(seed);
    double number;

    memcpy(&number, &bits, sizeof(number));
    if (random_below(seed, 3) == 0 || !isfinite(number)) {
        return (double)(int64_t)(bits >> (44 + random_below(seed, 20))) /
               (random_below(seed, 2) == 0 ? 1 : 100);
    }
    return number;
}

/* Letters, digits that look like other types, escapes, and characters of every UTF-8 length. */
static struct writ_str any_text(struct writ_arena *arena, uint64_t *seed)
{
    static const char *const pieces[] = {"a",
                                         "Z",
                                         "0",
                                         "1",
                                         "true",
                                         "null",
                                         "~",
                                         " ",
                                         ":",
                                         ": ",
                                         "#",
                                         " #",
                                         "-",
                                         "\"",
                                         "\\",
                                         "/",
                                         "'",
                                         "\n",
                                         "\t",
                                         "\r",
                                         "{",
                                         "}",
                                         "\b",
                                         "\x1f",
                                         "\xc3\xa9",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         ","};
    WRIT_AUTO(writ_buf) struct writ_buf buf;

    writ_buf_init(&buf, arena->alloc, 4096);
    for (size_t left = random_below(seed, 12); left > 0; left--) {
        writ_buf_add_text(&buf, pieces[random_below(seed, sizeof(pieces) / sizeof(pieces[0]))]);
    }
    return writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
}

static struct writ_value *any_value(struct writ_arena *arena, uint64_t *seed, size_t depth);

static struct writ_value *any_container(struct writ_arena *arena, uint64_t *seed, size_t depth)
{
    const bool is_object = random_below(seed, 2) == 0;
    size_t left = random_below(seed, random_below(seed, 20) == 0 ? 60 : 5);
    struct writ_build build;

    if (!is_object) {
        writ_build_array(&build, arena);
        for (; left > 0; left--) {
            writ_build_item(&build, any_value(arena, seed, depth - 1));
        }
        return writ_build_end(&build);
    }
    writ_build_object(&build, arena);
    for (; left > 0; left--) { /* the number makes the key unique */
        const struct writ_str text = any_text(arena, seed);
        const char *key = writ_arena_printf(arena, "%.*s%zu", (int)text.len, text.ptr, left);

        writ_build_member(&build, writ_str_from(key), any_value(arena, seed, depth - 1));
    }
    return writ_build_end(&build);
}

static struct writ_value *any_value(struct writ_arena *arena, uint64_t *seed, size_t depth)
{
    switch (random_below(seed, depth == 0 ? 4 : 8)) {
    case 0:
        return writ_value_null(arena);
    case 1:
        return writ_value_bool(arena, random_below(seed, 2) == 0);
    case 2:
        return writ_value_number(arena, any_number(seed));
    case 3:
        return writ_value_string(arena, any_text(arena, seed));
    default:
        return any_container(arena, seed, depth);
    }
}

/* The members of every object in reverse. */
static const struct writ_value *reversed(struct writ_arena *arena, const struct writ_value *value)
{
    const size_t count = writ_value_count(value);
    struct writ_build build;

    if (value->kind == WRIT_ARRAY) {
        writ_build_array(&build, arena);
        for (size_t i = 0; i < count; i++) {
            writ_build_item(&build, reversed(arena, value->as.array.items[i]));
        }
        return writ_build_end(&build);
    }
    if (value->kind != WRIT_OBJECT) {
        return value;
    }
    writ_build_object(&build, arena);
    for (size_t i = count; i-- > 0;) {
        const struct writ_member *member = &value->as.object.members[i];

        writ_build_member(&build, member->key, reversed(arena, member->value));
    }
    return writ_build_end(&build);
}

typedef enum writ_status (*write_fn)(struct writ_buf *buf, const struct writ_value *value,
                                     struct writ_error *err);

static struct writ_str written(struct writ_arena *arena, write_fn write,
                               const struct writ_value *value)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    struct writ_error err = {0};

    writ_buf_init(&buf, arena->alloc, TEXT_MAX);
    assert_non_null(value);
    assert_int_equal(write(&buf, value, &err), WRIT_OK);
    return writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
}

typedef enum writ_status (*read_fn)(struct writ_arena *arena, const char *source,
                                    struct writ_str text, struct writ_codec_limits limits,
                                    const struct writ_value **ret_value, struct writ_error *err);

static const struct writ_value *read_back(struct writ_arena *arena, read_fn read,
                                          struct writ_str text)
{
    const struct writ_value *value = NULL;
    struct writ_error err = {0};

    if (read(arena, "generated", text, WRIT_CODEC_LIMITS, &value, &err) != WRIT_OK) {
        fail_msg("%u:%u: %s in %s", err.loc.line, err.loc.column, err.text, text.ptr);
    }
    return value;
}

static void check_one(struct writ_arena *arena, uint64_t seed)
{
    const struct writ_value *value = any_value(arena, &seed, 4);
    const struct writ_str bytes = written(arena, writ_canonical_write, value);
    const struct writ_str pretty = written(arena, writ_json_write, value);
    const struct writ_value *spellings[] = {
        read_back(arena, writ_json_read, bytes),
        read_back(arena, writ_json_read, pretty),
        read_back(arena, writ_yaml_read, bytes),
        read_back(arena, writ_yaml_read, pretty),
        reversed(arena, value),
    };

    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        if (!writ_str_eq(written(arena, writ_canonical_write, spellings[i]), bytes)) {
            fail_msg("spelling %zu differs: %s", i, bytes.ptr);
        }
        assert_true(writ_value_equal(value, spellings[i]));
    }
}

static void every_spelling_of_a_value_has_the_same_bytes(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
        WRIT_AUTO(writ_arena) struct writ_arena arena;

        writ_arena_init(&arena, &alloc);
        check_one(&arena, round * 1000003);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_of_a_value_has_the_same_bytes),
    };
    return cmocka_run_group_tests_name("property/canonical", tests, NULL, NULL);
}
