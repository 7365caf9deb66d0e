/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_json.c - any bytes as JSON. Requests are read by our own reader alone, so here it
 * and jansson must accept the same texts and read the same values out of them: a difference is
 * found here and not in a decision.
 */
#include <jansson.h>

#include "check_tree.h"

static json_t *jansson_read(const char *text, size_t size)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    const size_t mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    json_error_t error;

    return size == mark ? NULL : json_loadb(text + mark, size - mark, flags, &error);
}

static bool is_same_text(struct writ_str own, const char *other, size_t size)
{
    return writ_str_eq(own, (struct writ_str){other, size});
}

static bool is_same(const struct writ_value *own, const json_t *other)
{
    switch (own->kind) {
    case WRIT_NULL:
        return json_is_null(other);
    case WRIT_BOOL:
        return own->as.boolean ? json_is_true(other) : json_is_false(other);
    case WRIT_NUMBER: {
        const double number = json_real_value(other);

        return json_is_real(other) && memcmp(&own->as.number, &number, sizeof(number)) == 0;
    }
    case WRIT_STRING:
        return json_is_string(other) &&
               is_same_text(own->text, json_string_value(other), json_string_length(other));
    case WRIT_ARRAY:
        return json_is_array(other) && json_array_size(other) == writ_value_count(own);
    case WRIT_OBJECT:
        return json_is_object(other) && json_object_size(other) == writ_value_count(own);
    }
    return false;
}

/* Both keep the order of the members. */
static void check_same(const struct writ_value *own, const json_t *other)
{
    require(is_same(own, other));
    for (size_t i = 0; own->kind == WRIT_ARRAY && i < writ_value_count(own); i++) {
        check_same(writ_value_item(own, i), json_array_get(other, i));
    }

    void *next = own->kind == WRIT_OBJECT ? json_object_iter((json_t *)(uintptr_t)other) : NULL;

    for (size_t i = 0; next != NULL; i++) {
        const struct writ_member *member = &own->as.object.members[i];

        require(
            is_same_text(member->key, json_object_iter_key(next), json_object_iter_key_len(next)));
        check_same(member->value, json_object_iter_value(next));
        next = json_object_iter_next((json_t *)(uintptr_t)other, next);
    }
}

/* What writ_json_read() says must be what the own reader says alone. */
static void check_both(struct writ_arena *arena, struct writ_str text, enum writ_status alone)
{
    const struct writ_value *value;
    struct writ_error err = {0};

    require(writ_json_read(arena, "fuzz.json", text, WRIT_CODEC_LIMITS, &value, &err) == alone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const struct writ_value *value;
    const struct writ_str text = {(const char *)data, size};
    json_t *other = jansson_read(text.ptr, size);

    writ_arena_init(&arena, &alloc);

    const enum writ_status status =
        writ_json_read_alone(&arena, "fuzz.json", text, WRIT_CODEC_LIMITS, &value, &err);

    check_both(&arena, text, status);
    if (status == WRIT_OK) {
        require(other != NULL);
        check_same(value, other);
        check_node(value, NULL);
        check_canonical(&arena, value);
    } else {
        check_refusal(status, &err, size);
        /* jansson takes a NUL byte right behind a number for the end of the text; we refuse it */
        require(status == WRIT_E_LIMIT || writ_str_find(text, 0) < size || other == NULL);
    }
    json_decref(other);
    return 0;
}
