/* SPDX-License-Identifier: Apache-2.0
 *
 * Which columns a request asks for (docs/reference/request.md).
 */
#include "eval/eval.h"

static struct writ_str last_name(struct writ_str path)
{
    const size_t dot = writ_str_find_last(path, '.');

    return dot == path.len ? path : writ_str_cut(path, dot + 1, path.len);
}

/* A column by what a request may call it: looked up once, compared with every name. */
struct named {
    const struct writ_value *column;
    struct writ_str path;
    struct writ_str last;
};

struct chooser {
    struct named *named;
    size_t count;
    struct writ_build chosen, unknown;
};

static bool is_of_port(const struct writ_value *column, struct writ_str port)
{
    const struct writ_value *own = port.len == 0 ? NULL : writ_value_member(column, "port");

    return own == NULL || writ_str_eq(writ_value_text(own), port);
}

/* The columns that a request for this port may be about. False when memory is out. */
static bool name_columns(struct chooser *chooser, const struct writ_value *columns,
                         struct writ_str port, struct writ_arena *arena)
{
    const size_t count = writ_value_count(columns);

    chooser->named = writ_arena_array(arena, count, sizeof(*chooser->named));
    for (size_t i = 0; chooser->named != NULL && i < count; i++) {
        const struct writ_value *column = writ_value_item(columns, i);
        const struct writ_str path = writ_value_text(writ_value_member(column, "path"));

        if (is_of_port(column, port)) {
            chooser->named[chooser->count++] = (struct named){column, path, last_name(path)};
        }
    }
    return chooser->named != NULL;
}

static bool is_path(const struct named *named, struct writ_str name)
{
    return writ_str_eq(named->path, name);
}

/* A table's name means all of it. */
static bool is_part(const struct named *named, struct writ_str name)
{
    const struct writ_str path = named->path;

    return writ_str_eq(named->last, name) ||
           (path.len > name.len && path.ptr[name.len] == '.' && writ_str_starts(path, name));
}

static size_t add_meant(struct chooser *chooser, struct writ_str name,
                        bool (*is_meant)(const struct named *named, struct writ_str name))
{
    size_t added = 0;

    for (size_t i = 0; i < chooser->count; i++) {
        if (is_meant(&chooser->named[i], name)) {
            writ_build_item(&chooser->chosen, chooser->named[i].column);
            added++;
        }
    }
    return added;
}

/* A name means the one column with this path, else every column that it is a part of the path of.
 */
static void choose_named(struct chooser *chooser, const struct writ_value *names)
{
    for (size_t i = 0; i < writ_value_count(names); i++) {
        const struct writ_value *name = writ_value_item(names, i);
        const struct writ_str text = writ_value_text(name);

        if (text.len == 0 ||
            (add_meant(chooser, text, is_path) == 0 && add_meant(chooser, text, is_part) == 0)) {
            writ_build_item(&chooser->unknown, name);
        }
    }
}

static void choose_all(struct chooser *chooser)
{
    for (size_t i = 0; i < chooser->count; i++) {
        writ_build_item(&chooser->chosen, chooser->named[i].column);
    }
}

bool writ_request_columns(const struct writ_value *product, const struct writ_request *request,
                          struct writ_arena *arena, struct writ_asked *ret_asked)
{
    const struct writ_value *names =
        writ_value_member(writ_value_member(request->resource, "properties"), "columns");
    struct chooser chooser = {.count = 0};

    writ_build_array(&chooser.chosen, arena);
    writ_build_array(&chooser.unknown, arena);
    if (!name_columns(&chooser, writ_value_member(product, "columns"), request->port, arena)) {
        return false;
    }
    if (names == NULL) {
        choose_all(&chooser);
    } else {
        choose_named(&chooser, names);
    }
    *ret_asked = (struct writ_asked){
        .columns = writ_build_end(&chooser.chosen),
        .unknown = writ_build_end(&chooser.unknown),
        .malformed = names != NULL && names->kind != WRIT_ARRAY ? names : NULL,
    };
    return ret_asked->columns != NULL && ret_asked->unknown != NULL;
}
