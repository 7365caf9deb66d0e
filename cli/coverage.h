/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/coverage.h - what the tests of policies have reached, for people and for lcov.
 */
#ifndef WRIT_CLI_COVERAGE_H
#define WRIT_CLI_COVERAGE_H

#include <stdio.h>

#include "term.h"
#include "writ/coverage.h"

/** How many there are, and how many were reached. Of a branch, true and false count each. */
struct writ_cover_share {
    size_t all, reached;
};

struct writ_cover_totals {
    struct writ_cover_share effects, lines, branches;
};

struct writ_cover_totals writ_cli_coverage_totals(const struct writ_cover_file *files,
                                                  size_t count);

/** Every effect, and of lines and branches at least so many per cent each. */
bool writ_cli_coverage_meets(const struct writ_cover_totals *totals, unsigned percent);

/** Each place that was not reached, as findings are shown, then the totals. @param is_error  they
 * are too few */
void writ_cli_coverage_show(const struct writ_term *term, const struct writ_cover_file *files,
                            size_t count, bool is_error);

/** An lcov tracefile, as genhtml reads it. False when it cannot be written. */
bool writ_cli_coverage_lcov(FILE *out, const struct writ_cover_file *files, size_t count);

#endif
