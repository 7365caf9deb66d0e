/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/sql_table.h"

#include "base/try.h"

enum writ_status writ_sql_table_read(const struct writ_engine *engine, struct writ_arena *arena,
                                     const struct writ_value *product,
                                     struct writ_sql_table *ret_table, struct writ_error *err)
{
    struct writ_sql_table table = {.columns = writ_value_member(product, "columns")};
    const struct writ_value *const args[] = {table.columns};
    const struct writ_call call = {.chunk = engine->mesh->runner,
                                   .function = "families",
                                   .args = args,
                                   .arg_count = 1,
                                   .arena = arena};

    WRIT_TRY(writ_sandbox_ask(engine->mesh->sandbox, &call, &table.families, err));
    *ret_table = table;
    return WRIT_OK;
}

struct writ_str writ_column_path(const struct writ_value *column)
{
    return writ_value_text(writ_value_member(column, "path"));
}

struct writ_str writ_column_table(struct writ_str path)
{
    return writ_str_cut(path, 0, writ_str_find(path, '.'));
}

/* "table.column": a column of columns, or of many values, would show what is inside unmasked. */
static bool is_flat(struct writ_str path)
{
    const struct writ_str name = writ_str_cut(path, writ_column_table(path).len + 1, path.len);

    return name.len > 0 && writ_str_find(name, '.') == name.len &&
           writ_str_find(name, '[') == name.len;
}

static bool find(const struct writ_sql_table *table, struct writ_str path, size_t *ret_index)
{
    for (size_t i = 0; i < writ_value_count(table->columns); i++) {
        if (writ_str_eq(writ_column_path(writ_value_item(table->columns, i)), path)) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

bool writ_sql_table_find(void *ctx, struct writ_str path, struct writ_sql_column *ret_column)
{
    const struct writ_sql_table *table = ctx;
    size_t i = 0;

    if (!find(table, path, &i)) {
        return false;
    }
    ret_column->name = writ_str_cut(path, table->name.len + 1, path.len);
    ret_column->family = writ_sql_family_find(writ_value_text(writ_value_item(table->families, i)));
    return writ_str_eq(writ_column_table(path), table->name) && is_flat(path);
}

struct writ_str writ_sql_table_stranger(const struct writ_sql_table *table,
                                        const struct writ_value *obligations)
{
    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        const struct writ_str path = writ_obligation_column(writ_value_item(obligations, i));
        size_t index;

        if (path.len > 0 && !find(table, path, &index)) {
            return path;
        }
    }
    return WRIT_LIT("");
}

struct writ_str writ_obligation_column(const struct writ_value *obligation)
{
    return writ_value_text(writ_value_path(obligation, "properties.column"));
}

bool writ_obligation_is(const struct writ_value *obligation, const char *type)
{
    return writ_value_is_text(writ_value_member(obligation, "type"), type);
}

const struct writ_value *writ_obligation_for(const struct writ_value *obligations, const char *type,
                                             struct writ_str path)
{
    for (size_t i = 0; i < writ_value_count(obligations); i++) {
        const struct writ_value *one = writ_value_item(obligations, i);

        if (writ_obligation_is(one, type) && writ_str_eq(writ_obligation_column(one), path)) {
            return writ_value_member(one, "properties");
        }
    }
    return NULL;
}
