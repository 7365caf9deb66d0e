/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/fuzz/fuzz_yaml.c - any bytes as YAML: accepted with a sound tree, or refused with a place.
 */
#include "check_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct writ_alloc alloc = WRIT_ALLOC_INIT(0);
    WRIT_AUTO(writ_arena) struct writ_arena arena;
    struct writ_error err = {0};
    const struct writ_value *value;
    enum writ_status status;

    writ_arena_init(&arena, &alloc);
    status = writ_yaml_read(&arena, "fuzz.yaml", (struct writ_str){(const char *)data, size},
                            WRIT_CODEC_LIMITS, &value, &err);
    if (status == WRIT_OK) {
        check_node(value, NULL);
        check_canonical(&arena, value);
        return 0;
    }
    check_refusal(status, &err, size);
    return 0;
}
