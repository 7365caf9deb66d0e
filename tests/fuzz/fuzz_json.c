/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_json.c - any bytes as JSON. The two readers inside (ours and jansson) must accept
 * the same texts, so that a difference between them is found here and not in a decision.
 */
#include <jansson.h>

#include "check_tree.h"

static bool jansson_accepts(const char *text, size_t size)
{
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    const size_t mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    json_error_t error;
    json_t *json = size == mark ? NULL : json_loadb(text + mark, size - mark, flags, &error);

    json_decref(json);
    return json != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const struct writ_value *value;
    const struct writ_str text = {(const char *)data, size};
    enum writ_status status;

    writ_arena_init(&arena, &alloc);
    status = writ_json_read(&arena, "fuzz.json", text, WRIT_CODEC_LIMITS, &value, &err);
    if (status == WRIT_OK) {
        check_node(value, NULL);
        check_canonical(&arena, value);
        return 0;
    }
    check_refusal(status, &err, size);
    /* jansson takes a NUL byte right behind a number for the end of the text; we refuse it */
    promise(status == WRIT_E_LIMIT || writ_str_find(text, 0) < size ||
            !jansson_accepts(text.ptr, size));
    return 0;
}
