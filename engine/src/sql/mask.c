/* SPDX-License-Identifier: Apache-2.0
 *
 * Masks as expressions. Whatever has no expression is refused: the caller then has no query, and
 * no data.
 */
#include "base/error.h"
#include "base/try.h"
#include "sql/dialect.h"

enum { EXPRESSION_MAX = 64 * 1024 };

static const char *year_form(const struct writ_sql_forms *forms, enum writ_sql_family family)
{
    switch (family) {
    case WRIT_SQL_DATE:
        return forms->year_of_date;
    case WRIT_SQL_TIMESTAMP:
        return forms->year_of_timestamp;
    case WRIT_SQL_TEXT:
    case WRIT_SQL_UNKNOWN:
        return forms->year_of_text;
    case WRIT_SQL_INTEGER:
    case WRIT_SQL_NUMBER:
    case WRIT_SQL_BOOLEAN:
    case WRIT_SQL_OTHER:
        break;
    }
    return NULL;
}

static const char *text_form(const struct writ_sql_forms *forms, struct writ_str kind)
{
    const struct {
        const char *kind;
        const char *form;
    } rows[] = {{"MASK", forms->mask},
                {"MASK_SHOW_LAST_4", forms->show_last},
                {"MASK_SHOW_FIRST_4", forms->show_first},
                {"MASK_HASH", forms->hash}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (writ_str_is(kind, rows[i].kind)) {
            return rows[i].form;
        }
    }
    return NULL;
}

/* The mask's form; *ret_of_text: it takes the column as text. NULL: not to be had. */
static const char *form_of(const struct writ_sql_forms *forms, enum writ_sql_family family,
                           struct writ_str kind, bool *ret_of_text)
{
    *ret_of_text = false;
    if (writ_str_is(kind, "MASK_NONE")) {
        return "{c}";
    }
    if (writ_str_is(kind, "MASK_NULL")) {
        return "CASE WHEN 1 = 0 THEN {c} END"; /* null, and of the column's type */
    }
    if (writ_str_is(kind, "MASK_DATE_SHOW_YEAR")) {
        *ret_of_text = writ_sql_is_open(family);
        return year_form(forms, family);
    }
    *ret_of_text = true;
    return family == WRIT_SQL_OTHER ? NULL : text_form(forms, kind);
}

enum writ_status writ_sql_mask(enum writ_sql_dialect dialect, const struct writ_sql_column *column,
                               const struct writ_value *mask, struct writ_buf *buf,
                               struct writ_error *err)
{
    const struct writ_sql_forms *forms = writ_sql_forms_of(dialect);
    const struct writ_str kind =
        mask == NULL ? WRIT_LIT("MASK_NONE") : writ_value_text(writ_value_member(mask, "kind"));
    WRIT_AUTO(writ_buf) struct writ_buf name;
    WRIT_AUTO(writ_buf) struct writ_buf operand;
    bool is_of_text;
    const char *form = form_of(forms, column->family, kind, &is_of_text);

    writ_buf_init(&name, buf->alloc, EXPRESSION_MAX);
    writ_buf_init(&operand, buf->alloc, EXPRESSION_MAX);
    if (form == NULL) {
        return writ_fail(err, WRIT_E_SCHEMA, NULL,
                         "mask %.*s of column '%.*s' has no expression in this dialect",
                         WRIT_FMT(kind), WRIT_FMT(column->name));
    }
    WRIT_TRY(writ_sql_name(dialect, column->name, &name, err));
    writ_sql_form(&operand, is_of_text ? forms->text : "{c}",
                  (struct writ_str){name.ptr, name.len});
    WRIT_TRY(writ_sql_done(&operand, err));
    writ_sql_form(buf, form, (struct writ_str){operand.ptr, operand.len});
    return writ_sql_done(buf, err);
}
