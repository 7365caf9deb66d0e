/* SPDX-License-Identifier: Apache-2.0
 *
 * cli/text.h - text that came from somebody's file, on its way to a terminal or a report.
 * A descriptor must not be able to move the cursor, reorder a line or break the report's encoding.
 */
#ifndef WRIT_CLI_TEXT_H
#define WRIT_CLI_TEXT_H

#include <stdint.h>
#include <stdio.h>

#include "writ/str.h"

/** The length of the well-formed UTF-8 sequence (RFC 3629) `rest` starts with; 0 when it starts
 * with none. */
size_t writ_cli_utf8_len(struct writ_str rest);

/** One line: control characters, line ends, bidirectional overrides and broken UTF-8 become '?'. */
void writ_cli_text_line(FILE *out, const char *text);
void writ_cli_text_line_of(FILE *out, struct writ_str text);

/** As above, for a quoted label: '"' becomes `quote`, and a backslash two where `quote` begins with
 * one. */
void writ_cli_text_label(FILE *out, const char *text, const char *quote);

/** As writ_cli_text_line(), but line ends and tabs stay. */
void writ_cli_text_block(FILE *out, struct writ_str text);

/** `count` with its noun: "1 product", "3 products", "2 entries". */
void writ_cli_text_count(FILE *out, uint64_t count, const char *noun);

#endif
