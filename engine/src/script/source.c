/* SPDX-License-Identifier: Apache-2.0
 *
 * script/source.c - from the positions in Lua's messages back to the names of texts.
 */
#include "script/state.h"

/* Lua cuts longer names. */
enum { ALIAS_MAX = LUA_IDSIZE - 1 };

static struct writ_str alias_of(const char *name, char text[LUA_IDSIZE])
{
    static const char dots[] = "...";
    const size_t len = strlen(name);
    const size_t tail = ALIAS_MAX - (sizeof(dots) - 1);

    if (len <= ALIAS_MAX) {
        return (struct writ_str){name, len};
    }
    memcpy(text, dots, sizeof(dots) - 1);
    memcpy(text + sizeof(dots) - 1, name + len - tail, tail);
    return (struct writ_str){text, ALIAS_MAX};
}

static size_t bucket_of(struct writ_str alias)
{
    return writ_str_hash(alias) % WRIT_SOURCE_BUCKETS;
}

static const struct writ_source *add(struct writ_sandbox *sandbox, const char *name,
                                     struct writ_str alias)
{
    struct writ_source *source = writ_arena_alloc(&sandbox->names, sizeof(*source));
    const struct writ_source **bucket = &sandbox->sources[bucket_of(alias)];

    if (source == NULL) {
        return NULL; /* uncovered: the names' arena is the sandbox's own, not a test's */
    }
    source->name = writ_arena_str(&sandbox->names, writ_str_from(name)).ptr;
    source->alias = writ_arena_str(&sandbox->names, alias);
    source->older = *bucket;
    if (source->name == NULL || source->alias.ptr == NULL) {
        return NULL; /* uncovered: as above */
    }
    *bucket = source;
    return source;
}

const struct writ_source *writ_source_note(struct writ_sandbox *sandbox, const char *name)
{
    char text[LUA_IDSIZE];
    const struct writ_str alias = alias_of(name, text);

    for (const struct writ_source *it = sandbox->sources[bucket_of(alias)]; it != NULL;
         it = it->older) {
        if (strcmp(it->name, name) == 0) {
            return it;
        }
    }
    return add(sandbox, name, alias);
}

const char *writ_source_name(const struct writ_sandbox *sandbox, struct writ_str alias)
{
    for (const struct writ_source *it = sandbox->sources[bucket_of(alias)]; it != NULL;
         it = it->older) {
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

/* A name may have colons in it: of those that fit, the longest counts. */
enum writ_status writ_source_report(const struct writ_sandbox *sandbox, enum writ_status status,
                                    struct writ_str message, struct writ_error *err)
{
    struct writ_loc loc = {0};
    struct writ_str text = message;

    for (size_t at = 0; at <= ALIAS_MAX && at < message.len; at++) {
        uint32_t line = 0;
        const size_t prefix = read_line(writ_str_cut(message, at, message.len), &line);
        const char *name =
            prefix == 0 ? NULL : writ_source_name(sandbox, writ_str_cut(message, 0, at));

        if (name != NULL) {
            loc = writ_loc_at(name, line, 1); /* Lua knows no column */
            text = writ_str_cut(message, at + prefix, message.len);
        }
    }
    return writ_fail(err, status, loc.source[0] == '\0' ? NULL : &loc, "%.*s",
                     (int)(text.len < 255 ? text.len : 255), text.ptr);
}
