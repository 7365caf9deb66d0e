/* SPDX-License-Identifier: Apache-2.0
 *
 * Which columns a request asks for (docs/reference/request.md).
 */
#include "eval/eval.h"

static struct writ_str last_name(struct writ_str path)
{
    for (size_t i = path.len; i > 0; i--) {
        if (path.ptr[i - 1] == '.') {
            return writ_str_cut(path, i, path.len);
        }
    }
    return path;
}

static bool is_of_port(const struct writ_value *column, struct writ_str port)
{
    const struct writ_value *own = writ_value_member(column, "port");

    return port.len == 0 || own == NULL || writ_str_eq(writ_value_text(own), port);
}

/* The columns that a requested name means: the one path, else every column of that last name; a
 * table's name means all of it. */
static bool is_meant(const struct writ_value *column, struct writ_str name, bool by_path)
{
    const struct writ_str path = writ_value_text(writ_value_member(column, "path"));

    if (by_path) {
        return writ_str_eq(path, name);
    }
    return writ_str_eq(last_name(path), name) ||
           (path.len > name.len && path.ptr[name.len] == '.' && writ_str_starts(path, name));
}

static size_t add_meant(struct writ_build *chosen, const struct writ_value *columns,
                        struct writ_str port, struct writ_str name, bool by_path)
{
    size_t added = 0;

    for (size_t i = 0; i < writ_value_count(columns); i++) {
        const struct writ_value *column = writ_value_item(columns, i);

        if (is_of_port(column, port) && is_meant(column, name, by_path)) {
            writ_build_item(chosen, column);
            added++;
        }
    }
    return added;
}

static void choose_named(const struct writ_value *columns, struct writ_str port,
                         const struct writ_value *names, struct writ_build *chosen,
                         struct writ_build *unknown)
{
    for (size_t i = 0; i < writ_value_count(names); i++) {
        const struct writ_value *name = writ_value_item(names, i);
        const struct writ_str text = writ_value_text(name);

        if (text.len == 0 || (add_meant(chosen, columns, port, text, true) == 0 &&
                              add_meant(chosen, columns, port, text, false) == 0)) {
            writ_build_item(unknown, name);
        }
    }
}

static void choose_all(const struct writ_value *columns, struct writ_str port,
                       struct writ_build *chosen)
{
    for (size_t i = 0; i < writ_value_count(columns); i++) {
        if (is_of_port(writ_value_item(columns, i), port)) {
            writ_build_item(chosen, writ_value_item(columns, i));
        }
    }
}

bool writ_request_columns(const struct writ_value *product, const struct writ_request *request,
                          struct writ_arena *arena, struct writ_asked *ret_asked)
{
    const struct writ_value *names =
        writ_value_member(writ_value_member(request->resource, "properties"), "columns");
    const struct writ_value *columns = writ_value_member(product, "columns");
    struct writ_build chosen, unknown;

    writ_build_array(&chosen, arena);
    writ_build_array(&unknown, arena);
    if (names == NULL) {
        choose_all(columns, request->port, &chosen);
    } else {
        choose_named(columns, request->port, names, &chosen, &unknown);
    }
    *ret_asked = (struct writ_asked){
        .columns = writ_build_end(&chosen),
        .unknown = writ_build_end(&unknown),
        .malformed = names != NULL && names->kind != WRIT_ARRAY ? names : NULL,
    };
    return ret_asked->columns != NULL && ret_asked->unknown != NULL;
}
