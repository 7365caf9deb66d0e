/* SPDX-License-Identifier: Apache-2.0 */
#include "term.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0';
}

bool writ_cli_term_can_rewrite(FILE *out)
{
    const char *kind = getenv("TERM");

    return kind != NULL && strcmp(kind, "dumb") != 0 && isatty(fileno(out)) == 1;
}

struct writ_term writ_cli_term(FILE *out)
{
    return (struct writ_term){out, !is_set("NO_COLOR") && writ_cli_term_can_rewrite(out)};
}

void writ_cli_paint(const struct writ_term *term, enum writ_paint paint, const char *text)
{
    static const char *const codes[] = {
        [WRIT_PAINT_GREEN] = "32",
        [WRIT_PAINT_YELLOW] = "33",
        [WRIT_PAINT_RED] = "31",
        [WRIT_PAINT_BOLD] = "1",
    };

    if (term->is_colour) {
        (void)fprintf(term->out, "\033[%sm%s\033[0m", codes[paint], text);
    } else {
        (void)fputs(text, term->out);
    }
}
