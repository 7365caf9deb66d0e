/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/unit/cli/rendered.h - what a renderer prints, as text.
 */
#ifndef WRIT_TESTS_CLI_RENDERED_H
#define WRIT_TESTS_CLI_RENDERED_H

#include "fixture.h"
#include "renderer.h"

/* Release with free(). */
static inline char *rendered(const char *format, const struct writ_outcome *outcome, bool is_colour)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    const struct writ_term term = {out, is_colour};

    assert_non_null(out);
    assert_true(writ_cli_renderer_find(format)->render(outcome, &term));
    assert_int_equal(fclose(out), 0);
    return text;
}

static inline void assert_rendered(const char *format, const struct writ_outcome *outcome,
                                   const char *expected)
{
    char *text = rendered(format, outcome, false);

    assert_string_equal(text, expected);
    free(text);
}

#endif
