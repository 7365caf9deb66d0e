/* SPDX-License-Identifier: Apache-2.0
 *
 * Which columns a request asks for (docs/reference/request.md).
 */
#include "eval/eval.h"

struct chooser {
    const struct writ_descriptor *descriptor;
    struct writ_str port; /* empty: any */
    struct writ_build chosen, unknown;
};

/* How a name means a column. */
enum meaning { AS_PATH, AS_PART, WITHOUT_NAME };

static bool is_of_port(const struct writ_column *column, struct writ_str port)
{
    return port.len == 0 || column->port == NULL ||
           writ_str_eq(writ_value_text(column->port), port);
}

static bool is_path(const struct writ_column *column, struct writ_str name)
{
    return writ_str_eq(column->path, name);
}

/* A table's name means all of it. */
static bool is_part(const struct writ_column *column, struct writ_str name)
{
    const struct writ_str path = column->path;

    return writ_str_eq(column->name, name) || (path.len > name.len && path.ptr[name.len] == '.' &&
                                               memcmp(path.ptr, name.ptr, name.len) == 0);
}

static bool is_meant(const struct writ_column *column, enum meaning meaning, struct writ_str name)
{
    switch (meaning) {
    case AS_PATH:
        return is_path(column, name);
    case AS_PART:
        return is_part(column, name);
    case WITHOUT_NAME:
        break;
    }
    return true;
}

static size_t add_meant(struct chooser *chooser, enum meaning meaning, struct writ_str name)
{
    const struct writ_descriptor *descriptor = chooser->descriptor;
    size_t added = 0;

    for (size_t i = 0; i < descriptor->column_count; i++) {
        const struct writ_column *column = &descriptor->columns[i];

        if (is_meant(column, meaning, name) && is_of_port(column, chooser->port)) {
            writ_build_item(&chooser->chosen, column->value);
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
            (add_meant(chooser, AS_PATH, text) == 0 && add_meant(chooser, AS_PART, text) == 0)) {
            writ_build_item(&chooser->unknown, name);
        }
    }
}

bool writ_request_columns(const struct writ_descriptor *descriptor,
                          const struct writ_request *request, struct writ_arena *arena,
                          struct writ_asked *ret_asked)
{
    const struct writ_value *names =
        writ_value_member(writ_value_member(request->resource, "properties"), "columns");
    struct chooser chooser = {.descriptor = descriptor, .port = request->port};

    writ_build_array(&chooser.chosen, arena);
    writ_build_array(&chooser.unknown, arena);
    if (names == NULL) {
        (void)add_meant(&chooser, WITHOUT_NAME, WRIT_LIT(""));
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
