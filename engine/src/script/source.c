/* SPDX-License-Identifier: Apache-2.0
 *
 * script/source.c - from the positions in Lua's messages back to the names of texts.
 */
#include "script/state.h"

static struct writ_str alias_of(struct writ_arena *arena, const char *name)
{
    static const char dots[] = "...";
    const size_t most = LUA_IDSIZE - 1; /* Lua cuts longer names */
    const size_t len = strlen(name);

    if (len <= most) {
        return writ_arena_str(arena, writ_str_from(name));
    }

    const size_t tail = most - (sizeof(dots) - 1);
    char text[LUA_IDSIZE];

    memcpy(text, dots, sizeof(dots) - 1);
    memcpy(text + sizeof(dots) - 1, name + len - tail, tail);
    return writ_arena_str(arena, (struct writ_str){text, most});
}

const struct writ_source *writ_source_note(struct writ_sandbox *sandbox, const char *name)
{
    for (const struct writ_source *it = sandbox->sources; it != NULL; it = it->older) {
        if (strcmp(it->name, name) == 0) {
            return it;
        }
    }

    struct writ_source *source = writ_arena_alloc(&sandbox->names, sizeof(*source));

    if (source == NULL) {
        return NULL; /* uncovered: the names' arena is the sandbox's own, not a test's */
    }
    source->name = writ_arena_str(&sandbox->names, writ_str_from(name)).ptr;
    source->alias = alias_of(&sandbox->names, name);
    source->older = sandbox->sources;
    if (source->name == NULL || source->alias.ptr == NULL) {
        return NULL; /* uncovered: as above */
    }
    sandbox->sources = source;
    return source;
}

const char *writ_source_name(const struct writ_sandbox *sandbox, struct writ_str alias)
{
    for (const struct writ_source *it = sandbox->sources; it != NULL; it = it->older) {
        if (writ_str_eq(it->alias, alias)) {
            return it->name;
        }
    }
    return NULL;
}

/* The line in ":LINE: text", and how many bytes of it precede the text; 0 when it is not like that.
 */
static size_t read_line(struct writ_str rest, uint32_t *ret_line)
{
    uint64_t line;
    size_t end;

    if (rest.len < 3 || rest.ptr[0] != ':') {
        return 0;
    }
    end = 1 + writ_str_find(writ_str_cut(rest, 1, rest.len), ':');
    if (end == rest.len || !writ_str_to_u64(writ_str_cut(rest, 1, end), &line) ||
        line > UINT32_MAX) {
        return 0;
    }
    *ret_line = (uint32_t)line;
    return end + 1 < rest.len && rest.ptr[end + 1] == ' ' ? end + 2 : end + 1;
}

enum writ_status writ_source_report(const struct writ_sandbox *sandbox, enum writ_status status,
                                    struct writ_str message, struct writ_error *err)
{
    struct writ_loc loc = {0};
    struct writ_str text = message;
    size_t longest = 0;

    for (const struct writ_source *it = sandbox->sources; it != NULL; it = it->older) {
        uint32_t line = 0;

        if (it->alias.len < longest || !writ_str_starts(message, it->alias)) {
            continue;
        }

        const size_t prefix = read_line(writ_str_cut(message, it->alias.len, message.len), &line);

        if (prefix != 0) {
            longest = it->alias.len;
            loc = writ_loc_at(it->name, line, 0);
            text = writ_str_cut(message, it->alias.len + prefix, message.len);
        }
    }
    return writ_fail(err, status, loc.source[0] == '\0' ? NULL : &loc, "%.*s",
                     (int)(text.len < 255 ? text.len : 255), text.ptr);
}
