/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/support/describing.h - texts as descriptors: one reader, one arena, and what a test asks of
 * the result.
 */
#ifndef WRIT_TESTS_DESCRIBING_H
#define WRIT_TESTS_DESCRIBING_H

#include <stdio.h>

#include "base/try.h"
#include "codec/codec.h"
#include "descriptor/descriptor.h"
#include "descriptor/stdlib.h"

enum { DESCRIBED_TEXT = 4096 };

struct describing {
    struct writ_alloc alloc;
    struct writ_arena arena;
    struct writ_reader *reader;
};

static inline const struct writ_value *document_of(struct describing *describing, const char *text)
{
    const struct writ_value *document = NULL;
    struct writ_error err = {0};

    if (writ_document_read(&describing->arena, "in.yaml", writ_str_from(text), WRIT_CODEC_LIMITS,
                           &document, &err) != WRIT_OK) {
        fail_msg("%u:%u: %s in\n%s", err.loc.line, err.loc.column, err.text, text);
    }
    return document;
}

/* profile: YAML, or NULL. */
static inline void describing_start(struct describing *describing, const char *profile,
                                    struct writ_modules modules)
{
    struct writ_error err = {0};

    *describing = (struct describing){.alloc = WRIT_ALLOC_INIT(0)};
    writ_arena_init(&describing->arena, &describing->alloc);

    const struct writ_value *value = profile == NULL ? NULL : document_of(describing, profile);

    if (writ_reader_new(value, modules, &describing->reader, &err) != WRIT_OK) {
        fail_msg("%s", err.text);
    }
}

static inline void describing_end(struct describing *describing)
{
    writ_reader_free(describing->reader);
    writ_arena_done(&describing->arena);
    assert_int_equal(describing->alloc.used_bytes, 0);
}

static inline struct writ_modules library_alone(void)
{
    return (struct writ_modules){.find = writ_stdlib_find};
}

static inline enum writ_status try_describe(struct describing *describing, const char *text,
                                            struct writ_descriptor *ret_descriptor,
                                            struct writ_error *err)
{
    return writ_reader_normalise(describing->reader, &describing->arena,
                                 document_of(describing, text), writ_str_from(text), ret_descriptor,
                                 err);
}

static inline struct writ_descriptor describe(struct describing *describing, const char *text)
{
    struct writ_descriptor descriptor = {0};
    struct writ_error err = {0};

    if (try_describe(describing, text, &descriptor, &err) != WRIT_OK) {
        fail_msg("%u:%u: %s in\n%s", err.loc.line, err.loc.column, err.text, text);
    }
    return descriptor;
}

/* A member as JSON text, "" when it is not there. @param dotted  as writ_value_path() */
static inline const char *member_text(struct describing *describing, const struct writ_value *value,
                                      const char *dotted)
{
    const struct writ_value *found = writ_value_path(value, dotted);
    WRIT_AUTO(writ_buf) struct writ_buf text;

    writ_buf_init(&text, &describing->alloc, DESCRIBED_TEXT);
    if (found != NULL) {
        assert_int_equal(writ_json_write(&text, found, NULL), WRIT_OK);
    }

    const char *kept =
        writ_arena_str(&describing->arena, (struct writ_str){text.ptr, text.len}).ptr;

    return found == NULL ? "" : kept;
}

/* The findings as "line:column CODE", one a line. */
static inline const char *finding_lines(struct describing *describing,
                                        const struct writ_value *findings)
{
    const char *lines = "";

    for (size_t i = 0; i < writ_value_count(findings); i++) {
        const struct writ_value *finding = writ_value_item(findings, i);
        const struct writ_loc at = writ_value_loc(writ_value_member(finding, "at"));

        lines = writ_arena_printf(&describing->arena, "%s%s%u:%u %.*s", lines, i == 0 ? "" : "\n",
                                  at.line, at.column,
                                  WRIT_FMT(writ_value_text(writ_value_member(finding, "code"))));
        assert_non_null(lines);
    }
    return lines;
}

#endif
