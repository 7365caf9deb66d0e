/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/term.h - where a result goes, and whether colour may be used there.
 */
#ifndef WRIT_CLI_TERM_H
#define WRIT_CLI_TERM_H

#include <stdbool.h>
#include <stdio.h>

enum writ_paint { WRIT_PAINT_GREEN, WRIT_PAINT_YELLOW, WRIT_PAINT_RED, WRIT_PAINT_BOLD };

struct writ_term {
    FILE *out;
    bool is_colour;
};

/** Colour when `out` is a terminal, NO_COLOR is unset or empty, and TERM is not "dumb". */
struct writ_term writ_cli_term(FILE *out);

/** A terminal on which a line can be written over. */
bool writ_cli_term_can_rewrite(FILE *out);

/** `text` is ours, not a user's. */
void writ_cli_paint(const struct writ_term *term, enum writ_paint paint, const char *text);

#endif
