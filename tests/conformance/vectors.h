/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/conformance/vectors.h - published test vectors as JSON, read from $WRIT_SHARED/vectors when
 * it is there.
 */
#ifndef WRIT_TESTS_VECTORS_H
#define WRIT_TESTS_VECTORS_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/key.h"

enum { VECTORS_SKIPPED = 77 };

/* NULL, and a line on standard error, when the file is not there. A file that is there must be
 * JSON. */
static inline json_t *vectors_load(const char *name)
{
    const char *shared = getenv("WRIT_SHARED");
    char path[4096];
    json_error_t cause;

    (void)snprintf(path, sizeof(path), "%s/vectors/%s", shared == NULL ? "." : shared, name);

    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        (void)fprintf(stderr, "SKIPPED: no vectors at %s\n", path);
        return NULL;
    }

    json_t *json = json_loadf(file, JSON_ALLOW_NUL, &cause);

    (void)fclose(file);
    if (json == NULL) {
        (void)fprintf(stderr, "%s:%d: %s\n", path, cause.line, cause.text);
        abort();
    }
    return json;
}

/* The member's text; an empty view with a NULL ptr when there is none. */
static inline struct writ_str vectors_text(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return (struct writ_str){json_string_value(value), json_string_length(value)};
}

static inline unsigned vectors_digit(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* Hex of at most max bytes. */
static inline size_t vectors_hex(struct writ_str hex, unsigned char *ret_bytes, size_t max)
{
    assert_true(hex.len % 2 == 0 && hex.len / 2 <= max);
    for (size_t i = 0; i < hex.len / 2; i++) {
        ret_bytes[i] =
            (unsigned char)(vectors_digit(hex.ptr[2 * i]) << 4 | vectors_digit(hex.ptr[2 * i + 1]));
    }
    return hex.len / 2;
}

#endif
