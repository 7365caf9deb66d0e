/* SPDX-License-Identifier: Apache-2.0
 *
 * script/scan.c - step over strings, comments and words as Lua's lexer does.
 */
#include "script/scan.h"

char writ_scan_peek(const struct writ_scan *scan, size_t ahead)
{
    if (scan->at + ahead >= scan->text.len) {
        return '\0';
    }
    return scan->text.ptr[scan->at + ahead];
}

static void step(struct writ_scan *scan)
{
    if (writ_scan_peek(scan, 0) == '\n') {
        scan->line++;
        scan->line_start = scan->at + 1;
    }
    scan->at++;
}

/* The level of the long bracket that starts here ("[==[" is 2), or -1. */
static int bracket_level(const struct writ_scan *scan)
{
    size_t level = 0;

    if (writ_scan_peek(scan, 0) != '[') {
        return -1;
    }
    while (writ_scan_peek(scan, 1 + level) == '=') {
        level++;
    }
    return writ_scan_peek(scan, 1 + level) == '[' ? (int)level : -1;
}

static bool is_closed(const struct writ_scan *scan, size_t level)
{
    size_t i = 0;

    while (i < level && writ_scan_peek(scan, 1 + i) == '=') {
        i++;
    }
    return i == level && writ_scan_peek(scan, 0) == ']' && writ_scan_peek(scan, 1 + level) == ']';
}

static void skip_bracket(struct writ_scan *scan, int level)
{
    scan->at += (size_t)level + 2;
    while (scan->at < scan->text.len && !is_closed(scan, (size_t)level)) {
        step(scan);
    }
    scan->at += (size_t)level + 2;
}

static void skip_comment(struct writ_scan *scan)
{
    scan->at += 2;

    const int level = bracket_level(scan);

    if (level >= 0) {
        skip_bracket(scan, level);
        return;
    }
    while (scan->at < scan->text.len && writ_scan_peek(scan, 0) != '\n') {
        scan->at++;
    }
}

static void skip_quoted(struct writ_scan *scan)
{
    const char quote = writ_scan_peek(scan, 0);

    step(scan);
    while (scan->at < scan->text.len && writ_scan_peek(scan, 0) != quote) {
        if (writ_scan_peek(scan, 0) == '\\') {
            step(scan);
        }
        step(scan);
    }
    step(scan);
}

static void skip_word(struct writ_scan *scan)
{
    const size_t start = scan->at;

    while (writ_scan_is_word(writ_scan_peek(scan, 0))) {
        scan->at++;
    }
    scan->word = writ_str_cut(scan->text, start, scan->at);
    scan->is_after_env = writ_str_is(scan->word, "_ENV");
}

void writ_scan_pass(struct writ_scan *scan)
{
    const char byte = writ_scan_peek(scan, 0);

    scan->word = (struct writ_str){NULL, 0};
    if (byte == '-' && writ_scan_peek(scan, 1) == '-') {
        skip_comment(scan);
    } else if (writ_scan_is_space(byte)) {
        step(scan);
    } else if (writ_scan_is_word(byte)) {
        skip_word(scan);
    } else {
        scan->is_after_env = false;
        if (byte == '"' || byte == '\'') {
            skip_quoted(scan);
        } else if (bracket_level(scan) >= 0) {
            skip_bracket(scan, bracket_level(scan));
        } else {
            step(scan);
        }
    }
}
