/* SPDX-License-Identifier: Apache-2.0
 *
 * script/scan.h - the tokens of a text that compiles, as far as the lint needs them. Layer: script.
 * Private.
 */
#ifndef WRIT_SCRIPT_SCAN_H
#define WRIT_SCRIPT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Begin with the text, line 1 and zeros. */
struct writ_scan {
    struct writ_str text;
    size_t at;
    size_t line_start;
    uint32_t line;
    struct writ_str word; /* what was passed last, when it was a name, keyword or number */
    bool is_after_env;    /* the last token was _ENV */
};

/* What Lua takes for white space, and for a part of a name, keyword or number. */
static inline bool writ_scan_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool writ_scan_is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/* The byte that many ahead; NUL behind the end. */
char writ_scan_peek(const struct writ_scan *scan, size_t ahead);

/* Pass one word, string, comment or other byte. */
void writ_scan_pass(struct writ_scan *scan);

/* Of the byte where the scan is, from 1. */
static inline uint32_t writ_scan_column(const struct writ_scan *scan)
{
    return (uint32_t)(scan->at - scan->line_start + 1);
}

#endif
