/* SPDX-License-Identifier: Apache-2.0
 *
 * sql/dialect.h - what differs between dialects, as data. Private to the sql layer.
 *
 * A form is text in which "{c}" stands for an operand. Forms are total: for an operand that does
 * not hold what the form is for, they are null, which no comparison passes.
 */
#ifndef WRIT_SQL_DIALECT_H
#define WRIT_SQL_DIALECT_H

#include "sql/sql.h"

struct writ_sql_forms {
    char quote;       /**< around names, doubled inside */
    bool has_escapes; /**< a backslash in a literal may mean something */
    bool has_like;    /**< else GLOB, because LIKE takes no notice of case */
    const char *text; /**< any column as text that compares by code point */
    const char *integer;
    const char *number;         /**< without NaN, which would order above all numbers */
    const char *number_of_text; /**< a text in JSON's form of a number */
    const char *boolean;        /**< 1 or 0 */
    const char *time;           /**< a date or timestamp as an instant; without zone it is UTC */
    const char *time_literal;   /**< the same of "2026-01-31 09:00:00.123" */
    const char *mask;           /**< this and the next three: of text */
    const char *show_last;
    const char *show_first;
    const char *hash; /**< NULL: not to be had */
    const char *year_of_text;
    const char *year_of_date;
    const char *year_of_timestamp;
};

/** Text, or not declared: such a column may hold the text of any value. */
static inline bool writ_sql_is_open(enum writ_sql_family family)
{
    return family == WRIT_SQL_TEXT || family == WRIT_SQL_UNKNOWN;
}

const struct writ_sql_forms *writ_sql_forms_of(enum writ_sql_dialect dialect);

/** Append the form with `operand` in its places. */
void writ_sql_form(struct writ_buf *buf, const char *form, struct writ_str operand);

/** Append a text literal. @retval WRIT_E_SCHEMA  it has a NUL byte, which no store can hold */
WRIT_NODISCARD enum writ_status writ_sql_text(enum writ_sql_dialect dialect, struct writ_str text,
                                              struct writ_buf *buf, struct writ_error *err);

/** WRIT_OK, or the buffer's own failure as an error. */
WRIT_NODISCARD enum writ_status writ_sql_done(const struct writ_buf *buf, struct writ_error *err);

#endif
