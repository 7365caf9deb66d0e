/* SPDX-License-Identifier: Apache-2.0
 *
 * script/pattern.c - a backtracking matcher whose stack is data, not C frames.
 *
 * Every choice that can be taken back is a frame; failing pops frames until one has something left
 * to try.
 */
#include "script/pattern.h"

#include <ctype.h>

enum { FRAMES_MAX = 10000, FRAMES_FIRST = 16, STEPS_PER_CHARGE = 256 };

enum frame_kind {
    FRAME_OPENED, /* undo: forget the capture opened last */
    FRAME_CLOSED, /* undo: the capture `index` is open again */
    FRAME_GREEDY, /* retry one byte shorter, down to `least` */
    FRAME_LAZY,   /* retry one byte longer, as long as the item matches */
    FRAME_OPTION, /* retry without the item */
};

struct writ_pattern_frame {
    enum frame_kind kind;
    int index;
    const char *item;  /* pattern: the repeated item */
    const char *next;  /* pattern: what follows it */
    const char *at;    /* subject */
    const char *least; /* subject */
};

static const char *subject_end(const struct writ_pattern *match)
{
    return match->subject.ptr + match->subject.len;
}

static const char *pattern_end(const struct writ_pattern *match)
{
    return match->pattern.ptr + match->pattern.len;
}

void writ_pattern_init(struct writ_pattern *match, lua_State *lua, struct writ_str subject,
                       struct writ_str pattern)
{
    match->lua = lua;
    match->subject = subject;
    match->pattern = pattern;
    match->steps = 0;
    match->level = 0;
    match->frames = NULL;
    match->frame_count = 0;
    match->frame_cap = 0;
}

MAY_RAISE static void pay(struct writ_pattern *match)
{
    const size_t steps = match->steps;

    match->steps = 0;
    writ_gas_charge(match->lua, steps);
}

MAY_RAISE static void step(struct writ_pattern *match)
{
    if (++match->steps >= STEPS_PER_CHARGE) {
        pay(match);
    }
}

MAY_RAISE void writ_pattern_done(struct writ_pattern *match)
{
    pay(match);
    (void)writ_gas_realloc(match->lua, match->frames, match->frame_cap * sizeof(*match->frames), 0);
    match->frames = NULL;
    match->frame_cap = 0;
}

MAY_RAISE static struct writ_pattern_frame *push(struct writ_pattern *match, enum frame_kind kind)
{
    if (match->frame_count == match->frame_cap) {
        const size_t size = sizeof(*match->frames);
        const size_t cap = match->frame_cap == 0 ? FRAMES_FIRST : match->frame_cap * 2;

        if (match->frame_count >= FRAMES_MAX) {
            luaL_error(match->lua, "pattern too complex");
        }
        match->frames =
            writ_gas_realloc(match->lua, match->frames, match->frame_cap * size, cap * size);
        match->frame_cap = cap;
    }

    struct writ_pattern_frame *frame = &match->frames[match->frame_count++];

    frame->kind = kind;
    return frame;
}

static bool is_item_at(const struct writ_pattern *match, const char *s, const char *p,
                       const char *end)
{
    return s < subject_end(match) && writ_pattern_is_item((unsigned char)*s, p, end);
}

/* Where the matcher is: both NULL-free; `is_failed` asks for the next alternative. */
struct cursor {
    const char *s;
    const char *p;
    bool is_failed;
};

static void fail(struct cursor *cursor)
{
    cursor->is_failed = true;
}

MAY_RAISE static void open_capture(struct writ_pattern *match, struct cursor *cursor)
{
    const bool is_position = cursor->p + 1 < pattern_end(match) && cursor->p[1] == ')';

    if (match->level >= WRIT_CAPTURES_MAX) {
        luaL_error(match->lua, "too many captures");
    }
    match->captures[match->level++] =
        (struct writ_capture){cursor->s, is_position ? WRIT_CAPTURE_POSITION : WRIT_CAPTURE_OPEN};
    (void)push(match, FRAME_OPENED);
    cursor->p += is_position ? 2 : 1;
}

MAY_RAISE static void close_capture(struct writ_pattern *match, struct cursor *cursor)
{
    int index = match->level - 1;

    while (index >= 0 && match->captures[index].len != WRIT_CAPTURE_OPEN) {
        index--;
    }
    if (index < 0) {
        luaL_error(match->lua, "invalid pattern capture");
    }
    match->captures[index].len = cursor->s - match->captures[index].start;
    push(match, FRAME_CLOSED)->index = index;
    cursor->p++;
}

/* %bxy */
MAY_RAISE static void match_balanced(struct writ_pattern *match, struct cursor *cursor)
{
    const char *p = cursor->p + 2;
    const char *s = cursor->s;
    int depth = 0;

    if (pattern_end(match) - p < 2) {
        luaL_error(match->lua, "malformed pattern (missing arguments to '%%b')");
    }
    do {
        if (s >= subject_end(match) || (depth == 0 && *s != p[0])) {
            fail(cursor);
            return;
        }
        step(match);
        if (*s == p[1] && depth > 0) {
            depth--;
        } else if (*s == p[0]) {
            depth++;
        }
        s++;
    } while (depth > 0);
    cursor->s = s;
    cursor->p = p + 2;
}

/* %f[set]: a border between bytes outside and inside the set; both ends count as '\0'. */
MAY_RAISE static void match_frontier(struct writ_pattern *match, struct cursor *cursor)
{
    const char *p = cursor->p + 2;

    if (p >= pattern_end(match) || *p != '[') {
        luaL_error(match->lua, "missing '[' after '%%f' in pattern");
    }

    const char *end = writ_pattern_item_end(match, p);
    const char *s = cursor->s;
    const unsigned char before = s == match->subject.ptr ? 0 : (unsigned char)s[-1];
    const unsigned char here = s == subject_end(match) ? 0 : (unsigned char)*s;

    if (writ_pattern_is_in_set(before, p, end - 1) || !writ_pattern_is_in_set(here, p, end - 1)) {
        fail(cursor);
        return;
    }
    cursor->p = end;
}

/* %1 to %9: what the capture matched, once more. */
MAY_RAISE static void match_again(struct writ_pattern *match, struct cursor *cursor)
{
    const int index = cursor->p[1] - '1';

    if (index < 0 || index >= match->level || match->captures[index].len == WRIT_CAPTURE_OPEN) {
        luaL_error(match->lua, "invalid capture index %%%d", index + 1);
    }

    const struct writ_capture *capture = &match->captures[index];
    const ptrdiff_t len = capture->len;

    if (len < 0 || subject_end(match) - cursor->s < len) {
        fail(cursor);
        return;
    }
    match->steps += (size_t)len / 16;
    if (memcmp(capture->start, cursor->s, (size_t)len) != 0) {
        fail(cursor);
        return;
    }
    cursor->s += len;
    cursor->p += 2;
}

MAY_RAISE static void match_greedy(struct writ_pattern *match, struct cursor *cursor,
                                   const char *end, size_t least)
{
    const char *s = cursor->s;

    while (is_item_at(match, s, cursor->p, end)) {
        step(match);
        s++;
    }
    if ((size_t)(s - cursor->s) < least) {
        fail(cursor);
        return;
    }
    if (s > cursor->s + least) {
        struct writ_pattern_frame *frame = push(match, FRAME_GREEDY);

        frame->least = cursor->s + least;
        frame->at = s;
        frame->next = end + 1;
    }
    cursor->s = s;
    cursor->p = end + 1;
}

MAY_RAISE static void match_lazy(struct writ_pattern *match, struct cursor *cursor, const char *end)
{
    struct writ_pattern_frame *frame = push(match, FRAME_LAZY);

    frame->item = cursor->p;
    frame->next = end;
    frame->at = cursor->s;
    cursor->p = end + 1;
}

MAY_RAISE static void match_option(struct writ_pattern *match, struct cursor *cursor,
                                   const char *end)
{
    if (is_item_at(match, cursor->s, cursor->p, end)) {
        struct writ_pattern_frame *frame = push(match, FRAME_OPTION);

        frame->at = cursor->s++;
        frame->next = end + 1;
    }
    cursor->p = end + 1;
}

MAY_RAISE static void match_item(struct writ_pattern *match, struct cursor *cursor)
{
    const char *end = writ_pattern_item_end(match, cursor->p);

    switch (end < pattern_end(match) ? *end : '\0') {
    case '*':
        match_greedy(match, cursor, end, 0);
        return;
    case '+':
        match_greedy(match, cursor, end, 1);
        return;
    case '-':
        match_lazy(match, cursor, end);
        return;
    case '?':
        match_option(match, cursor, end);
        return;
    default:
        break;
    }
    if (!is_item_at(match, cursor->s, cursor->p, end)) {
        fail(cursor);
        return;
    }
    cursor->s++;
    cursor->p = end;
}

/* The items that start with '%' and are more than one character class. False: it is a class. */
MAY_RAISE static bool match_special(struct writ_pattern *match, struct cursor *cursor)
{
    const char letter = cursor->p[1]; /* texts of Lua have a NUL behind them */

    if (letter == 'b') {
        match_balanced(match, cursor);
        return true;
    }
    if (letter == 'f') {
        match_frontier(match, cursor);
        return true;
    }
    if (isdigit((unsigned char)letter) != 0) {
        match_again(match, cursor);
        return true;
    }
    return false;
}

MAY_RAISE static void advance(struct writ_pattern *match, struct cursor *cursor)
{
    switch (*cursor->p) {
    case '(':
        open_capture(match, cursor);
        return;
    case ')':
        close_capture(match, cursor);
        return;
    case '$':
        if (cursor->p + 1 == pattern_end(match)) { /* an anchor only at the end */
            cursor->is_failed = cursor->s != subject_end(match);
            cursor->p++;
            return;
        }
        break;
    case '%':
        if (match_special(match, cursor)) {
            return;
        }
        break;
    default:
        break;
    }
    match_item(match, cursor);
}

/* Try what the frame on top has left; pop it when that was the last. True: the cursor is at a new
 * alternative. */
MAY_RAISE static bool retry(struct writ_pattern *match, struct cursor *cursor)
{
    struct writ_pattern_frame *frame = &match->frames[match->frame_count - 1];

    switch (frame->kind) {
    case FRAME_OPENED:
        match->level--;
        match->frame_count--;
        return false;
    case FRAME_CLOSED:
        match->captures[frame->index].len = WRIT_CAPTURE_OPEN;
        match->frame_count--;
        return false;
    case FRAME_GREEDY:
        *cursor = (struct cursor){.s = --frame->at, .p = frame->next};
        match->frame_count -= frame->at == frame->least ? 1 : 0;
        return true;
    case FRAME_LAZY:
        if (!is_item_at(match, frame->at, frame->item, frame->next)) {
            match->frame_count--;
            return false;
        }
        *cursor = (struct cursor){.s = ++frame->at, .p = frame->next + 1};
        return true;
    case FRAME_OPTION:
        *cursor = (struct cursor){.s = frame->at, .p = frame->next};
        match->frame_count--;
        return true;
    }
    return false; /* uncovered: every kind of frame is a case above */
}

MAY_RAISE const char *writ_pattern_at(struct writ_pattern *match, const char *at)
{
    struct cursor cursor = {.s = at, .p = match->pattern.ptr};

    match->level = 0;
    match->frame_count = 0;
    while (cursor.p < pattern_end(match)) {
        step(match);
        advance(match, &cursor);
        while (cursor.is_failed) {
            if (match->frame_count == 0) {
                return NULL;
            }
            step(match);
            (void)retry(match, &cursor);
        }
    }
    return cursor.s;
}

/* Where the item ends that every match begins with; NULL when the pattern begins otherwise. */
MAY_RAISE static const char *first_item_end(const struct writ_pattern *match)
{
    const char *p = match->pattern.ptr;

    if (match->pattern.len == 0 || strchr("()$", *p) != NULL ||
        (*p == '%' && (p[1] == 'b' || p[1] == 'f' || isdigit((unsigned char)p[1]) != 0))) {
        return NULL;
    }

    const char *end = writ_pattern_item_end(match, p);

    return end < pattern_end(match) && strchr("*-?", *end) != NULL ? NULL : end;
}

MAY_RAISE const char *writ_pattern_skip(struct writ_pattern *match, const char *at)
{
    const char *item_end = first_item_end(match);

    while (item_end != NULL && at < subject_end(match) &&
           !writ_pattern_is_item((unsigned char)*at, match->pattern.ptr, item_end)) {
        step(match);
        at++;
    }
    return at;
}

MAY_RAISE void writ_pattern_push_one(struct writ_pattern *match, int index, const char *start,
                                     const char *end)
{
    const struct writ_capture *capture = &match->captures[index];

    if (index >= match->level) {
        if (index != 0) {
            luaL_error(match->lua, "invalid capture index %%%d",
                       index + 1); /* uncovered: callers ask for what is there */
        }
        lua_pushlstring(match->lua, start, (size_t)(end - start));
        return;
    }
    if (capture->len == WRIT_CAPTURE_OPEN) {
        luaL_error(match->lua, "unfinished capture");
    }
    if (capture->len == WRIT_CAPTURE_POSITION) {
        lua_pushinteger(match->lua, capture->start - match->subject.ptr + 1);
        return;
    }
    lua_pushlstring(match->lua, capture->start, (size_t)capture->len);
}

MAY_RAISE int writ_pattern_push(struct writ_pattern *match, const char *start, const char *end)
{
    const int count = match->level == 0 && start != NULL ? 1 : match->level;

    luaL_checkstack(match->lua, count, "too many captures");
    for (int i = 0; i < count; i++) {
        writ_pattern_push_one(match, i, start, end);
    }
    return count;
}
