/* SPDX-License-Identifier: Apache-2.0 */
#include "mesh/uri_pattern.h"

/* The name when the part is one in braces, else empty. */
static struct writ_str name_of(struct writ_str part)
{
    return part.len > 2 && part.ptr[0] == '{' && part.ptr[part.len - 1] == '}'
               ? writ_str_cut(part, 1, part.len - 1)
               : WRIT_LIT("");
}

static bool has_brace(struct writ_str text)
{
    return writ_str_find(text, '{') < text.len || writ_str_find(text, '}') < text.len;
}

static const struct writ_str *value_of(const struct writ_uri_parts *parts, struct writ_str name)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (writ_str_eq(parts->names[i], name)) {
            return &parts->values[i];
        }
    }
    return NULL;
}

static bool add_part(struct writ_uri_parts *parts, struct writ_str name, struct writ_str value)
{
    if (parts->count == WRIT_URI_PARTS_MAX || value_of(parts, name) != NULL) {
        return false;
    }
    parts->names[parts->count] = name;
    parts->values[parts->count] = value;
    parts->count++;
    return true;
}

/* The names of a pattern; false when it is not well-formed. */
static bool read_names(struct writ_str pattern, struct writ_uri_parts *ret_parts)
{
    struct writ_str rest = writ_str_cut(pattern, 1, pattern.len);
    struct writ_str part;

    ret_parts->count = 0;
    while (writ_str_split(&rest, '/', &part)) {
        const struct writ_str name = name_of(part);

        if (part.len == 0 || has_brace(name.len > 0 ? name : part) ||
            (name.len > 0 && !add_part(ret_parts, name, part))) {
            return false;
        }
    }
    return writ_str_starts(pattern, WRIT_LIT("/"));
}

bool writ_uri_pattern_is_valid(struct writ_str pattern)
{
    struct writ_uri_parts parts;

    return read_names(pattern, &parts);
}

/* Take what stands before the next name in braces off *rest, and the name; an empty name: there is
 * none. False when a brace has no partner. */
static bool next_name(struct writ_str *rest, struct writ_str *ret_before, struct writ_str *ret_name)
{
    const size_t open = writ_str_find(*rest, '{');
    const bool is_open = open < rest->len;
    const struct writ_str after = writ_str_cut(*rest, open + 1, rest->len);
    const size_t close = writ_str_find(after, '}');

    *ret_before = writ_str_cut(*rest, 0, open);
    *ret_name = writ_str_cut(after, 0, close);
    *rest = writ_str_cut(after, close + 1, after.len);
    return !has_brace(*ret_before) && (!is_open || (close < after.len && ret_name->len > 0));
}

bool writ_uri_pattern_names(struct writ_str pattern, struct writ_str text)
{
    struct writ_uri_parts parts;
    struct writ_str before, name;
    bool is_known = read_names(pattern, &parts);

    while (is_known && text.len > 0) {
        is_known =
            next_name(&text, &before, &name) && (name.len == 0 || value_of(&parts, name) != NULL);
    }
    return is_known;
}

static bool is_part(struct writ_str wanted, struct writ_str part, struct writ_uri_parts *parts)
{
    const struct writ_str name = name_of(wanted);

    return name.len == 0 ? writ_str_eq(wanted, part)
                         : part.len > 0 && writ_str_find(part, '#') == part.len &&
                               add_part(parts, name, part);
}

bool writ_uri_pattern_match(struct writ_str pattern, struct writ_str path,
                            struct writ_uri_parts *ret_parts)
{
    bool is_meant = writ_str_starts(path, WRIT_LIT("/"));

    ret_parts->count = 0;
    pattern = writ_str_cut(pattern, 1, pattern.len);
    path = writ_str_cut(path, 1, path.len);
    while (is_meant && pattern.len > 0) { /* once it is empty, all below is meant */
        const size_t end = writ_str_find(pattern, '/');
        const size_t path_end = writ_str_find(path, '/');

        const bool is_last = end == pattern.len;

        is_meant =
            (path_end == path.len) == is_last &&
            is_part(writ_str_cut(pattern, 0, end), writ_str_cut(path, 0, path_end), ret_parts);
        pattern = writ_str_cut(pattern, end + 1, pattern.len);
        path = writ_str_cut(path, path_end + 1, path.len);
    }
    return is_meant;
}

struct writ_str writ_uri_pattern_fill(struct writ_arena *arena, struct writ_str text,
                                      const struct writ_uri_parts *parts)
{
    struct writ_str filled = WRIT_LIT("");
    struct writ_str before, name;

    while (text.len > 0 && filled.ptr != NULL && next_name(&text, &before, &name)) {
        const struct writ_str *value = value_of(parts, name);
        const struct writ_str end = value == NULL ? WRIT_LIT("") : *value;

        filled =
            writ_str_from(writ_arena_printf(arena, "%.*s%.*s%.*s", (int)filled.len, filled.ptr,
                                            (int)before.len, before.ptr, (int)end.len, end.ptr));
    }
    return filled;
}
