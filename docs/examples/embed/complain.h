/* SPDX-License-Identifier: Apache-2.0
 *
 * complain.h - an error as compilers show it, with what to do next.
 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

#include <inttypes.h>
#include <stdio.h>
#include <writ/error.h>

/* The place of what follows, as far as it is known. */
static inline void complain_at(const char *source, uint32_t line, uint32_t column)
{
    if (source[0] != '\0' && line > 0) {
        (void)fprintf(stderr, "%s:%" PRIu32 ":%" PRIu32 ": ", source, line, column);
    } else if (source[0] != '\0') {
        (void)fprintf(stderr, "%s: ", source);
    }
}

static inline void complain(const struct writ_error *err)
{
    complain_at(err->loc.source, err->loc.line, err->loc.column);
    (void)fprintf(stderr, "error: %s [%s]\n", err->text, writ_status_name(err->status));
    if (err->hint[0] != '\0') {
        (void)fprintf(stderr, "  hint: %s\n", err->hint);
    }
}

#endif
