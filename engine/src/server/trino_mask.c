/* SPDX-License-Identifier: Apache-2.0
 *
 * The mask of one column, as an expression of the column's own type.
 */
#include "base/try.h"
#include "server/trino.h"
#include "sql/sql.h"

enum { EXPRESSION_MAX = 256 * 1024 };

/* "varchar(10)", "char(3)" */
static bool is_sized_text(struct writ_str type)
{
    const size_t open = writ_str_find(type, '(');
    const struct writ_str base = writ_str_cut(type, 0, open);
    const struct writ_str rest = writ_str_cut(type, open + 1, type.len);
    bool is_sized = writ_str_ends(rest, WRIT_LIT(")")) && rest.len > 1;

    for (size_t i = 0; i + 1 < rest.len; i++) {
        is_sized = is_sized && rest.ptr[i] >= '0' && rest.ptr[i] <= '9';
    }
    return is_sized && (writ_str_eq_fold(base, WRIT_LIT("varchar")) ||
                        writ_str_eq_fold(base, WRIT_LIT("char")));
}

/* No value at all, of any type: what is not to be seen, and what Trino could not take otherwise. */
static enum writ_status write_null(struct writ_str name, struct writ_arena *arena,
                                   struct writ_buf *buf, struct writ_error *err)
{
    const struct writ_sql_column column = {.name = name, .family = WRIT_SQL_OTHER};
    struct writ_build mask;

    writ_build_object(&mask, arena);
    writ_build_put_text(&mask, "kind", WRIT_LIT("MASK_NULL"));

    const struct writ_value *properties = writ_build_end(&mask);

    return properties == NULL ? writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory")
                              : writ_sql_mask(WRIT_SQL_TRINO, &column, properties, buf, err);
}

static enum writ_status write_mask(const struct writ_view_mask *mask, struct writ_str type,
                                   struct writ_buf *buf)
{
    const bool is_cast = mask->is_text && is_sized_text(type);

    writ_buf_add_text(buf, is_cast ? "CAST(" : "");
    writ_buf_add(buf, mask->sql);
    if (is_cast) {
        writ_buf_add_text(buf, " AS ");
        writ_buf_add(buf, type);
        writ_buf_add_char(buf, ')');
    }
    return buf->status;
}

enum writ_status writ_trino_mask(const struct writ_view *view, const struct writ_value *named,
                                 struct writ_arena *arena, struct writ_str *ret_sql,
                                 struct writ_error *err)
{
    WRIT_AUTO(writ_buf) struct writ_buf buf;
    const struct writ_str name = writ_value_text(writ_value_member(named, "columnName"));
    const struct writ_str type = writ_value_text(writ_value_member(named, "columnType"));
    const struct writ_table_column *column = writ_table_column(view->table, name);
    const bool is_visible = column != NULL && view->visible[column - view->table->columns];
    const struct writ_view_mask *mask =
        is_visible ? &view->masks[column - view->table->columns] : NULL;

    writ_buf_init(&buf, arena->alloc, EXPRESSION_MAX);
    *ret_sql = WRIT_LIT("");
    if (is_visible && mask->sql.len == 0) {
        return WRIT_OK;
    }
    if (is_visible &&
        (!mask->is_text || writ_str_eq_fold(type, WRIT_LIT("varchar")) || is_sized_text(type))) {
        WRIT_TRY(write_mask(mask, type, &buf));
    } else {
        WRIT_TRY(write_null(name, arena, &buf, err));
    }
    *ret_sql = writ_arena_str(arena, (struct writ_str){buf.ptr, buf.len});
    return ret_sql->ptr == NULL ? writ_fail(err, WRIT_E_NOMEM, NULL, "out of memory") : WRIT_OK;
}
