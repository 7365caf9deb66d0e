/* SPDX-License-Identifier: Apache-2.0
 *
 * tests/conformance/sql/table.h - a table of hostile values, and what predicates and masks give for
 * its rows by their definitions (docs/reference/obligations.md), without any SQL.
 */
#ifndef WRIT_TESTS_SQL_TABLE_H
#define WRIT_TESTS_SQL_TABLE_H

#include "sql/sql.h"

enum column { TEXT, DIGITS, BARE, WHOLE, REAL, FLAG, DAY, MOMENT, COLUMN_COUNT };

enum { TEXT_ROWS = 34, DIGIT_ROWS = 26, ROWS = 84 };

/** What a row holds in a column; texts as they are, also of numbers, dates and booleans. */
struct cell {
    bool is_null;
    struct writ_str text;
};

struct column_row {
    const char *path; /**< as predicates name it */
    const char *name;
    enum writ_sql_family family;
};
extern const struct column_row columns[COLUMN_COUNT];

struct cell cell_at(size_t row, enum column column);

enum truth { NO, YES, UNKNOWN };
enum truth truth_of(const struct writ_value *predicate, size_t row);

/** The text that a mask leaves of a text; false when it leaves none. */
bool masked(const char *kind, struct cell cell, struct writ_buf *buf);

#endif
