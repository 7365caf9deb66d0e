/* SPDX-License-Identifier: Apache-2.0
 *
 * script/pattern.h - Lua patterns, matched without recursion and paid for step by step.
 * Layer: script. Private. Semantics: Lua 5.4 reference manual, section 6.4.1.
 */
#ifndef WRIT_SCRIPT_PATTERN_H
#define WRIT_SCRIPT_PATTERN_H

#include "script/state.h"

enum { WRIT_CAPTURES_MAX = 32 };

enum { WRIT_CAPTURE_OPEN = -1, WRIT_CAPTURE_POSITION = -2 };

struct writ_capture {
    const char *start;
    ptrdiff_t len; /* or one of the two above */
};

struct writ_pattern_frame; /* an alternative to come back to */

struct writ_pattern {
    lua_State *lua;
    struct writ_str subject; /* NUL behind it, as Lua's strings have */
    struct writ_str pattern;
    size_t steps; /* not yet paid for */
    int level;    /* captures so far, open ones included */
    struct writ_capture captures[WRIT_CAPTURES_MAX];
    struct writ_pattern_frame *frames;
    size_t frame_count;
    size_t frame_cap;
};

void writ_pattern_init(struct writ_pattern *match, lua_State *lua, struct writ_str subject,
                       struct writ_str pattern);
MAY_RAISE void writ_pattern_done(struct writ_pattern *match);

/* Match the whole pattern (a leading '^' is an ordinary character here) at `at`; NULL or the end of
 * the match. */
MAY_RAISE const char *writ_pattern_at(struct writ_pattern *match, const char *at);

/* From `at` on, the first place where a match may begin: where the pattern begins with a single-byte
 * item that must match, the first byte that it does, else `at`. Places passed over cost what trying
 * them would. */
MAY_RAISE const char *writ_pattern_skip(struct writ_pattern *match, const char *at);

/* Stack: +n the captures, or the whole match when there are none. */
MAY_RAISE int writ_pattern_push(struct writ_pattern *match, const char *start, const char *end);

/* Stack: +1 capture `index` from 0; index 0 is the whole match when there are none. */
MAY_RAISE void writ_pattern_push_one(struct writ_pattern *match, int index, const char *start,
                                     const char *end);

/* Where the single-byte item at p ends; what follows is its suffix, if any. A malformed item is an
 * error. */
MAY_RAISE const char *writ_pattern_item_end(const struct writ_pattern *match, const char *p);

/* Whether the item [p, end), or the set [p, close] with its brackets, matches the byte. */
bool writ_pattern_is_item(unsigned char byte, const char *p, const char *end);
bool writ_pattern_is_in_set(unsigned char byte, const char *p, const char *close);

/* Whether the text means itself: no magic character in it. */
bool writ_pattern_is_plain(struct writ_str pattern);

/* Position of `needle` in `text`, or NULL; paid for. */
MAY_RAISE const char *writ_pattern_find_plain(lua_State *lua, struct writ_str text,
                                              struct writ_str needle);

#endif
