/* SPDX-License-Identifier: Apache-2.0
 *
 * The columns of a product by what a request may call them, found once for all requests.
 */
#include "descriptor/columns.h"
#include "base/try.h"

static struct writ_str last_name(struct writ_str path)
{
    const size_t dot = writ_str_find_last(path, '.');

    return dot == path.len ? path : writ_str_cut(path, dot + 1, path.len);
}

enum writ_status writ_columns_name(struct writ_arena *arena, struct writ_descriptor *descriptor,
                                   struct writ_error *err)
{
    const struct writ_value *list = writ_value_member(descriptor->product, "columns");
    const size_t count = writ_value_count(list);
    struct writ_column *columns = writ_arena_array(arena, count, sizeof(*columns));

    if (columns == NULL) {
        return writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        const struct writ_value *value = writ_value_item(list, i);
        const struct writ_str path = writ_value_text(writ_value_member(value, "path"));

        columns[i] = (struct writ_column){.value = value,
                                          .path = path,
                                          .name = last_name(path),
                                          .port = writ_value_member(value, "port")};
    }
    descriptor->columns = columns;
    descriptor->column_count = count;
    return WRIT_OK;
}
